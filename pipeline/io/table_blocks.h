/*
 * A table's rows read by several threads, a block of them at a time.
 *
 *	int add_rows(void *worker, struct table_reader *rows, struct err *err)
 *	{
 *		while ((got = table_next(rows, err)) > 0) ...
 *		return got;
 *	}
 *
 *	table_open(&r, path, candidates, count, &err);
 *	table_read_blocks(&r, add_rows, NULL, workers, threads, &err);
 *	package_input(&p, &r.csv.in.in);
 *	table_reader_close(&r);
 *
 * Each thread has a worker of the caller's, and nobody else uses it meanwhile. Which blocks
 * a worker gets is not known; of several errors the one that stands first in the file comes
 * back. Where the order of the rows matters, what a worker made of a block is handed on by a
 * second function, called for one block after the other in the order of the file.
 */
#ifndef IO_TABLE_BLOCKS_H
#define IO_TABLE_BLOCKS_H

#include "io/table.h"

/* Reads all rows of a block; 0, or -1. */
typedef int (*table_block_reader)(void *worker, struct table_reader *rows, struct err *err);

/* Hands on what the worker made of the block that it read last; 0, or -1. */
typedef int (*table_block_giver)(void *worker, struct err *err);

/* Reads what r, just opened, has left; r->rows is then how many rows that was. give may be NULL. */
int table_read_blocks(struct table_reader *r, table_block_reader read, table_block_giver give,
                      void **workers, unsigned threads, struct err *err);

#endif
