/*
 * One fact: a return after checking, from a row and to facts.csv.
 */
#ifndef NORMALIZE_FACT_H
#define NORMALIZE_FACT_H

#include "io/sorter.h"
#include "normalize/values.h"

struct fact {
	struct slice enterprise, region, industry;
	period period;
	enum basis basis;
	struct slice classes[MOST_CLASSES];
	struct slice attributes[MOST_ATTRIBUTES];
	int64_t values[MOST_MEASURES][2]; /* now, and last year as reported */
	bool stated[MOST_MEASURES][2];
};

/* Reads the row; what is wrong with it is in row->problems. */
void fact_read(struct row *row, struct fact *fact);

/* Adds it, packed as a row of facts.csv, to be sorted by enterprise, period and basis. */
void fact_add(const struct fact *fact, const struct row *row, struct slice origin,
              struct sorter *sorter);

#endif
