#include "fetch/fetch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "fetch/progress.h"
#include "fetch/visit.h"
#include "io/output.h"
#include "io/path.h"
#include "io/stop_signal.h"
#include "io/sync.h"
#include "model/configuration.h"

struct run {
	const struct fetch_options *options;
	const char *output;
	struct configuration configuration;
	struct sources sources;
	const struct source **chosen;
	size_t count;
	struct store store;
	struct fetch_record record;
	struct schedule schedule;
	struct progress progress;
	struct trip trip;
	struct visit *visits;
	size_t begun;
	struct job describing;
	struct text description; /* fetch.json */
	bool fresh;              /* the output directory holds no result yet */
};

/* --- What is wanted ----------------------------------------------------------------------- */

static int parse_period(const char *text, period *p, struct err *err)
{
	if (!text)
		return 0;
	*p = period_parse(slice_of(text));
	if (*p != PERIOD_NONE)
		return 0;
	err_set(err, RD_USAGE, T("'%s' is no period", "'%s' 不是合法的时期"), text);
	return err_hint(err, T("write 2024-05", "请写成 2024-05"));
}

static int choose_periods(struct run *run, struct err *err)
{
	const struct fetch_options *o = run->options;

	run->trip.until = ask_last_month();
	if (parse_period(o->period, &run->trip.until, err) < 0)
		return -1;
	run->trip.since = run->trip.until;
	if (parse_period(o->since, &run->trip.since, err) < 0)
		return -1;
	if (run->trip.since > run->trip.until)
		return err_set(
		        err, RD_USAGE,
		        T("'--since' is later than '--period'", "'--since' 晚于 '--period'"));
	return 0;
}

static int load_sources(struct run *run, struct err *err)
{
	char *path = configuration_path(&run->configuration, "sources.json");

	sightings_add(&run->trip.seen, path);
	free(path);
	return sources_load(&run->sources, run->configuration.directory, err);
}

static int choose_sources(struct run *run, struct err *err)
{
	const struct option_list *names = &run->options->sources;

	run->count = names->count ? names->count : run->sources.count;
	run->chosen = xcalloc(run->count, sizeof(struct source *));
	for (size_t i = 0; i < run->count; i++) {
		run->chosen[i] = names->count ? sources_find(&run->sources, names->items[i], err)
		                              : &run->sources.items[i];
		if (!run->chosen[i])
			return -1;
	}
	return 0;
}

static int check_options(const struct run *run, struct err *err)
{
	if (!run->output && !run->options->dry_run) {
		err_set(err, RD_USAGE,
		        T("'rd-fetch' needs to know where results go",
		          "'rd-fetch' 需要知道结果写到哪里"));
		return err_hint(err, T("give -o DIRECTORY", "请用 -o 给出目录"));
	}
	if (run->options->offline && !run->options->store) {
		err_set(err, RD_USAGE,
		        T("'--offline' takes everything from a store",
		          "'--offline' 只从仓库取内容"));
		return err_hint(err, T("name it with --store", "请用 --store 指定仓库"));
	}
	return 0;
}

static int open_store(struct run *run, struct err *err)
{
	char *path = run->options->store ? xstrdup(run->options->store)
	                                 : path_join(run->output, ".fetch");
	int result = store_open(&run->store, path, err);

	free(path);
	return result;
}

/* --- Fetching ----------------------------------------------------------------------------- */

/* Where nothing is replaced, files get their names while others are still on their way. */
static void on_source_end(void *context, const struct collection *collection)
{
	struct run *run = context;
	const struct fetched_source *source = &collection->result;

	for (size_t i = 0; i < source->file_count && run->fresh; i++)
		store_place_soon(&run->store, source->files[i].sha256,
		                 path_join(run->output, source->files[i].path));
	progress_source(&run->progress, source);
}

static void describe(struct job *job)
{
	struct run *run = JOB_OF(struct run, describing, job);

	run->record.sources = xcalloc(run->count, sizeof(*run->record.sources));
	run->record.source_count = run->count;
	for (size_t i = 0; i < run->count; i++)
		run->record.sources[i] = run->visits[i].collection.result;
	fetch_record_add(&run->record, &run->description);
	free(run->record.sources);
}

static void on_progress(void *context)
{
	struct run *run = context;

	trip_settle(&run->trip);
	store_flush_some(&run->store, &run->trip.err);
	progress_show(&run->progress);
}

static bool on_wait(void *context)
{
	const struct run *run = context;

	return run->trip.err.code || stop_signal_received();
}

static void on_job_done(void *pool)
{
	http_pool_wake(pool);
}

static void prepare(struct run *run, struct http_pool *pool, int stop_descriptor)
{
	schedule_init(&run->schedule, &run->sources.pace, pool);
	run->schedule.stop_descriptor = stop_descriptor;
	run->schedule.stopped = on_wait;
	run->schedule.progress = on_progress;
	run->schedule.context = run;
	progress_init(&run->progress, &run->schedule, run->count);
	partials_tell(&run->store.partials, on_job_done, pool);
	run->trip.sources = &run->sources;
	run->trip.store = &run->store;
	run->trip.schedule = &run->schedule;
	run->trip.arena = &run->record.arena;
	run->trip.offline = run->options->offline;
	run->trip.compare = run->options->force;
	run->trip.on_end = on_source_end;
	run->trip.context = run;
	run->visits = xcalloc(run->count, sizeof(*run->visits));
}

/* What came whole is not to come again, even if we stop here. It is described meanwhile. */
static int make_durable(struct run *run, struct err *err)
{
	struct aside *aside = run->store.partials.aside;
	int result;

	run->describing = (struct job){.run = describe};
	if (!stop_signal_received())
		aside_add(aside, &run->describing);
	result = store_flush(&run->store, err);
	aside_wait(aside, &run->describing);
	return result;
}

static int visit_all(struct run *run, struct err *err)
{
	for (; run->begun < run->count && !stop_signal_received(); run->begun++)
		if (visit_begin(&run->visits[run->begun], &run->trip, run->chosen[run->begun],
		                err) < 0)
			return -1;
	schedule_run(&run->schedule);
	trip_settle(&run->trip);
	log_progress_end();
	if (run->trip.err.code) {
		*err = run->trip.err;
		return -1;
	}
	if (make_durable(run, err) < 0)
		return -1;
	if (!stop_signal_received())
		return 0;
	err_set(err, RD_STOPPED, T("stopped by a signal: %s", "被信号停止：%s"),
	        strsignal(stop_signal_received()));
	return err_hint(err,
	                T("run it again: it goes on where it stopped", "再次运行即从停止处继续"));
}

static int fetch_all(struct run *run, struct err *err)
{
	int stop_descriptor = stop_signal_open(err);
	struct http_pool *pool = stop_descriptor >= 0 ? http_pool_new(err) : NULL;
	int result = -1;

	if (pool) {
		prepare(run, pool, stop_descriptor);
		result = visit_all(run, err);
		schedule_release(&run->schedule);
		partials_tell(&run->store.partials, NULL, NULL);
	}
	http_pool_free(pool);
	stop_signal_close();
	return result;
}

/* --- What came ---------------------------------------------------------------------------- */

/* Directories that are to be on the disk. */
struct places {
	struct syncer *syncer;
	struct hash_map seen;
	uint32_t count;
};

static int place_source(struct run *run, const struct fetched_source *source, struct err *err)
{
	int result = 0;

	for (size_t i = 0; i < source->file_count && result == 0; i++) {
		char *path = path_join(run->output, source->files[i].path);
		result = store_place(&run->store, source->files[i].sha256, path, err);
		free(path);
	}
	return result;
}

static int place_files(struct run *run, struct err *err)
{
	for (size_t i = 0; i < run->count && !run->fresh; i++)
		if (place_source(run, &run->visits[i].collection.result, err) < 0)
			return -1;
	return 0;
}

/* The directories below `output` that lead to a file, each once. */
static void add_directories(struct places *places, const char *output, const char *path)
{
	char *at = xstrdup(path), *slash;

	for (; (slash = strrchr(at, '/')); *slash = '\0') {
		struct slice directory = {at, (size_t)(slash - at)};
		uint32_t next = places->count;
		char *held;
		if (hash_map_add(&places->seen, directory, next) != next)
			break; /* and so are those above it */
		places->count++;
		held = path_join(output, at);
		syncer_add(places->syncer, -1, held);
		free(held);
	}
	free(at);
}

static int sync_places(struct run *run, struct err *err)
{
	struct places places = {.syncer = syncer_new(run->output), .seen = HASH_MAP_INIT};
	int result;

	for (size_t i = 0; i < run->count; i++) {
		const struct fetched_source *source = &run->visits[i].collection.result;
		if (source->file_count)
			add_directories(&places, run->output, source->files[0].path);
	}
	result = syncer_wait(places.syncer, err);
	syncer_free(places.syncer);
	hash_map_release(&places.seen);
	return result;
}

/* What fetch.json names is there after a power cut. */
static int write_record(struct run *run, struct err *err)
{
	char *path = path_join(run->output, "fetch.json");
	int result = sync_places(run, err);

	if (result == 0)
		result = output_whole(path, text_slice(&run->description), err);
	free(path);
	return result;
}

/* What was asked for by default is asked for only until the month is over. */
static bool moves_on(const struct run *run)
{
	for (size_t i = 0; i < run->count && !run->options->period; i++)
		if (run->visits[i].asks.count && run->visits[i].asks.items[0].period)
			return true;
	return false;
}

static int write_seen(struct run *run, struct err *err)
{
	char *directory, *journal;

	if (!run->options->seen)
		return 0;
	directory = realpath(run->store.directory, NULL);
	journal = path_join(directory ? directory : run->store.directory, "journal.jsonl");
	sightings_add_own(&run->trip.seen, AT_FDCWD, journal);
	free(journal);
	free(directory);
	if (moves_on(run))
		sightings_add_until(&run->trip.seen, ask_end_of_month());
	return output_whole(run->options->seen, text_slice(&run->trip.seen.list), err);
}

/* The worst of the sources is what the program ends with. */
static int judge(const struct run *run, struct err *err)
{
	size_t in_state[FETCH_STATES] = {0};

	for (size_t i = 0; i < run->count; i++)
		in_state[run->visits[i].collection.result.state]++;
	if (in_state[FETCH_FAILED])
		return err_set(err, RD_FETCH,
		               T("%zu of %zu sources failed", "%zu 个数据源失败（共 %zu 个）"),
		               in_state[FETCH_FAILED], run->count);
	if (in_state[FETCH_NOT_PUBLISHED])
		return err_set(err, RD_NOT_PUBLISHED,
		               T("%zu of %zu sources are not published yet",
		                 "%zu 个数据源尚未发布（共 %zu 个）"),
		               in_state[FETCH_NOT_PUBLISHED], run->count);
	return 0;
}

static bool holds_result(const char *output)
{
	char *path = path_join(output, "fetch.json");
	bool holds = path_exists(path);

	free(path);
	return holds;
}

static int fetch_and_record(struct run *run, struct err *err)
{
	int result;

	run->fresh = !holds_result(run->output);
	if (path_make_directories(run->output, err) < 0 || open_store(run, err) < 0 ||
	    fetch_all(run, err) < 0 || place_files(run, err) < 0 || write_record(run, err) < 0 ||
	    write_seen(run, err) < 0)
		return -1;
	result = judge(run, err);
	if (!run->options->store && (result == 0 || err->code == RD_NOT_PUBLISHED))
		store_remove(&run->store);
	return result;
}

static int say_what_would_be_asked(struct run *run)
{
	for (size_t i = 0; i < run->count; i++) {
		const struct source *source = run->chosen[i];
		struct asks asks;
		asks_make(&asks, source, run->trip.since, run->trip.until, &run->record.arena);
		for (size_t k = 0; k < asks.count; k++) {
			const struct ask *ask = &asks.items[k];
			printf("%s: %s %s", source->name,
			       source->folder ? "folder"
			       : ask->post    ? "POST"
			                      : "GET",
			       ask->address);
			if (!source->folder)
				printf(" -> raw/%s/%s", source->name, ask->raw_name);
			else if (ask->match)
				printf(" (%s)", ask->match);
			putchar('\n');
		}
	}
	return 0;
}

static void release(struct run *run)
{
	for (size_t i = 0; i < run->begun; i++)
		visit_release(&run->visits[i]);
	free(run->visits);
	free(run->chosen);
	trip_release(&run->trip);
	store_close(&run->store);
	sources_release(&run->sources);
	configuration_release(&run->configuration);
	text_release(&run->description);
	arena_release(&run->record.arena);
}

int fetch_run(const struct program *program, const struct fetch_options *options, struct err *err)
{
	struct run run = {.options = options, .output = program->output, .store = STORE_INIT};
	int result = -1;

	sightings_begin(&run.trip.seen);
	if (check_options(&run, err) == 0 && choose_periods(&run, err) == 0 &&
	    configuration_open(&run.configuration, program->config, err) == 0 &&
	    load_sources(&run, err) == 0 && choose_sources(&run, err) == 0) {
		result = options->dry_run ? say_what_would_be_asked(&run)
		                          : fetch_and_record(&run, err);
	}
	release(&run);
	return result;
}
