#include "io/http.h"

#include <curl/curl.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/version.h"
#include "io/http_address.h"
#include "io/http_problem.h"
#include "io/http_sockets.h"

/* Who asks for a longer wait, in seconds, need not be told from one who asks for this. */
enum { FOR_EVER = 1 << 30 };

struct http_exchange {
	struct http_pool *pool;
	CURL *easy;
	struct http_request *request;
	struct http_response response;
	struct curl_slist *headers;
	char detail[CURL_ERROR_SIZE];
	uint64_t seen;   /* body bytes that arrived together with the headers */
	uint64_t looked; /* wire bytes when we last looked for more than was announced */
	bool in_body, excess;
	struct http_exchange *next; /* in the list of idle ones */
};

struct http_pool {
	CURLM *multi;
	size_t running;
	struct http_exchange *idle; /* kept for their buffers */
	struct http_sockets sockets;
};

/* --- The response ---------------------------------------------------------------------- */

static const struct {
	const char *name;
	size_t offset;
} known_headers[] = {
        {"content-type", offsetof(struct http_response, content_type)},
        {"content-encoding", offsetof(struct http_response, content_encoding)},
        {"content-range", offsetof(struct http_response, content_range)},
        {"etag", offsetof(struct http_response, etag)},
        {"last-modified", offsetof(struct http_response, last_modified)},
        {"date", offsetof(struct http_response, date)},
        {"link", offsetof(struct http_response, link)},
        {"location", offsetof(struct http_response, location)},
};

enum { KNOWN_HEADERS = sizeof(known_headers) / sizeof(known_headers[0]) };

static struct text *header_text(struct http_response *r, size_t i)
{
	return (struct text *)((char *)r + known_headers[i].offset);
}

/* Each answer (100 Continue, then the real one) starts anew. */
static void response_clear(struct http_response *r)
{
	for (size_t i = 0; i < KNOWN_HEADERS; i++)
		text_clear(header_text(r, i));
	r->content_length = -1;
	r->retry_after = -1;
}

static void response_release(struct http_response *r)
{
	for (size_t i = 0; i < KNOWN_HEADERS; i++)
		text_release(header_text(r, i));
}

/* Repeated headers make one list (RFC 9110 5.3). */
static void take_header(struct http_response *r, struct slice line)
{
	const char *colon = memchr(line.p, ':', line.n);
	struct slice value;

	if (!colon)
		return;
	value = slice_trim((struct slice){colon + 1, line.n - (size_t)(colon + 1 - line.p)});
	for (size_t i = 0; i < KNOWN_HEADERS; i++) {
		const char *name = known_headers[i].name;
		struct text *t = header_text(r, i);
		if (strlen(name) != (size_t)(colon - line.p) ||
		    strncasecmp(line.p, name, strlen(name)) != 0)
			continue;
		if (t->n)
			text_adds(t, ", ");
		text_add_slice(t, value);
	}
}

static void take_connection(struct http_exchange *x)
{
	struct http_response *r = &x->response;
	struct curl_tlssessioninfo *tls = NULL;
	long version = 0;

	curl_easy_getinfo(x->easy, CURLINFO_RESPONSE_CODE, &r->status);
	curl_easy_getinfo(x->easy, CURLINFO_HTTP_VERSION, &version);
	r->protocol = version == CURL_HTTP_VERSION_2_0   ? "HTTP/2"
	              : version == CURL_HTTP_VERSION_1_0 ? "HTTP/1.0"
	                                                 : "HTTP/1.1";
	r->tls = NULL;
	if (curl_easy_getinfo(x->easy, CURLINFO_TLS_SSL_PTR, &tls) == CURLE_OK && tls &&
	    tls->internals)
		r->tls = SSL_get_version(tls->internals);
}

/* Where it leads, seen from the address that was asked. */
static void resolve_location(struct http_exchange *x)
{
	struct text *location = &x->response.location;
	char *whole = location->n ? http_address_resolve(x->request->address, location->p) : NULL;

	text_clear(location);
	if (whole)
		text_adds(location, whole);
	free(whole);
}

static bool headers_complete(struct http_exchange *x)
{
	struct http_response *r = &x->response;
	curl_off_t length = -1, after = 0;

	take_connection(x);
	if (r->status < 200)
		return true;
	x->in_body = true;
	/* for on_debug; libcurl would find words for all that it does */
	curl_easy_setopt(x->easy, CURLOPT_VERBOSE, 1L);
	resolve_location(x);
	curl_easy_getinfo(x->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
	r->content_length = length;
	if (curl_easy_getinfo(x->easy, CURLINFO_RETRY_AFTER, &after) == CURLE_OK && after > 0)
		r->retry_after = after < FOR_EVER ? after : FOR_EVER;
	return !x->request->on_headers || x->request->on_headers(x->request->context, r);
}

static size_t on_header(char *p, size_t size, size_t n, void *context)
{
	struct http_exchange *x = context;
	struct slice line = slice_trim((struct slice){p, size * n});

	if (x->in_body) /* a trailer */
		return size * n;
	if (slice_starts(line, "HTTP/")) {
		response_clear(&x->response);
		x->seen = 0;
	} else if (line.n) {
		take_header(&x->response, line);
	} else if (!headers_complete(x)) {
		return 0;
	}
	return size * n;
}

static void count_wire_bytes(struct http_exchange *x)
{
	curl_off_t received = 0;

	curl_easy_getinfo(x->easy, CURLINFO_SIZE_DOWNLOAD_T, &received);
	x->response.wire_bytes = (uint64_t)received;
}

/*
 * libcurl cuts a body at its announced length without a word. What came with the headers
 * passes through here uncut, and what came later still waits in the socket.
 */
static int on_debug(CURL *easy, curl_infotype type, char *p, size_t n, void *context)
{
	struct http_exchange *x = context;

	(void)easy;
	(void)p;
	if (type == CURLINFO_DATA_IN)
		x->seen += n;
	return 0;
}

static bool more_waits(const struct http_exchange *x, curl_socket_t s)
{
	struct curl_tlssessioninfo *tls = NULL;
	char byte;

	if (!x->response.tls)
		return recv(s, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
	curl_easy_getinfo(x->easy, CURLINFO_TLS_SSL_PTR, &tls);
	return tls && tls->internals && SSL_pending(tls->internals) > 0;
}

/*
 * At the last byte that was announced: whether there are more, now, before the connection
 * is anybody else's. If so, the next request must not take them for its answer.
 */
static void look_for_excess(struct http_exchange *x)
{
	int64_t announced = x->response.content_length;
	curl_socket_t s;
	char buffer[4096];

	if (x->excess || announced < 0 || x->response.wire_bytes < (uint64_t)announced ||
	    x->looked == x->response.wire_bytes || strcmp(x->response.protocol, "HTTP/2") == 0)
		return;
	x->looked = x->response.wire_bytes;
	s = http_sockets_of(&x->pool->sockets, x->easy);
	x->excess = x->seen > (uint64_t)announced || (s != CURL_SOCKET_BAD && more_waits(x, s));
	if (!x->excess || s == CURL_SOCKET_BAD)
		return;
	while (recv(s, buffer, sizeof(buffer), MSG_DONTWAIT) > 0)
		;
	shutdown(s, SHUT_RDWR);
}

static size_t on_body(char *p, size_t size, size_t n, void *context)
{
	struct http_exchange *x = context;
	const struct http_request *r = x->request;

	curl_easy_setopt(x->easy, CURLOPT_VERBOSE, 0L);
	count_wire_bytes(x);
	look_for_excess(x);
	return !r->on_body || r->on_body(r->context, &x->response, p, size * n) ? size * n : 0;
}

/* --- The request ----------------------------------------------------------------------- */

#define SET(option, value) curl_easy_setopt(easy, CURLOPT_##option, value)

static void set_authentication(CURL *easy, const struct http_request *r)
{
	if (r->user) {
		SET(HTTPAUTH, (long)CURLAUTH_BASIC);
		SET(USERNAME, r->user);
		SET(PASSWORD, r->password);
	}
	SET(PROXY, r->proxy);
	if (r->proxy_user) {
		SET(PROXYAUTH, (long)CURLAUTH_BASIC);
		SET(PROXYUSERNAME, r->proxy_user);
		SET(PROXYPASSWORD, r->proxy_password);
	}
	if (r->ca) {
		SET(CAINFO, r->ca);
		SET(CAPATH, NULL);
	}
	SET(SSLCERT, r->certificate);
	SET(SSLKEY, r->key);
	SET(KEYPASSWD, r->key_password);
}

static void set_limits(CURL *easy, const struct http_request *r)
{
	SET(TIMEOUT_MS, (long)r->milliseconds);
	SET(CONNECTTIMEOUT, (long)r->connect_seconds);
	SET(LOW_SPEED_LIMIT, (long)r->low_speed_bytes);
	SET(LOW_SPEED_TIME, (long)r->low_speed_seconds);
	SET(PROTOCOLS_STR, "http,https");
	SET(FOLLOWLOCATION, 0L);
	SET(BUFFERSIZE, 100L * 1024);
	/* One connection of HTTP/2 rather than many handshakes; without TLS there is no HTTP/2. */
	SET(PIPEWAIT, strncasecmp(r->address, "https:", 6) == 0 ? 1L : 0L);
	SET(NOSIGNAL, 1L);
}

static void set_request(struct http_exchange *x)
{
	const struct http_request *r = x->request;
	CURL *easy = x->easy;

	SET(URL, r->address);
	SET(USERAGENT, "rd-fetch/" RDSTAT_VERSION);
	if (r->post) {
		SET(POSTFIELDSIZE_LARGE, (curl_off_t)strlen(r->post));
		SET(POSTFIELDS, r->post);
	}
	for (size_t i = 0; i < r->header_count; i++)
		x->headers = curl_slist_append(x->headers, r->headers[i]);
	SET(HTTPHEADER, x->headers);
	SET(ACCEPT_ENCODING, r->compressed ? "gzip" : NULL);
	SET(HEADERFUNCTION, on_header);
	SET(HEADERDATA, x);
	SET(WRITEFUNCTION, on_body);
	SET(WRITEDATA, x);
	SET(SUPPRESS_CONNECT_HEADERS, 1L);
	http_sockets_serve(&x->pool->sockets, easy);
	SET(DEBUGFUNCTION, on_debug);
	SET(DEBUGDATA, x);
	SET(ERRORBUFFER, x->detail);
	SET(PRIVATE, x);
	set_authentication(easy, r);
	set_limits(easy, r);
}

int64_t http_date(const char *text)
{
	return curl_getdate(text, NULL);
}

/* --- The pool -------------------------------------------------------------------------- */

struct http_pool *http_pool_new(struct err *err)
{
	struct http_pool *pool;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		err_set(err, RD_INTERNAL, T("libcurl cannot start", "libcurl 无法启动"));
		return NULL;
	}
	pool = xcalloc(1, sizeof(*pool));
	pool->multi = curl_multi_init();
	return pool;
}

static void exchange_free(struct http_exchange *x)
{
	curl_easy_cleanup(x->easy);
	curl_slist_free_all(x->headers);
	response_release(&x->response);
	free(x);
}

void http_pool_free(struct http_pool *pool)
{
	struct http_exchange *next;

	if (!pool)
		return;
	for (struct http_exchange *x = pool->idle; x; x = next) {
		next = x->next;
		exchange_free(x);
	}
	curl_multi_cleanup(pool->multi);
	curl_global_cleanup();
	http_sockets_release(&pool->sockets);
	free(pool);
}

void http_pool_wake(struct http_pool *pool)
{
	curl_multi_wakeup(pool->multi);
}

size_t http_pool_running(const struct http_pool *pool)
{
	return pool->running;
}

static struct http_exchange *take_idle(struct http_pool *pool)
{
	struct http_exchange *x = pool->idle;

	if (x) {
		pool->idle = x->next;
		return x;
	}
	x = xcalloc(1, sizeof(*x));
	x->pool = pool;
	x->easy = curl_easy_init();
	return x;
}

static void put_idle(struct http_pool *pool, struct http_exchange *x)
{
	curl_easy_reset(x->easy);
	curl_slist_free_all(x->headers);
	x->headers = NULL;
	x->next = pool->idle;
	pool->idle = x;
}

void http_start(struct http_pool *pool, struct http_request *request)
{
	struct http_exchange *x = take_idle(pool);

	x->request = request;
	x->seen = x->looked = 0;
	x->in_body = x->excess = false;
	x->detail[0] = '\0';
	response_clear(&x->response);
	x->response.status = 0;
	x->response.protocol = x->response.tls = NULL;
	request->exchange = x;
	set_request(x);
	curl_multi_add_handle(pool->multi, x->easy);
	pool->running++;
}

static void stop(struct http_pool *pool, struct http_exchange *x)
{
	curl_multi_remove_handle(pool->multi, x->easy);
	x->request->exchange = NULL;
	x->request = NULL;
	pool->running--;
}

void http_cancel(struct http_pool *pool, struct http_request *request)
{
	struct http_exchange *x = request->exchange;

	if (!x)
		return;
	stop(pool, x);
	put_idle(pool, x);
}

/* A proxy that lets nobody through without a credential answers in the server's place. */
static enum http_problem problem_of(struct http_exchange *x, CURLcode code)
{
	enum http_problem problem = http_problem_of((int)code);
	long status = 0;

	curl_easy_getinfo(x->easy, CURLINFO_HTTP_CONNECTCODE, &status);
	if (problem == HTTP_FINE && x->excess)
		return HTTP_EXCESS;
	if (x->in_body || code == CURLE_OK || status < 300)
		return problem;
	if (status != 407)
		return HTTP_PROXY;
	x->response.status = status;
	return HTTP_FINE;
}

static void finish(struct http_pool *pool, struct http_exchange *x, CURLcode code)
{
	struct http_response *r = &x->response;
	struct http_request *request = x->request;

	count_wire_bytes(x);
	r->problem = problem_of(x, code);
	/* libcurl may have words for what did no harm in the end */
	snprintf(r->detail, sizeof(r->detail), "%s",
	         code == CURLE_OK ? ""
	         : x->detail[0]   ? x->detail
	                          : curl_easy_strerror(code));
	stop(pool, x);
	request->on_done(request->context, r);
	put_idle(pool, x);
}

void http_pool_wait(struct http_pool *pool, int milliseconds, int descriptor)
{
	struct curl_waitfd extra = {.fd = descriptor, .events = CURL_WAIT_POLLIN};
	int still, left;
	CURLMsg *message;
	void *x;

	curl_multi_poll(pool->multi, &extra, descriptor >= 0 ? 1 : 0, milliseconds, NULL);
	curl_multi_perform(pool->multi, &still);
	while ((message = curl_multi_info_read(pool->multi, &left))) {
		CURLcode code = message->data.result;
		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &x);
		finish(pool, x, code);
	}
}
