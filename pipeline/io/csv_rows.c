/*
 * Delimited text as rows of cells: csv_reader.h behind row_reader.h.
 */
#include <stdlib.h>

#include "io/csv_reader.h"
#include "io/row_reader.h"

static int csv_rows_open(struct row_reader *r, struct input *in, const struct row_format *format,
                         struct err *err)
{
	const struct csv_options options = {
	        .encoding = format->encoding,
	        .delimiter = format->delimiter,
	        .longest_record = format->longest_record,
	};
	struct csv_reader *csv = xmalloc(sizeof(*csv));

	if (csv_open_input(csv, in, &options, err) < 0) {
		free(csv);
		return -1;
	}
	r->state = csv;
	r->in = &csv->in.in;
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
	struct csv_reader *csv = r->state;
	int got = csv_next(csv, err);

	if (got <= 0)
		return got;
	r->cells = csv->fields;
	r->count = csv->field_count;
	r->line = csv->line;
	r->problem = problems[csv->problem];
	r->raw = csv->raw;
	r->cut = csv->cut;
	return 1;
}

static void csv_rows_close(struct row_reader *r)
{
	csv_close(r->state);
	free(r->state);
}

const struct row_form_reader csv_rows = {csv_rows_open, csv_rows_next, csv_rows_close, NULL, NULL};
