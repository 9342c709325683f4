/*
 * The files of one vintage: found in a run, or named one by one and told apart by their
 * headers. A run by period has one of each for each period, and most of them are links to those
 * of the run before.
 */
#ifndef REVISE_VINTAGE_H
#define REVISE_VINTAGE_H

#include "base/options.h"
#include "io/path_list.h"
#include "model/configuration.h"

/* Of one period, or the whole of both; NULL: that vintage has none. */
struct panel_pair {
	const char *before, *after;
};

struct vintage {
	struct path_list indicators, rankings, panels;
	bool named; /* files one by one, not only runs */
};

/* RD_USAGE if there is nothing to compare, RD_INPUT for a file that is none of these. */
int vintage_find(struct vintage *v, const struct option_list *given,
                 const struct configuration *config, struct err *err);
/* Only what both have is left: perhaps nothing. */
void vintage_keep_common(struct vintage *a, struct vintage *b);
/* Files of runs that are one and the same on both sides have nothing to compare. */
void vintage_drop_same(struct vintage *a, struct vintage *b);

/*
 * The panels of both, by the period that their directories are named for, to be freed; *count is
 * how many pairs. NULL if there is more than one on a side and they are not named so.
 */
struct panel_pair *vintage_pair_panels(const struct vintage *before, const struct vintage *after,
                                       size_t *count);
void vintage_release(struct vintage *v);

#endif
