/*
 * Slurm's commands, called and understood: sbatch, squeue, scancel. A controller that does
 * not answer is asked again until patience ends; what it refuses is an error at once.
 */
#ifndef RUN_SLURM_H
#define RUN_SLURM_H

#include "run/execute.h"

enum { SLURM_ARRAY_AT_MOST = 1000 }; /* tasks; Slurm's MaxArraySize is 1001 unless configured */

/* The controller: how long it may be silent, and since when it is. */
struct slurm_link {
	uint64_t patience, poll; /* seconds */
	uint64_t silent_since;   /* milliseconds; 0: it answers */
};

/* What a stage may take: its own resources, else those of all. */
struct resources slurm_resources(const struct slurm_settings *settings,
                                 const struct resources *own);

/* "#!/bin/bash", "#SBATCH --job-name=…", … */
void slurm_script_head(const char *id, const struct resources *resources, struct text *script);

/*
 * Submits "script" in a directory as an array of its tasks, "3,5-7"; resources other than the
 * script's if they are given. job: its number. RD_CONFIG if it is refused, RD_TIMEOUT after too
 * long a silence, RD_STOPPED.
 */
int slurm_sbatch(struct slurm_link *link, const char *directory, const char *tasks,
                 const struct resources *resources, char job[24], struct err *err);

/*
 * Lines of "12_3|NODE_FAIL|n2|None" (state, node, reason) for jobs, "12,14", of which the
 * controller may have forgotten some. False if it did not answer this time; err is set
 * (RD_TIMEOUT) if that is for too long.
 */
bool slurm_squeue(struct slurm_link *link, const char *jobs, struct text *lines, struct err *err);

/* One task that is not wanted any more, "12_3"; whether it is or not, nobody waits for it. */
void slurm_cancel_task(const char *job, size_t number);

/* Cancels every job that a run ever submitted. RD_TIMEOUT if the controller does not answer. */
int slurm_cancel_jobs(const char *run, struct err *err);

#endif
