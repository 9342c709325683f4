/*
 * Sorted facts to facts.csv, and what only neighbours can tell: rows that each state one
 * measure of the same return become one fact (of several names for one measure, the first
 * in the mapping counts; of equal ones the last row), a cumulative amount that fell since the month
 * before and an amount that is out of proportion with last year's are warned of.
 *
 *	struct fact_writer w;
 *	if (fact_writer_open(&w, path, &mapping, &returns, &log, &err) < 0) ...
 *	fact_writer_put(&w, packed);
 *	if (fact_writer_commit(&w, &err) < 0) ...
 *	fact_writer_close(&w);
 */
#ifndef NORMALIZE_FACT_WRITER_H
#define NORMALIZE_FACT_WRITER_H

#include "normalize/fact.h"

struct past; /* what an enterprise stated for a period */

struct fact_writer {
	struct table_writer table;
	const struct returns *returns;
	struct reject_log *log;
	bool joins;    /* each row states one measure */
	bool has_fact; /* one is waiting for rows that belong to it */
	uint32_t preferences[MOST_MEASURES][2];
	struct fact fact;
	struct text bytes;      /* that it points into */
	struct text enterprise; /* whose past is known */
	struct past *past;
	size_t past_count, past_capacity;
};

int fact_writer_open(struct fact_writer *w, const char *path, const struct mapping *m,
                     const struct returns *returns, struct reject_log *log, struct err *err);

/* Takes the next fact in their order. */
void fact_writer_put(struct fact_writer *w, struct slice packed);
int fact_writer_commit(struct fact_writer *w, struct err *err);
void fact_writer_close(struct fact_writer *w);

#endif
