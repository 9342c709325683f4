/*
 * What must be true of a source beyond the types of its keys: keys that go together, names
 * and addresses that mean something, and nothing secret in the file.
 */
#ifndef FETCH_SOURCE_CHECK_H
#define FETCH_SOURCE_CHECK_H

#include "fetch/source.h"

/* RD_CONFIG at the place of the source. */
int source_check(const struct json_place *at, const struct source *source, struct err *err);

#endif
