/*
 * JSON read strictly: configuration as tables of keys, and raw pages as they come.
 *
 * A configuration object is read by a table that says which keys it has, of which type,
 * and where each value goes:
 *
 *	static const struct json_key keys[] = {
 *		{"name", JSON_KEY_TEXT, offsetof(struct source, name), JSON_REQUIRED},
 *		{"limit", JSON_KEY_COUNT, offsetof(struct source, limit)},
 *	};
 *	json_read_object(&place, value, keys, 2, &source, &err);
 *
 * An unknown key (with the nearest known one), a duplicate key, a missing key or a wrong
 * type is RD_CONFIG and names the file and the path, such as "sources[2].address".
 *
 * Texts belong to the arena of the place. Parsing is Jansson's.
 */
#ifndef IO_JSON_FILE_H
#define IO_JSON_FILE_H

#include <jansson.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"

/* Where in which file a value stands. Paths are built as the reader goes down. */
struct json_place {
	const char *file;
	const char *path; /* "" at the top */
	struct arena *arena;
};

/* A name for people in both languages. */
struct bilingual {
	const char *zh, *en;
};

const char *bilingual_text(struct bilingual b);

enum json_key_kind {
	JSON_KEY_TEXT,      /* const char *, not empty */
	JSON_KEY_BOOL,      /* bool */
	JSON_KEY_COUNT,     /* uint64_t, 0 or more */
	JSON_KEY_BILINGUAL, /* struct bilingual, from {"zh": …, "en": …} */
	JSON_KEY_TEXTS,     /* struct json_texts, from one text or a list of texts */
	JSON_KEY_CUSTOM,    /* read by the function `read` */
};

struct json_texts {
	const char **items;
	size_t count;
};

enum { JSON_REQUIRED = 1 };

struct json_key {
	const char *name;
	enum json_key_kind kind;
	size_t offset;
	int flags;
	int (*read)(const struct json_place *at, const json_t *value, void *target,
	            struct err *err);
};

/*
 * Parses a whole file. `code` is what a missing file or a syntax error is: RD_CONFIG for
 * configuration, RD_INPUT for data. To be freed with json_decref; NULL on error.
 */
json_t *json_load_path(const char *path, enum exit_code code, struct err *err);

int json_read_object(const struct json_place *at, const json_t *object, const struct json_key *keys,
                     size_t count, void *target, struct err *err);

/*
 * Reads a list of objects into a fresh array of `size`-byte elements in the arena, each
 * cleared first; *items and *count are set.
 */
int json_read_list(const struct json_place *at, const json_t *list, const struct json_key *keys,
                   size_t key_count, size_t size, void **items, size_t *count, struct err *err);

/* The place of a member or an element; its path lives in the arena. */
struct json_place json_member(const struct json_place *at, const char *key);
struct json_place json_element(const struct json_place *at, size_t index);

/* An error at a place: RD_CONFIG, "path: message". */
int json_wrong(const struct json_place *at, struct err *err, const char *fmt, ...)
        __attribute__((format(printf, 3, 4)));

/* Index of text in names, or -1 with an error at the place that lists or suggests names. */
int json_choice(const struct json_place *at, const char *text, const char *const *names,
                size_t count, struct err *err);

/*
 * The decimal that a JSON number stands for, as plain digits. A real is a double in
 * Jansson; it is printed in the shortest form that reads back the same, and refused (-1)
 * when that takes more than 15 significant digits.
 */
int json_decimal(const json_t *number, struct text *out);

#endif
