/*
 * What a step reads: which steps it takes files from, and which files these are (chain.h).
 *
 *	inputs_each(&plan, step, "04-aggregate/cells.csv", take, context);
 *	inputs_find(&plan, step);                    // once those have ended: step->inputs
 */
#ifndef RUN_INPUTS_H
#define RUN_INPUTS_H

#include "run/plan.h"

/* A pattern with {source}, {shard} or {period} as the step has it; in the plan's arena. */
const char *inputs_with_value(struct plan *plan, const char *pattern, const char *placeholder,
                              const char *value);

typedef void inputs_take(void *context, struct step *step, struct step *from, const char *file);

/*
 * Tells of each step of an expanded stage that `step` takes the file of an input pattern from.
 * Of raw files it tells nothing.
 */
void inputs_each(struct plan *plan, struct step *step, const char *pattern, inputs_take *take,
                 void *context);

/* The step's inputs: what the steps before it left, and what was fetched. */
void inputs_find(struct plan *plan, struct step *step);

#endif
