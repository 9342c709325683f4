/*
 * config/sources.json: where the raw files come from.
 *
 * A source is either one address (http, https, file, or a path relative to the
 * configuration directory) or a drop folder with a pattern of names.
 *
 *	struct sources sources;
 *	if (sources_load(&sources, "config", &err) < 0) ...
 *	sources_release(&sources);
 *
 * Everything a source points to lives in the arena of the list. A mistake in the file is
 * RD_CONFIG and names its place, such as "sources[2].address". No secret stands in the
 * file: it says where to find one (fetch/credential.h).
 */
#ifndef FETCH_SOURCE_H
#define FETCH_SOURCE_H

#include "io/http_address.h"
#include "io/json_file.h"

/* Members of an object in the order of the file: headers, query. */
struct pairs {
	const char **names, **values;
	size_t count;
};

/* Where a secret is: one of the two. */
struct secret_place {
	const char *environment; /* name of a variable */
	const char *file;        /* its first line */
};

enum credential_kind {
	CREDENTIAL_NONE,
	CREDENTIAL_BASIC,  /* user and secret */
	CREDENTIAL_BEARER, /* secret */
	CREDENTIAL_KEY,    /* secret, in a header or the query */
	CREDENTIAL_NETRC,  /* user and secret from a netrc file, by the host's name */
	CREDENTIAL_KINDS
};

struct credential {
	enum credential_kind kind;
	const char *user;
	struct secret_place secret;
	const char *header, *query; /* name of either, for CREDENTIAL_KEY */
	const char *file;           /* the netrc; NULL: ~/.netrc */
};

struct tls_settings {
	const char *ca;          /* file of certificates trusted instead of the system's */
	const char *certificate; /* of the client, PEM */
	const char *key;
	struct secret_place key_password;
};

struct proxy_settings {
	const char *address; /* "none": not even that of the environment */
	const char *user;
	struct secret_place secret;
};

enum paging_kind {
	PAGING_NONE,
	PAGING_PAGE,   /* the number of the page in the query */
	PAGING_OFFSET, /* the number of items before it in the query */
	PAGING_NEXT,   /* the next address in the body */
	PAGING_LINK,   /* the next address in the Link header (RFC 8288) */
	PAGING_CURSOR, /* a token from the body, in the query */
	PAGING_KINDS
};

/* Names in the body are paths of keys, "meta.total". */
struct paging {
	enum paging_kind kind;
	const char *parameter;  /* in the query */
	uint64_t first;         /* number of the first page, for PAGING_PAGE */
	const char *items;      /* the list of items */
	const char *next;       /* the next address or cursor */
	const char *total;      /* declared number of items in all pages; NULL: not declared */
	const char *pages;      /* declared number of pages; NULL: not declared */
	struct json_texts same; /* what may not change from page to page */
};

struct expectation {
	const char *type;                /* csv, json, xlsx, …; NULL: by the file's name */
	struct json_texts content_types; /* as the server may call it; none: any but HTML */
	const char *sha256;
	const char *checksum; /* address of the published checksum, or a suffix: ".sha256" */
};

struct absence {
	uint64_t *statuses;
	size_t status_count;
	const char *marker; /* a text in the body that says: not yet */
};

struct limits {
	uint64_t bytes, inflated_bytes;
	uint64_t redirects, pages;
	uint64_t seconds, connect_seconds;
	uint64_t low_speed_bytes, low_speed_seconds;
};

struct retry {
	uint64_t tries;
	uint64_t wait_ms, most_wait_ms; /* first and longest pause between two tries */
};

struct source {
	const char *name;
	const char *address; /* as configured; NULL for a drop folder */
	const char *folder;  /* as configured; NULL for an address */
	const char *match;   /* shell pattern of the names wanted in the folder */
	const char *file;    /* the raw file's name, or NULL: from the address */
	struct pairs headers, query;
	const char *body; /* POST; NULL: GET */
	struct credential credential;
	struct tls_settings tls;
	struct proxy_settings proxy;
	struct paging paging;
	struct expectation expect;
	struct absence not_published;
	struct json_texts hosts;     /* where a redirect may lead, besides the own host */
	struct json_texts protocols; /* by default that of the address, and https */
	bool uncompressed;           /* do not let the server compress on the way */
	struct limits limits;
	struct retry retry;
};

/* How many at a time, for all sources. */
struct pace {
	uint64_t parallel, per_host;
	uint64_t interval_ms; /* between the starts of two requests to one host */
	uint64_t seconds;     /* for the whole run; 0 unlimited */
};

struct sources {
	const char *directory; /* the configuration's */
	struct pace pace;
	struct source defaults; /* what every source starts from */
	struct source *items;
	size_t count;
	struct arena arena;
};

int sources_load(struct sources *sources, const char *directory, struct err *err);

/* The source of that name; NULL with RD_USAGE and the nearest name. */
const struct source *sources_find(const struct sources *sources, const char *name, struct err *err);

/*
 * Whether a server at `from` may send us on to `to`: the same host or one of "hosts", by the
 * same protocol or a safer one, unless "protocols" says which.
 */
bool source_allows(const struct source *source, const struct http_address *from,
                   const struct http_address *to);

/* A path of the configuration, relative to its directory; to be freed, NULL stays NULL. */
char *sources_path(const struct sources *sources, const char *path);

void sources_release(struct sources *sources);

#endif
