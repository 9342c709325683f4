/*
 * What can go wrong with a request below the level of HTTP, as one table: what libcurl calls
 * it, what it is called for people, and whether it may pass.
 */
#ifndef IO_HTTP_PROBLEM_H
#define IO_HTTP_PROBLEM_H

#include <stdbool.h>

/* How an exchange ended below the level of HTTP. */
enum http_problem {
	HTTP_FINE,        /* the answer came whole; its status is another matter */
	HTTP_NO_HOST,     /* its name does not resolve */
	HTTP_REFUSED,     /* no connection */
	HTTP_TIMEOUT,     /* took too long, or too slow for too long */
	HTTP_CUT,         /* the connection ended before the answer did */
	HTTP_GARBLED,     /* chunks, frames or compression that cannot be decoded */
	HTTP_EXCESS,      /* more body than announced */
	HTTP_TLS,         /* no agreement on encryption */
	HTTP_CERTIFICATE, /* the server's certificate is not trusted */
	HTTP_AUTHORITY,   /* our file of authorities cannot be read */
	HTTP_CLIENT_CERTIFICATE,
	HTTP_PROXY,
	HTTP_ADDRESS, /* not an address that can be asked */
	HTTP_ABORTED, /* a callback said no */
	HTTP_OTHER,
	HTTP_PROBLEMS
};

/* What it is and what to do about it ("": nothing special), in the current language. */
const char *http_problem_text(enum http_problem problem);
const char *http_problem_hint(enum http_problem problem);

/* Whether the same request may succeed a little later. */
bool http_problem_passes(enum http_problem problem);

/* Of libcurl's code for it. */
enum http_problem http_problem_of(int curl_code);

#endif
