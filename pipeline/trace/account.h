/*
 * The account of a figure in words, for a person: what it is, how it is computed, from which
 * sums, and the enterprises and raw lines behind them.
 */
#ifndef TRACE_ACCOUNT_H
#define TRACE_ACCOUNT_H

#include "trace/events.h"
#include "trace/evidence.h"
#include "trace/raw_files.h"

struct account {
	const struct published *figure;
	const struct evidence *evidence; /* NULL for a figure that is not computed from cells */
	const struct events *events;     /* of a figure of a ledger, else NULL */
	struct raw_files *raw;
	uint64_t top; /* enterprises to list; 0 is all */
	bool bytes;   /* print the raw records too */
};

/* RD_INPUT if a raw file that is needed cannot be read, or is not the one that was fetched. */
int account_add(struct text *t, const struct account *a, struct err *err);

#endif
