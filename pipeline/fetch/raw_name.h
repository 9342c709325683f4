/*
 * Names of raw files. What a server or a mail calls its file is kept as far as it is safe
 * as a name: no path, no control characters, not hidden, valid UTF-8.
 */
#ifndef FETCH_RAW_NAME_H
#define FETCH_RAW_NAME_H

#include "base/text.h"

/*
 * Adds the name: control characters, slashes and a leading dot become "_", bytes that are
 * no UTF-8 are written as %XX; an empty name is "index".
 */
void raw_name_add(struct text *t, struct slice name);

#endif
