/*
 * Names of raw files. What a server or a mail calls its file is kept as far as it is safe
 * as a name: no path, no control characters, not hidden, valid UTF-8, not too long.
 */
#ifndef FETCH_RAW_NAME_H
#define FETCH_RAW_NAME_H

#include "base/text.h"

/*
 * Adds the name as people read it: UTF-8 as it is, else what it means in GB18030, which is what
 * old Windows and its archives write. Control characters, and bytes that are neither, become %XX.
 */
void raw_name_add_readable(struct text *t, struct slice name);

/*
 * Adds the name of the raw file: the readable one, in which slashes and a leading dot become
 * "_". One of more than 200 bytes is cut before its ending, and gets a part of its SHA-256 there,
 * which tells it from others that begin like it. An empty name is "index".
 */
void raw_name_add(struct text *t, struct slice name);

#endif
