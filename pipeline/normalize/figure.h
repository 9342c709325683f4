/*
 * Figures that are already regional: from a row, which may hold several, and to
 * observations.csv.
 */
#ifndef NORMALIZE_FIGURE_H
#define NORMALIZE_FIGURE_H

#include "io/sorter.h"
#include "normalize/values.h"

enum { MOST_FIGURES = 64 };

/* What all figures of a row share. */
struct observed {
	struct slice region, industry;
	struct slice classes[MOST_CLASSES];
	period period;
	enum basis basis;
	struct slice values[MOST_FIGURES]; /* by figure of the mapping; empty: missing */
};

/* Reads the row; what is wrong with it is in row->problems. */
void observed_read(struct row *row, struct observed *observed);

/* Adds its figures to those to be sorted; returns how many there are. */
size_t observed_add(const struct observed *observed, const struct row *row, struct slice origin,
                    struct sorter *sorter);

#endif
