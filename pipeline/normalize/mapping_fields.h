/*
 * The second half of loading a mapping: what each of its columns means in this
 * configuration, whether everything that a table needs is mapped, and where to look in a
 * file.
 */
#ifndef NORMALIZE_MAPPING_FIELDS_H
#define NORMALIZE_MAPPING_FIELDS_H

#include "normalize/mapping.h"

/* Fills what follows from the rest of *m. RD_CONFIG with the path. */
int mapping_resolve(struct mapping *m, const struct configuration *c, struct err *err);

/* A measure's column in facts: "rd_expense", "rd_expense_ly"; false if there is none. */
bool mapping_find_measure(const struct returns *returns, struct slice name, size_t *measure,
                          enum variant *variant);

#endif
