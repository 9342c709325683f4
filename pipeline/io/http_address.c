#include "io/http_address.h"

#include <ctype.h>
#include <curl/curl.h>
#include <stdlib.h>

/* One part of the address; to be freed with free(), NULL if there is none. */
static char *part(CURLU *u, CURLUPart which, unsigned flags)
{
	char *text = NULL, *copy;

	if (curl_url_get(u, which, &text, flags) != CURLUE_OK)
		return NULL;
	copy = xstrdup(text);
	curl_free(text);
	return copy;
}

static CURLU *parse(const char *text)
{
	CURLU *u = curl_url();

	if (curl_url_set(u, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE) ==
	    CURLUE_OK)
		return u;
	curl_url_cleanup(u);
	return NULL;
}

int http_address_parse(struct http_address *a, const char *text)
{
	CURLU *u = parse(text);
	char *user, *password;

	*a = (struct http_address){0};
	if (!u)
		return -1;
	user = part(u, CURLUPART_USER, 0);
	password = part(u, CURLUPART_PASSWORD, 0);
	a->has_credentials = user || password;
	free(user);
	free(password);
	a->scheme = part(u, CURLUPART_SCHEME, 0);
	a->host = part(u, CURLUPART_HOST, 0);
	a->port = part(u, CURLUPART_PORT, CURLU_DEFAULT_PORT);
	a->path = part(u, CURLUPART_PATH, CURLU_URLDECODE);
	for (char *c = a->host; c && *c; c++)
		*c = (char)tolower((unsigned char)*c);
	if (!a->path)
		a->path = part(u, CURLUPART_PATH, 0);
	if (!a->host)
		a->host = xstrdup("");
	if (!a->port)
		a->port = xstrdup("");
	curl_url_cleanup(u);
	return 0;
}

void http_address_release(struct http_address *a)
{
	free(a->scheme);
	free(a->host);
	free(a->port);
	free(a->path);
	*a = (struct http_address){0};
}

bool http_address_has_scheme(const char *text)
{
	size_t n =
	        strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");

	return n > 1 && isalpha((unsigned char)text[0]) && text[n] == ':';
}

bool http_address_same_origin(const struct http_address *a, const struct http_address *b)
{
	return strcmp(a->scheme, b->scheme) == 0 && strcmp(a->host, b->host) == 0 &&
	       strcmp(a->port, b->port) == 0;
}

char *http_address_encode(const char *text)
{
	char *encoded = curl_easy_escape(NULL, text, (int)strlen(text));
	char *copy = xstrdup(encoded);

	curl_free(encoded);
	return copy;
}

void http_address_add_query(struct text *address, const char *name, const char *value)
{
	char *n = http_address_encode(name), *v = http_address_encode(value);

	text_addf(address, "%c%s=%s", strchr(address->p, '?') ? '&' : '?', n, v);
	free(n);
	free(v);
}

/* Where the value of a parameter starts, NULL if it is not in the query. */
static char *find_value(const char *address, const char *encoded)
{
	size_t n = strlen(encoded);
	char *at = strchr(address, '?');

	for (; at; at = strchr(at, '&')) {
		at++;
		if (strncmp(at, encoded, n) == 0 && at[n] == '=')
			return at + n + 1;
	}
	return NULL;
}

void http_address_set_query(struct text *address, const char *name, const char *value)
{
	char *encoded = http_address_encode(name), *v = http_address_encode(value);
	char *at = find_value(address->p, encoded);
	char *rest;

	if (at) {
		rest = xstrdup(at + strcspn(at, "&#"));
		text_truncate(address, (size_t)(at - address->p));
		text_addf(address, "%s%s", v, rest);
		free(rest);
	} else {
		http_address_add_query(address, name, value);
	}
	free(encoded);
	free(v);
}

static char *without_values(const char *address)
{
	struct text t = TEXT_INIT;
	const char *at = strchr(address, '?');

	if (!at)
		return xstrdup(address);
	text_add(&t, address, (size_t)(at - address));
	while (*at) {
		size_t name = strcspn(at + 1, "=&") + 1;
		text_add(&t, at, name);
		if (at[name] == '=')
			text_adds(&t, "=…");
		at += strcspn(at + 1, "&") + 1;
	}
	return text_detach(&t);
}

char *http_address_public(const char *address, bool values)
{
	CURLU *u = parse(address);
	char *whole, *bare;

	if (!u)
		return xstrdup("?");
	curl_url_set(u, CURLUPART_USER, NULL, 0);
	curl_url_set(u, CURLUPART_PASSWORD, NULL, 0);
	curl_url_set(u, CURLUPART_FRAGMENT, NULL, 0);
	whole = part(u, CURLUPART_URL, 0);
	curl_url_cleanup(u);
	if (values || !whole)
		return whole ? whole : xstrdup("?");
	bare = without_values(whole);
	free(whole);
	return bare;
}

char *http_address_resolve(const char *base, const char *reference)
{
	CURLU *u = parse(base);
	char *whole = NULL;

	if (!u)
		return NULL;
	if (curl_url_set(u, CURLUPART_URL, reference, CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE) ==
	    CURLUE_OK)
		whole = part(u, CURLUPART_URL, 0);
	curl_url_cleanup(u);
	return whole;
}
