/*
 * An HTTP server that misbehaves on demand, for what nginx will not do.
 *
 *	bad_server ROOT
 *
 * prints its port on 127.0.0.1 and serves until its standard input ends. Of an address
 *
 *	/HOW/TIMES/NAME[?QUERY]
 *
 * the first TIMES requests ("always": all) are answered as HOW says, the rest properly, with
 * the file "ROOT/NAME?QUERY" or else ROOT/NAME. The lines of a file of that name with
 * ".headers" behind it are added to the answer. Each request is appended to ROOT/log, and when it
 * came, in milliseconds, to ROOT/times.
 *
 * It is a proxy, too: CONNECT leads to that port of this machine, whatever the host's name. With a
 * file ROOT/proxy only who sends what that holds as Proxy-Authorization is let through; if it
 * holds a number, everybody is answered with that status.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { HEAD = 16384, PATH = 4096, SEEN = 1024 };

static const char *root;
static int port;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

struct request {
	int fd;
	char head[HEAD];
	char method[16], target[PATH]; /* as asked, with the query */
	char how[64], times[16], name[PATH], query[PATH];
	long from;  /* first byte of the range that is asked for, -1: all */
	char *body; /* of the file */
	long size;
	char etag[32], more[PATH]; /* further header lines */
};

/* --- Reading ----------------------------------------------------------------------------- */

static bool header(const struct request *r, const char *name, char *value, size_t size)
{
	const char *line = strstr(r->head, "\r\n");
	size_t n = strlen(name);

	for (; line; line = strstr(line + 2, "\r\n")) {
		if (strncasecmp(line + 2, name, n) != 0 || line[2 + n] != ':')
			continue;
		line += 3 + n;
		line += strspn(line, " ");
		n = strcspn(line, "\r");
		snprintf(value, size, "%.*s", (int)n, line);
		return true;
	}
	value[0] = '\0';
	return false;
}

static bool read_head(struct request *r)
{
	size_t n = 0;
	ssize_t got;

	while (!strstr(r->head, "\r\n\r\n")) {
		got = recv(r->fd, r->head + n, HEAD - 1 - n, 0);
		if (got <= 0)
			return false;
		n += (size_t)got;
		r->head[n] = '\0';
	}
	return true;
}

static char *load(const char *name, long *size)
{
	char path[2 * PATH];
	struct stat st;
	char *body = NULL;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	fd = open(path, O_RDONLY);
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		body = calloc(1, (size_t)st.st_size + 1);
		*size = body ? read(fd, body, (size_t)st.st_size) : -1;
	}
	if (fd >= 0)
		close(fd);
	return body;
}

/* Lines of the file become lines of the head. */
static void add_headers(struct request *r, const char *name)
{
	char path[3 * PATH];
	long size = 0;
	char *lines, *line, *rest = NULL;

	snprintf(path, sizeof(path), "%s.headers", name);
	lines = load(path, &size);
	for (line = lines ? strtok_r(lines, "\n", &rest) : NULL; line;
	     line = strtok_r(NULL, "\n", &rest)) {
		size_t n = strlen(r->more);
		snprintf(r->more + n, sizeof(r->more) - n, "%s\r\n", line);
	}
	free(lines);
}

static void find_file(struct request *r)
{
	char asked[2 * PATH];
	unsigned hash = 2166136261U;

	snprintf(asked, sizeof(asked), "%s?%s", r->name, r->query);
	r->body = load(asked, &r->size);
	add_headers(r, r->body ? asked : r->name);
	if (!r->body)
		r->body = load(r->name, &r->size);
	for (long i = 0; r->body && i < r->size; i++)
		hash = (hash ^ (unsigned char)r->body[i]) * 16777619U;
	snprintf(r->etag, sizeof(r->etag), "\"%08x-%lx\"", hash, r->size);
}

static void split_target(struct request *r)
{
	char target[PATH];
	char *at, *rest = NULL;

	snprintf(target, sizeof(target), "%s", r->target);
	at = strchr(target, '?');
	if (at) {
		*at = '\0';
		snprintf(r->query, sizeof(r->query), "%s", at + 1);
	}
	at = strtok_r(target, "/", &rest);
	snprintf(r->how, sizeof(r->how), "%s", at ? at : "");
	at = strtok_r(NULL, "/", &rest);
	snprintf(r->times, sizeof(r->times), "%s", at ? at : "");
	snprintf(r->name, sizeof(r->name), "%s", rest ? rest : "");
}

static void note_time(const struct request *r)
{
	char path[PATH];
	struct timespec now;
	FILE *file;

	snprintf(path, sizeof(path), "%s/times", root);
	clock_gettime(CLOCK_MONOTONIC, &now);
	file = fopen(path, "ae");
	if (file) {
		fprintf(file, "%lld %s\n", now.tv_sec * 1000LL + now.tv_nsec / 1000000, r->target);
		fclose(file);
	}
}

static void log_request(const struct request *r)
{
	static const char *const shown[] = {
	        "Range",        "If-Range", "If-None-Match",  "Authorization",      "X-Api-Key",
	        "Content-Type", "X-Note",   "Content-Length", "Proxy-Authorization"};
	const char *body = strstr(r->head, "\r\n\r\n") + 4;
	char path[PATH], value[PATH];
	FILE *file;

	snprintf(path, sizeof(path), "%s/log", root);
	pthread_mutex_lock(&mutex);
	note_time(r);
	file = fopen(path, "ae");
	if (file) {
		fprintf(file, "%s %s", r->method, r->target);
		for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
			if (header(r, shown[i], value, sizeof(value)))
				fprintf(file, " %s=%s", shown[i], value);
		fprintf(file, "%s%s\n", *body ? " " : "", body);
		fclose(file);
	}
	pthread_mutex_unlock(&mutex);
}

/* --- Answering --------------------------------------------------------------------------- */

static bool put(const struct request *r, const char *p, long n)
{
	while (n > 0) {
		ssize_t done = send(r->fd, p, (size_t)n, MSG_NOSIGNAL);
		if (done <= 0)
			return false;
		p += done;
		n -= done;
	}
	return true;
}

__attribute__((format(printf, 2, 3))) static bool say(const struct request *r, const char *fmt, ...)
{
	char text[2 * PATH];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return put(r, text, n);
}

static void start(const struct request *r, const char *status, long length)
{
	say(r, "HTTP/1.1 %s\r\nETag: %s\r\nContent-Length: %ld\r\n%s\r\n", status, r->etag, length,
	    r->more);
}

static void small(const struct request *r, const char *status, const char *headers,
                  const char *body)
{
	say(r, "HTTP/1.1 %s\r\n%sContent-Length: %zu\r\n\r\n%s", status, headers, strlen(body),
	    body);
}

static void properly(const struct request *r)
{
	char known[256], wanted[256];

	if (!r->body) {
		small(r, "404 Not Found", "", "no such file\n");
	} else if (header(r, "If-None-Match", known, sizeof(known)) &&
	           strcmp(known, r->etag) == 0) {
		say(r, "HTTP/1.1 304 Not Modified\r\nETag: %s\r\n%s\r\n", r->etag, r->more);
	} else if (r->from >= 0 && r->from < r->size &&
	           (!header(r, "If-Range", wanted, sizeof(wanted)) ||
	            strcmp(wanted, r->etag) == 0)) {
		say(r,
		    "HTTP/1.1 206 Partial Content\r\nETag: %s\r\nContent-Length: %ld\r\n"
		    "Content-Range: bytes %ld-%ld/%ld\r\n\r\n",
		    r->etag, r->size - r->from, r->from, r->size - 1, r->size);
		put(r, r->body + r->from, r->size - r->from);
	} else {
		start(r, "200 OK", r->size);
		put(r, r->body, r->size);
	}
}

/* A close that tells the other side that something is wrong. */
static void reset(const struct request *r)
{
	struct linger now = {1, 0};

	/* what was sent is to arrive before */
	usleep(50000);
	setsockopt(r->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
}

static void half(const struct request *r)
{
	start(r, "200 OK", r->size);
	put(r, r->body, r->size / 2);
}

static void reset_halfway(const struct request *r)
{
	half(r);
	reset(r);
}

static void reset_at_once(const struct request *r)
{
	reset(r);
}

static void say_nothing(const struct request *r)
{
	(void)r;
}

static void talk_nonsense(const struct request *r)
{
	say(r, "220 mail.example.org ESMTP\r\n\r\n");
}

static void send_more(const struct request *r)
{
	start(r, "200 OK", r->size - 10);
	put(r, r->body, r->size);
}

static void send_more_later(const struct request *r)
{
	start(r, "200 OK", r->size - 10);
	put(r, r->body, r->size / 2);
	usleep(50000);
	put(r, r->body + r->size / 2, r->size - r->size / 2);
}

static void start_chunks(const struct request *r)
{
	say(r, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%lx\r\n", r->size / 2);
	put(r, r->body, r->size / 2);
}

static void break_chunks(const struct request *r)
{
	start_chunks(r);
	say(r, "\r\nno number\r\n");
}

static void cut_chunks(const struct request *r)
{
	start_chunks(r);
	say(r, "\r\n");
}

static void be_busy(const struct request *r)
{
	small(r, "429 Too Many Requests", "Retry-After: 1\r\n", "slow down\n");
}

static void be_busy_until(const struct request *r)
{
	char headers[128];
	time_t then = time(NULL) + 2;
	struct tm utc;

	gmtime_r(&then, &utc);
	strftime(headers, sizeof(headers), "Retry-After: %a, %d %b %Y %H:%M:%S GMT\r\n", &utc);
	small(r, "503 Service Unavailable", headers, "back soon\n");
}

static void be_busy_for_long(const struct request *r)
{
	small(r, "503 Service Unavailable", "Retry-After: 86400\r\n", "tomorrow\n");
}

/* With what the file's headers say about when to come back. */
static void be_busy_as_the_file_says(const struct request *r)
{
	small(r, "503 Service Unavailable", r->more, "later\n");
}

static void fall_over(const struct request *r)
{
	small(r, "500 Internal Server Error", "", "<html><body>trace\n</body></html>");
}

/* The body tells everything that came, secrets too, as careless servers do. */
static void tell_all(const struct request *r)
{
	small(r, "401 Unauthorized", "", r->head + strlen(r->method) + 1);
}

static void redirect(const struct request *r, const char *where)
{
	char headers[3 * PATH];

	snprintf(headers, sizeof(headers), "Location: %s\r\n", where);
	small(r, "302 Found", headers, "");
}

static void go_in_a_circle(const struct request *r)
{
	redirect(r, r->target);
}

static void go_on_and_on(const struct request *r)
{
	char where[PATH];

	snprintf(where, sizeof(where), "?%ld", strtol(r->query, NULL, 10) + 1);
	redirect(r, where);
}

static void go_elsewhere(const struct request *r)
{
	char where[2 * PATH];

	snprintf(where, sizeof(where), "http://localhost:%d/good/0/%s?token=abcdef", port, r->name);
	redirect(r, where);
}

static void go_to_file(const struct request *r)
{
	char where[2 * PATH];

	snprintf(where, sizeof(where), "file:///etc/%s", r->name);
	redirect(r, where);
}

static void wait_for_end(const struct request *r)
{
	char byte;

	while (recv(r->fd, &byte, 1, 0) > 0)
		;
}

static void hang(const struct request *r)
{
	wait_for_end(r);
}

static void drip(const struct request *r)
{
	start(r, "200 OK", r->size);
	for (long i = 0; i < r->size && put(r, r->body + i, 1); i++)
		usleep(100000);
}

/* A server that compresses on the fly: the file is gzip already, and may be small. */
static void say_gzip(const struct request *r)
{
	say(r, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %ld\r\n\r\n", r->size);
	put(r, r->body, r->size);
}

static void cut_gzip(const struct request *r)
{
	say(r, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %ld\r\n\r\n", r->size);
	put(r, r->body, r->size / 2);
}

/* The rest of another version, said to be so. */
static void resume_other_version(const struct request *r)
{
	if (r->from < 0) {
		reset_halfway(r);
		return;
	}
	say(r,
	    "HTTP/1.1 206 Partial Content\r\nETag: \"other\"\r\nContent-Length: %ld\r\n"
	    "Content-Range: bytes %ld-%ld/%ld\r\n\r\n",
	    r->size - r->from, r->from, r->size - 1, r->size);
	put(r, r->body + r->from, r->size - r->from);
}

static void resume_elsewhere(const struct request *r)
{
	if (r->from < 0) {
		reset_halfway(r);
		return;
	}
	say(r,
	    "HTTP/1.1 206 Partial Content\r\nETag: %s\r\nContent-Length: %ld\r\n"
	    "Content-Range: bytes 7-%ld/%ld\r\n\r\n",
	    r->etag, r->size - 7, r->size - 1, r->size);
	put(r, r->body + 7, r->size - 7);
}

static void refuse_range(const struct request *r)
{
	if (r->from < 0)
		reset_halfway(r);
	else
		small(r, "416 Range Not Satisfiable", "", "");
}

static void say_unchanged(const struct request *r)
{
	say(r, "HTTP/1.1 304 Not Modified\r\n\r\n");
}

/* A cache that goes on with what it has. */
static void be_stale(const struct request *r)
{
	char known[256];

	if (header(r, "If-None-Match", known, sizeof(known)))
		say_unchanged(r);
	else
		properly(r);
}

/* Says how many such requests there are just now, this one included. */
static void count_crowd(const struct request *r)
{
	static int crowd;
	char body[16];

	snprintf(body, sizeof(body), "%d\n", __atomic_add_fetch(&crowd, 1, __ATOMIC_SEQ_CST));
	usleep(300000);
	__atomic_sub_fetch(&crowd, 1, __ATOMIC_SEQ_CST);
	small(r, "200 OK", "", body);
}

/* Stops at the byte that ROOT/pause names, tells so by ROOT/paused, and goes no further. */
static void pause_there(const struct request *r)
{
	char path[PATH];
	long size = 0, first = r->from > 0 ? r->from : 0;
	char *text = load("pause", &size);
	long stop = text ? strtol(text, NULL, 10) : r->size;

	free(text);
	if (stop >= r->size || stop <= first) {
		properly(r);
		return;
	}
	start(r, "200 OK", r->size);
	put(r, r->body, stop);
	/* so that all of it has arrived when the test goes on */
	usleep(20000);
	snprintf(path, sizeof(path), "%s/paused", root);
	close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
	wait_for_end(r);
}

/* Answers once ROOT/held is gone. */
static void hold(const struct request *r)
{
	char path[PATH];

	snprintf(path, sizeof(path), "%s/held", root);
	while (access(path, F_OK) == 0)
		usleep(10000);
	properly(r);
}

static const struct {
	const char *name;
	void (*answer)(const struct request *r);
} ways[] = {
        {"good", properly},
        {"reset", reset_halfway},
        {"reset-at-once", reset_at_once},
        {"short", half},
        {"silent", say_nothing},
        {"nonsense", talk_nonsense},
        {"long", send_more},
        {"long-later", send_more_later},
        {"bad-chunks", break_chunks},
        {"cut-chunks", cut_chunks},
        {"busy", be_busy},
        {"busy-until", be_busy_until},
        {"busy-for-long", be_busy_for_long},
        {"busy-as", be_busy_as_the_file_says},
        {"error", fall_over},
        {"tells-all", tell_all},
        {"circle", go_in_a_circle},
        {"on-and-on", go_on_and_on},
        {"elsewhere", go_elsewhere},
        {"to-file", go_to_file},
        {"hang", hang},
        {"drip", drip},
        {"gzip", say_gzip},
        {"cut-gzip", cut_gzip},
        {"other-version", resume_other_version},
        {"other-range", resume_elsewhere},
        {"no-range", refuse_range},
        {"unchanged", say_unchanged},
        {"stale", be_stale},
        {"crowd", count_crowd},
        {"pause", pause_there},
        {"held", hold},
};

/* --- Serving ----------------------------------------------------------------------------- */

/* How often this path was asked before. */
static long times_seen(const struct request *r)
{
	static struct {
		char *path;
		long times;
	} seen[SEEN];
	size_t n = strcspn(r->target, "?"), i = 0;
	long times;

	pthread_mutex_lock(&mutex);
	while (i < SEEN - 1 && seen[i].path &&
	       (strlen(seen[i].path) != n || strncmp(seen[i].path, r->target, n) != 0))
		i++;
	if (!seen[i].path)
		seen[i].path = strndup(r->target, n);
	times = seen[i].times++;
	pthread_mutex_unlock(&mutex);
	return times;
}

static void answer(const struct request *r)
{
	bool always = strcmp(r->times, "always") == 0;

	if (!always && times_seen(r) >= strtol(r->times, NULL, 10)) {
		properly(r);
		return;
	}
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (strcmp(ways[i].name, r->how) == 0)
			ways[i].answer(r);
}

/* --- A proxy ------------------------------------------------------------------------------- */

static bool may_pass(const struct request *r)
{
	char given[256];
	long size = 0, status;
	char *wanted = load("proxy", &size);
	bool passes;

	if (!wanted)
		return true;
	wanted[strcspn(wanted, "\n")] = '\0';
	status = strtol(wanted, NULL, 10);
	header(r, "Proxy-Authorization", given, sizeof(given));
	passes = !status && strcmp(given, wanted) == 0;
	if (status)
		say(r, "HTTP/1.1 %ld no\r\nContent-Length: 0\r\n\r\n", status);
	else if (!passes)
		small(r, "407 Proxy Authentication Required",
		      "Proxy-Authenticate: Basic realm=\"proxy\"\r\n", given);
	free(wanted);
	return passes;
}

static bool pass_on(int from, int to)
{
	char buffer[16384];
	ssize_t n = recv(from, buffer, sizeof(buffer), 0);

	return n > 0 && send(to, buffer, (size_t)n, MSG_NOSIGNAL) == n;
}

static void tunnel(const struct request *r)
{
	const char *colon = strrchr(r->target, ':');
	struct sockaddr_in address = {.sin_family = AF_INET};
	struct pollfd ends[2] = {{.fd = r->fd, .events = POLLIN}, {.events = POLLIN}};

	ends[1].fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	address.sin_port = htons((uint16_t)strtol(colon ? colon + 1 : "", NULL, 10));
	if (connect(ends[1].fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		small(r, "502 Bad Gateway", "", "");
	} else {
		say(r, "HTTP/1.1 200 Connection established\r\n\r\n");
		while (poll(ends, 2, -1) > 0 &&
		       (!ends[0].revents || pass_on(ends[0].fd, ends[1].fd)) &&
		       (!ends[1].revents || pass_on(ends[1].fd, ends[0].fd)))
			;
	}
	close(ends[1].fd);
}

static void *serve(void *context)
{
	struct request *r = context;
	char range[64];

	r->from = -1;
	if (read_head(r) && sscanf(r->head, "%15s %4095s", r->method, r->target) == 2) {
		if (header(r, "Range", range, sizeof(range)))
			r->from = strtol(range + strcspn(range, "0123456789"), NULL, 10);
		split_target(r);
		find_file(r);
		log_request(r);
		if (strcmp(r->method, "CONNECT") != 0)
			answer(r);
		else if (may_pass(r))
			tunnel(r);
	}
	close(r->fd);
	free(r->body);
	free(r);
	return NULL;
}

static void accept_all(int listener)
{
	pthread_t thread;

	for (;;) {
		struct request *r = calloc(1, sizeof(*r));
		if (!r || (r->fd = accept(listener, NULL, NULL)) < 0 ||
		    pthread_create(&thread, NULL, serve, r) != 0)
			exit(1);
		pthread_detach(thread);
	}
}

/* The test that started us holds the other end. */
static void *wait_for_test(void *context)
{
	char byte;

	(void)context;
	while (read(0, &byte, 1) > 0)
		;
	exit(0);
}

int main(int argc, char **argv)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t n = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	pthread_t thread;

	if (argc != 2)
		return 2;
	root = argv[1];
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(listener, (struct sockaddr *)&address, n) < 0 || listen(listener, 128) < 0 ||
	    getsockname(listener, (struct sockaddr *)&address, &n) < 0)
		return 1;
	port = ntohs(address.sin_port);
	printf("%d\n", port);
	fflush(stdout);
	pthread_create(&thread, NULL, wait_for_test, NULL);
	accept_all(listener);
	return 0;
}
