/*
 * Delimited text in blocks of whole records, for several threads: one cuts the stream into
 * blocks, under a lock, and each parses the blocks that it got.
 *
 *	struct csv_reader own = {0};
 *	struct csv_block block = {0};
 *	while ((got = csv_take(&r, &block, &err)) > 0) {
 *		csv_open_block(&own, &r, &block);
 *		while (csv_next(&own, &err) > 0) ...    // as in csv_reader.h
 *	}
 *	csv_close(&own);
 *	csv_block_release(&block);
 */
#ifndef IO_CSV_BLOCKS_H
#define IO_CSV_BLOCKS_H

#include "io/csv_reader.h"

/* Where in a block a record is that the reader refuses, and why. */
struct csv_refusal {
	size_t at; /* counted from the block's start */
	enum csv_problem problem;
};

struct csv_block {
	char *buffer;
	size_t capacity, start, end; /* its records: buffer + start to buffer + end */
	uint64_t line;               /* of the first */
	struct csv_refusal *refusals;
	size_t refusal_count, refusal_capacity;
};

/* Some whole records, as many as fit half a megabyte. 1: there are, 0: the end, -1: RD_INPUT. */
int csv_take(struct csv_reader *r, struct csv_block *block, struct err *err);

/*
 * Makes `own`, zero or used for another block, read the block that was taken from r. Both
 * must outlive its use; csv_close ends it.
 */
void csv_open_block(struct csv_reader *own, const struct csv_reader *r,
                    const struct csv_block *block);

void csv_block_release(struct csv_block *block);

/*
 * For csv_next: takes the next of the block's refusals if it is of the record at `at`. 1, or 0
 * if that is another record. The block has refusals left.
 */
int csv_take_refused(struct csv_reader *r);

#endif
