/*
 * Figures that are already regional: from a row, which may hold several, and to
 * observations.csv.
 */
#ifndef NORMALIZE_OBSERVATION_H
#define NORMALIZE_OBSERVATION_H

#include "io/sorter.h"
#include "normalize/values.h"

struct figure_read {
	const struct indicator *indicator;
	struct slice value;  /* empty: missing */
	struct slice status; /* SDMX CL_OBS_STATUS */
};

/* What the figures of a row share, and the figures. */
struct observation {
	struct slice region, industry;
	struct slice classes[MOST_CLASSES];
	period period;
	enum basis basis;
	struct figure_read figures[MOST_FIGURES];
	size_t figure_count;
};

/* Reads the row; what is wrong with it is in row->problems. */
void observation_read(struct row *row, struct observation *observation);

/*
 * Adds its figures, packed as rows of observations.csv with the line of the raw file behind,
 * to be sorted by all that says what they are of.
 */
void observation_add(const struct observation *observation, const struct row *row,
                     struct slice origin, struct sorter_batch *batch);

#endif
