/*
 * What came back is looked at before it is accepted: servers answer 200 with a login page,
 * an error in JSON, half a gzip file, or nothing.
 */
#ifndef FETCH_CONTENT_H
#define FETCH_CONTENT_H

#include "fetch/credential.h"

enum verdict { CONTENT_FINE, CONTENT_NOT_YET, CONTENT_REFUSED };

/* RD_CONFIG unless the name is one of the types that can be expected. */
int content_type_check(const struct json_place *at, const char *type, struct err *err);

/*
 * Looks at a file that came whole: that it is not empty, looks like the expected type (by
 * configuration, else by the raw file's name), is called so by the server (content_type,
 * NULL where there is none), does not carry the marker of "not yet", and, if it is gzip,
 * inflates to its end within the limit. The reason, with the first bytes but without any of
 * the secrets, is added to `why`.
 */
enum verdict content_inspect(const struct source *source, int fd, const char *path,
                             const char *raw_name, const char *content_type,
                             const struct secrets *secrets, struct text *why);

/* Adds the first bytes of something, fit to be shown: 'Error: no such…'. */
void content_add_excerpt(struct text *t, struct slice head);

#endif
