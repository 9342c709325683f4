/*
 * A row of an output table as one piece of bytes, to be sorted before it is written: each
 * cell as its length and its text.
 */
#ifndef NORMALIZE_PACKED_ROW_H
#define NORMALIZE_PACKED_ROW_H

#include "io/table.h"

void packed_add(struct text *packed, struct slice cell);

/* Adds a cell to a sort key: shorter first on a common prefix. */
void packed_key(struct text *key, struct slice cell);

/* The cells, of which there are `count`; they point into the bytes. */
void packed_cells(struct slice packed, struct slice *cells, size_t count);

#endif
