/*
 * Addresses (RFC 3986) of http, https and file, taken apart and put together by libcurl.
 */
#ifndef IO_HTTP_ADDRESS_H
#define IO_HTTP_ADDRESS_H

#include <stdbool.h>

#include "base/text.h"

struct http_address {
	char *scheme, *host, *port; /* host in lower case; port also where it is the usual one */
	char *path;                 /* decoded */
	bool has_credentials;       /* user or password in it */
};

/* -1 if it is no absolute address. */
int http_address_parse(struct http_address *a, const char *text);
void http_address_release(struct http_address *a);

/* Whether the text has a scheme, "https:", at all. */
bool http_address_has_scheme(const char *text);

/* Scheme, host and port are the same: what may be shared with one may be with the other. */
bool http_address_same_origin(const struct http_address *a, const struct http_address *b);

/* Adds "?name=value" or "&name=value", both encoded. */
void http_address_add_query(struct text *address, const char *name, const char *value);

/* Replaces the value of a query parameter, or adds it. */
void http_address_set_query(struct text *address, const char *name, const char *value);

/*
 * The address as it may be told: without user and password and, if `values` is false, with
 * "…" for every value in the query, where redirects like to put tokens. To be freed.
 */
char *http_address_public(const char *address, bool values);

/* A text encoded for use in an address; to be freed. */
char *http_address_encode(const char *text);

/* What `reference` means in a document at `base`; to be freed, NULL if it means nothing. */
char *http_address_resolve(const char *base, const char *reference);

#endif
