#include "normalize/normalize.h"

#include <stdlib.h>

#include "base/log.h"
#include "io/path.h"
#include "model/tables.h"
#include "normalize/fact.h"
#include "normalize/figure.h"
#include "normalize/packed_row.h"

struct counts {
	uint64_t read, written, rejected, skipped;
	uint64_t figures; /* observations in the rows written */
};

struct run {
	const struct program *program;
	struct configuration configuration;
	struct mapping mapping;
	struct package package;
	struct reject_log log;
	struct sorter sorter;
	struct row row;
	struct name_index *names; /* by field */
	struct counts counts;
	struct slice origin; /* of the file being read */
};

static const char *main_table_name(const struct mapping *m)
{
	return m->table == MAP_FACTS ? "facts" : "observations";
}

/* --- One row ------------------------------------------------------------------------------ */

static bool is_blank(const struct row_reader *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->cells[i].n)
			return false;
	return r->problem == ROW_FINE && !r->kinds;
}

/* What is wrong with the row as a whole; true if there is nothing to read in it. */
static bool is_broken(struct run *run, const struct row_reader *r)
{
	static const enum reject_code codes[] = {
	        [ROW_QUOTE] = REJECT_ROW_QUOTE,
	        [ROW_TOO_LONG] = REJECT_ROW_LONG,
	        [ROW_NOT_A_RECORD] = REJECT_ROW_TYPE,
	        [ROW_NUMBER_RANGE] = REJECT_AMOUNT_RANGE,
	};
	size_t width = run->row.binding->width;

	if (r->problem != ROW_FINE)
		problems_add(&run->row.problems, codes[r->problem], slice_of(""), r->raw);
	else if (width && r->count != width)
		problems_add(&run->row.problems, REJECT_ROW_FIELDS, slice_of(""), r->raw);
	return run->row.problems.rejected;
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

static void read_fact(struct run *run)
{
	struct fact fact;

	fact_read(&run->row, &fact);
	if (run->row.problems.rejected)
		return;
	fact_add(&fact, &run->row, run->origin, &run->sorter);
}

static void read_figures(struct run *run)
{
	struct observed observed;

	observed_read(&run->row, &observed);
	if (run->row.problems.rejected)
		return;
	run->counts.figures += observed_add(&observed, &run->row, run->origin, &run->sorter);
}

static int read_row(struct run *run, const struct row_reader *r, const char *path, struct err *err)
{
	const struct binding *b = run->row.binding;

	run->counts.read++;
	if (is_blank(r) || binding_is_header(b, r)) {
		run->counts.skipped++;
		return 0;
	}
	if (r->cut && (r->problem != ROW_FINE || r->count < b->width))
		return file_is_cut(r, path, b->width, err);
	problems_clear(&run->row.problems);
	arena_clear(&run->row.scratch);
	if (!is_broken(run, r)) {
		if (run->mapping.table == MAP_FACTS)
			read_fact(run);
		else
			read_figures(run);
	}
	if (run->row.problems.rejected)
		run->counts.rejected++;
	else
		run->counts.written++;
	reject_log_row(&run->log, run->origin, r->line, &run->row.problems);
	return 0;
}

/* --- One file ----------------------------------------------------------------------------- */

static int read_rows(struct run *run, struct row_reader *r, const char *path, struct err *err)
{
	struct binding b;
	int got;

	if (binding_open(&b, &run->mapping, r, path, err) < 0)
		return -1;
	run->row.binding = &b;
	run->row.reader = r;
	while ((got = row_reader_next(r, err)) > 0)
		if ((got = binding_first_row(&b, r, err)) < 0 ||
		    (got = read_row(run, r, path, err)) < 0)
			break;
	if (got == 0)
		got = binding_finish(&b, r, err);
	binding_release(&b);
	run->row.binding = NULL;
	run->row.reader = NULL;
	return got;
}

static int read_file(struct run *run, const char *path, struct err *err)
{
	struct counts before = run->counts;
	struct row_reader r;
	char *origin;
	int result;

	if (row_reader_open(&r, path, &run->mapping.format, err) < 0)
		return -1;
	origin = xasprintf("%s/%s", run->mapping.source, path_name(path));
	run->origin = slice_of(origin);
	result = read_rows(run, &r, path, err);
	if (result == 0) {
		package_input(&run->package, r.in);
		log_detail(T("'%s': %llu rows, %llu rejected", "'%s'：%llu 行，%llu 行被拒绝"),
		           path, (unsigned long long)(run->counts.read - before.read),
		           (unsigned long long)(run->counts.rejected - before.rejected));
	}
	run->origin = slice_of("");
	free(origin);
	row_reader_close(&r);
	return result;
}

/* --- The whole ---------------------------------------------------------------------------- */

static int load(struct run *run, const char *source, struct err *err)
{
	const struct program *program = run->program;
	struct mapping *m = &run->mapping;

	if (configuration_open(&run->configuration, program->config, err) < 0 ||
	    configuration_load(&run->configuration,
	                       CONFIG_REGIONS | CONFIG_INDUSTRIES | CONFIG_RETURNS |
	                               CONFIG_INDICATORS,
	                       err) < 0 ||
	    mapping_load(m, &run->configuration, source, err) < 0)
		return -1;
	run->names = xcalloc(m->field_count + 1, sizeof(*run->names));
	for (size_t i = 0; i < m->field_count; i++) {
		const struct field *field = &m->fields[i];
		if (field->column->by_name)
			name_index_build(&run->names[i],
			                 field->kind == FIELD_REGION
			                         ? &run->configuration.regions
			                         : &run->configuration.industries,
			                 field->column->within, field->column->level);
	}
	run->row.mapping = m;
	run->row.configuration = &run->configuration;
	run->row.names = run->names;
	if (package_init(&run->package, program, main_table_name(m), err) < 0)
		return -1;
	return 0;
}

/* Crossed thresholds are an error once everything was read. */
static int check_rejects(const struct run *run, struct err *err)
{
	const struct mapping *m = &run->mapping;
	const struct counts *c = &run->counts;
	bool crossed = m->limits_count && c->rejected > m->reject_count;

	if (m->limits_share && (wide)c->rejected * m->reject_share.denominator >
	                               (wide)c->read * m->reject_share.numerator)
		crossed = true;
	if (!crossed)
		return 0;
	err_set(err, RD_QUALITY,
	        T("%llu of %llu rows are rejected, more than the mapping allows",
	          "%2$llu 行中有 %1$llu 行被拒绝，超过映射允许的限度"),
	        (unsigned long long)c->rejected, (unsigned long long)c->read);
	err_hint(err,
	         T("look at rejects.csv, then correct the file, the mapping, or its max_rejects",
	           "请查看 rejects.csv，再修改文件、映射或其中的 max_rejects"));
	return err_at(err, m->file, 0, 0);
}

static int write_main_table(struct run *run, struct err *err)
{
	const struct table *table = run->mapping.table == MAP_FACTS
	                                    ? &run->configuration.returns.facts
	                                    : &table_observations;
	char *path = package_path(&run->package, table->name);
	struct slice key, packed;
	struct table_writer w;
	int result = -1;

	if (table_create(&w, path, table, err) < 0)
		goto out;
	sorter_sort(&run->sorter);
	while (sorter_next(&run->sorter, &key, &packed))
		packed_write(packed, &w);
	result = table_commit(&w, err);
	if (result == 0)
		package_table(&run->package, &w);
	table_close(&w);
out:
	free(path);
	return result;
}

static int write_package(struct run *run, struct err *err)
{
	const struct counts *c = &run->counts;

	package_count(&run->package, "read", c->read);
	package_count(&run->package, "written", c->written);
	package_count(&run->package, "rejected", c->rejected);
	package_count(&run->package, "skipped", c->skipped);
	if (run->mapping.table == MAP_OBSERVATIONS)
		package_count(&run->package, "figures", c->figures);
	if (package_reconcile(&run->package, err, "read", "written", "rejected", "skipped", NULL) <
	    0)
		return -1;
	return package_write(&run->package, err);
}

static void summarize(const struct run *run)
{
	const struct counts *c = &run->counts;

	log_note(T("%s: rows read %llu, written %llu, rejected %llu, skipped %llu",
	           "%s：读入 %llu 行，写出 %llu 行，拒绝 %llu 行，跳过 %llu 行"),
	         run->mapping.source, (unsigned long long)c->read, (unsigned long long)c->written,
	         (unsigned long long)c->rejected, (unsigned long long)c->skipped);
	reject_log_summary(&run->log);
}

static int read_and_write(struct run *run, struct err *err)
{
	const struct option_list *files = &run->program->files;
	int verdict;

	for (size_t i = 0; i < files->count; i++)
		if (read_file(run, files->items[i], err) < 0)
			return -1;
	verdict = check_rejects(run, err);
	if (verdict == 0)
		verdict = write_main_table(run, err);
	else if (reject_log_commit(&run->log, &run->package, err) < 0)
		return -1;
	summarize(run);
	if (verdict < 0)
		return -1;
	if (reject_log_commit(&run->log, &run->package, err) < 0)
		return -1;
	return write_package(run, err);
}

static void release(struct run *run)
{
	for (size_t i = 0; i < run->mapping.field_count && run->names; i++)
		name_index_release(&run->names[i]);
	free(run->names);
	arena_release(&run->row.scratch);
	sorter_release(&run->sorter);
	mapping_release(&run->mapping);
	configuration_release(&run->configuration);
}

int normalize_run(const struct program *program, const char *source, struct err *err)
{
	struct run run = {.program = program};
	int result = -1;

	if (!source) {
		err_set(err, RD_USAGE, T("no source is named", "没有指定数据源"));
		return err_hint(err, T("give --source NAME; its mapping is mappings/NAME.json",
		                       "请给出 --source 名称；映射为 mappings/名称.json"));
	}
	if (load(&run, source, err) < 0)
		goto out;
	if (reject_log_open(&run.log, &run.package, err) == 0) {
		result = read_and_write(&run, err);
		reject_log_close(&run.log);
	}
	package_release(&run.package);
out:
	release(&run);
	return result;
}
