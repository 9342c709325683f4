/*
 * A file between stages held against what it should be: the columns of its table, the type
 * of every value, codes that exist, and the bytes, checksum and rows that the
 * datapackage.json beside it states.
 */
#ifndef MODEL_TABLE_CHECK_H
#define MODEL_TABLE_CHECK_H

#include "model/configuration.h"

/*
 * `path`: a table, a datapackage.json, or the directory that holds one. Each problem is said
 * on stderr; RD_INPUT if there was any. Needs all parts of the configuration.
 */
int table_check(const struct configuration *c, const char *path, struct err *err);

#endif
