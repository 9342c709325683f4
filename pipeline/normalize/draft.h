/*
 * A guess written down as a mapping: JSON that a person reads and corrects. What could not
 * be found is a remark in it, and a warning.
 */
#ifndef NORMALIZE_DRAFT_H
#define NORMALIZE_DRAFT_H

#include "normalize/guess.h"

void draft_write(const struct guess *g, struct text *json);

#endif
