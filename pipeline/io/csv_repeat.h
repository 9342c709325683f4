/*
 * Records that repeat the one before in all but some fields.
 *
 * Most rows of a file that is sorted by enterprise differ from the row above in their period,
 * their amounts and little else. Where that is expected, a record is compared with the one
 * before, and only the fields that may differ are looked at: the ends of the others are where
 * they were, and nobody needs to read them again.
 *
 *	csv_repeat_expect(&repeat, columns, count);
 *	csv_repeat_learn(&repeat, fields, count, raw);    // of a plain record
 *	n = csv_repeat_match(&repeat, p, end, fields);    // of the text that follows it
 */
#ifndef IO_CSV_REPEAT_H
#define IO_CSV_REPEAT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

enum { MOST_VARYING = 256 };

/* Fields side by side that may differ, and what the record has in front of them. */
struct csv_stretch {
	struct slice before;
	unsigned first, count; /* columns */
};

struct csv_repeat {
	struct csv_stretch stretches[MOST_VARYING + 1]; /* the last has no fields */
	size_t count;                                   /* with it */
};

/* Columns that may differ, rising, MOST_VARYING at most. */
void csv_repeat_expect(struct csv_repeat *repeat, const uint16_t *varying, size_t count);

/*
 * Remembers a record that csv_scan.h finds plain: `raw` is all of it but its line end, fields
 * point into it. False if its like is not to be found: it has too few fields, or one that may
 * differ has quotes or blanks. `raw` must stay where it is.
 */
bool csv_repeat_learn(struct csv_repeat *repeat, const struct slice *fields, size_t count,
                      struct slice raw);

/*
 * Bytes of the record that p begins with, its LF included, if it is plain, ends well before
 * `end` and repeats the one remembered; the fields that may differ are set. 0 if not.
 */
size_t csv_repeat_match(const struct csv_repeat *repeat, const char *p, const char *end,
                        struct slice *fields);

#endif
