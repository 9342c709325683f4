/*
 * Rows that state totals: they are no returns, but what the rows add up to is held against
 * them.
 */
#ifndef NORMALIZE_TOTALS_H
#define NORMALIZE_TOTALS_H

#include "normalize/fact.h"

struct total {
	wide sum; /* of the rows that were kept */
	bool stated;
	int64_t total;     /* as the row of totals states it, in 1/100 of the currency unit */
	unsigned exponent; /* of the file's unit */
	struct slice column, raw;
};

struct totals_check {
	struct total totals[MOST_MEASURES][2];
	uint64_t line; /* of the row of totals; 0: there was none */
	struct arena arena;
};

/* Whether the row holds the totals; they are then remembered. */
bool totals_take(struct totals_check *t, struct row *row);

/* Counts a fact that was kept, where the mapping has totals. */
void totals_add(struct totals_check *t, const struct mapping *m, const struct returns *returns,
                const struct fact *fact);

/* Adds what a later piece of the file has; that is empty then. */
void totals_merge(struct totals_check *t, struct totals_check *more);
void totals_release(struct totals_check *t);

/* At the end of a file: warns of every total that its rows do not add up to, and releases. */
void totals_compare(struct totals_check *t, const struct mapping *m, struct slice origin,
                    struct reject_log *log);

#endif
