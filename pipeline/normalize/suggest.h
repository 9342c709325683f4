/*
 * A draft of a mapping for a file that nobody has described yet, printed for a person to
 * correct; what was recognised and what was not is said on stderr. The draft is tried on
 * the file, and what becomes of its rows is said too.
 */
#ifndef NORMALIZE_SUGGEST_H
#define NORMALIZE_SUGGEST_H

#include "base/options.h"

/* `table`: part of the name of the table or sheet, NULL for the one with most numbers. */
int suggest_run(const struct program *program, const char *table, struct err *err);

#endif
