#include "io/csv_strict.h"

#include <csv.h>
#include <stdlib.h>

#include "io/csv_lines.h"

static void add_field(struct csv_reader *r, const char *p, size_t n)
{
	VEC_GROW(r->fields, r->field_count, r->field_capacity);
	r->fields[r->field_count++] = (struct slice){p, n};
}

/* libcsv hands out one field at a time from a buffer it reuses: keep a copy of each. */
static void on_field(void *field, size_t n, void *reader)
{
	struct csv_reader *r = reader;

	add_field(r, NULL, n);
	text_add(&r->owned, field, n);
}

static void on_record(int terminator, void *reader)
{
	struct csv_reader *r = reader;

	(void)terminator;
	r->complete = true;
}

/* Fields were appended to `owned`, which may have moved meanwhile: point into it now. */
static void point_fields(struct csv_reader *r)
{
	const char *p = r->owned.p ? r->owned.p : "";

	for (size_t i = 0; i < r->field_count; i++) {
		r->fields[i].p = p;
		p += r->fields[i].n;
	}
}

static struct csv_parser *fresh_parser(struct csv_reader *r)
{
	if (r->parser)
		csv_free(r->parser);
	else
		r->parser = xmalloc(sizeof(struct csv_parser));
	if (csv_init(r->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		abort();
	csv_set_delim(r->parser, (unsigned char)r->delimiter);
	r->field_count = 0;
	r->complete = false;
	text_clear(&r->owned);
	return r->parser;
}

/*
 * Feeds libcsv line by line until the record ends. `first` is the length of the first line.
 * Sets *used to the bytes of the record and *lines to its lines.
 */
static int parse_lines(struct csv_reader *r, size_t first, size_t *used, uint64_t *lines,
                       struct err *err)
{
	struct csv_parser *p = fresh_parser(r);
	size_t fed = 0;

	*lines = 0;
	r->problem = CSV_UNCLOSED_QUOTE;
	while (fed < r->longest_record) {
		size_t n =
		        csv_line_length(r->buffer + r->at + fed, r->count - r->at - fed, r->ended);
		if (n == 0) {
			if (r->ended)
				break;
			if (csv_read_more(r, err) < 0)
				return -1;
			continue;
		}
		if (csv_parse(p, r->buffer + r->at + fed, n, on_field, on_record, r) != n) {
			r->problem = CSV_STRAY_QUOTE;
			break;
		}
		fed += n;
		++*lines;
		if (!r->complete && r->ended && r->at + fed == r->count &&
		    csv_fini(p, on_field, on_record, r) != 0)
			break;
		if (r->complete) {
			r->problem = CSV_FINE;
			break;
		}
	}
	if (r->problem != CSV_FINE) {
		r->field_count = 0;
		*lines = 1;
		fed = first;
	}
	*used = fed;
	point_fields(r);
	return 0;
}

/* The record that starts with the n bytes at `at` that end in LF, if they do not before. */
static int parse_record(struct csv_reader *r, size_t n, struct err *err)
{
	size_t first = csv_line_length(r->buffer + r->at, n, true);
	uint64_t lines;

	if (parse_lines(r, first, &n, &lines, err) < 0)
		return -1;
	r->cut = r->ended && r->at + n == r->count && csv_without_end(r->buffer + r->at, n) == n;
	r->raw = (struct slice){r->buffer + r->at, csv_without_end(r->buffer + r->at, first)};
	r->at += n;
	r->next_line += lines;
	return 1;
}

int csv_strict_next(struct csv_reader *r, struct err *err)
{
	size_t n, empty;
	int got;

	while ((got = csv_find_line(r, &n, err)) > 0) {
		r->line = r->next_line;
		if (n > r->longest_record)
			return csv_skip_long_line(r, err);
		empty = csv_blank_line(r, r->buffer + r->at, n);
		if (!empty)
			return parse_record(r, n, err);
		r->at += empty;
		r->next_line++;
	}
	return got;
}

void csv_strict_release(struct csv_reader *r)
{
	if (r->parser) {
		csv_free(r->parser);
		free(r->parser);
	}
	text_release(&r->owned);
}
