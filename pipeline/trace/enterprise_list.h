/*
 * The enterprises behind a figure as lines of text, those that add most first.
 */
#ifndef TRACE_ENTERPRISE_LIST_H
#define TRACE_ENTERPRISE_LIST_H

#include "trace/evidence.h"
#include "trace/raw_files.h"

struct enterprise_list {
	const struct evidence *evidence;
	struct raw_files *raw;
	uint64_t top;                  /* enterprises to list; 0 is all */
	bool bytes;                    /* with the raw records */
	bool two_sides;                /* there is a denominator */
	bool money_above, money_below; /* amounts of money on the two sides */
};

/* RD_INPUT if a raw file that is needed cannot be read, or is not the one that was fetched. */
int enterprise_list_add(struct text *t, const struct enterprise_list *list, struct err *err);

#endif
