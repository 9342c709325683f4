/*
 * The pattern by which a suggested mapping names a column, so that it finds the column in
 * later editions of the file as well: "R&D 2021 (百万元)" becomes "R&D {year} ({unit})".
 */
#ifndef NORMALIZE_HEADER_PATTERN_H
#define NORMALIZE_HEADER_PATTERN_H

#include "normalize/header.h"
#include "normalize/synonyms.h"

/*
 * The text of one row of the header, the highest that does, or of all its rows joined, as a
 * pattern that this column alone matches. It is kept in the arena; NULL if there is none.
 * `look` is of the joined text.
 */
const char *header_pattern(const struct header *h, size_t column, const struct header_look *look,
                           struct arena *arena);

#endif
