#include "normalize/intake.h"

#include <stdlib.h>

#include "base/fold.h"
#include "base/log.h"
#include "io/path.h"
#include "normalize/observation.h"

void intake_init(struct intake *in, const struct mapping *m, const struct configuration *c,
                 struct reject_log *log)
{
	*in = (struct intake){.mapping = m, .configuration = c, .log = log};
	in->names = xcalloc(m->field_count + 1, sizeof(*in->names));
	for (size_t i = 0; i < m->field_count; i++) {
		const struct field *field = &m->fields[i];
		if (field->column->by_name)
			name_index_build(&in->names[i],
			                 field->kind == FIELD_REGION ? &c->regions : &c->industries,
			                 field->column->within, field->column->level);
	}
	in->row.mapping = m;
	in->row.configuration = c;
	in->row.names = in->names;
}

void intake_release(struct intake *in)
{
	for (size_t i = 0; in->names && i < in->mapping->field_count; i++)
		name_index_release(&in->names[i]);
	free(in->names);
	arena_release(&in->row.scratch);
	sorter_release(&in->sorter);
	text_release(&in->key);
	text_release(&in->packed);
	*in = (struct intake){0};
}

/* --- One row ------------------------------------------------------------------------------- */

static bool is_blank(const struct row_reader *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (fold_trim(r->cells[i]).n)
			return false;
	return r->problem == ROW_FINE && !r->kinds;
}

/* The row's first text; of a row that cannot be split, all of it. */
static struct slice first_text(struct intake *in, const struct row_reader *r)
{
	if (r->problem != ROW_FINE)
		return fold_value(&in->row, r->raw);
	for (size_t i = 0; i < r->count; i++) {
		struct slice text = fold_value(&in->row, r->cells[i]);
		if (text.n)
			return text;
	}
	return slice_of("");
}

/* Whether the row is one that notes under the table begin with. */
static bool is_behind_table(struct intake *in, const struct row_reader *r)
{
	const struct json_texts *until = &in->mapping->until;
	struct pattern_match m;
	struct slice text;

	if (!until->count)
		return false;
	text = first_text(in, r);
	for (size_t k = 0; k < until->count; k++)
		if (pattern_match(until->items[k], text, &m))
			return true;
	return false;
}

/* Whether the row has another number of fields than the header; empty ones do not count. */
static bool has_wrong_width(const struct row_reader *r, size_t width)
{
	if (!width)
		return false;
	if (r->count < width)
		return !r->ragged;
	for (size_t i = width; i < r->count; i++)
		if (r->cells[i].n)
			return true;
	return false;
}

static void report_width(struct row *row, const struct row_reader *r)
{
	char *detail = xasprintf("%zu ≠ %zu", r->count, row->binding->width);

	problems_add_detail(&row->problems, REJECT_ROW_FIELDS, r->raw,
	                    arena_strdup(&row->scratch, slice_of(detail)));
	free(detail);
}

/* What is wrong with the row as a whole; true if there is nothing to read in it. */
static bool is_broken(struct intake *in, const struct row_reader *r)
{
	static const enum reject_code codes[] = {
	        [ROW_QUOTE] = REJECT_ROW_QUOTE,
	        [ROW_TOO_LONG] = REJECT_ROW_LONG,
	        [ROW_NOT_A_RECORD] = REJECT_ROW_TYPE,
	        [ROW_NUMBER_RANGE] = REJECT_AMOUNT_RANGE,
	};

	if (r->problem != ROW_FINE)
		problems_add(&in->row.problems, codes[r->problem], slice_of(""), r->raw);
	else if (has_wrong_width(r, in->row.binding->width))
		report_width(&in->row, r);
	return in->row.problems.rejected;
}

static void take_fact(struct intake *in)
{
	struct fact fact;

	fact_read(&in->row, &fact);
	if (in->row.problems.rejected)
		return;
	fact.origin = in->origin;
	text_clear(&in->key);
	text_clear(&in->packed);
	fact_key(&fact, &in->key);
	fact_pack(&fact, &in->configuration->returns, &in->packed);
	sorter_add(&in->sorter, text_slice(&in->key), text_slice(&in->packed));
	totals_add(&in->totals, &fact);
}

static void take_observation(struct intake *in)
{
	struct observation observation;

	observation_read(&in->row, &observation);
	if (in->row.problems.rejected)
		return;
	observation_add(&observation, &in->row, in->origin, &in->sorter);
}

/* Whether the row is one that the mapping leaves out. */
static bool is_left_out(struct intake *in)
{
	const struct mapping *m = in->mapping;

	if (totals_take(&in->totals, &in->row))
		return true;
	for (size_t i = 0; i < m->filter_count; i++)
		if (!condition_holds(&in->row, &m->filters[i]))
			return true;
	return false;
}

/* The row, or one of its wide columns. */
static void take_row(struct intake *in, const struct row_reader *r)
{
	bool left_out = false;

	in->counts.read++;
	problems_clear(&in->row.problems);
	if (!is_broken(in, r) && !(left_out = is_left_out(in))) {
		if (in->mapping->table == MAP_FACTS)
			take_fact(in);
		else
			take_observation(in);
	}
	if (in->row.problems.rejected)
		in->counts.rejected++;
	else if (left_out)
		in->counts.skipped++;
	else
		in->counts.written++;
	reject_log_row(in->log, in->origin, r->line, &in->row.problems);
}

static int file_is_cut(const struct row_reader *r, const char *path, size_t width, struct err *err)
{
	if (r->problem == ROW_FINE)
		err_set(err, RD_INPUT,
		        T("the file ends in the middle of a row: %zu fields, the header has %zu",
		          "文件在一行的中间结束：有 %zu 个字段，表头有 %zu 个"),
		        r->count, width);
	else
		err_set(err, RD_INPUT,
		        T("the file ends in the middle of a row", "文件在一行的中间结束"));
	err_hint(err, T("fetch or export it again", "请重新获取或导出该文件"));
	return err_at(err, path, r->line, 0);
}

static int read_row(struct intake *in, const struct row_reader *r, struct binding *b,
                    struct err *err)
{
	bool behind;

	arena_clear(&in->row.scratch);
	in->ended = in->ended || is_behind_table(in, r);
	behind = in->ended || is_blank(r) || binding_is_header(b, r);
	if (behind) {
		in->counts.read++;
		in->counts.skipped++;
		return 0;
	}
	if (r->cut && !r->ragged && (r->problem != ROW_FINE || r->count < b->width))
		return file_is_cut(r, b->path, b->width, err);
	if (!in->mapping->wide.count || r->problem != ROW_FINE || has_wrong_width(r, b->width)) {
		take_row(in, r);
		return 0;
	}
	for (b->wide_at = 0; b->wide_at < b->wide_count; b->wide_at++)
		take_row(in, r);
	return 0;
}

/* --- One file ------------------------------------------------------------------------------ */

static int read_rows(struct intake *in, struct row_reader *r, const char *path, struct err *err)
{
	struct binding b;
	int got;

	if (binding_open(&b, in->mapping, r, path, err) < 0)
		return -1;
	in->row.binding = &b;
	in->row.reader = r;
	while ((got = row_reader_next(r, err)) > 0)
		if ((got = binding_first_row(&b, r, err)) < 0 ||
		    (got = read_row(in, r, &b, err)) < 0)
			break;
	if (got == 0)
		got = binding_finish(&b, r, err);
	binding_release(&b);
	in->row.binding = NULL;
	in->row.reader = NULL;
	return got;
}

int intake_file(struct intake *in, const char *path, struct package *package, struct err *err)
{
	struct intake_counts before = in->counts;
	char *origin = xasprintf("%s/%s", in->mapping->source, path_name(path));
	struct row_reader r;
	int result = -1;

	in->origin = slice_of(origin);
	in->ended = false;
	in->totals = (struct totals_check){0};
	if (row_reader_open(&r, path, &in->mapping->format, err) < 0)
		goto out;
	result = read_rows(in, &r, path, err);
	totals_compare(&in->totals, in->mapping, in->origin, in->log);
	if (result == 0) {
		package_input(package, r.in);
		log_detail(T("'%s': %llu rows, %llu rejected", "'%s'：%llu 行，%llu 行被拒绝"),
		           path, (unsigned long long)(in->counts.read - before.read),
		           (unsigned long long)(in->counts.rejected - before.rejected));
	}
	row_reader_close(&r);
out:
	in->origin = slice_of("");
	free(origin);
	return result;
}
