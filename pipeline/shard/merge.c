#include <stdlib.h>

#include "base/log.h"
#include "io/whole.h"
#include "model/stage.h"
#include "model/tables.h"
#include "shard/shard.h"

struct source {
	struct table_reader reader;
};

struct merge {
	struct configuration config;
	struct package package;
	struct source *sources;
	const char *const *paths;
	size_t count;
	struct source **heap; /* those that have a row, the smallest enterprise first */
	size_t heap_count;
	struct text enterprise; /* whose rows were taken last */
	uint64_t read, written;
};

enum { TABLES = 5 };

static void list_tables(const struct merge *m, const struct table *tables[TABLES])
{
	const struct table *const all[TABLES] = {&m->config.returns.panel, &table_superseded,
	                                         &table_moves, &table_differences, &table_falls};

	memcpy(tables, all, sizeof(all));
}

static int open_sources(struct merge *m, const struct option_list *files, struct err *err)
{
	const struct table *tables[TABLES];

	list_tables(m, tables);
	m->paths = files->items;
	m->sources = xcalloc(files->count, sizeof(*m->sources));
	m->heap = xcalloc(files->count, sizeof(struct source *));
	for (; m->count < files->count; m->count++)
		if (table_open(&m->sources[m->count].reader, files->items[m->count], tables, TABLES,
		               err) < 0)
			return -1;
	return 0;
}

static struct slice enterprise_of(const struct source *s)
{
	return table_field(&s->reader, 0);
}

static void sift_down(struct merge *m, size_t i)
{
	for (;;) {
		size_t least = i;
		struct source *swap;
		for (size_t child = 2 * i + 1; child <= 2 * i + 2; child++)
			if (child < m->heap_count && slice_cmp(enterprise_of(m->heap[child]),
			                                       enterprise_of(m->heap[least])) < 0)
				least = child;
		if (least == i)
			return;
		swap = m->heap[i];
		m->heap[i] = m->heap[least];
		m->heap[least] = swap;
		i = least;
	}
}

static int fill_heap(struct merge *m, const struct table *table, struct err *err)
{
	m->heap_count = 0;
	for (size_t i = 0; i < m->count; i++) {
		struct source *s = &m->sources[i];
		int got;
		if (s->reader.table != table)
			continue;
		got = table_next(&s->reader, err);
		if (got < 0)
			return -1;
		if (got > 0)
			m->heap[m->heap_count++] = s;
	}
	for (size_t i = m->heap_count; i-- > 0;)
		sift_down(m, i);
	return 0;
}

/* All rows of the smallest enterprise, which are in one file only. */
static int take_enterprise(struct merge *m, struct table_writer *w, struct err *err)
{
	struct source *s = m->heap[0];
	int got, order = m->enterprise.n ? slice_cmp(text_slice(&m->enterprise), enterprise_of(s))
	                                 : -1;

	if (order >= 0) {
		table_wrong(&s->reader, 0, err,
		            T("stands in two files, or behind one that should follow it",
		              "出现在两个文件中，或排在应在其后的企业之后"));
		return err_hint(err, T("merge the tables of one split, each once",
		                       "请合并同一次分片的各表，每个一次"));
	}
	text_clear(&m->enterprise);
	text_add_slice(&m->enterprise, enterprise_of(s));
	do {
		for (size_t i = 0; i < w->table->count; i++)
			table_put(w, table_field(&s->reader, i));
		table_end_row(w);
		m->read++;
	} while ((got = table_next(&s->reader, err)) > 0 &&
	         slice_eq(enterprise_of(s), text_slice(&m->enterprise)));
	if (got == 0)
		m->heap[0] = m->heap[--m->heap_count];
	sift_down(m, 0);
	log_progress(T("rows", "行"), m->read, 0);
	return got < 0 ? -1 : 0;
}

static int merge_table(struct merge *m, const struct table *table, struct err *err)
{
	struct table_writer w;
	int result = package_create_table(&m->package, &w, table, err);

	if (result < 0)
		return -1;
	text_clear(&m->enterprise);
	result = fill_heap(m, table, err);
	while (result == 0 && m->heap_count)
		result = take_enterprise(m, &w, err);
	if (result == 0)
		result = package_commit_table(&m->package, &w, err);
	if (result == 0)
		m->written += w.rows;
	table_close(&w);
	return result;
}

static bool has_table(const struct merge *m, const struct table *table)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->sources[i].reader.table == table)
			return true;
	return false;
}

static int merge_all(struct merge *m, struct err *err)
{
	const struct table *tables[TABLES];

	list_tables(m, tables);
	for (size_t i = 0; i < TABLES; i++)
		if (has_table(m, tables[i]) && merge_table(m, tables[i], err) < 0)
			return -1;
	for (size_t i = 0; i < m->count; i++)
		package_input(&m->package, &m->sources[i].reader.csv.in.in);
	package_count(&m->package, "read", m->read);
	package_count(&m->package, "written", m->written);
	if (package_reconcile(&m->package, err, "read", "written", NULL) < 0)
		return -1;
	whole_of_parts(&m->package, m->paths, m->count);
	log_note(T("%llu rows of %zu files", "%llu 行，来自 %zu 个文件"),
	         (unsigned long long)m->read, m->count);
	return package_write(&m->package, err);
}

int shard_merge(const struct program *program, struct err *err)
{
	struct merge m = {.count = 0};
	int result;

	if (stage_begin(&m.config, &m.package, program, CONFIG_RETURNS, "panel", err) < 0)
		return -1;
	result = open_sources(&m, &program->files, err);
	if (result == 0)
		result = merge_all(&m, err);
	for (size_t i = 0; i < m.count; i++)
		table_reader_close(&m.sources[i].reader);
	text_release(&m.enterprise);
	free(m.heap);
	free(m.sources);
	stage_end(&m.config, &m.package);
	return result;
}
