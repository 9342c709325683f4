/*
 * fetch.json: what rd-fetch brought in. It is written by rd-fetch and read by whoever uses
 * the raw files, so its form is defined here, once, for both directions.
 *
 *	struct fetch_record record;
 *	if (fetch_record_load(&record, "fetch/fetch.json", &err) < 0) ...
 *	for each record.sources[i]: .state, and the files in .files[j].path
 *	fetch_record_release(&record);
 *
 * All texts live in the record's arena; a text that is not known is NULL and is left out of
 * the file. Paths are relative to the directory of fetch.json.
 */
#ifndef MODEL_FETCH_RECORD_H
#define MODEL_FETCH_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include "io/json_file.h"

enum fetch_state {
	FETCH_NEW,           /* bytes that were not there the last time */
	FETCH_UNCHANGED,     /* the same files with the same bytes as the last time */
	FETCH_NOT_PUBLISHED, /* not there yet: try again later */
	FETCH_FAILED,
	FETCH_STATES
};

/* "new", "unchanged", "not-published", "failed" */
const char *fetch_state_name(enum fetch_state state);

/* One raw file, or, in `missing`, one that was asked for and did not come. */
struct fetched_file {
	const char *path;          /* "raw/city/returns/2024-05.csv"; NULL if it did not come */
	const char *period;        /* "2024-05", where the address depends on one */
	const char *address;       /* as asked, without credentials */
	const char *final_address; /* after redirects, without credentials */
	uint64_t status;           /* HTTP; 0 for local files */
	const char *content_type, *etag, *last_modified;
	uint64_t bytes;      /* on disk */
	uint64_t wire_bytes; /* body bytes received, before decompression, over all tries */
	const char *sha256;  /* of the bytes on disk */
	uint64_t tries;
	const char *protocol;           /* "HTTP/2" */
	const char *tls;                /* "TLSv1.3" */
	const char *started, *finished; /* 2024-06-01T03:00:00Z */
	const char *stored;             /* when these bytes came for the first time */
	const char *next;               /* address of the next page, if the server told it */
	const char *message;            /* why it did not come */
};

struct fetched_source {
	const char *name;
	enum fetch_state state;
	struct fetched_file *files; /* in the order to read them in */
	size_t file_count;
	struct fetched_file *missing;
	size_t missing_count;
	const char *fetched; /* when the newest of its bytes came for the first time */
	const char *message; /* for people, if the state is not new or unchanged */
};

struct fetch_record {
	struct fetched_source *sources;
	size_t source_count;
	struct arena arena;
};

/* RD_INPUT if it cannot be read or is not of this form. */
int fetch_record_load(struct fetch_record *record, const char *path, struct err *err);

/* Its JSON, as it stands in a file. */
void fetch_record_add(const struct fetch_record *record, struct text *t);

/* One file's object, a new reference, and back; texts go to the arena of the place. */
json_t *fetched_file_to_json(const struct fetched_file *file);
int fetched_file_read(const struct json_place *at, const json_t *object, struct fetched_file *file,
                      struct err *err);

/* With all texts copied into an arena. */
struct fetched_file fetched_file_copy(const struct fetched_file *file, struct arena *arena);

/* The source of that name, or NULL. */
const struct fetched_source *fetch_record_source(const struct fetch_record *record,
                                                 const char *name);

void fetch_record_release(struct fetch_record *record);

#endif
