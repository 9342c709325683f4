/*
 * The second half of loading a mapping: what each of its columns means in this
 * configuration, and whether everything that a table needs is mapped.
 */
#ifndef NORMALIZE_MAPPING_FIELDS_H
#define NORMALIZE_MAPPING_FIELDS_H

#include "normalize/mapping.h"

/* Fills m->fields and the list of JSON members to read. RD_CONFIG with the path. */
int mapping_resolve(struct mapping *m, const struct configuration *c, struct err *err);

#endif
