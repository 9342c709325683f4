/*
 * rd-trace: how one published figure came to be: its formula, its two sums, the division,
 * the enterprises behind it, and for each of them the raw file, the line and the bytes.
 *
 * The sums are made again from the panel. If they are not those that were published, the
 * account is printed all the same and the error (RD_INPUT) says so: the panel is not the
 * one that the figure came from.
 */
#ifndef TRACE_TRACE_H
#define TRACE_TRACE_H

#include "base/options.h"

struct trace_options {
	const char *run;        /* directory of a run of rd-run; the files are found in it */
	const char *indicators; /* … or given one by one */
	struct option_list panels;
	const char *raw;
	const char *industry, *group,
	        *basis; /* NULL: the root, "total", as the period is written */
	uint64_t top;   /* enterprises to list; 0 is all */
	bool bytes, csv;
};

/* Positional arguments: region, indicator, period. Writes to -o, or to stdout without it. */
int trace_run(const struct program *program, const struct trace_options *options, struct err *err);

#endif
