/*
 * Delimited text as rows of cells: csv_reader.h behind row_reader.h.
 *
 * Where several keys are packed in the first cell ("freq,unit,geo\time", as Eurostat writes
 * them), each becomes a cell of its own. What stands behind a backslash there names the
 * other columns, not the last key, and is left out.
 */
#include <stdlib.h>

#include "io/csv_blocks.h"
#include "io/row_reader.h"

struct csv_rows {
	struct csv_reader csv;
	char packed; /* between the keys in the first cell; 0: they are not packed */
	bool begun;  /* a row was read */
	struct slice *cells;
	size_t count, capacity;
};

static void add_cell(struct csv_rows *s, struct slice cell)
{
	VEC_GROW(s->cells, s->count, s->capacity);
	s->cells[s->count++] = cell;
}

static void unpack_keys(struct csv_rows *s)
{
	struct slice rest = s->csv.fields[0];
	const char *mark = s->begun || !rest.n ? NULL : memchr(rest.p, '\\', rest.n);
	const char *end;

	if (mark)
		rest.n = (size_t)(mark - rest.p);
	s->begun = true;
	s->count = 0;
	while (rest.n && (end = memchr(rest.p, s->packed, rest.n))) {
		add_cell(s, slice_trim((struct slice){rest.p, (size_t)(end - rest.p)}));
		rest.n -= (size_t)(end + 1 - rest.p);
		rest.p = end + 1;
	}
	add_cell(s, slice_trim(rest));
	for (size_t i = 1; i < s->csv.field_count; i++)
		add_cell(s, s->csv.fields[i]);
}

static int csv_rows_open(struct row_reader *r, struct input *in, const struct row_format *format,
                         struct err *err)
{
	const struct csv_options options = {
	        .encoding = format->encoding,
	        .delimiter = format->delimiter,
	        .longest_record = format->longest_record,
	};
	struct csv_rows *s = xcalloc(1, sizeof(*s));

	if (csv_open_input(&s->csv, in, &options, err) < 0) {
		free(s);
		return -1;
	}
	s->packed = format->packed;
	r->state = s;
	r->in = &s->csv.in.in;
	return 0;
}

static int csv_rows_next(struct row_reader *r, struct err *err)
{
	static const enum row_problem problems[] = {
	        [CSV_FINE] = ROW_FINE,
	        [CSV_STRAY_QUOTE] = ROW_QUOTE,
	        [CSV_UNCLOSED_QUOTE] = ROW_QUOTE,
	        [CSV_TOO_LONG] = ROW_TOO_LONG,
	};
	struct csv_rows *s = r->state;
	const struct csv_reader *csv = &s->csv;
	int got = csv_next(&s->csv, err);

	if (got <= 0)
		return got;
	r->cells = csv->fields;
	r->count = csv->field_count;
	if (s->packed && csv->field_count) {
		unpack_keys(s);
		r->cells = s->cells;
		r->count = s->count;
	}
	r->line = csv->line;
	r->problem = problems[csv->problem];
	r->raw = csv->raw;
	r->cut = csv->cut;
	return 1;
}

static void csv_rows_close(struct row_reader *r)
{
	struct csv_rows *s = r->state;

	csv_close(&s->csv);
	free(s->cells);
	free(s);
}

static int csv_rows_take(struct row_reader *r, void **block, struct err *err)
{
	struct csv_rows *s = r->state;

	if (!*block)
		*block = xcalloc(1, sizeof(struct csv_block));
	return csv_take(&s->csv, *block, err);
}

static void csv_rows_open_block(struct row_reader *own, const struct row_reader *r,
                                const void *block)
{
	const struct csv_rows *whole = r->state;
	struct csv_rows *s = own->state;

	if (!s)
		own->state = s = xcalloc(1, sizeof(*s));
	s->packed = whole->packed;
	s->begun = whole->begun;
	csv_open_block(&s->csv, &whole->csv, block);
}

static void csv_rows_free_block(void *block)
{
	csv_block_release(block);
	free(block);
}

const struct row_form_reader csv_rows = {
        .open = csv_rows_open,
        .next = csv_rows_next,
        .close = csv_rows_close,
        .take = csv_rows_take,
        .open_block = csv_rows_open_block,
        .free_block = csv_rows_free_block,
};
