/*
 * HTTP requests in parallel, by libcurl's multi interface.
 *
 * One request is one exchange: following redirects, retrying, and what a status means are
 * the caller's. Body bytes are handed on as they come and are never kept here.
 *
 *	struct http_pool *pool = http_pool_new(&err);
 *	request.address = ...; request.body = write_it; request.done = note_it;
 *	http_start(pool, &request, &err);
 *	while (http_pool_running(pool))
 *		http_pool_wait(pool, 1000, -1);     // calls headers, body and done
 *	http_pool_free(pool);
 *
 * The request and all it points to stay the caller's and must live until `done`, or until
 * http_cancel. Callbacks may start and cancel other requests, but not the one they are for.
 */
#ifndef IO_HTTP_H
#define IO_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"
#include "io/http_problem.h"

struct http_response {
	long status;
	struct text content_type, content_encoding, content_range, etag, last_modified, date, link;
	struct text location;   /* where a redirect leads, made absolute; empty if none */
	int64_t content_length; /* as announced, of the encoded body; -1 unknown */
	int64_t retry_after;    /* seconds; -1 not said */
	uint64_t wire_bytes;    /* body bytes received, before decoding */
	const char *protocol;   /* "HTTP/1.1" */
	const char *tls;        /* "TLSv1.3"; NULL without */
	enum http_problem problem;
	char detail[256]; /* libcurl's words for the problem */
};

struct http_request {
	const char *address;
	const char *post;           /* body of a POST; NULL for GET */
	const char *const *headers; /* "Name: value" */
	size_t header_count;
	const char *user, *password; /* basic authentication; NULL without */
	bool compressed;             /* let the server compress; the body is decoded here */
	uint64_t milliseconds;       /* for the whole exchange; 0 unlimited */
	uint64_t connect_seconds;
	uint64_t low_speed_bytes, low_speed_seconds; /* slower for longer is a timeout */
	const char *proxy;                           /* NULL: from the environment; "": none */
	const char *proxy_user, *proxy_password;
	const char *ca;                /* file of certificates to trust instead of the system's */
	const char *certificate, *key; /* of the client, PEM */
	const char *key_password;

	void *context;
	/* Status and headers are complete; false refuses the body. NULL: take it. */
	bool (*on_headers)(void *context, const struct http_response *response);
	/* Some decoded body; wire_bytes is what came for it so far; false aborts. NULL: thrown away. */
	bool (*on_body)(void *context, const struct http_response *response, const char *p,
	                size_t n);
	/* The end, in every case. The response is gone after the call. */
	void (*on_done)(void *context, const struct http_response *response);

	struct http_exchange *exchange; /* ours, while it runs */
};

struct http_pool;

/* Seconds since 1970 of a date in a header; -1 if it is none. */
int64_t http_date(const char *text);

/* NULL with RD_INTERNAL. */
struct http_pool *http_pool_new(struct err *err);
void http_pool_free(struct http_pool *pool);

/* Starts it; whatever goes wrong from here on comes out through on_done. */
void http_start(struct http_pool *pool, struct http_request *request);

/* Ends it without on_done. */
void http_cancel(struct http_pool *pool, struct http_request *request);

/* Ends a wait, from any thread. */
void http_pool_wake(struct http_pool *pool);

size_t http_pool_running(const struct http_pool *pool);

/*
 * Waits for the network, for at most so long, and moves every exchange on. Returns early
 * when `descriptor` (-1: none) can be read.
 */
void http_pool_wait(struct http_pool *pool, int milliseconds, int descriptor);

#endif
