#include "io/http_sockets.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"

struct open_socket {
	curl_socket_t socket;
	int port; /* ours; 0 not known yet */
};

static curl_socket_t on_open(void *context, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct http_sockets *sockets = context;
	curl_socket_t s = socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);

	(void)purpose;
	if (s < 0)
		return CURL_SOCKET_BAD;
	VEC_GROW(sockets->items, sockets->count, sockets->capacity);
	sockets->items[sockets->count++] = (struct open_socket){.socket = s};
	return s;
}

static int on_close(void *context, curl_socket_t s)
{
	struct http_sockets *sockets = context;

	for (size_t i = 0; i < sockets->count; i++) {
		if (sockets->items[i].socket != s)
			continue;
		sockets->items[i] = sockets->items[--sockets->count];
		break;
	}
	return close(s);
}

void http_sockets_serve(struct http_sockets *sockets, CURL *easy)
{
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, sockets);
	curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, on_close);
	curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, sockets);
}

static int port_of(curl_socket_t s)
{
	struct sockaddr_in6 address = {0};
	socklen_t n = sizeof(address);

	/* the port stands at the same place for both families */
	return getsockname(s, (struct sockaddr *)&address, &n) == 0 ? ntohs(address.sin6_port) : 0;
}

curl_socket_t http_sockets_of(struct http_sockets *sockets, CURL *easy)
{
	long wanted = 0;

	curl_easy_getinfo(easy, CURLINFO_LOCAL_PORT, &wanted);
	for (size_t i = 0; i < sockets->count; i++) {
		struct open_socket *open = &sockets->items[i];
		if (!open->port)
			open->port = port_of(open->socket);
		if (open->port == wanted)
			return open->socket;
	}
	return CURL_SOCKET_BAD;
}

void http_sockets_release(struct http_sockets *sockets)
{
	free(sockets->items);
	*sockets = (struct http_sockets){0};
}
