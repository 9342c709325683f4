#include "io/csv_blocks.h"

#include <stdlib.h>

#include "io/csv_lines.h"
#include "io/csv_scan.h"
#include "io/csv_strict.h"

/* A block stays in the second-level cache while it is worked on. */
enum { BLOCK = 512 * 1024 };

/*
 * Steps over a record that is not plain, noting it if it is refused. 0: the block ends
 * before it. Of a line that is too long the bytes are not kept: it has a block of its own.
 */
static int step_over(struct csv_reader *r, struct csv_block *b, struct err *err)
{
	size_t n;
	int got = csv_find_line(r, &n, err);

	if (got > 0 && n > r->longest_record && r->at > r->kept)
		return 0;
	if (got <= 0 || (got = csv_strict_next(r, err)) <= 0 || r->problem == CSV_FINE)
		return got;
	VEC_GROW(b->refusals, b->refusal_count, b->refusal_capacity);
	b->refusals[b->refusal_count].problem = r->problem;
	b->refusals[b->refusal_count].at =
	        r->problem == CSV_TOO_LONG ? 0 : (size_t)(r->raw.p - r->buffer) - r->kept;
	b->refusal_count++;
	return r->problem != CSV_TOO_LONG;
}

/* Moves `at` to the end of the last record that is whole. */
static int find_block_end(struct csv_reader *r, struct csv_block *b, struct err *err)
{
	for (;;) {
		struct csv_scan scan;
		int got;
		while (!r->ended && r->count - r->kept < BLOCK)
			if (csv_read_more(r, err) < 0)
				return -1;
		scan = csv_scan(r->buffer + r->at, r->count - r->at, r->delimiter, NULL);
		r->at += scan.plain;
		r->next_line += scan.lines;
		if (!scan.irregular && (r->at > r->kept || r->ended))
			break;
		got = step_over(r, b, err);
		if (got <= 0)
			return got;
	}
	if (r->ended)
		r->at = r->count;
	return 0;
}

int csv_take(struct csv_reader *r, struct csv_block *b, struct err *err)
{
	char *spare = b->buffer;
	size_t rest;

	b->refusal_count = 0;
	b->line = r->next_line;
	r->kept = r->at;
	r->next_end = r->end_count = 0;
	r->irregular = false;
	if (r->capacity < BLOCK + CSV_CHUNK) {
		r->capacity = BLOCK + CSV_CHUNK;
		r->buffer = xrealloc(r->buffer, r->capacity);
	}
	if (find_block_end(r, b, err) < 0)
		return -1;
	/* The block takes the buffer, and what is not in it moves to the one it had. */
	rest = r->count - r->at;
	if (b->capacity < r->capacity)
		spare = xrealloc(spare, r->capacity);
	memcpy(spare, r->buffer + r->at, rest);
	b->buffer = r->buffer;
	b->capacity = r->capacity;
	b->start = r->kept;
	b->end = r->at;
	r->buffer = spare;
	r->kept = r->at = 0;
	r->count = rest;
	return b->end > b->start || b->refusal_count > 0;
}

void csv_open_block(struct csv_reader *own, const struct csv_reader *r, const struct csv_block *b)
{
	own->in.in.path = r->in.in.path; /* for messages */
	own->delimiter = r->delimiter;
	own->longest_record = r->longest_record;
	own->buffer = b->buffer;
	own->kept = own->at = b->start;
	own->count = own->capacity = b->end;
	own->ended = true;
	own->next_line = b->line;
	own->next_end = own->end_count = 0;
	own->irregular = false;
	own->learned = false;
	own->block = b;
	own->next_refusal = 0;
}

int csv_take_refused(struct csv_reader *r)
{
	const struct csv_refusal *refusal = &r->block->refusals[r->next_refusal];
	const char *p = r->buffer + r->at;
	size_t n;

	if (r->block->start + refusal->at != r->at)
		return 0;
	n = csv_line_length(p, r->count - r->at, true);
	csv_refuse(r, refusal->problem);
	r->raw = (struct slice){p, csv_without_end(p, n)};
	r->line = r->next_line++;
	r->at += n;
	r->next_refusal++;
	return 1;
}

void csv_block_release(struct csv_block *b)
{
	free(b->buffer);
	free(b->refusals);
	*b = (struct csv_block){0};
}
