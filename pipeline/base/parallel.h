/*
 * The same function in several threads at once, each with its number.
 */
#ifndef BASE_PARALLEL_H
#define BASE_PARALLEL_H

#include "base/conveyor.h"

/* Calls work(shared, i) for i from 0 to threads − 1 ≤ MOST_THREADS − 1; returns when all have. */
void parallel_run(unsigned threads, void (*work)(void *shared, unsigned thread), void *shared);

/*
 * Processors that this process may use: what Slurm allotted to its task (SLURM_CPUS_PER_TASK), else
 * those that it is bound to (taskset, cpusets of containers), else all there are.
 */
unsigned processors_allotted(void);

#endif
