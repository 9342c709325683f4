/*
 * Where in a raw file a value comes from, as a mapping says it: one of the keys "header",
 * "position", "value", "title", "file_name", "document" and "wide".
 */
#ifndef NORMALIZE_VALUE_SOURCE_H
#define NORMALIZE_VALUE_SOURCE_H

#include "io/json_file.h"

enum value_source_kind {
	FROM_NOWHERE,
	FROM_HEADER,    /* the column with this header, or the JSON member */
	FROM_POSITION,  /* the n-th column */
	FROM_CONSTANT,  /* always the same */
	FROM_TITLE,     /* the lines above the data, or the name of the sheet */
	FROM_FILE_NAME, /* the file's name */
	FROM_DOCUMENT,  /* once in a JSON document, outside its records */
	FROM_WIDE,      /* the wide column that is being read: its "header" or its "cell" */
};

struct value_source {
	enum value_source_kind kind;
	struct json_texts texts; /* alternatives: patterns, JSON members, or a constant */
	uint64_t position;       /* 1-based */
	bool wide_header;        /* FROM_WIDE: its header, not its cell */
	bool optional;           /* the column need not be there */
	size_t member;           /* JSON: index of the first alternative in the row */
	size_t slot;             /* of this source, among all of the mapping */
	const char *path;        /* in the mapping, for messages */
};

/* The keys of an object that says where a value comes from. */
struct source_keys {
	struct json_texts header, title, file_name;
	const char *value, *document, *wide;
	uint64_t position;
};

enum { SOURCE_KEYS = 7, MOST_KEYS = 32 };

/*
 * Writes the keys of a struct source_keys at offset `at`, then `more`, to keys; returns how
 * many there are.
 */
size_t source_keys_with(struct json_key keys[MOST_KEYS], size_t at, const struct json_key *more,
                        size_t count);

/* RD_CONFIG unless exactly one is given. */
int source_choose(const struct json_place *at, const struct source_keys *keys,
                  struct value_source *source, struct err *err);

/*
 * Folds patterns as the texts are that they are held against, and checks them. Headers
 * match whatever blanks are in them, so theirs are taken out.
 */
int patterns_fold(const struct json_place *at, struct json_texts *patterns, bool keep_blanks,
                  struct err *err);

/* The same for what is held against texts of a file; `members`: headers are JSON members. */
int source_fold(const char *file, struct value_source *source, bool members, struct arena *arena,
                struct err *err);

/* Whether one of its patterns has the field, such as "{unit}". */
bool source_has_field(const struct value_source *source, const char *field);

/* What is sought in a file: "'研发费用' or '研发费'". To be freed. */
char *source_describe(const struct value_source *source);

#endif
