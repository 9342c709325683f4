/*
 * Makes the documents of all regions: several regions at once, each in memory, and written in
 * the order of the regions. Memory follows one region for each thread.
 */
#ifndef REPORT_PRESS_H
#define REPORT_PRESS_H

#include "report/page.h"

struct press {
	struct publication *publication; /* settled */
	struct package *package;
	const struct assets *assets; /* NULL: bulletins alone, in the language spoken */
	struct page_list pages;      /* the regions */
	struct text *index;          /* gets the rows of the index, or the bulletins */
	size_t next;                 /* region to be made */
	size_t made;
};

/* RD_INPUT for a row that is wrong, RD_CONFIG for a template, RD_OUTPUT. */
int press_run(struct press *press, struct err *err);

#endif
