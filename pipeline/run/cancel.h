/*
 * Stops the run that is under way in an output directory, from elsewhere.
 */
#ifndef RUN_CANCEL_H
#define RUN_CANCEL_H

#include "base/err.h"

/*
 * Asks the process that runs it to stop, if that is on this machine; in any case the jobs that it
 * gave to Slurm are cancelled. RD_USAGE if there is nothing to stop.
 */
int cancel_run(const char *output, struct err *err);

#endif
