/*
 * What the texts of a column were read as, so that each is read once.
 *
 * A column of codes, names, periods, classes or units has few texts in many rows: three
 * thousand counties, three units. To read one takes folding it, checking its bytes, looking
 * for markers of missing values, patterns, value maps and a tree of codes; all of that
 * depends on the text alone, and sometimes on the row's period. So the outcome is kept under
 * the text as it stands in the file, and the next row with the same text takes it from there:
 * a few nanoseconds instead of some hundreds.
 *
 * Only what was read without a word about it is kept. Texts with a problem are read again each
 * time, and reported again.
 *
 *	struct text_memory m = {0};
 *	if (!text_memory_find(&m, text, at, &answer)) {
 *		answer = ...;
 *		text_memory_add(&m, text, periods, answer);
 *	}
 *	text_memory_release(&m);
 *
 * A column whose texts are all different (ids, amounts) has nothing to remember; one that
 * turns out to have too many is remembered up to a bound.
 */
#ifndef NORMALIZE_TEXT_MEMORY_H
#define NORMALIZE_TEXT_MEMORY_H

#include "base/arena.h"
#include "model/period.h"

/* The periods, both included, for which an answer holds. */
struct periods {
	period from, to;
};

#define EVERY_PERIOD ((struct periods){INT32_MIN, INT32_MAX})

struct text_memory {
	struct remembered *slots; /* a hash table: a power of two, at most half full */
	struct slice *long_texts; /* by slot: of those that a slot does not hold */
	size_t count, capacity;
	size_t last; /* slot that was asked for */
	struct arena texts;
};

bool text_memory_find(struct text_memory *m, struct slice text, period at, int32_t *answer);

/* An answer for other periods takes the place of the one before. */
void text_memory_add(struct text_memory *m, struct slice text, struct periods periods,
                     int32_t answer);
void text_memory_release(struct text_memory *m);

#endif
