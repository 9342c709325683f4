/*
 * What is going on, for people: on a terminal a line for each transfer that runs and one for
 * the total, redrawn in place; a line for each source that is through.
 */
#ifndef FETCH_PROGRESS_H
#define FETCH_PROGRESS_H

#include "fetch/collection.h"
#include "fetch/schedule.h"

struct progress {
	const struct schedule *schedule;
	size_t sources, ended;
	uint64_t received; /* bytes of transfers that have ended */
	uint64_t started;  /* clock_milliseconds */
};

void progress_init(struct progress *p, const struct schedule *schedule, size_t sources);

/* Redraws, not too often. */
void progress_show(const struct progress *p);

/* A source is through: its line. */
void progress_source(struct progress *p, const struct fetched_source *source);

#endif
