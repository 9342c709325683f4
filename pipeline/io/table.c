#include "io/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/digits.h"
#include "base/plain_text.h"
#include "io/path.h"

int table_column(const struct table *table, const char *name)
{
	for (size_t i = 0; i < table->count; i++)
		if (strcmp(table->columns[i].name, name) == 0)
			return (int)i;
	return -1;
}

json_t *table_schema(const struct table *table)
{
	static const char *const types[] = {"string", "integer", "number"};
	json_t *fields = json_array();

	for (size_t i = 0; i < table->count; i++) {
		const struct column *c = &table->columns[i];
		json_array_append_new(fields, json_pack("{s:s, s:s, s:s, s:s}", "name", c->name,
		                                        "type", types[c->type], "title",
		                                        c->title.en, "title_zh", c->title.zh));
	}
	return json_pack("{s:o, s:[s]}", "fields", fields, "missingValues", "");
}

/* Index of the first column in which the header differs; table->count if in none. */
static size_t first_difference(const struct table *table, const struct csv_reader *csv)
{
	size_t i = 0;

	while (i < table->count && i < csv->field_count &&
	       slice_is(csv->fields[i], table->columns[i].name))
		i++;
	if (i == table->count && csv->field_count > table->count)
		return i + 1;
	return i;
}

static int no_candidate(struct table_reader *r, const struct table *const *candidates, size_t count,
                        struct err *err)
{
	const struct table *best = candidates[0];
	struct slice found = {"", 0};
	size_t at;

	for (size_t i = 1; i < count; i++)
		if (first_difference(candidates[i], &r->csv) > first_difference(best, &r->csv))
			best = candidates[i];
	at = first_difference(best, &r->csv);
	if (at > best->count)
		at--;
	if (at < r->csv.field_count)
		found = r->csv.fields[at];
	err_set(err, RD_INPUT,
	        T("column %zu is '%.*s' where %s.csv has '%s'",
	          "第%zu列是 '%.*s'，而 %s.csv 应为 '%s'"),
	        at + 1, SLICE_FMT(found), best->name,
	        at < best->count ? best->columns[at].name : "");
	err_hint(err, T("this is not the file that the stage reads, or it was written with another "
	                "configuration",
	                "这不是本阶段要读的文件，或写它时用的是另一份配置"));
	return err_at(err, r->csv.in.in.path, r->csv.line, at + 1);
}

/* "warnings.csv.gz" is named for the warnings. */
static bool is_named(const char *path, const struct table *table)
{
	const char *name = path_name(path);
	size_t n = strlen(table->name);

	return strncmp(name, table->name, n) == 0 && (!name[n] || name[n] == '.');
}

/* The input is the CSV reader's, whoever reads it. */
static int open_brief(struct table_reader *r, struct input *in, struct err *err)
{
	struct short_reader brief;
	int got = short_recognise(&brief, in, err);

	if (got <= 0)
		return got;
	r->brief = xmalloc(sizeof(*r->brief));
	*r->brief = brief;
	r->csv.in.in = *in;
	return 1;
}

static int open_rows(struct table_reader *r, const char *path, struct err *err)
{
	const struct csv_options options = {.encoding = "UTF-8"};
	struct input in;
	int got;

	*r = (struct table_reader){.csv.in.in.fd = -1};
	if (input_open(&in, path, err) < 0)
		return -1;
	got = open_brief(r, &in, err);
	if (got < 0)
		input_close(&in);
	return got ? (got < 0 ? -1 : 0) : csv_open_input(&r->csv, &in, &options, err);
}

/* The next row, whatever it is. */
static int next_row(struct table_reader *r, struct err *err)
{
	int got;

	if (!r->brief)
		return csv_next(&r->csv, err);
	got = short_next(r->brief, &r->csv.in.in, err);
	r->csv.fields = r->brief->fields;
	r->csv.field_count = r->brief->columns;
	r->csv.raw.n = r->brief->row_bytes;
	r->csv.line = r->brief->row;
	return got;
}

int table_open(struct table_reader *r, const char *path, const struct table *const *candidates,
               size_t count, struct err *err)
{
	int got;

	if (open_rows(r, path, err) < 0)
		return -1;
	got = next_row(r, err);
	if (got == 0) {
		err_set(err, RD_INPUT,
		        T("the file is empty: it has no header", "文件为空：没有表头"));
		err_at(err, path, 0, 0);
	}
	if (got <= 0)
		goto fail;
	for (size_t i = 0; i < count; i++) {
		if (r->csv.field_count != candidates[i]->count ||
		    first_difference(candidates[i], &r->csv) != candidates[i]->count)
			continue;
		if (!r->table || is_named(path, candidates[i]))
			r->table = candidates[i];
	}
	if (r->table)
		return 0;
	no_candidate(r, candidates, count, err);
fail:
	table_reader_close(r);
	return -1;
}

int table_next(struct table_reader *r, struct err *err)
{
	int got = next_row(r, err);

	if (got <= 0)
		return got;
	if (r->csv.problem != CSV_FINE)
		err_set(err, RD_INPUT, "%s", csv_problem_text(r->csv.problem));
	else if (r->csv.cut)
		err_set(err, RD_INPUT,
		        T("the file ends in the middle of a row", "文件在一行的中间结束"));
	else if (r->csv.field_count != r->table->count)
		err_set(err, RD_INPUT,
		        T("%zu fields, the header has %zu", "有 %zu 个字段，表头有 %zu 个"),
		        r->csv.field_count, r->table->count);
	else {
		r->rows++;
		return 1;
	}
	err_hint(err, T("write the file again with its stage", "请用相应阶段重新生成该文件"));
	return err_at(err, r->csv.in.in.path, r->csv.line, 0);
}

struct table_reader table_on_row(const struct table *table, const char *path, uint64_t line,
                                 struct slice *fields)
{
	struct table_reader r = {.table = table};

	r.csv.in.in.path = (char *)(uintptr_t)path;
	r.csv.fields = fields;
	r.csv.field_count = table->count;
	r.csv.line = line;
	return r;
}

int table_wrong(const struct table_reader *r, size_t column, struct err *err, const char *message)
{
	struct slice value = table_field(r, column);

	err_set(err, RD_INPUT, "%s '%.*s': %s", r->table->columns[column].name,
	        (int)(value.n < 80 ? value.n : 80), value.p, message);
	return err_at(err, r->csv.in.in.path, r->csv.line, column + 1);
}

void table_reader_close(struct table_reader *r)
{
	if (r->brief) {
		short_reader_release(r->brief);
		free(r->brief);
		text_input_close(&r->csv.in);
		*r = (struct table_reader){.csv.in.in.fd = -1};
	}
	csv_close(&r->csv);
}

static void write_briefly(struct table_writer *w)
{
	w->brief = xmalloc(sizeof(*w->brief));
	short_writer_init(w->brief, w->table->count);
}

/* "-.rows" is "-" without its end, and any other file keeps its name. */
static int open_output(struct table_writer *w, const char *path, struct err *err)
{
	if (!slice_ends(slice_of(path), ".rows"))
		return output_open(&w->out, path, err);
	if (output_open(&w->out, strcmp(path, "-.rows") == 0 ? "-" : path, err) < 0)
		return -1;
	write_briefly(w);
	short_begin(w->brief, &w->out);
	return 0;
}

int table_create(struct table_writer *w, const char *path, const struct table *table,
                 struct err *err)
{
	*w = (struct table_writer){.table = table, .discards = !path, .out.fd = -1};
	if (!path)
		return 0;
	if (open_output(w, path, err) < 0)
		return -1;
	for (size_t i = 0; i < table->count; i++)
		table_put_text(w, table->columns[i].name);
	table_end_row(w);
	if (w->brief)
		short_end_block(w->brief, &w->out);
	w->rows = 0;
	return 0;
}

void table_gather(struct table_writer *w, const struct table *table)
{
	*w = (struct table_writer){.table = table};
	output_gather(&w->out);
}

void table_follow(struct table_writer *part, const struct table_writer *whole)
{
	if (whole->brief && !part->discards)
		write_briefly(part);
}

void table_append(struct table_writer *w, struct table_writer *part)
{
	if (!w->discards && !w->brief != !part->brief)
		abort(); /* see table_follow */
	if (w->brief) {
		short_end_block(w->brief, &w->out);
		short_end_block(part->brief, &part->out);
	}
	w->rows += part->rows;
	part->rows = 0;
	if (w->discards)
		part->out.buffer.n = 0;
	else
		output_append(&w->out, &part->out);
}

/* Blanks at the ends are quoted too: the reader trims what is not. */
static bool needs_quotes(struct slice s)
{
	if (s.n == 0 || plain_text(s))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r')
			return true;
	return s.p[0] == ' ' || s.p[0] == '\t' || s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t';
}

static char *put_quoted(char *to, struct slice s)
{
	*to++ = '"';
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			*to++ = '"';
		*to++ = s.p[i];
	}
	*to++ = '"';
	return to;
}

/* Where the next value goes, with its comma, if it takes up to n bytes. */
static char *start_value(struct table_writer *w, size_t n)
{
	char *to = output_room(&w->out, n + 1);

	if (w->column++)
		*to++ = ',';
	return to;
}

static void end_value(struct table_writer *w, const char *to)
{
	w->out.buffer.n = (size_t)(to - w->out.buffer.p);
}

void table_put(struct table_writer *w, struct slice value)
{
	char *to;

	if (w->discards)
		return;
	if (w->brief) {
		short_put(w->brief, w->column++, value);
		return;
	}
	to = start_value(w, 2 * value.n + 2);
	if (needs_quotes(value)) {
		end_value(w, put_quoted(to, value));
		return;
	}
	end_value(w, slice_copy(to, value));
}

void table_render(struct text *t, struct slice value)
{
	char *to;

	text_reserve(t, 2 * value.n + 3);
	to = t->p + t->n;
	if (t->n)
		*to++ = ',';
	if (needs_quotes(value))
		to = put_quoted(to, value);
	else
		to = slice_copy(to, value);
	*to = '\0';
	t->n = (size_t)(to - t->p);
}

void table_put_rendered(struct table_writer *w, struct slice text, size_t columns)
{
	char *to;

	if (w->discards)
		return;
	if (w->brief) {
		short_put_rendered(w->brief, w->column, text, columns);
		w->column += columns;
		return;
	}
	to = start_value(w, text.n);
	memcpy(to, text.p, text.n);
	end_value(w, to + text.n);
	w->column += columns - 1;
}

/*
 * Whether two values stand in memory as a row has them: nothing but a comma between them.
 * Then neither is quoted there, nor had blanks around it, so neither needs quotes.
 */
static bool adjacent(struct slice a, struct slice b)
{
	return b.p == a.p + a.n + 1 && b.p[-1] == ',';
}

void table_put_all(struct table_writer *w, const struct slice *values, size_t n)
{
	size_t end;

	if (w->discards)
		return;
	if (w->brief) {
		short_put_all(w->brief, w->column, values, n);
		w->column += n;
		return;
	}
	for (size_t i = 0; i < n; i = end) {
		size_t length;
		for (end = i + 1; end < n && adjacent(values[end - 1], values[end]);)
			end++;
		if (end == i + 1) {
			table_put(w, values[i]);
			continue;
		}
		length = (size_t)(values[end - 1].p + values[end - 1].n - values[i].p);
		table_put_rendered(w, (struct slice){values[i].p, length}, end - i);
	}
}

void table_put_text(struct table_writer *w, const char *value)
{
	table_put(w, slice_of(value));
}

void table_put_missing(struct table_writer *w)
{
	table_put(w, (struct slice){"", 0});
}

void table_put_i128(struct table_writer *w, __int128 value)
{
	char digits[MOST_DIGITS];

	if (w->brief)
		table_put(w, (struct slice){digits,
		                            (size_t)(digits_put_i128(digits, value) - digits)});
	else if (!w->discards)
		end_value(w, digits_put_i128(start_value(w, MOST_DIGITS), value));
}

void table_put_u64(struct table_writer *w, uint64_t value)
{
	char digits[MOST_DIGITS];

	if (w->brief)
		table_put(w,
		          (struct slice){digits, (size_t)(digits_put_u64(digits, value) - digits)});
	else if (!w->discards)
		end_value(w, digits_put_u64(start_value(w, MOST_DIGITS), value));
}

void table_end_row(struct table_writer *w)
{
	w->rows++;
	if (w->discards)
		return;
	if (w->column != w->table->count)
		abort(); /* a stage that miscounts its own columns must not publish */
	w->column = 0;
	if (w->brief) {
		short_end_row(w->brief, &w->out);
		return;
	}
	*output_room(&w->out, 1) = '\n';
	w->out.buffer.n++;
}

int table_commit(struct table_writer *w, struct err *err)
{
	if (w->discards)
		return 0;
	if (w->brief)
		short_end(w->brief, &w->out);
	return output_commit(&w->out, err);
}

void table_close(struct table_writer *w)
{
	if (w->brief) {
		short_writer_release(w->brief);
		free(w->brief);
		w->brief = NULL;
	}
	if (!w->discards)
		output_release(&w->out);
}
