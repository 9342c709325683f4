/*
 * Sorted facts to facts.csv, and what only neighbours can tell: rows that each state one
 * measure of the same return become one fact (of several names for one measure, the first
 * in the mapping counts; of equal ones the last row), a cumulative amount that fell since the month
 * before and an amount that is out of proportion with last year's are warned of.
 *
 *	struct fact_writer w;
 *	fact_writer_init(&w, &mapping, &returns, origins);
 *	fact_writer_put(&w, key, packed);
 *	fact_writer_flush(&w);
 *	table_append(&facts, &w.table);
 *	reject_notes_write(&w.notes, &log);
 *	fact_writer_release(&w);
 *
 * Rows and warnings are gathered: enterprises that others have no part in may be written by
 * several threads, with a writer each.
 */
#ifndef NORMALIZE_FACT_WRITER_H
#define NORMALIZE_FACT_WRITER_H

#include "normalize/fact.h"

struct past; /* what an enterprise stated for a period */

struct fact_writer {
	struct table_writer table; /* gathers */
	struct reject_notes notes;
	const struct returns *returns;
	const struct slice *origins; /* names of raw files */
	bool joins;                  /* each row states one measure */
	bool has_fact;               /* one is waiting for rows that belong to it */
	uint32_t preferences[MOST_MEASURES][2];
	struct fact fact;
	struct text key, bytes; /* that it points into */
	struct text enterprise; /* whose past is known */
	struct past *past;
	size_t past_count, past_capacity;
};

void fact_writer_init(struct fact_writer *w, const struct mapping *m, const struct returns *returns,
                      const struct slice *origins);

/* Takes the next fact in their order. */
void fact_writer_put(struct fact_writer *w, struct slice key, struct slice packed);

/* Between enterprises: writes the fact that waits, if one does. */
void fact_writer_flush(struct fact_writer *w);
void fact_writer_release(struct fact_writer *w);

#endif
