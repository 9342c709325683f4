#include "run/ping.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"

static struct {
	int listener;
	char address[64];
	char request[2048];
} server;

static int open_server(void **state)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(at);

	(void)state;
	server.listener = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(server.listener, (struct sockaddr *)&at, n) < 0 ||
	    listen(server.listener, 1) < 0 ||
	    getsockname(server.listener, (struct sockaddr *)&at, &n) < 0)
		return -1;
	snprintf(server.address, sizeof(server.address), "http://127.0.0.1:%d/run/fail",
	         ntohs(at.sin_port));
	return 0;
}

/* Answers one request and keeps what was asked. */
static void *answer(void *unused)
{
	static const char reply[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK";
	int client = accept(server.listener, NULL, NULL);
	size_t have = 0;
	ssize_t n;

	(void)unused;
	while ((n = read(client, server.request + have, sizeof(server.request) - 1 - have)) > 0) {
		have += (size_t)n;
		server.request[have] = '\0';
		if (strncmp(server.request, "GET", 3) == 0
		            ? strstr(server.request, "\r\n\r\n") != NULL
		            : strstr(server.request, "why") != NULL)
			break;
	}
	assert_int_equal(write(client, reply, sizeof(reply) - 1), sizeof(reply) - 1);
	close(client);
	return NULL;
}

static void ask(const char *about)
{
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, answer, NULL), 0);
	ping(server.address, about);
	pthread_join(thread, NULL);
}

static void the_watcher_is_asked_at_its_address(void **state)
{
	(void)state;
	ask(NULL);
	assert_non_null(strstr(server.request, "GET /run/fail HTTP/1.1"));
}

static void the_watcher_is_told_what_went_wrong(void **state)
{
	(void)state;
	ask("this is why");
	assert_non_null(strstr(server.request, "POST /run/fail HTTP/1.1"));
	assert_non_null(strstr(server.request, "\r\n\r\nthis is why"));
}

static void no_address_no_ping_and_a_dead_watcher_is_no_failure(void **state)
{
	(void)state;
	ping(NULL, NULL);
	ping("http://127.0.0.1:1/", NULL);
	ping("file:///etc/hostname", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(the_watcher_is_asked_at_its_address),
	        TEST(the_watcher_is_told_what_went_wrong),
	        TEST(no_address_no_ping_and_a_dead_watcher_is_no_failure),
	};

	return cmocka_run_group_tests(tests, open_server, NULL);
}
