#include <stdlib.h>

#include "base/log.h"
#include "model/period.h"
#include "model/stage.h"
#include "model/tables.h"
#include "shard/shard.h"

/*
 * A file for each period is open while the rows pass. Forty years of months fit under the
 * usual limit of open files; more periods than that are a mistake in a mapping.
 */
enum { MOST_PERIODS = 512 };

/* Each month that period_parse knows, and the year that ends with it. */
enum { FIRST_YEAR = 1900, LAST_YEAR = 2199, SLOTS = (LAST_YEAR - FIRST_YEAR + 1) * 12 * 2 };

struct part {
	struct table table; /* facts or indicators, by another name */
	struct table_writer writer;
};

struct split {
	struct configuration config;
	struct package package;
	const struct table *table; /* the kind of all files: that of the first */
	struct part *parts[SLOTS];
	size_t count;
	uint64_t rows;
};

/* Months and years in order; SLOTS if the text is no period. */
static size_t slot_of(struct slice text)
{
	period p = period_parse(text);

	if (p == PERIOD_NONE)
		return SLOTS;
	return (size_t)(p - FIRST_YEAR * 12) * 2 + (text.n == 4);
}

static int add_part(struct split *s, size_t slot, const struct table_reader *r, struct slice text,
                    struct err *err)
{
	struct part *part;
	char *path;
	int result;

	if (s->count == MOST_PERIODS) {
		err_set(err, RD_INPUT, T("there are more than %d periods", "时期超过 %d 个"),
		        MOST_PERIODS);
		err_hint(err, T("see how the source's mapping reads the period",
		                "请检查该数据源的映射如何读取时期"));
		return err_at(err, r->csv.in.in.path, r->csv.line, 0);
	}
	part = s->parts[slot] = xcalloc(1, sizeof(*part));
	part->writer.discards = true;
	part->table = *r->table;
	part->table.name = xasprintf("%s-%.*s", r->table->name, SLICE_FMT(text));
	s->count++;
	path = package_path(&s->package, part->table.name);
	result = table_create(&part->writer, path, &part->table, err);
	free(path);
	return result;
}

static int split_row(struct split *s, const struct table_reader *r, size_t column, struct err *err)
{
	struct slice text = table_field(r, column);
	size_t slot = slot_of(text);
	struct table_writer *w;

	if (slot == SLOTS)
		return table_wrong(r, column, err, T("is no period", "不是时期"));
	if (!s->parts[slot] && add_part(s, slot, r, text, err) < 0)
		return -1;
	w = &s->parts[slot]->writer;
	table_put_all(w, r->csv.fields, r->table->count);
	table_end_row(w);
	return 0;
}

static int split_file(struct split *s, const char *path, struct err *err)
{
	const struct table *const candidates[] = {&s->config.returns.facts, &table_indicators};
	struct table_reader r;
	size_t column;
	int got;

	if (s->table ? table_open(&r, path, &s->table, 1, err) < 0
	             : table_open(&r, path, candidates, 2, err) < 0)
		return -1;
	s->table = r.table;
	column = r.table == &table_indicators ? OBS_PERIOD : FACT_PERIOD;
	while ((got = table_next(&r, err)) > 0) {
		if (split_row(s, &r, column, err) < 0) {
			got = -1;
			break;
		}
		log_progress(T("rows", "行"), ++s->rows, 0);
	}
	if (got == 0)
		package_input(&s->package, &r.csv.in.in);
	table_reader_close(&r);
	return got;
}

static int finish(struct split *s, struct err *err)
{
	uint64_t written = 0;

	for (size_t i = 0; i < SLOTS; i++) {
		if (!s->parts[i])
			continue;
		if (table_commit(&s->parts[i]->writer, err) < 0)
			return -1;
		package_table(&s->package, &s->parts[i]->writer);
		written += s->parts[i]->writer.rows;
	}
	package_count(&s->package, "read", s->rows);
	package_count(&s->package, "written", written);
	if (package_reconcile(&s->package, err, "read", "written", NULL) < 0)
		return -1;
	log_note(T("%llu rows of %zu periods", "%llu 行，分属 %zu 个时期"),
	         (unsigned long long)s->rows, s->count);
	return package_write(&s->package, err);
}

static void release(struct split *s)
{
	for (size_t i = 0; i < SLOTS; i++) {
		if (!s->parts[i])
			continue;
		table_close(&s->parts[i]->writer);
		free((char *)(uintptr_t)s->parts[i]->table.name);
		free(s->parts[i]);
	}
}

static int split_files(struct split *s, const struct option_list *files, struct err *err)
{
	if (!s->package.directory)
		return err_set(err, RD_USAGE,
		               T("'--output' must be a directory: each period has a file",
		                 "'--output' 须为目录：每个时期一个文件"));
	for (size_t i = 0; i < files->count; i++)
		if (split_file(s, files->items[i], err) < 0)
			return -1;
	return finish(s, err);
}

int shard_by_period(const struct program *program, struct err *err)
{
	struct split *s = xcalloc(1, sizeof(*s));
	int result = stage_begin(&s->config, &s->package, program, CONFIG_RETURNS, "facts", err);

	if (result == 0) {
		result = split_files(s, &program->files, err);
		release(s);
		stage_end(&s->config, &s->package);
	}
	free(s);
	return result;
}
