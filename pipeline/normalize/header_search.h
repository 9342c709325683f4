/*
 * Finding the header of a table, and in it the columns that a mapping names.
 */
#ifndef NORMALIZE_HEADER_SEARCH_H
#define NORMALIZE_HEADER_SEARCH_H

#include "normalize/binding.h"

/*
 * Reads up to and with the header and binds what is found there. RD_INPUT if there is no
 * row with all of it: with the first header that the likeliest row lacks, and what is there.
 */
int header_search(struct binding *b, struct row_reader *r, struct err *err);

/* Reads up to and with the row that the mapping names, where no header is looked for. */
int header_skip(struct binding *b, struct row_reader *r, struct err *err);

#endif
