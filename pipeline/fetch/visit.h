/*
 * One source from beginning to end: what is asked of it, page by page where it comes in
 * pages, its published checksums, and what it brought.
 *
 *	visit_begin(&visit, &trip, source);   // local sources are through after this
 *	schedule_run(trip.schedule);          // the others after this
 *	trip_settle(&trip);                   // also while it runs
 *	... visit.collection.result ...
 *	visit_release(&visit);
 */
#ifndef FETCH_VISIT_H
#define FETCH_VISIT_H

#include "fetch/ask.h"
#include "fetch/collection.h"
#include "fetch/paging.h"
#include "fetch/schedule.h"

/* What all visits of a run share. */
struct trip {
	const struct sources *sources;
	struct store *store;
	struct schedule *schedule;
	struct arena *arena; /* of the record */
	period since, until;
	bool offline;            /* only what the store has */
	bool compare;            /* see struct collection */
	struct sightings seen;   /* of all that the outcome rests on */
	struct err err;          /* nothing can be written any more: all is to stop */
	struct visit **finished; /* that are to be settled */
	size_t finished_count, finished_capacity;
	void (*on_end)(void *context, const struct collection *collection);
	void *context;
};

struct errand;

struct visit {
	struct trip *trip;
	const struct source *source;
	struct collection collection;
	struct identity identity;
	char *ca, *certificate, *key; /* paths */
	struct asks asks;
	struct errand *errands; /* one for each ask */
	size_t open;            /* errands that have not ended */
	int64_t deadline;
};

/* -1 with RD_OUTPUT. What a source lacks is noted in its collection. */
int visit_begin(struct visit *visit, struct trip *trip, const struct source *source,
                struct err *err);

void visit_release(struct visit *visit);

/* Draws up what the visits brought whose last transfer has ended, and lets go of the rest. */
void trip_settle(struct trip *trip);
void trip_release(struct trip *trip);

#endif
