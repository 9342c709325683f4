/*
 * Whose turn it is: runs transfers in parallel, within the limits overall, per host and per
 * time, until all have ended.
 *
 *	schedule_init(&schedule, &sources.pace, pool);
 *	schedule_add(&schedule, &transfer);       // also from a transfer's on_end
 *	schedule_run(&schedule);
 *	schedule_release(&schedule);
 */
#ifndef FETCH_SCHEDULE_H
#define FETCH_SCHEDULE_H

#include "fetch/transfer.h"

struct schedule_host {
	size_t running;
	int64_t not_before; /* interval between requests, or Retry-After */
};

struct schedule {
	const struct pace *pace;
	struct http_pool *pool;
	int64_t deadline;          /* of the run; 0 none */
	struct transfer **waiting; /* in the order in which they were added */
	size_t waiting_count, waiting_capacity;
	struct transfer **running;
	size_t running_count, running_capacity;
	size_t settling; /* of these: they ask for nothing any more */
	struct schedule_host *hosts;
	size_t host_count, host_capacity;
	struct hash_map host_numbers;
	bool (*stopped)(void *context); /* asked after every wait */
	void (*progress)(void *context);
	void *context;
	int stop_descriptor; /* ends a wait; -1 none */
};

void schedule_init(struct schedule *s, const struct pace *pace, struct http_pool *pool);

/* The schedule keeps the pointer until the transfer has ended. */
void schedule_add(struct schedule *s, struct transfer *t);

/*
 * Until nothing waits or runs. When time is up, or `stopped` says so, all that is left is
 * given up.
 */
void schedule_run(struct schedule *s);
void schedule_release(struct schedule *s);

#endif
