#include <stdlib.h>

#include "base/log.h"
#include "io/path.h"
#include "model/period.h"
#include "model/shard.h"
#include "model/stage.h"
#include "model/tables.h"
#include "shard/shard.h"

struct part {
	struct table table; /* facts, by another name */
	struct table_writer writer;
};

struct split {
	struct configuration config;
	struct package package;
	unsigned shards;
	struct part *parts;
	struct text *periods; /* "2024-05,ytd", each once */
	size_t period_count, period_capacity;
	uint64_t rows;
};

static int create_parts(struct split *s, struct err *err)
{
	s->parts = xcalloc(s->shards, sizeof(*s->parts));
	for (unsigned i = 0; i < s->shards; i++)
		s->parts[i].writer.discards = true;
	for (unsigned i = 0; i < s->shards; i++) {
		struct part *part = &s->parts[i];
		char *path;
		int result;
		part->table = s->config.returns.facts;
		part->table.name = xasprintf("facts-%04u", i + 1);
		path = package_path(&s->package, part->table.name);
		result = table_create(&part->writer, path, &part->table, err);
		free(path);
		if (result < 0)
			return -1;
	}
	return 0;
}

static void add_period(struct split *s, const struct table_reader *r)
{
	struct text t = TEXT_INIT;

	text_add_slice(&t, table_field(r, FACT_PERIOD));
	text_addc(&t, ',');
	text_add_slice(&t, table_field(r, FACT_BASIS));
	for (size_t i = s->period_count; i-- > 0;)
		if (slice_eq(text_slice(&s->periods[i]), text_slice(&t))) {
			text_release(&t);
			return;
		}
	VEC_GROW(s->periods, s->period_count, s->period_capacity);
	s->periods[s->period_count++] = t;
}

static int split_file(struct split *s, const char *path, struct err *err)
{
	const struct table *const candidates[] = {&s->config.returns.facts};
	struct table_reader r;
	int got;

	if (table_open(&r, path, candidates, 1, err) < 0)
		return -1;
	while ((got = table_next(&r, err)) > 0) {
		unsigned shard = shard_of(table_field(&r, FACT_ENTERPRISE), s->shards);
		struct table_writer *w = &s->parts[shard - 1].writer;
		for (size_t i = 0; i < r.table->count; i++)
			table_put(w, table_field(&r, i));
		table_end_row(w);
		add_period(s, &r);
		s->rows++;
		log_progress(T("rows", "行"), s->rows, 0);
	}
	if (got == 0)
		package_input(&s->package, &r.csv.in.in);
	table_reader_close(&r);
	return got;
}

static int compare_periods(const void *a, const void *b)
{
	return slice_cmp(text_slice(a), text_slice(b));
}

static int write_periods(struct split *s, struct err *err)
{
	char *path = package_path(&s->package, table_periods.name);
	struct table_writer w;
	int result = table_create(&w, path, &table_periods, err);

	free(path);
	if (result < 0)
		return -1;
	if (s->period_count)
		qsort(s->periods, s->period_count, sizeof(*s->periods), compare_periods);
	for (size_t i = 0; i < s->period_count; i++) {
		struct slice both = text_slice(&s->periods[i]);
		const char *comma = memchr(both.p, ',', both.n);
		size_t n = (size_t)(comma - both.p);
		table_put(&w, (struct slice){both.p, n});
		table_put(&w, (struct slice){comma + 1, both.n - n - 1});
		table_end_row(&w);
	}
	result = table_commit(&w, err);
	if (result == 0)
		package_table(&s->package, &w);
	table_close(&w);
	return result;
}

static int finish(struct split *s, struct err *err)
{
	uint64_t written = 0;

	for (unsigned i = 0; i < s->shards; i++) {
		if (table_commit(&s->parts[i].writer, err) < 0)
			return -1;
		package_table(&s->package, &s->parts[i].writer);
		written += s->parts[i].writer.rows;
	}
	if (write_periods(s, err) < 0)
		return -1;
	package_count(&s->package, "read", s->rows);
	package_count(&s->package, "written", written);
	if (package_reconcile(&s->package, err, "read", "written", NULL) < 0)
		return -1;
	log_note(T("%llu rows into %u shards", "%llu 行分为 %u 片"), (unsigned long long)s->rows,
	         s->shards);
	return package_write(&s->package, err);
}

static void release(struct split *s)
{
	for (unsigned i = 0; s->parts && i < s->shards; i++) {
		table_close(&s->parts[i].writer);
		free((char *)(uintptr_t)s->parts[i].table.name);
	}
	for (size_t i = 0; i < s->period_count; i++)
		text_release(&s->periods[i]);
	free(s->periods);
	free(s->parts);
}

static int not_a_directory(struct err *err)
{
	return err_set(err, RD_USAGE,
	               T("'--output' must be a directory: each shard has a file",
	                 "'--output' 须为目录：每个分片各一个文件"));
}

int shard_split(const struct program *program, uint64_t shards, struct err *err)
{
	struct split s = {.shards = (unsigned)shards};
	int result;

	if (shards < 1 || shards > MOST_SHARDS)
		return err_set(err, RD_USAGE,
		               T("there can be 1 to %d shards", "分片数须为 1 至 %d"), MOST_SHARDS);
	if (stage_begin(&s.config, &s.package, program, CONFIG_RETURNS, "facts", err) < 0)
		return -1;
	result = s.package.directory ? create_parts(&s, err) : not_a_directory(err);
	for (size_t i = 0; i < program->files.count && result == 0; i++)
		result = split_file(&s, program->files.items[i], err);
	if (result == 0)
		result = finish(&s, err);
	release(&s);
	stage_end(&s.config, &s.package);
	return result;
}
