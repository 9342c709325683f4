/*
 * The header of a table, which may be several rows stacked upon each other.
 *
 * A column is known by the text of any of these rows, and by all of them joined from top to
 * bottom with "/". In a row that has others below it, a text also heads the empty cells to
 * its right, as merged cells come out of an export, if it has texts of its own below it.
 */
#ifndef NORMALIZE_HEADER_H
#define NORMALIZE_HEADER_H

#include "base/arena.h"
#include "io/row_reader.h"
#include "normalize/pattern.h"

enum { MOST_HEADER_ROWS = 10 };

struct header_row {
	struct slice *cells; /* folded */
	size_t count;
	uint64_t line;
};

struct header {
	struct header_row rows[MOST_HEADER_ROWS]; /* the last ones read */
	size_t row_count, most;
	size_t width;        /* columns of the widest row */
	struct slice *names; /* of each column: its texts joined */
	struct arena *arena;
};

/* rows: how many are stacked. Everything is kept in the arena. */
void header_init(struct header *h, size_t rows, struct arena *arena);

/* Takes the row just read as the lowest; the highest goes when there are too many. */
const struct header_row *header_push(struct header *h, const struct row_reader *r);

/* To be called when all rows are there, before asking for columns. */
void header_complete(struct header *h);

/* Whether the column is known by a text like the pattern. */
bool header_matches(const struct header *h, size_t column, const char *pattern,
                    struct pattern_match *m);

#endif
