/*
 * Which version a partial file holds the beginning of, so that a later try, or a later run
 * after a crash, can ask for the rest of just that version (RFC 9110 13.1.5, If-Range).
 */
#ifndef FETCH_RESUME_H
#define FETCH_RESUME_H

#include "fetch/store.h"
#include "io/http.h"

struct resume {
	const char *validator; /* for If-Range: a strong ETag, or a date that is old enough */
	const char *etag, *last_modified, *content_type;
	const char *boot; /* bytes in the page cache do not outlive a power cut unharmed */
};

/* Whether the rest of this answer could be asked for later; texts go to the arena. */
bool resume_possible(struct resume *resume, const struct http_response *response,
                     struct arena *arena);

/*
 * Beside the partial of that key. Failing to save is no error: the next try starts over; and
 * a note that is of no use is removed.
 */
void resume_save(const struct resume *resume, const struct store *store, const char *key);
bool resume_load(struct resume *resume, const struct store *store, const char *key,
                 struct arena *arena);
void resume_forget(const struct store *store, const char *key);

/*
 * Whether a 206 answer is the rest, from `offset`, of the version that is being resumed.
 */
bool resume_continues(const struct resume *resume, const struct http_response *response,
                      uint64_t offset);

#endif
