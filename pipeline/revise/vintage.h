/*
 * The files of one vintage: found in a run, or named one by one and told apart by their
 * headers.
 */
#ifndef REVISE_VINTAGE_H
#define REVISE_VINTAGE_H

#include "base/options.h"
#include "io/path_list.h"
#include "model/configuration.h"

struct vintage {
	struct path_list indicators, rankings, panels;
};

/* RD_USAGE if there is nothing to compare, RD_INPUT for a file that is none of these. */
int vintage_find(struct vintage *v, const struct option_list *given,
                 const struct configuration *config, struct err *err);
/* Only what both have is left: perhaps nothing. */
void vintage_keep_common(struct vintage *a, struct vintage *b);
void vintage_release(struct vintage *v);

#endif
