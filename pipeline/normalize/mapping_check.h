/*
 * Whether what a mapping says about one column can be: its unit fits, and what its value
 * map leads to exists in the configuration. RD_CONFIG with the path in the mapping.
 */
#ifndef NORMALIZE_MAPPING_CHECK_H
#define NORMALIZE_MAPPING_CHECK_H

#include "normalize/mapping.h"

int mapping_check_field(const struct mapping *m, const struct configuration *c,
                        const struct field *field, struct err *err);

/* Whether every flag maps to a code of SDMX CL_OBS_STATUS. */
int mapping_check_flags(const struct mapping *m, const struct value_map *flags, const char *path,
                        struct err *err);

#endif
