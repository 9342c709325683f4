/*
 * One run of the chain: plan it, execute it, record it, publish it.
 *
 * Exits: what a failing step exits with is what the run fails with; RD_LOCKED if another run
 * holds the output directory; RD_QUALITY if the result is not fit to be published;
 * RD_TIMEOUT and RD_STOPPED. In every case but success the published run stays as it was, and
 * the run's own directory is kept for study.
 */
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include <stdbool.h>

#include "base/err.h"

struct run_options {
	const char *config; /* directory, existing */
	const char *output; /* directory, made if need be */
	const char *period; /* NULL: all */
	uint64_t jobs;      /* 0: as configured */
	int argc;           /* the call, for the record */
	char **argv;
};

int run_chain(const struct run_options *options, struct err *err);

#endif
