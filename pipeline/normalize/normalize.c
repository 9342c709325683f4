#include "normalize/normalize.h"

#include <stdlib.h>

#include "base/conveyor.h"
#include "base/log.h"
#include "model/tables.h"
#include "normalize/fact_writer.h"
#include "normalize/figure_writer.h"
#include "normalize/intake.h"

uint64_t normalize_memory(void)
{
	const char *given = getenv("RDSTAT_MEMORY");
	uint64_t bytes;

	return given && options_number(given, &bytes) && bytes ? bytes : 64ULL << 20;
}

struct run {
	const struct program *program;
	struct configuration configuration;
	struct mapping mapping;
	struct package package;
	struct reject_log log;
	char *scratch; /* directory of temporary files */
	struct sorter sorter;
	struct intake intake;
	struct table_writer table;
	size_t next_part;
};

static int load(struct run *run, const char *source, struct err *err)
{
	const unsigned parts =
	        CONFIG_REGIONS | CONFIG_INDUSTRIES | CONFIG_RETURNS | CONFIG_INDICATORS;

	if (!source) {
		err_set(err, RD_USAGE, T("no source is named", "没有指定数据源"));
		return err_hint(err, T("give --source NAME; its mapping is mappings/NAME.json",
		                       "请给出 --source 名称；映射为 mappings/名称.json"));
	}
	if (configuration_open(&run->configuration, run->program->config, err) < 0 ||
	    configuration_load(&run->configuration, parts, err) < 0)
		return -1;
	return mapping_load(&run->mapping, &run->configuration, source, err);
}

/* Crossed thresholds are an error once everything was read. */
static int check_rejects(const struct run *run, struct err *err)
{
	const struct mapping *m = &run->mapping;
	const struct intake_counts *c = &run->intake.counts;
	bool crossed = m->limits_count && c->rejected > m->reject_count;

	if (m->limits_share && (wide)c->rejected * m->reject_share.denominator >
	                               (wide)c->read * m->reject_share.numerator)
		crossed = true;
	if (!crossed)
		return 0;
	err_set(err, RD_QUALITY,
	        T("%1$llu of %2$llu rows are rejected, more than the mapping allows",
	          "%2$llu 行中有 %1$llu 行被拒绝，超过映射允许的限度"),
	        (unsigned long long)c->rejected, (unsigned long long)c->read);
	err_hint(err,
	         T("look at rejects.csv, then correct the file, the mapping, or its max_rejects",
	           "请查看 rejects.csv，再修改文件、映射或其中的 max_rejects"));
	return err_at(err, m->file, 0, 0);
}

/* --- The main table ------------------------------------------------------------------------ */

/* One thread's share: parts of what was sorted. */
struct desk {
	const struct run *run;
	size_t part;
	struct fact_writer facts;
	struct figure_writer figures;
};

static int take_part(void *run, void *desk, struct err *err)
{
	struct run *r = run;
	struct desk *d = desk;

	(void)err;
	d->part = r->next_part++;
	return d->part < r->sorter.part_count;
}

static int write_part(void *run, void *desk, struct err *err)
{
	const struct run *r = run;
	struct desk *d = desk;
	struct sorter_cursor cursor;
	struct slice key, packed;
	int got;

	if (sorter_open(&cursor, &r->sorter, d->part, err) < 0)
		return -1;
	while ((got = sorter_next(&cursor, &key, &packed, err)) > 0) {
		if (r->mapping.table == MAP_FACTS)
			fact_writer_put(&d->facts, key, packed);
		else
			figure_writer_put(&d->figures, key, packed);
	}
	sorter_close(&cursor);
	fact_writer_flush(&d->facts);
	figure_writer_flush(&d->figures);
	return got;
}

static int give_part(void *run, void *desk, struct err *err)
{
	struct run *r = run;
	struct desk *d = desk;

	(void)err;
	reject_notes_write(&d->facts.notes, &r->log);
	reject_notes_write(&d->figures.notes, &r->log);
	table_append(&r->table, &d->facts.table);
	table_append(&r->table, &d->figures.table);
	return 0;
}

static int write_parts(struct run *run, struct err *err)
{
	struct desk *desks = xcalloc(run->sorter.threads, sizeof(*desks));
	void *slots[MOST_THREADS];
	struct conveyor belt = {.shared = run,
	                        .slots = slots,
	                        .threads = run->sorter.threads,
	                        .take = take_part,
	                        .work = write_part,
	                        .give = give_part};
	int result;

	for (unsigned i = 0; i < belt.threads; i++) {
		desks[i].run = run;
		fact_writer_init(&desks[i].facts, &run->mapping, &run->configuration.returns,
		                 run->intake.origins);
		figure_writer_init(&desks[i].figures, &run->configuration.indicators);
		table_follow(&desks[i].facts.table, &run->table);
		table_follow(&desks[i].figures.table, &run->table);
		slots[i] = &desks[i];
	}
	result = conveyor_run(&belt, err);
	for (unsigned i = 0; i < belt.threads; i++) {
		fact_writer_release(&desks[i].facts);
		figure_writer_release(&desks[i].figures);
	}
	free(desks);
	return result;
}

static int write_main_table(struct run *run, struct err *err)
{
	char *path = package_path(&run->package, run->package.main_table);
	const struct table *table = run->mapping.table == MAP_FACTS
	                                    ? &run->configuration.returns.facts
	                                    : &table_observations;
	int result = table_create(&run->table, path, table, err);

	free(path);
	if (result < 0)
		return -1;
	result = sorter_finish(&run->sorter, err);
	if (result == 0)
		result = write_parts(run, err);
	if (result == 0)
		result = table_commit(&run->table, err);
	if (result == 0)
		package_table(&run->package, &run->table);
	table_close(&run->table);
	return result;
}

static int write_package(struct run *run, struct err *err)
{
	const struct intake_counts *c = &run->intake.counts;

	package_count(&run->package, "read", c->read);
	package_count(&run->package, "written", c->written);
	package_count(&run->package, "rejected", c->rejected);
	package_count(&run->package, "skipped", c->skipped);
	if (package_reconcile(&run->package, err, "read", "written", "rejected", "skipped", NULL) <
	    0)
		return -1;
	return package_write(&run->package, err);
}

static void summarize(const struct run *run)
{
	const struct intake_counts *c = &run->intake.counts;

	log_note(T("%s: rows read %llu, written %llu, rejected %llu, skipped %llu",
	           "%s：读入 %llu 行，写出 %llu 行，拒绝 %llu 行，跳过 %llu 行"),
	         run->mapping.source, (unsigned long long)c->read, (unsigned long long)c->written,
	         (unsigned long long)c->rejected, (unsigned long long)c->skipped);
	reject_log_summary(&run->log);
}

static int read_files(struct run *run, struct err *err)
{
	const struct option_list *files = &run->program->files;

	for (size_t i = 0; i < files->count; i++)
		if (intake_file(&run->intake, files->items[i], NULL, &run->package, err) < 0)
			return -1;
	return 0;
}

static int read_part(struct run *run, const char *word, struct err *err)
{
	const struct option_list *files = &run->program->files;
	struct part part;
	int result = part_open(&part, word, files->items, files->count, err);

	for (size_t i = 0; i < files->count && result == 0; i++) {
		struct part_range range;
		if (part_of_file(&part, i, &range))
			result = intake_file(&run->intake, files->items[i], &range, &run->package,
			                     err);
	}
	part_release(&part);
	return result;
}

static int read_and_write(struct run *run, const char *part, struct err *err)
{
	struct err crossed = ERR_INIT;
	bool accepted;

	if ((part ? read_part(run, part, err) : read_files(run, err)) < 0)
		return -1;
	accepted = check_rejects(run, &crossed) == 0;
	if (accepted && write_main_table(run, err) < 0)
		return -1;
	/* Rejects are there to be looked at, above all when there are too many. */
	if (reject_log_commit(&run->log, &run->package, err) < 0)
		return -1;
	summarize(run);
	if (accepted)
		return write_package(run, err);
	*err = crossed;
	return -1;
}

static void open_intake(struct run *run, uint64_t memory)
{
	run->scratch = package_scratch(&run->package);
	sorter_init(&run->sorter, memory, run->scratch);
	intake_init(&run->intake, &run->mapping, &run->configuration, &run->sorter, &run->log);
}

static void close_intake(struct run *run)
{
	intake_release(&run->intake);
	sorter_release(&run->sorter);
	free(run->scratch);
}

/* Reads the files for what is said about them only. */
static int read_only(struct run *run, const char *const *paths, size_t count, bool say_problems,
                     struct err *err)
{
	int result;

	package_discard(&run->package);
	result = reject_log_open(&run->log, &run->package, err);
	if (result < 0)
		return -1;
	run->log.most_said = say_problems ? UINT64_MAX : 0;
	open_intake(run, normalize_memory());
	for (size_t i = 0; i < count && result == 0; i++)
		result = intake_file(&run->intake, paths[i], NULL, &run->package, err);
	if (result == 0)
		result = write_main_table(run, err);
	if (result == 0) {
		summarize(run);
		result = check_rejects(run, err);
	}
	close_intake(run);
	reject_log_close(&run->log);
	package_release(&run->package);
	return result;
}

int normalize_check(const struct program *program, const char *source, struct err *err)
{
	struct run run = {.program = program};
	int result = load(&run, source, err);

	if (result == 0)
		result = read_only(&run, program->files.items, program->files.count, true, err);
	mapping_release(&run.mapping);
	configuration_release(&run.configuration);
	return result;
}

int normalize_try(const struct configuration *c, struct slice draft, const char *path,
                  struct err *err)
{
	struct run run = {.configuration = *c};
	int result = mapping_parse(&run.mapping, c, draft, "draft", err);

	if (result == 0)
		result = read_only(&run, &path, 1, false, err);
	mapping_release(&run.mapping);
	return result;
}

int normalize_run(const struct program *program, const char *source, const char *part,
                  uint64_t memory, struct err *err)
{
	struct run run = {.program = program};
	int result = -1;

	if (load(&run, source, err) < 0)
		goto out;
	if (package_init(&run.package, program,
	                 run.mapping.table == MAP_FACTS ? "facts" : "observations", err) < 0)
		goto out;
	if (reject_log_open(&run.log, &run.package, err) == 0) {
		open_intake(&run, memory);
		result = read_and_write(&run, part, err);
		close_intake(&run);
		reject_log_close(&run.log);
	}
	package_release(&run.package);
out:
	mapping_release(&run.mapping);
	configuration_release(&run.configuration);
	return result;
}
