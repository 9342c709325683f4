/*
 * revisions.csv: the published figures and ranks that differ between two vintages.
 */
#ifndef REVISE_REVISIONS_H
#define REVISE_REVISIONS_H

#include "revise/causes.h"
#include "revise/row_store.h"

enum revision_status {
	REVISION_NONE,
	REVISION_CHANGED,  /* the published value is another */
	REVISION_APPEARED, /* there was none, or it was missing */
	REVISION_VANISHED,
	REVISION_FLAG,  /* the same value with another status or unit */
	REVISION_EXACT, /* the same value; exact sums or the population differ */
	REVISION_STATUSES,
};

const char *revision_status_name(enum revision_status status);

struct revisions {
	const struct configuration *config;
	const struct row_store *before, *after; /* of one kind of table */
	const struct causes *causes;            /* NULL: rows are not known */
	bool all;                               /* write REVISION_EXACT too */
	period latest;                          /* of the figures after */
	unsigned told;                          /* figures named to the person who runs it */
	struct table_writer *w;
	uint64_t counts[REVISION_STATUSES];
};

/*
 * Compare row by row and write what differs: those of `after` in their order, then those that
 * vanished.
 */
void revisions_of_figures(struct revisions *r);
void revisions_of_ranks(struct revisions *r);

/*
 * The key of a row of indicators.csv in the current configuration; false for what is not in
 * it any more.
 */
bool figure_key_read(const struct configuration *config, const struct slice *cells,
                     struct figure_key *key);

/* Keys of the two tables, for row_store_init. */
enum { FIGURE_KEY = 6, RANK_KEY = 6 };
extern const size_t figure_key_columns[FIGURE_KEY], rank_key_columns[RANK_KEY];

#endif
