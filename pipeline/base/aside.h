/*
 * Jobs done aside: by one thread, in the order in which they were added, while whoever added
 * them goes on.
 *
 *	struct aside *aside = aside_new();
 *	job = (struct job){.run = add_to_checksum};
 *	aside_add(aside, &job);
 *	... while (aside_busy(aside, &job)) ...      // or aside_wait(aside, &job)
 *	aside_free(aside);
 *
 * A job, and what it works on, belongs to the thread until it is done, and is the caller's
 * again then. Without threads (RDSTAT_THREADS=1) it is done when it is added.
 */
#ifndef BASE_ASIDE_H
#define BASE_ASIDE_H

#include <stdbool.h>
#include <stddef.h>

struct job {
	void (*run)(struct job *job); /* in the thread */
	bool busy, tells;             /* ours: it waits or runs; somebody asked for it */
	struct job *next;             /* ours */
};

/* What a job is part of. */
#define JOB_OF(type, member, job) ((type *)((char *)(job)-offsetof(type, member)))

struct aside;

struct aside *aside_new(void);

/* Does what still waits. NULL is fine. */
void aside_free(struct aside *aside);

/* `tell` is called in the thread after each job whose end somebody asked for. */
void aside_tell(struct aside *aside, void (*tell)(void *context), void *context);

/* From any thread but its own. */
void aside_add(struct aside *aside, struct job *job);

/* Whether a job that was added is not done yet; one that never was is not busy. */
bool aside_busy(struct aside *aside, const struct job *job);

/* The same; if it is, its end will be told. */
bool aside_ask(struct aside *aside, struct job *job);
void aside_wait(struct aside *aside, const struct job *job);

#endif
