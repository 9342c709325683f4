#include "run/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "io/lock.h"
#include "io/path.h"
#include "io/sync.h"
#include "run/drive.h"
#include "run/interrupt.h"
#include "run/metrics.h"
#include "run/ping.h"
#include "run/prune.h"
#include "run/runs.h"
#include "run/seal.h"
#include "run/slurm.h"

enum { FINDINGS_SHOWN = 5 };

struct run {
	const struct run_options *options;
	struct lock lock;
	struct run_names names; /* the runs before this one */
	struct reuse reuse;
	struct setup setup;
	struct err mistake; /* why there is no setup */
	struct plan plan;
	bool planned;
	struct record record;
	struct executor *engine;
	struct drive drive;
	uint64_t began;        /* clock_milliseconds */
	struct sightings seen; /* what the result rests on */
	char key[SHA256_HEX + 1];
	struct seal seal;
	bool sealed; /* nothing changed since the published run, as its seal shows */
	struct quality_findings findings;
	char *id, *directory;
	int filesystem; /* of the directory, from sync.h; -1: each of its directories is synced */
};

/* --- Opening ----------------------------------------------------------------------------- */

static int take_lock(struct run *run, struct err *err)
{
	char *path = path_join(run->options->output, "lock");
	int result = path_make_directories(run->options->output, err);

	if (result == 0)
		result = lock_take(&run->lock, path, err);
	free(path);
	return result;
}

static bool is_ordinary(const struct run *run)
{
	return run->setup.first == 0 && !setup_is_partial(&run->setup) && !run->options->resume;
}

static bool is_sealed(struct run *run)
{
	struct slice changed;

	seal_key(&run->setup, run->options, run->key);
	if (!is_ordinary(run) || run->options->force || run->options->explain ||
	    !seal_load(&run->seal, run->options->output))
		return false;
	if (seal_holds(&run->seal, run->options->output, run->key, &changed))
		return true;
	if (changed.n)
		log_detail(T("'%.*s' is not as it was", "'%.*s' 有变化"), SLICE_FMT(changed));
	return false;
}

/* A mistake in the configuration makes a run that failed; a slip of the hand makes none. */
static int set_up(struct run *run, struct err *err)
{
	run_names_list(&run->names, run->options->output);
	sightings_begin(&run->seen);
	if (setup_load(&run->setup, run->options, &run->mistake) == 0)
		run->sealed = is_sealed(run);
	if (run->mistake.code != RD_USAGE)
		return 0;
	*err = run->mistake;
	return -1;
}

static int choose_id(struct run *run, struct err *err)
{
	if (!run->options->resume) {
		run->id = runs_new_id(&run->names);
	} else if (run->reuse.last.root) {
		run->id = xstrdup(run->reuse.last.id);
	} else {
		err_set(err, RD_USAGE,
		        T("there is no unfinished run to resume", "没有可以继续的未完成运行"));
		return err_hint(err, T("run without '--resume'", "请不带 '--resume' 运行"));
	}
	run->directory = runs_directory(run->options->output, run->id);
	return 0;
}

static int open_record(struct run *run, struct err *err)
{
	const struct run_options *o = run->options;

	if (!run->sealed)
		reuse_open(&run->reuse, o->output, &run->names);
	if (o->resume)
		reuse_load(&run->reuse);
	if (choose_id(run, err) < 0 || path_make_directories(run->directory, err) < 0)
		return -1;
	run->filesystem = sync_open_filesystem(run->directory);
	record_open(&run->record, run->directory, run->id, o->argc, o->argv);
	run->record.started = run->began;
	if (o->period)
		record_set(&run->record, "period", json_string(o->period));
	return run->sealed ? 0 : record_save(&run->record, NULL, err);
}

/* The copy of the configuration that a resumed run has may be out of date. */
static void clear_settings(const struct run *run)
{
	char *settings = path_join(run->directory, run->plan.place.config);

	if (run->options->resume)
		runs_remove_tree(settings);
	free(settings);
}

/* The jobs of a run that was killed are not wanted any more: this run does what they would have. */
static void stop_what_was_left(const struct run *run)
{
	const char *id = run->names.count ? run->names.items[run->names.count - 1] : NULL;
	char *published = runs_published(run->options->output);
	bool may_run = id && !(published && strcmp(id, published) == 0);
	json_t *record = may_run ? runs_record(run->options->output, id) : NULL;
	const char *state = json_string_value(json_object_get(record, "state"));
	struct err err = ERR_INIT;

	if (state && strcmp(state, "running") == 0) {
		char *last = runs_directory(run->options->output, id);
		if (slurm_cancel_jobs(last, &err) < 0)
			log_warning("%s", err.message);
		free(last);
	}
	json_decref(record);
	free(published);
}

static void prepare(struct run *run)
{
	const struct run_options *o = run->options;
	struct plan_place place = setup_place(o, run->directory);

	plan_init(&run->plan, &run->setup.chain, &run->setup.settings, run->setup.programs, &place);
	run->plan.last = run->setup.last;
	run->plan.eager = strcmp(run->setup.chain.engine, "local") == 0;
	run->planned = true;
	clear_settings(run);
	run->engine = setup_engine(&run->setup, o, run->directory, run->id);
	run->drive = (struct drive){
	        .plan = &run->plan,
	        .engine = run->engine,
	        .record = &run->record,
	        .reuse = &run->reuse,
	        .quality = &run->setup.quality,
	        .first = run->setup.first,
	        .force = o->force,
	        .resume = o->resume,
	        .seen = &run->seen,
	};
}

/* What it knows is left to the process's end: to take apart a long record takes as long as to read it. */
static void close_run(struct run *run)
{
	if (run->engine)
		run->engine->free(run->engine);
	lock_release(&run->lock);
	interrupt_close();
	if (run->filesystem >= 0)
		close(run->filesystem);
}

/* --- Judging and publishing -------------------------------------------------------------- */

/* Warnings now; what stops the run is its error, unless it was accepted. */
static void report_findings(struct run *run)
{
	json_t *list = json_array();
	size_t shown = 0, hidden = 0;

	for (size_t i = 0; i < run->findings.count; i++) {
		const struct quality_finding *f = &run->findings.items[i];
		bool stops = f->verdict == QUALITY_STOP;
		json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "check", f->check, "limit",
		                                      stops ? "stop" : "warn", "text", f->text));
		if (stops && !run->options->accept)
			continue;
		if (shown++ < FINDINGS_SHOWN)
			log_warning("%s", f->text);
		else
			hidden++;
	}
	if (hidden)
		log_warning(T("and %zu more, see '%s'", "另有 %zu 条，见 '%s'"), hidden,
		            run->record.path);
	record_set(&run->record, "quality", list);
}

static int judge(struct run *run, struct err *err)
{
	const struct past_run *published = &run->reuse.published;
	char *before = published->id ? runs_directory(run->options->output, published->id) : NULL;
	int result = quality_check(&run->setup.quality, &run->plan, before, &run->findings, err);
	const struct quality_finding *first = NULL;
	size_t count = 0;

	free(before);
	report_findings(run);
	for (size_t i = run->findings.count; i-- > 0;)
		if (run->findings.items[i].verdict == QUALITY_STOP) {
			first = &run->findings.items[i];
			count++;
		}
	if (result < 0 || !first || run->options->accept)
		return result;
	err_set(err, RD_QUALITY,
	        T("not published, %zu figures beyond a limit: %s", "未发布，%zu 个数字越限：%s"),
	        count, first->text);
	return err_hint(err,
	                T("look at '%s'; if the figures are right, publish them with "
	                  "'rd-run --resume --accept'",
	                  "请查看 '%s'；若数字无误，用 'rd-run --resume --accept' 发布"),
	                run->record.path);
}

static int publish(struct run *run, struct err *err)
{
	if (drive_lay_out(&run->drive, err) < 0 || judge(run, err) < 0)
		return -1;
	record_state(&run->record, RUN_PUBLISHED, NULL);
	record_set(&run->record, "published", json_string(run->id));
	if (record_save(&run->record, &run->plan, err) < 0 || interrupt_check(err) < 0)
		return -1;
	return runs_publish(run->options->output, run->id, run->filesystem, err);
}

/* Leaves the record alone: what was fetched is what the published run has. */
static int keep_published(struct run *run, struct err *err)
{
	drive_clear(&run->drive);
	record_state(&run->record, RUN_UNCHANGED, NULL);
	record_set(&run->record, "published", json_string(run->reuse.published.id));
	return record_save(&run->record, &run->plan, err);
}

static int stay_sealed(struct run *run, struct err *err)
{
	record_state(&run->record, RUN_UNCHANGED, NULL);
	record_set(&run->record, "published", json_stringn(run->seal.run.p, run->seal.run.n));
	return record_save(&run->record, NULL, err);
}

/* Lets the next run see at a glance that nothing changed. */
static void seal_result(struct run *run, bool unchanged)
{
	struct text standing = TEXT_INIT;
	struct err err = ERR_INIT;

	setup_add_sightings(&run->setup, &run->seen);
	metrics_standing(&run->plan, &standing);
	if (seal_write(run->options->output, run->key,
	               unchanged ? run->reuse.published.root : run->record.root, &run->seen,
	               text_slice(&standing), &err) < 0)
		log_warning("'%s': %s", err.file, err.message);
	text_release(&standing);
}

static int leave_partial(struct run *run, struct err *err)
{
	if (drive_lay_out(&run->drive, err) < 0)
		return -1;
	record_state(&run->record, RUN_PARTIAL, NULL);
	return record_save(&run->record, &run->plan, err);
}

static int conclude(struct run *run, struct err *err)
{
	bool unchanged;
	int result;

	if (run->sealed)
		return stay_sealed(run, err);
	if (setup_is_partial(&run->setup))
		return leave_partial(run, err);
	unchanged = !run->options->resume && drive_found_nothing_new(&run->drive);
	result = unchanged ? keep_published(run, err) : publish(run, err);
	if (result == 0 && is_ordinary(run))
		seal_result(run, unchanged);
	return result;
}

static void record_failure(struct run *run, const struct err *err)
{
	struct err ignored = ERR_INIT;
	enum run_state state = err->code == RD_STOPPED         ? RUN_STOPPED
	                       : err->code == RD_NOT_PUBLISHED ? RUN_WAITING
	                                                       : RUN_FAILED;

	if (run->engine)
		drive_stop(&run->drive);
	if (state == RUN_WAITING)
		drive_clear(&run->drive);
	record_state(&run->record, state, err);
	record_save(&run->record, run->planned ? &run->plan : NULL, &ignored);
}

/* --- Telling ----------------------------------------------------------------------------- */

static void explain(const struct run *run)
{
	for (size_t i = 0; run->planned && i < run->plan.count; i++) {
		const struct step *step = run->plan.steps[i];
		printf("%-8s %s: %s\n", record_step_state(step), step->name,
		       step->why ? step->why : "-");
	}
}

static void summarize_steps(const struct run *run)
{
	size_t count[STEP_FAILED + 1] = {0};
	json_int_t rejected = 0;

	for (size_t i = 0; i < run->plan.count; i++) {
		const struct step *step = run->plan.steps[i];
		const json_t *rows = json_object_get(step->record, "rows");
		count[step->state]++;
		rejected += json_integer_value(json_object_get(rows, "rejected"));
	}
	log_note(T("%zu steps run, %zu taken from earlier runs; %lld rows rejected",
	           "执行 %zu 步，沿用 %zu 步；拒收 %lld 行"),
	         count[STEP_RAN], count[STEP_TAKEN], (long long)rejected);
}

static void summarize(const struct run *run)
{
	uint64_t wall = clock_milliseconds() - run->began;
	const char *state = json_string_value(json_object_get(run->record.root, "state"));

	if (run->sealed)
		log_note(T("nothing changed since run %.*s", "自运行 %.*s 以来没有变化"),
		         SLICE_FMT(run->seal.run));
	else
		summarize_steps(run);
	log_note(T("%s: %s; %llu.%02llu s", "%s：%s；用时 %llu.%02llu 秒"), state, run->directory,
	         (unsigned long long)wall / 1000, (unsigned long long)wall / 10 % 100);
}

/* The end of the last run that went well, this one included; 0 if none did. */
static int64_t last_success(const struct run *run, bool went_well)
{
	int64_t time = 0;

	if (went_well)
		return clock_now();
	for (size_t i = run->names.count; i-- > 0 && !time;) {
		json_t *record = runs_record(run->options->output, run->names.items[i]);
		const char *ended = json_string_value(json_object_get(record, "ended"));
		if (ended && record_went_well(record))
			time = clock_parse(ended);
		json_decref(record);
	}
	return time;
}

static void write_metrics(const struct run *run, bool went_well)
{
	const char *name = run->setup.chain.metrics ? run->setup.chain.metrics : "metrics.prom";
	char *path = path_join(run->options->output, name);
	struct err err = ERR_INIT;
	struct metrics metrics = {
	        .record = run->record.root,
	        .plan = run->planned ? &run->plan : NULL,
	        .findings = &run->findings,
	        .last_success = last_success(run, went_well),
	        .standing = run->sealed ? run->seal.metrics : slice_of(""),
	};

	if (metrics_write(&metrics, path, &err) < 0)
		log_warning("'%s': %s", path, err.message);
	free(path);
}

/* --- The whole --------------------------------------------------------------------------- */

static int run_recorded(struct run *run, struct err *err)
{
	int result = run->mistake.code ? -1 : interrupt_open(run->setup.chain.timeout, err);

	if (run->mistake.code)
		*err = run->mistake;
	if (result == 0) {
		ping(run->setup.chain.ping.start, NULL);
		stop_what_was_left(run);
	}
	if (result == 0 && !run->sealed) {
		prepare(run);
		result = drive_to_end(&run->drive, err);
	}
	if (result == 0)
		result = conclude(run, err);
	if (result < 0)
		record_failure(run, err);
	else
		summarize(run);
	if (run->options->explain)
		explain(run);
	write_metrics(run, result == 0);
	prune(run->options->output, run->id, run->setup.chain.keep_runs,
	      run->setup.chain.keep_days);
	return result;
}

int run_chain(const struct run_options *options, struct err *err)
{
	static struct run run;
	int result;

	run = (struct run){.options = options,
	                   .lock = LOCK_INIT,
	                   .began = clock_milliseconds(),
	                   .filesystem = -1};
	result = take_lock(&run, err);
	if (result == 0)
		result = set_up(&run, err);
	if (result == 0)
		result = open_record(&run, err);
	if (result == 0) {
		result = run_recorded(&run, err);
		lock_release(&run.lock);
		if (result == 0 || err->code == RD_NOT_PUBLISHED)
			ping(run.setup.chain.ping.success, NULL);
		else if (err->code != RD_USAGE)
			ping(run.setup.chain.ping.failure, err->message);
	}
	close_run(&run);
	return result;
}
