#include "io/csv_reader.h"

#include <csv.h>
#include <stdlib.h>

enum { CHUNK = 256 * 1024, LONGEST_RECORD = 1 << 20 };

const char *csv_problem_text(enum csv_problem problem)
{
	switch (problem) {
	case CSV_FINE:
		break;
	case CSV_STRAY_QUOTE:
		return T("a quote stands inside an unquoted field, or text follows a closing quote",
		         "引号出现在未加引号的字段中，或右引号之后还有文字");
	case CSV_UNCLOSED_QUOTE:
		return T("a quote is opened and never closed", "引号没有闭合");
	case CSV_TOO_LONG:
		return T("the line is too long", "行过长");
	}
	return "";
}

int csv_open(struct csv_reader *r, const char *path, const struct csv_options *options,
             struct err *err)
{
	struct input in;

	if (input_open(&in, path, err) < 0) {
		*r = (struct csv_reader){.in.in.fd = -1};
		return -1;
	}
	return csv_take(r, &in, options, err);
}

int csv_take(struct csv_reader *r, struct input *in, const struct csv_options *options,
             struct err *err)
{
	*r = (struct csv_reader){
	        .delimiter = options->delimiter ? options->delimiter : ',',
	        .longest_record = options->longest_record ? options->longest_record : LONGEST_RECORD,
	        .next_line = 1,
	};
	if (text_input_take(&r->in, in, options->encoding, err) < 0)
		return -1;
	r->capacity = CHUNK;
	r->buffer = xmalloc(r->capacity);
	return 0;
}

void csv_close(struct csv_reader *r)
{
	text_input_close(&r->in);
	if (r->parser) {
		csv_free(r->parser);
		free(r->parser);
	}
	text_release(&r->owned);
	free(r->fields);
	free(r->buffer);
	*r = (struct csv_reader){.in.in.fd = -1};
}

/* Makes the unread part longer, moving it to the front or growing the buffer. */
static int read_more(struct csv_reader *r, struct err *err)
{
	ssize_t got;

	if (r->at) {
		memmove(r->buffer, r->buffer + r->at, r->count - r->at);
		r->count -= r->at;
		r->at = 0;
	}
	if (r->capacity - r->count < CHUNK / 2) {
		r->capacity *= 2;
		r->buffer = xrealloc(r->buffer, r->capacity);
	}
	got = text_input_read(&r->in, r->buffer + r->count, r->capacity - r->count, err);
	if (got < 0)
		return -1;
	r->ended = got == 0;
	r->count += (size_t)got;
	return 0;
}

static void add_field(struct csv_reader *r, const char *p, size_t n)
{
	VEC_GROW(r->fields, r->field_count, r->field_capacity);
	r->fields[r->field_count++] = (struct slice){p, n};
}

static bool blank(char c)
{
	return c == ' ' || c == '\t';
}

/* An unquoted field without the blanks around it, as libcsv reads it. */
static void add_trimmed(struct csv_reader *r, const char *p, const char *end)
{
	while (p < end && blank(*p))
		p++;
	while (p < end && blank(end[-1]))
		end--;
	add_field(r, p, (size_t)(end - p));
}

static void split_simple(struct csv_reader *r, const char *p, const char *end)
{
	const char *comma;

	while ((comma = memchr(p, r->delimiter, (size_t)(end - p)))) {
		add_trimmed(r, p, comma);
		p = comma + 1;
	}
	add_trimmed(r, p, end);
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
	if (r->parser) {
		csv_free(r->parser);
	} else {
		r->parser = xmalloc(sizeof(struct csv_parser));
	}
	if (csv_init(r->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		abort();
	csv_set_delim(r->parser, (unsigned char)r->delimiter);
	r->field_count = 0;
	r->complete = false;
	text_clear(&r->owned);
	return r->parser;
}

/* Length of the first line in p, its end included; 0 if it does not end in n bytes. */
static size_t line_length(const char *p, size_t n, bool at_end)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] == '\n')
			return i + 1;
		if (p[i] != '\r')
			continue;
		if (i + 1 < n)
			return p[i + 1] == '\n' ? i + 2 : i + 1;
		return at_end ? i + 1 : 0;
	}
	return at_end ? n : 0;
}

/*
 * Feeds libcsv line by line until the record ends. `first` is the length of the first line.
 * Sets *used to the bytes of the record and *lines to its lines.
 */
static int parse_quoted(struct csv_reader *r, size_t first, size_t *used, uint64_t *lines,
                        struct err *err)
{
	struct csv_parser *p = fresh_parser(r);
	size_t fed = 0;

	*lines = 0;
	r->problem = CSV_UNCLOSED_QUOTE;
	while (fed < r->longest_record) {
		size_t n = line_length(r->buffer + r->at + fed, r->count - r->at - fed, r->ended);
		if (n == 0) {
			if (r->ended)
				break;
			if (read_more(r, err) < 0)
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

/* A line that is too long is thrown away as it comes, up to its end. */
static int skip_long_line(struct csv_reader *r, struct err *err)
{
	r->problem = CSV_TOO_LONG;
	r->raw = (struct slice){"", 0};
	for (;;) {
		const char *end = memchr(r->buffer + r->at, '\n', r->count - r->at);
		if (end) {
			r->at = (size_t)(end + 1 - r->buffer);
			break;
		}
		r->at = r->count;
		if (r->ended)
			break;
		if (read_more(r, err) < 0)
			return -1;
	}
	r->next_line++;
	return 1;
}

/* Brings a whole line into the buffer. 1: its length is in *n, 0: the end, -1: an error. */
static int find_line(struct csv_reader *r, size_t *n, struct err *err)
{
	size_t seen = 0;

	for (;;) {
		const char *p = r->buffer + r->at;
		size_t have = r->count - r->at;
		const char *end = have > seen ? memchr(p + seen, '\n', have - seen) : NULL;
		if (end) {
			*n = (size_t)(end - p) + 1;
			return 1;
		}
		if (r->ended || have > r->longest_record) {
			*n = have;
			return have > 0;
		}
		seen = have;
		if (read_more(r, err) < 0)
			return -1;
	}
}

/* Length of the blank line at p, its end included; 0 if the line holds anything. */
static size_t blank_line(const struct csv_reader *r, const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && blank(p[i]) && p[i] != r->delimiter)
		i++;
	return i == n || p[i] == '\r' || p[i] == '\n' ? line_length(p, n, true) : 0;
}

/* The bytes of a line without its end. */
static size_t without_end(const char *p, size_t n)
{
	if (n && p[n - 1] == '\n')
		n--;
	if (n && p[n - 1] == '\r')
		n--;
	return n;
}

static int take_line(struct csv_reader *r, size_t n, struct err *err)
{
	const char *p = r->buffer + r->at;
	size_t bare = without_end(p, n);
	uint64_t lines = 1;

	r->field_count = 0;
	r->line = r->next_line;
	r->cut = r->ended && r->at + n == r->count && bare == n;
	if (memchr(p, '"', bare) || memchr(p, '\r', bare)) {
		n = line_length(p, n, true);
		bare = without_end(p, n);
		if (parse_quoted(r, n, &n, &lines, err) < 0)
			return -1;
		p = r->buffer + r->at;
		if (r->ended && r->at + n == r->count)
			r->cut = without_end(p, n) == n;
	} else {
		split_simple(r, p, p + bare);
	}
	r->raw = (struct slice){p, bare};
	r->at += n;
	r->next_line += lines;
	return 1;
}

int csv_next(struct csv_reader *r, struct err *err)
{
	size_t n, empty;
	int got;

	r->problem = CSV_FINE;
	while ((got = find_line(r, &n, err)) > 0) {
		if (n > r->longest_record) {
			r->field_count = 0;
			r->line = r->next_line;
			return skip_long_line(r, err);
		}
		empty = blank_line(r, r->buffer + r->at, n);
		if (!empty)
			return take_line(r, n, err);
		r->at += empty;
		r->next_line++;
	}
	return got;
}
