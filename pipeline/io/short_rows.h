/*
 * The rows of a table in short, for a pipe from one stage to the next: a value that the row
 * before had too is not said again. Sorted returns repeat most of each other: of 135 bytes
 * some 40 are left, and nothing is quoted, split or looked at twice.
 *
 * A stage writes so where the name of its output ends in ".rows" (table.h), and reads it
 * wherever it reads a table: the first byte, a NUL, is none of a CSV file.
 *
 * The stream is a mark, the number of columns, and blocks; the first block has one row, the
 * names of the columns. A block is its size, its number of rows, and these: a bit for each column that
 * differs from the row before, eight to a byte, then those values, each behind its length.
 * Before a block's first row all values are empty, so blocks can be read by several threads.
 * A block without rows ends the stream: one that was cut is known by it.
 */
#ifndef IO_SHORT_ROWS_H
#define IO_SHORT_ROWS_H

#include "base/text.h"
#include "io/input.h"
#include "io/output.h"

struct short_writer {
	size_t columns;
	struct text block;
	uint32_t rows; /* in it */
	size_t row;    /* where the one being written starts */
	struct short_value *last;
	struct text rendered, scratch; /* values as CSV has them, and of which columns they are */
	size_t rendered_at, rendered_columns;
};

void short_writer_init(struct short_writer *w, size_t columns);

/* The value of a column of the row. */
void short_put(struct short_writer *w, size_t column, struct slice value);

/* Those of some columns, from this one on. */
void short_put_all(struct short_writer *w, size_t column, const struct slice *values, size_t n);

/* The values of some columns as CSV has them, one behind the other. */
void short_put_rendered(struct short_writer *w, size_t column, struct slice text, size_t columns);
void short_end_row(struct short_writer *w, struct output *out);

/* What a stream begins with, what a block that was begun holds, and what it ends with. */
void short_begin(const struct short_writer *w, struct output *out);
void short_end_block(struct short_writer *w, struct output *out);
void short_end(struct short_writer *w, struct output *out);
void short_writer_release(struct short_writer *w);

struct short_block {
	char *bytes;
	size_t n, capacity;
	uint32_t rows;
	uint64_t first; /* the number of its first row, the names of the columns being row 1 */
};

struct short_reader {
	size_t columns;
	struct short_block block;
	size_t at;
	uint32_t left; /* rows */
	bool ended;
	uint64_t taken; /* rows of all blocks so far */
	/* the row just read */
	uint64_t row;
	size_t row_bytes;
	struct slice *fields;
	bool *differs; /* by column: from the row before */
	bool fresh;    /* there is none in its block */
};

/* Whether the input is such a stream; then it has been read up to its first block. */
int short_recognise(struct short_reader *r, struct input *in, struct err *err);

/* 1: a row in r->fields, whose values are valid until the next block, 0: the end, -1: RD_INPUT. */
int short_next(struct short_reader *r, struct input *in, struct err *err);

/* The next block, whole. 1: there is one, 0: the end, -1: RD_INPUT. */
int short_take(struct short_reader *r, struct input *in, struct short_block *block,
               struct err *err);

/* Makes `own`, zero or used before, read the block; it has no other. */
void short_open_block(struct short_reader *own, const struct short_reader *r,
                      const struct short_block *block);
void short_block_release(struct short_block *block);
void short_reader_release(struct short_reader *r);

#endif
