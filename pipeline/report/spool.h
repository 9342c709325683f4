/*
 * Rows put aside by region, to be taken out again one region at a time: memory follows the
 * region at hand, not the input. They lie in a temporary file that has no name.
 *
 *	spool_open(&spool, regions, &err);
 *	spool_put(&spool, region, &row);              // errors come out at spool_each
 *	spool_each(&spool, region, use, context, &err);
 *	spool_release(&spool);
 */
#ifndef REPORT_SPOOL_H
#define REPORT_SPOOL_H

#include "base/err.h"
#include "base/text.h"

struct spool_row {
	uint32_t tag; /* the owner's, as is the source */
	uint32_t source;
	uint64_t line;
	struct slice *fields;
	size_t field_count;
};

struct spool_span;

struct spool {
	int fd;
	int failed;     /* errno of the first failure, 0 if none */
	uint64_t bytes; /* in the file and in what is pending */
	struct text pending;
	uint32_t *first, *last; /* spans of a region */
	struct spool_span *spans;
	size_t span_count, span_capacity;
	struct text block; /* the span being read */
	struct slice *fields;
	size_t field_capacity;
};

/* RD_OUTPUT if there is nowhere to put a temporary file ($TMPDIR, else /tmp). */
int spool_open(struct spool *s, size_t regions, struct err *err);
void spool_put(struct spool *s, uint32_t region, const struct spool_row *row);

/* Hands out the rows of a region in the order they came; -1 from `use` ends it. */
int spool_each(struct spool *s, uint32_t region,
               int (*use)(void *context, const struct spool_row *row, struct err *err),
               void *context, struct err *err);
void spool_release(struct spool *s);

/* The same rows for another thread, while nothing is put aside any more. */
void spool_view(struct spool *view, struct spool *s);
void spool_view_release(struct spool *view);

#endif
