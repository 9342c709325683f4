/*
 * JSON Pointers: where in a document a value stands (RFC 6901).
 */
#ifndef IO_JSON_POINTER_H
#define IO_JSON_POINTER_H

#include <jansson.h>

#include "base/arena.h"
#include "base/text.h"

enum { JSON_POINTER_PARTS = 16 };

struct json_pointer {
	const char *parts[JSON_POINTER_PARTS]; /* without escapes */
	size_t count;
};

/*
 * "/a/b" in its parts, with ~1 and ~0 as / and ~; a plain name is one part, "" and NULL have
 * none. Parts belong to the arena. False if there are more than JSON_POINTER_PARTS.
 */
bool json_pointer_split(struct json_pointer *p, const char *text, struct arena *arena);

/* What it leads to from `value`, which keeps it; NULL if nothing stands there. */
const json_t *json_pointer_value(const struct json_pointer *p, const json_t *value);

/* Adds a part, "/" before it, escaped. */
void json_pointer_add(struct text *pointer, const char *part);

#endif
