/*
 * A failed step as an error for people: which step, why, what to do, and where to look. The
 * reason is what the step's program said last; our programs say the message and then a hint.
 */
#ifndef RUN_FAILURE_H
#define RUN_FAILURE_H

#include "run/plan.h"

/*
 * Sets err, with the step's own exit code if that is one of ours, RD_TIMEOUT, or RD_INTERNAL;
 * returns -1. `look` is the path of run.json.
 */
int failure_of_step(const struct step *step, const struct outcome *outcome, const char *look,
                    struct err *err);

#endif
