/*
 * The enterprises behind a computed figure: every panel row that adds to its numerator or
 * its denominator, or that is in the cell but left out of the population; and the two sums,
 * made again from these rows.
 */
#ifndef TRACE_EVIDENCE_H
#define TRACE_EVIDENCE_H

#include "model/accumulator.h"
#include "trace/published.h"

enum { ADDS_TO_NUMERATOR = 1, ADDS_TO_DENOMINATOR = 2 };

/* A return that a panel row was made from. */
struct source_row {
	period period;
	enum basis basis;
	struct slice origin, line;
};

/*
 * A month is made of two cumulative returns, and a comparison with last year's own return of
 * that one too.
 */
enum { MOST_SOURCES = 4 };

struct contribution {
	struct slice enterprise, name;
	uint32_t region, industry;
	enum standing standing;
	bool own;       /* in the figure's own cell, not only in that of the denominator */
	unsigned sides; /* ADDS_TO_…; none: left out of the population */
	wide numerator, denominator;
	struct source_row sources[MOST_SOURCES]; /* the first is the row itself */
	size_t source_count;
};

struct evidence {
	const struct published *figure;
	struct contribution *items; /* by what they add, largest first; left out last */
	size_t count, capacity;
	size_t left_out_count; /* of them */
	wide *own, *base;      /* sums by accumulator; only those of the formula are made */
	struct ratio exact;
	wide scope, n, left_out; /* enterprises in the cell, in the population, left out of it */
	struct arena arena;
};

/* figure: found, of an indicator that is computed from cells. */
void evidence_init(struct evidence *e, const struct published *figure);
void evidence_release(struct evidence *e);

/* Reads one panel.csv; RD_INPUT. */
int evidence_read(struct evidence *e, const char *path, struct err *err);

/* Makes the sums after the last panel; RD_INPUT if they are too large. */
int evidence_finish(struct evidence *e, struct err *err);

/* Whether the sums and counts are those that were published. */
bool evidence_agrees(const struct evidence *e);

#endif
