#include "normalize/intake.h"

#include <stdlib.h>

#include "base/conveyor.h"
#include "base/fold.h"
#include "base/log.h"
#include "io/path.h"
#include "normalize/observation.h"

/* Rows of forms that one thread reads are passed on in pieces of so many. */
enum { PIECE = 4096 };

struct lane {
	struct intake *in;
	struct row row;
	struct row_reader own; /* reads the block */
	void *block;
	struct binding binding; /* the file's, with a wide column of its own */
	struct text key, packed;
	/* what the piece gives */
	uint64_t rows;
	struct intake_counts counts;
	struct sorter_batch batch;
	struct reject_notes notes;
	struct totals_check totals;
	bool ended;  /* behind the table */
	bool at_end; /* of the file: there is no other piece */
	int result;
	struct err err;
};

static void init_lane(struct lane *lane, struct intake *in)
{
	lane->in = in;
	lane->row.mapping = in->mapping;
	lane->row.configuration = in->configuration;
	lane->row.regions = &in->regions;
	lane->row.industries = &in->industries;
	lane->row.memories = xcalloc(in->mapping->source_count + 1, sizeof(*lane->row.memories));
	sorter_batch_init(&lane->batch, in->sorter);
}

/* What was read in one file says nothing of the next. */
static void forget_texts(struct lane *lane)
{
	for (size_t i = 0; i < lane->in->mapping->source_count; i++)
		text_memory_release(&lane->row.memories[i]);
}

static bool is_by_name(const struct mapping *m, enum field_kind kind)
{
	return m->named[kind] && m->named[kind]->column->by_name;
}

void intake_init(struct intake *in, const struct mapping *m, const struct configuration *c,
                 struct sorter *sorter, struct reject_log *log)
{
	*in = (struct intake){.mapping = m, .configuration = c, .sorter = sorter, .log = log};
	if (is_by_name(m, FIELD_REGION))
		name_index_build(&in->regions, &c->regions);
	if (is_by_name(m, FIELD_INDUSTRY))
		name_index_build(&in->industries, &c->industries);
	in->lane_count = threads_wanted();
	in->lanes = xcalloc(in->lane_count, sizeof(*in->lanes));
	for (unsigned i = 0; i < in->lane_count; i++)
		init_lane(&in->lanes[i], in);
}

static void release_lane(struct lane *lane)
{
	forget_texts(lane);
	free(lane->row.memories);
	arena_release(&lane->row.scratch);
	sorter_batch_release(&lane->batch);
	reject_notes_release(&lane->notes);
	totals_release(&lane->totals);
	text_release(&lane->key);
	text_release(&lane->packed);
}

void intake_release(struct intake *in)
{
	name_index_release(&in->regions);
	name_index_release(&in->industries);
	for (unsigned i = 0; i < in->lane_count; i++)
		release_lane(&in->lanes[i]);
	for (size_t i = 0; i < in->origin_count; i++)
		free((char *)(uintptr_t)in->origins[i].p);
	free(in->origins);
	free(in->lanes);
	*in = (struct intake){0};
}

/* --- One row ------------------------------------------------------------------------------- */

static bool is_blank(const struct row_reader *r)
{
	if (r->count && r->cells[0].n && r->cells[0].p[0] > ' ')
		return false;
	for (size_t i = 0; i < r->count; i++)
		if (fold_trim(r->cells[i]).n)
			return false;
	return r->problem == ROW_FINE && !r->kinds;
}

/* The row's first text; of a row that cannot be split, all of it. */
static struct slice first_text(struct row *row, const struct row_reader *r)
{
	if (r->problem != ROW_FINE)
		return fold_value(row, r->raw);
	for (size_t i = 0; i < r->count; i++) {
		struct slice text = fold_value(row, r->cells[i]);
		if (text.n)
			return text;
	}
	return slice_of("");
}

/* Whether the row is one that notes under the table begin with. */
static bool is_behind_table(struct row *row, const struct row_reader *r)
{
	const struct json_texts *until = &row->mapping->until;
	struct pattern_match m;
	struct slice text;

	if (!until->count)
		return false;
	text = first_text(row, r);
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

	problems_add_detail(&row->problems, REJECT_ROW_FIELDS, slice_of(""), r->raw,
	                    arena_strdup(&row->scratch, slice_of(detail)));
	free(detail);
}

/* What is wrong with the row as a whole; true if there is nothing to read in it. */
static bool is_broken(struct row *row, const struct row_reader *r)
{
	static const enum reject_code codes[] = {
	        [ROW_QUOTE] = REJECT_ROW_QUOTE,
	        [ROW_TOO_LONG] = REJECT_ROW_LONG,
	        [ROW_NOT_A_RECORD] = REJECT_ROW_TYPE,
	        [ROW_NUMBER_RANGE] = REJECT_AMOUNT_RANGE,
	};

	if (r->problem != ROW_FINE)
		problems_add(&row->problems, codes[r->problem], slice_of(""), r->raw);
	else if (has_wrong_width(r, row->binding->width))
		report_width(row, r);
	return row->problems.rejected;
}

static struct slice origin_of(const struct intake *in)
{
	return in->origins[in->origin_count - 1];
}

static void take_fact(struct lane *lane)
{
	const struct intake *in = lane->in;
	const struct returns *returns = &in->configuration->returns;
	struct fact fact;

	fact_read(&lane->row, &fact);
	if (lane->row.problems.rejected)
		return;
	fact.origin = (uint32_t)in->origin_count - 1;
	fact_pack(&fact, returns, &lane->key, &lane->packed);
	sorter_add(&lane->batch, text_slice(&lane->key), text_slice(&lane->packed));
	totals_add(&lane->totals, in->mapping, returns, &fact);
}

static void take_observation(struct lane *lane)
{
	struct observation observation;

	observation_read(&lane->row, &observation);
	if (lane->row.problems.rejected)
		return;
	observation_add(&observation, &lane->row, origin_of(lane->in), &lane->batch);
}

/* Whether the row is one that the mapping leaves out. */
static bool is_left_out(struct lane *lane)
{
	const struct mapping *m = lane->in->mapping;

	if (totals_take(&lane->totals, &lane->row))
		return true;
	for (size_t i = 0; i < m->filter_count; i++)
		if (!condition_holds(&lane->row, &m->filters[i]))
			return true;
	return false;
}

/* The row, or one of its wide columns. */
static void take_row(struct lane *lane, const struct row_reader *r)
{
	struct problems *problems = &lane->row.problems;
	bool left_out = false;

	lane->counts.read++;
	problems_clear(problems);
	if (!is_broken(&lane->row, r) && !(left_out = is_left_out(lane))) {
		if (lane->in->mapping->table == MAP_FACTS)
			take_fact(lane);
		else
			take_observation(lane);
	}
	if (problems->rejected)
		lane->counts.rejected++;
	else if (left_out)
		lane->counts.skipped++;
	else
		lane->counts.written++;
	reject_notes_add(&lane->notes, origin_of(lane->in), r->line, problems);
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

static int read_row(struct lane *lane, const struct row_reader *r, struct binding *b,
                    struct err *err)
{
	arena_clear(&lane->row.scratch);
	lane->rows++;
	lane->ended = lane->ended || is_behind_table(&lane->row, r);
	if (lane->ended || is_blank(r) || binding_is_header(b, r)) {
		lane->counts.read++;
		lane->counts.skipped++;
		return 0;
	}
	if (r->cut && !r->ragged && (r->problem != ROW_FINE || r->count < b->width))
		return file_is_cut(r, b->path, b->width, err);
	if (!lane->in->mapping->wide.count || r->problem != ROW_FINE ||
	    has_wrong_width(r, b->width)) {
		take_row(lane, r);
		return 0;
	}
	for (b->wide_at = 0; b->wide_at < b->wide_count; b->wide_at++)
		take_row(lane, r);
	return 0;
}

/* --- Pieces of a file ---------------------------------------------------------------------- */

static void clear_piece(struct lane *lane)
{
	lane->rows = 0;
	lane->counts = (struct intake_counts){0};
	lane->ended = false;
	lane->result = 0;
}

/* A block, where the form has such; else the rows that come next are the piece. */
static int take_piece(void *intake, void *slot, struct err *err)
{
	struct intake *in = intake;
	struct lane *lane = slot;
	int got = !lane->at_end;

	clear_piece(lane);
	if (!row_reader_splits(&in->reader))
		return got;
	got = row_reader_take(&in->reader, &lane->block, err);
	if (got > 0 && binding_first_row(&in->binding, &in->reader, err) < 0)
		got = -1;
	return got;
}

/* Whether the row is another part's; in blocks, which hold rows in the order of the file. */
static bool is_elsewhere(const struct intake *in, uint64_t line)
{
	return line <= in->before || line > in->last_line;
}

static int read_block(struct lane *lane)
{
	struct intake *in = lane->in;
	int got;

	lane->binding = in->binding;
	lane->row.binding = &lane->binding;
	lane->row.reader = &lane->own;
	row_reader_open_block(&lane->own, &in->reader, lane->block);
	while ((got = row_reader_next(&lane->own, &lane->err)) > 0) {
		if (lane->own.line > in->last_line)
			return 0;
		if (!is_elsewhere(in, lane->own.line) &&
		    (got = read_row(lane, &lane->own, &lane->binding, &lane->err)) < 0)
			break;
	}
	return got;
}

static int read_some(struct lane *lane)
{
	struct intake *in = lane->in;
	struct row_reader *r = &in->reader;
	int got = 1;

	lane->row.binding = &in->binding;
	lane->row.reader = r;
	while (lane->rows < PIECE && (got = row_reader_next(r, &lane->err)) > 0)
		if ((got = binding_first_row(&in->binding, r, &lane->err)) < 0 ||
		    (got = read_row(lane, r, &in->binding, &lane->err)) < 0)
			break;
	lane->at_end = got <= 0 && lane->rows < PIECE;
	return got;
}

/* What goes wrong is told when the piece is given: behind a table nothing is wrong. */
static int read_piece(void *intake, void *slot, struct err *err)
{
	const struct intake *in = intake;
	struct lane *lane = slot;
	int got = row_reader_splits(&in->reader) ? read_block(lane) : read_some(lane);

	(void)err;
	lane->result = got < 0 ? -1 : 0;
	return 0;
}

/* A piece behind the table was read in vain. */
static void forget_piece(struct lane *lane)
{
	struct intake_counts *counts = &lane->in->counts;

	counts->read += lane->rows;
	counts->skipped += lane->rows;
	sorter_batch_clear(&lane->batch);
	reject_notes_write(&lane->notes, NULL);
	totals_release(&lane->totals);
}

static int give_piece(void *intake, void *slot, struct err *err)
{
	struct intake *in = intake;
	struct lane *lane = slot;

	if (in->ended) {
		forget_piece(lane);
		return 0;
	}
	in->ended = lane->ended;
	in->counts.read += lane->counts.read;
	in->counts.written += lane->counts.written;
	in->counts.rejected += lane->counts.rejected;
	in->counts.skipped += lane->counts.skipped;
	reject_notes_write(&lane->notes, in->log);
	if (in->mapping->totals.given)
		totals_merge(&in->totals, &lane->totals);
	if (lane->result == 0)
		return sorter_take(in->sorter, &lane->batch, err);
	*err = lane->err;
	return -1;
}

/* --- One file ------------------------------------------------------------------------------ */

static void start_lane(struct lane *lane)
{
	forget_texts(lane);
	lane->at_end = false;
	lane->err = (struct err)ERR_INIT;
}

static void end_lane(struct lane *lane)
{
	row_reader_close(&lane->own);
	row_reader_free_block(&lane->in->reader, lane->block);
	lane->block = NULL;
	lane->row.binding = NULL;
	lane->row.reader = NULL;
}

static int read_rows(struct intake *in, struct err *err)
{
	void *slots[MOST_THREADS];
	struct conveyor belt = {.shared = in,
	                        .slots = slots,
	                        .threads = row_reader_splits(&in->reader) ? in->lane_count : 1,
	                        .take = take_piece,
	                        .work = read_piece,
	                        .give = give_piece};
	int result;

	if (binding_open(&in->binding, in->mapping, &in->reader, in->path, err) < 0)
		return -1;
	for (unsigned i = 0; i < in->lane_count; i++) {
		slots[i] = &in->lanes[i];
		start_lane(&in->lanes[i]);
	}
	result = conveyor_run(&belt, err);
	for (unsigned i = 0; i < in->lane_count; i++)
		end_lane(&in->lanes[i]);
	if (result == 0)
		result = binding_finish(&in->binding, &in->reader, err);
	binding_release(&in->binding);
	return result;
}

static void add_origin(struct intake *in, const char *path)
{
	VEC_GROW(in->origins, in->origin_count, in->origin_capacity);
	in->origins[in->origin_count++] =
	        slice_of(xasprintf("%s/%s", in->mapping->source, path_name(path)));
}

/* What a row means must not depend on those before it: notes that end a table, totals. */
static bool can_be_cut(const struct intake *in)
{
	return row_reader_splits(&in->reader) && !in->reader.in->compressed &&
	       !in->mapping->until.count && !in->mapping->totals.given;
}

/* 1: there is something in it, 0: nothing. */
static int choose_rows(struct intake *in, const struct part_range *range, struct err *err)
{
	in->before = 0;
	in->last_line = UINT64_MAX;
	if (!range)
		return 1;
	if (!can_be_cut(in))
		return range->begins;
	return part_lines(in->path, range, &in->before, &in->last_line, err) < 0 ? -1 : 1;
}

int intake_file(struct intake *in, const char *path, const struct part_range *range,
                struct package *package, struct err *err)
{
	struct intake_counts before = in->counts;
	int result;

	add_origin(in, path);
	in->path = path;
	in->ended = false;
	if (row_reader_open(&in->reader, path, &in->mapping->format, err) < 0)
		return -1;
	result = choose_rows(in, range, err);
	if (result <= 0) {
		row_reader_close(&in->reader);
		return result;
	}
	result = read_rows(in, err);
	totals_compare(&in->totals, in->mapping, origin_of(in), in->log);
	if (result == 0) {
		package_input(package, in->reader.in);
		log_detail(T("'%s': %llu rows, %llu rejected", "'%s'：%llu 行，%llu 行被拒绝"),
		           path, (unsigned long long)(in->counts.read - before.read),
		           (unsigned long long)(in->counts.rejected - before.rejected));
	}
	row_reader_close(&in->reader);
	return result;
}
