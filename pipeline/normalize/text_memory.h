/*
 * What the texts of a column were read as, so that each is read once.
 *
 * A column of codes, names, periods, classes or units has few texts in many rows: three
 * thousand counties, three units. To read one takes folding it, checking its bytes, looking
 * for markers of missing values, patterns, value maps and a tree of codes; all of that
 * depends on the text alone, and sometimes on the row's period. So the outcome is kept under
 * the text as it stands in the file, and the next row with the same text takes it from there:
 * ten nanoseconds instead of some hundreds.
 *
 * Only what was read without a word about it is kept. Texts with a problem are read again each
 * time, and reported again.
 *
 *	struct text_memory m = {0};
 *	if (!text_memory_find(&m, text, at, &answer)) {
 *		answer = ...;
 *		text_memory_add(&m, text, at, answer);
 *	}
 *	text_memory_release(&m);
 *
 * A column whose texts are all different (ids, amounts) has nothing to remember; one that
 * turns out to have too many is remembered up to a bound.
 */
#ifndef NORMALIZE_TEXT_MEMORY_H
#define NORMALIZE_TEXT_MEMORY_H

#include "base/hash_map.h"
#include "model/period.h"

struct text_memory {
	struct hash_map texts; /* to answers */
	struct remembered *answers;
	size_t count, capacity;
	/* The one found last: often it is the next one too. */
	char last[16];
	size_t last_n;
	uint32_t last_number;
};

/* Of an answer that does not depend on the period: it is found for each. */
enum { ANY_PERIOD = -2 };

bool text_memory_find(struct text_memory *m, struct slice text, period at, intptr_t *answer);

/* An answer for another period takes the place of the one before. */
void text_memory_add(struct text_memory *m, struct slice text, period at, intptr_t answer);
void text_memory_release(struct text_memory *m);

#endif
