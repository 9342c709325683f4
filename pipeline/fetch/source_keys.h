/*
 * The keys of sources.json, as tables, and their reading into struct sources. What a value
 * may be beyond its type is checked in source_check.h.
 */
#ifndef FETCH_SOURCE_KEYS_H
#define FETCH_SOURCE_KEYS_H

#include "fetch/source.h"

/* RD_CONFIG with the place. */
int source_keys_read(struct sources *sources, const struct json_place *top, const json_t *root,
                     struct err *err);

#endif
