/*
 * The tasks that a run has at Slurm. What is submitted at once becomes an array of tasks, a
 * batch, with a directory of its own, "slurm/NNNN" in the run's (task.h). A task that is to
 * run again gets another job, together with others of its batch.
 *
 *	struct slurm_tasks t = {.run = run, .id = id, .settings = …, .link = …};
 *	slurm_tasks_add(&t, calls, count, &err);
 *	while (t.open) ... t.items, slurm_tasks_close(&t, task)
 *	slurm_tasks_release(&t);
 */
#ifndef RUN_SLURM_TASKS_H
#define RUN_SLURM_TASKS_H

#include "run/slurm.h"

struct slurm_task {
	size_t step, batch, number; /* its number in the batch */
	const char *name;
	char job[24]; /* of its last attempt */
	uint64_t attempts;
	uint64_t growth;     /* of memory and time, for the next: 1, 2, 4, … */
	uint64_t gone_since; /* milliseconds; 0: the controller knows it */
	char state[24], node[64];
	bool ended;
};

struct slurm_batch {
	char *directory;
	struct resources resources;
};

struct slurm_tasks {
	/* set by the caller */
	char *run, *id; /* the run's directory and id, allocated */
	struct slurm_settings settings;
	struct slurm_link link;
	/* all tasks; those before first_open have ended */
	struct slurm_task *items;
	size_t count, capacity, open, first_open;
	struct slurm_batch *batches;
	size_t batch_count, batch_capacity;
	uint64_t asked; /* milliseconds: when the controller was last asked, or given something */
};

/*
 * Submits the calls as one array: SLURM_ARRAY_AT_MOST at most, all with the same resources.
 * Errors of slurm_sbatch; RD_OUTPUT.
 */
int slurm_tasks_add(struct slurm_tasks *t, const struct call *calls, size_t count, struct err *err);

/* Gives every open task that has no job one. Errors of slurm_sbatch. */
int slurm_tasks_resubmit(struct slurm_tasks *t, struct err *err);

/* Asks which of the open tasks the controller still has. -1: it has been silent too long. */
int slurm_tasks_ask(struct slurm_tasks *t, struct err *err);

/* The task has ended. */
void slurm_tasks_close(struct slurm_tasks *t, struct slurm_task *task);
void slurm_tasks_release(struct slurm_tasks *t);

#endif
