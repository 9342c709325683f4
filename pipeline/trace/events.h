/*
 * The events behind a figure of a ledger, from the observations of a run, and their sum.
 */
#ifndef TRACE_EVENTS_H
#define TRACE_EVENTS_H

#include "trace/published.h"
#include "trace/run_files.h"

struct events {
	const struct published *figure;
	struct figures observations;
	const struct figure **items; /* by period, then region */
	size_t count, capacity;
	wide sum;
};

/* RD_INPUT for a broken file, or a sum that is too large. */
int events_read(struct events *events, const struct published *figure,
                const struct run_files *files, struct err *err);
void events_release(struct events *events);

/* Whether the sum is the one that was published. */
bool events_agree(const struct events *events);

#endif
