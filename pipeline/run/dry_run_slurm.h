/*
 * A stage as a job array, told as lines for a shell: a run without rd-run. Each task holds the
 * call itself, and waits for the arrays of the stages that it reads from.
 */
#ifndef RUN_DRY_RUN_SLURM_H
#define RUN_DRY_RUN_SLURM_H

#include "run/plan.h"

/* The stage's steps that would run (STEP_RAN); nothing if there are none. id: the run's. */
void dry_run_print_array(const struct plan *plan, size_t stage, const char *id);

#endif
