#include "io/csv_reader.h"

#include <stdlib.h>

#include "io/csv_blocks.h"
#include "io/csv_lines.h"
#include "io/csv_repeat.h"
#include "io/csv_scan.h"
#include "io/csv_strict.h"

/* Ends of a window stay in the first-level cache while they are worked on. */
enum { WINDOW = 16 * 1024, LONGEST_RECORD = 1 << 20 };

/* A window where the record after next is likely to be found without; and when it is not. */
enum { SHORT_WINDOW = 512, LONGEST_PAUSE = 64 };

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
	r->capacity = CSV_CHUNK;
	r->buffer = xmalloc(r->capacity);
	return 0;
}

void csv_close(struct csv_reader *r)
{
	if (r->buffer && !r->block) {
		text_input_close(&r->in);
		free(r->buffer);
	}
	csv_strict_release(r);
	free(r->repeat);
	free(r->ends);
	free(r->fields);
	*r = (struct csv_reader){.in.in.fd = -1};
}

/* An unquoted field without the blanks around it, as libcsv reads it. */
static struct slice trimmed(const char *p, const char *end)
{
	while (p < end && csv_is_blank(*p))
		p++;
	while (p < end && csv_is_blank(end[-1]))
		end--;
	return (struct slice){p, (size_t)(end - p)};
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
		csv_refuse(r, CSV_TOO_LONG);
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

int csv_next(struct csv_reader *r, struct err *err)
{
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
		if (r->block && r->next_refusal < r->block->refusal_count && csv_take_refused(r))
			return 1;
		r->kept = r->at;
		if (!r->irregular) {
			if (!r->ended && r->count - r->at < WINDOW && csv_read_more(r, err) < 0)
				return -1;
			scan_window(r);
			if (r->end_count)
				continue;
		}
		r->irregular = false;
		return csv_strict_next(r, err);
	}
}
