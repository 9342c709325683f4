/*
 * One run of the chain: plan it, execute it, record it, publish it.
 *
 *	struct run_options options = {.config = …, .output = …};
 *	if (run_chain(&options, &err) < 0) ...
 *
 * Errors: what a failing step exits with; RD_LOCKED if another run holds the output
 * directory; RD_QUALITY if the result is not fit to be published; RD_NOT_PUBLISHED if a
 * required source is still to come; RD_TIMEOUT, RD_STOPPED. In every case but success the
 * published run stays as it was, and the run's own directory is kept for study.
 */
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include <stdbool.h>

#include "base/err.h"

struct run_options {
	const char *config;           /* directory, existing, absolute */
	const char *output;           /* directory, made if need be */
	const char *period;           /* NULL: all */
	const char *from, *to, *only; /* stages, NULL: the whole chain */
	bool force;                   /* run what could be taken from earlier runs */
	bool resume;                  /* go on with the last run, which was not published */
	bool accept;                  /* publish although a quality threshold was crossed */
	bool dry_run;                 /* only say what would be done */
	bool explain;                 /* say for each step why it ran or not, on stdout */
	uint64_t jobs;                /* 0: as configured */
	const char *engine;           /* NULL: as configured */
	uint64_t shards;              /* 0: as configured */
	bool by_period;               /* false: as configured */
	int argc;                     /* the call, for the record */
	char **argv;
};

int run_chain(const struct run_options *options, struct err *err);

/* Prints what run_chain would do, as lines for a shell, on stdout. Changes nothing. */
int run_dry(const struct run_options *options, struct err *err);

#endif
