#include "io/csv_reader.h"

#include <csv.h>
#include <stdlib.h>

#include "io/csv_repeat.h"
#include "io/csv_scan.h"

/* A block stays in the second-level cache while it is worked on, a window's ends in the first. */
enum { CHUNK = 256 * 1024, BLOCK = 512 * 1024, WINDOW = 16 * 1024, LONGEST_RECORD = 1 << 20 };

/* A window where the record after next is likely to be found without; and when it is not. */
enum { SHORT_WINDOW = 512, LONGEST_PAUSE = 64 };

struct csv_refusal {
	size_t at; /* of the record, counted from the block's start */
	enum csv_problem problem;
};

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
	return csv_open_input(r, &in, options, err);
}

int csv_open_input(struct csv_reader *r, struct input *in, const struct csv_options *options,
                   struct err *err)
{
	*r = (struct csv_reader){
	        .delimiter = options->delimiter ? options->delimiter : ',',
	        .longest_record =
	                options->longest_record ? options->longest_record : LONGEST_RECORD,
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
	if (r->buffer && !r->block) {
		text_input_close(&r->in);
		free(r->buffer);
	}
	if (r->parser) {
		csv_free(r->parser);
		free(r->parser);
	}
	text_release(&r->owned);
	free(r->repeat);
	free(r->ends);
	free(r->fields);
	*r = (struct csv_reader){.in.in.fd = -1};
}

/* Makes the unread part longer, moving it to the front or growing the buffer. */
static int read_more(struct csv_reader *r, struct err *err)
{
	ssize_t got;

	r->learned = false;
	if (r->kept) {
		memmove(r->buffer, r->buffer + r->kept, r->count - r->kept);
		r->count -= r->kept;
		r->at -= r->kept;
		r->kept = 0;
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

static bool blank(char c)
{
	return c == ' ' || c == '\t';
}

/* An unquoted field without the blanks around it, as libcsv reads it. */
static struct slice trimmed(const char *p, const char *end)
{
	while (p < end && blank(*p))
		p++;
	while (p < end && blank(end[-1]))
		end--;
	return (struct slice){p, (size_t)(end - p)};
}

/* A record that has no fields, only a problem. */
static void refuse(struct csv_reader *r, enum csv_problem problem)
{
	r->problem = problem;
	r->field_count = 0;
	r->raw = (struct slice){"", 0};
}

/* --- Lines --------------------------------------------------------------------------------- */

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

/* The bytes of a line without its end. */
static size_t without_end(const char *p, size_t n)
{
	if (n && p[n - 1] == '\n')
		n--;
	if (n && p[n - 1] == '\r')
		n--;
	return n;
}

/* Length of the blank line at p, its end included; 0 if the line holds anything. */
static size_t blank_line(const struct csv_reader *r, const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && blank(p[i]) && p[i] != r->delimiter)
		i++;
	return i == n || p[i] == '\r' || p[i] == '\n' ? line_length(p, n, true) : 0;
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

/* A line that is too long is thrown away as it comes, up to its end. */
static int skip_long_line(struct csv_reader *r, struct err *err)
{
	refuse(r, CSV_TOO_LONG);
	for (;;) {
		const char *end = memchr(r->buffer + r->at, '\n', r->count - r->at);
		r->at = end ? (size_t)(end + 1 - r->buffer) : r->count;
		r->kept = r->at;
		if (end || r->ended)
			break;
		if (read_more(r, err) < 0)
			return -1;
	}
	r->next_line++;
	return 1;
}

/* --- Records by the book ------------------------------------------------------------------- */

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

/* The record that starts with the n bytes at `at` that end in LF, if they do not before. */
static int parse_record(struct csv_reader *r, size_t n, struct err *err)
{
	size_t first = line_length(r->buffer + r->at, n, true);
	uint64_t lines;

	if (parse_lines(r, first, &n, &lines, err) < 0)
		return -1;
	r->cut = r->ended && r->at + n == r->count && without_end(r->buffer + r->at, n) == n;
	r->raw = (struct slice){r->buffer + r->at, without_end(r->buffer + r->at, first)};
	r->at += n;
	r->next_line += lines;
	return 1;
}

/* The next record, whatever it looks like. 1: a record, 0: the end, -1: RD_INPUT. */
static int next_by_the_book(struct csv_reader *r, struct err *err)
{
	size_t n, empty;
	int got;

	while ((got = find_line(r, &n, err)) > 0) {
		r->line = r->next_line;
		if (n > r->longest_record)
			return skip_long_line(r, err);
		empty = blank_line(r, r->buffer + r->at, n);
		if (!empty)
			return parse_record(r, n, err);
		r->at += empty;
		r->next_line++;
	}
	return got;
}

/* --- Plain records ------------------------------------------------------------------------- */

/* Looks for ends in what is there from `at` on. */
static void scan_window(struct csv_reader *r)
{
	size_t n = r->count - r->at < WINDOW ? r->count - r->at : WINDOW;
	struct csv_scan scan = {0};

	if (!r->ends) {
		r->ends = xmalloc((WINDOW + 8) * sizeof(*r->ends));
		r->field_capacity = WINDOW;
		r->fields = xrealloc(r->fields, r->field_capacity * sizeof(*r->fields));
	}
	if (r->repeat && r->pause <= 1 && n > SHORT_WINDOW)
		scan = csv_scan(r->buffer + r->at, SHORT_WINDOW, r->delimiter, r->ends);
	if (!scan.ends && !scan.irregular)
		scan = csv_scan(r->buffer + r->at, n, r->delimiter, r->ends);
	r->scanned = r->at;
	r->next_end = 0;
	r->end_count = scan.ends;
	r->irregular = scan.irregular;
}

static inline struct slice plain_field(const char *p, const char *end)
{
	/* No blank and no quote sorts above '"': most fields need no second look. */
	if (p == end || ((unsigned char)*p > '"' && (unsigned char)end[-1] > '"'))
		return (struct slice){p, (size_t)(end - p)};
	if (*p == '"')
		return (struct slice){p + 1, (size_t)(end - p) - 2};
	return trimmed(p, end);
}

/* The record whose ends come next; false if it is a blank line. */
static bool take_plain(struct csv_reader *r)
{
	const char *base = r->buffer + r->scanned, *start = r->buffer + r->at, *p = start, *end;
	const uint32_t *next = r->ends + r->next_end; /* apart from r, which fields may be */
	struct slice *field = r->fields;

	r->line = r->next_line++;
	for (;;) {
		end = base + *next++;
		if (*end == '\n')
			break;
		*field++ = plain_field(p, end);
		p = end + 1;
	}
	r->next_end = (size_t)(next - r->ends);
	r->at = (size_t)(end + 1 - r->buffer);
	if ((size_t)(end + 1 - start) > r->longest_record) {
		refuse(r, CSV_TOO_LONG);
		return true;
	}
	if (end > start && end[-1] == '\r')
		end--;
	*field++ = plain_field(p, end);
	r->field_count = (size_t)(field - r->fields);
	r->raw = (struct slice){start, (size_t)(end - start)};
	/* An empty field in quotes is a field, a blank line is none. */
	return r->field_count > 1 || r->fields[0].n > 0 || (end > start && *start == '"');
}

/* --- Records that repeat the one before ---------------------------------------------------- */

void csv_expect(struct csv_reader *r, const uint16_t *varying, size_t count)
{
	if (count == 0 || count > MOST_VARYING || r->delimiter != ',')
		return;
	if (!r->repeat)
		r->repeat = xmalloc(sizeof(*r->repeat));
	csv_repeat_expect(r->repeat, varying, count);
	r->learned = false;
}

static void learn(struct csv_reader *r)
{
	if (r->waiting)
		r->waiting--;
	else
		r->learned = r->problem == CSV_FINE &&
		             csv_repeat_learn(r->repeat, r->fields, r->field_count, r->raw);
}

/* Where records do not repeat, it looks for such less and less. */
static bool take_repeat(struct csv_reader *r)
{
	const char *p = r->buffer + r->at;
	size_t n = csv_repeat_match(r->repeat, p, r->buffer + r->count, r->fields);

	if (n == 0 || n > r->longest_record) {
		r->learned = false;
		r->waiting = r->pause;
		r->pause = r->pause < LONGEST_PAUSE ? 2 * r->pause + 1 : r->pause;
		return false;
	}
	r->pause = 0;
	r->next_end = r->end_count = 0; /* they tell of this record */
	r->irregular = false;
	r->raw = (struct slice){p, n - 1};
	r->line = r->next_line++;
	r->at += n;
	return true;
}

/* The refusal that the block has for the record at `at`; NULL if it has none. */
static const struct csv_refusal *refusal_here(const struct csv_reader *r)
{
	const struct csv_block *b = r->block;

	if (!b || r->next_refusal == b->refusal_count ||
	    b->start + b->refusals[r->next_refusal].at != r->at)
		return NULL;
	return &b->refusals[r->next_refusal];
}

static int take_refused(struct csv_reader *r, const struct csv_refusal *refusal)
{
	const char *p = r->buffer + r->at;
	size_t n = line_length(p, r->count - r->at, true);

	refuse(r, refusal->problem);
	r->raw = (struct slice){p, without_end(p, n)};
	r->line = r->next_line++;
	r->at += n;
	r->next_refusal++;
	return 1;
}

int csv_next(struct csv_reader *r, struct err *err)
{
	const struct csv_refusal *refusal;

	r->problem = CSV_FINE;
	r->cut = false;
	r->repeats = r->learned && take_repeat(r);
	if (r->repeats)
		return 1;
	for (;;) {
		if (r->next_end < r->end_count) {
			if (!take_plain(r))
				continue;
			if (r->repeat)
				learn(r);
			return 1;
		}
		refusal = refusal_here(r);
		if (refusal)
			return take_refused(r, refusal);
		r->kept = r->at;
		if (!r->irregular) {
			if (!r->ended && r->count - r->at < WINDOW && read_more(r, err) < 0)
				return -1;
			scan_window(r);
			if (r->end_count)
				continue;
		}
		r->irregular = false;
		return next_by_the_book(r, err);
	}
}

/* --- Blocks -------------------------------------------------------------------------------- */

/*
 * Steps over a record that is not plain, noting it if it is refused. 0: the block ends
 * before it. Of a line that is too long the bytes are not kept: it has a block of its own.
 */
static int step_over(struct csv_reader *r, struct csv_block *b, struct err *err)
{
	size_t n;
	int got = find_line(r, &n, err);

	if (got > 0 && n > r->longest_record && r->at > r->kept)
		return 0;
	if (got <= 0 || (got = next_by_the_book(r, err)) <= 0 || r->problem == CSV_FINE)
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
			if (read_more(r, err) < 0)
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
	if (r->capacity < BLOCK + CHUNK) {
		r->capacity = BLOCK + CHUNK;
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

void csv_block_release(struct csv_block *b)
{
	free(b->buffer);
	free(b->refusals);
	*b = (struct csv_block){0};
}
