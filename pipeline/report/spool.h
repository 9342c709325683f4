/*
 * Rows put aside in lots, to be taken out again one lot at a time: memory follows the lot at
 * hand, not the input. They lie in a temporary file that has no name. Rows come in sheaves,
 * which threads may gather at the same time.
 *
 *	spool_open(&spool, lots, &err);
 *	sheaf_add(&sheaf, lot, &row);
 *	spool_put(&spool, &sheaf);                    // errors come out at spool_each
 *	spool_each(&spool, lot, use, context, &err);
 *	sheaf_release(&sheaf);
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

struct sheaf_run {
	uint32_t lot;
	size_t bytes;
};

/* Rows in memory; starts as zeroes. */
struct sheaf {
	struct text rows;
	struct sheaf_run *runs; /* of rows that follow each other in one lot */
	size_t count, capacity;
};

void sheaf_add(struct sheaf *s, uint32_t lot, const struct spool_row *row);
void sheaf_release(struct sheaf *s);

struct spool_span;

struct spool {
	int fd;
	int failed;     /* errno of the first failure, 0 if none */
	uint64_t bytes; /* in the file and in what is pending */
	struct text pending;
	uint32_t *first, *last; /* spans of a lot */
	struct spool_span *spans;
	size_t span_count, span_capacity;
	struct text block; /* the span being read */
	struct slice *fields;
	size_t field_capacity;
};

/* RD_OUTPUT if there is nowhere to put a temporary file ($TMPDIR, else /tmp). */
int spool_open(struct spool *s, size_t lots, struct err *err);

/* Takes the rows of a sheaf, which is empty then. */
void spool_put(struct spool *s, struct sheaf *sheaf);

/* Hands out the rows of a lot in the order they came; -1 from `use` ends it. */
int spool_each(struct spool *s, uint32_t lot,
               int (*use)(void *context, const struct spool_row *row, struct err *err),
               void *context, struct err *err);
void spool_release(struct spool *s);

/* The same rows for another thread, while nothing is put aside any more. */
void spool_view(struct spool *view, struct spool *s);
void spool_view_release(struct spool *view);

#endif
