/*
 * A JSON document cut into the records of a list in it, one in memory at a time.
 *
 *	struct json_records d = {.longest_record = 1 << 20};
 *	if (json_records_take(&d, &in, NULL, &err) < 0) ...
 *	json_pointer_split(&d.way, "/data/items", &arena);
 *	while ((got = json_records_next(&d, &err)) > 0)
 *		... d.record as it stands, d.line
 *	json_records_close(&d);
 *
 * `way` is the pointer to the list; a part "*" goes every way, and the records of all lists
 * it leads to come out one after the other. Whether a record is right is for whoever parses
 * it to say. What is left of the document without its records, the frame, is parsed at the
 * end, so that a syntax error anywhere is found: RD_INPUT, with path and line.
 */
#ifndef IO_JSON_RECORDS_H
#define IO_JSON_RECORDS_H

#include "io/encoding.h"
#include "io/json_pointer.h"

enum json_records_state {
	JSON_AT_START,
	JSON_AT_MEMBER,       /* a key is next, or the end of the object */
	JSON_AFTER_MEMBER,    /* a comma is next, or the end of the object */
	JSON_AT_FIRST_RECORD, /* a record is next, or the end of the list */
	JSON_AT_RECORD,
	JSON_AFTER_RECORD, /* a comma is next, or the end of the list */
	JSON_AT_LINE,      /* a record is next, or the end of the file */
	JSON_AT_END,
};

struct json_records {
	/* set by the caller before records are read, `lines` before the input is taken */
	struct json_pointer way;
	bool lines;              /* every line is a record: JSON Lines, no way to go */
	uint64_t longest_record; /* bytes */
	/* the record */
	struct text record;
	uint64_t line; /* on which it starts, 1-based */
	/* where it is */
	struct text_input in;
	char buffer[64 * 1024];
	size_t at, have;
	uint64_t next_line;
	enum json_records_state state;
	size_t depth; /* objects open on the way to the list */
	bool found;   /* there was a list */
	struct text keys[JSON_POINTER_PARTS];
	struct text frame; /* the document without its records */
};

/* Takes the input over, also on error; `encoding` as in encoding.h. */
int json_records_take(struct json_records *d, struct input *in, const char *encoding,
                      struct err *err);

/* 1: a record, 0: the end, -1: RD_INPUT. */
int json_records_next(struct json_records *d, struct err *err);
void json_records_close(struct json_records *d);

/* The key that the n-th "*" of the way stood for, n from 1; no text (NULL) if there is none. */
struct slice json_records_key(const struct json_records *d, unsigned long n);

/* The document as far as it was read, without its records; to be freed, NULL if it is wrong. */
json_t *json_records_frame(const struct json_records *d, json_error_t *where);

/* RD_INPUT: the JSON on that line is wrong in the way that the message says. Returns -1. */
int json_records_wrong(const struct json_records *d, uint64_t line, struct err *err,
                       const char *message);

#endif
