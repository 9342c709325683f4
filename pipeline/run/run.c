#include "run/run.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "io/lock.h"
#include "io/path.h"
#include "run/interrupt.h"
#include "run/outputs.h"
#include "run/plan.h"
#include "run/record.h"
#include "run/runs.h"

/* Relative to a run's directory. */
#define STORE "../../store"
#define SETTINGS "config"

struct run {
	const struct run_options *options;
	struct chain chain;
	struct settings settings;
	struct program_file *programs;
	struct lock lock;
	char *id, *directory, *settings_copy;
	struct plan plan;
	struct record record;
	struct executor *engine;
	struct err first; /* of the first step that failed */
	size_t failed;
};

/* --- Steps ------------------------------------------------------------------------------- */

/* The last line that a step said is its reason, unless that is a hint. */
static void add_reason(const struct outcome *outcome, struct text *reason)
{
	struct slice said = slice_trim(text_slice(&outcome->said));
	size_t start = said.n;

	while (start && said.p[start - 1] != '\n')
		start--;
	text_add(reason, said.p + start, said.n - start);
}

static void fail_step(struct run *run, const struct step *step, const struct outcome *outcome,
                      struct err *err)
{
	struct text reason = TEXT_INIT;

	add_reason(outcome, &reason);
	if (outcome->timed_out)
		err_set(err, RD_TIMEOUT,
		        T("step '%s' took longer than %llu seconds", "步骤 '%s' 超过 %llu 秒"),
		        step->name, (unsigned long long)step->call.timeout);
	else if (outcome->signal)
		err_set(err, RD_INTERNAL,
		        T("step '%s' was ended by signal %d (%s): %s",
		          "步骤 '%s' 被信号 %d（%s）终止：%s"),
		        step->name, outcome->signal, strsignal(outcome->signal),
		        reason.n ? reason.p : "-");
	else
		err_set(err,
		        exit_code_is_known(outcome->code) ? (enum exit_code)outcome->code
		                                          : RD_INTERNAL,
		        T("step '%s' failed with exit code %d: %s",
		          "步骤 '%s' 失败，退出码 %d：%s"),
		        step->name, outcome->code, reason.n ? reason.p : "-");
	err_hint(err, T("all of it: %s", "详情：%s"), run->record.path);
	text_release(&reason);
}

static void end_step(struct run *run, struct outcome *outcome)
{
	struct step *step = run->plan.steps[outcome->step];
	struct err err = ERR_INIT;

	step->state = STEP_FAILED;
	if (outcome->code || outcome->signal || outcome->timed_out)
		fail_step(run, step, outcome, &err);
	else if (outputs_collect(&run->plan, step, &err) == 0)
		step->state = STEP_RAN;
	record_step(&run->plan, step, outcome);
	if (step->state == STEP_FAILED && run->failed++ == 0)
		run->first = err;
}

static int submit_stage(struct run *run, size_t stage, struct err *err)
{
	const struct plan_stage *s = &run->plan.stages[stage];
	struct call *calls = arena_alloc(&run->plan.arena, (s->count + 1) * sizeof(*calls));
	size_t count = 0;

	for (size_t i = s->first; i < s->first + s->count; i++) {
		struct step *step = run->plan.steps[i];
		if (step->state == STEP_READY)
			calls[count++] = step->call;
		else
			record_step(&run->plan, step, NULL);
	}
	return count ? run->engine->submit(run->engine, calls, count, err) : 0;
}

static bool stage_has_ended(const struct plan *plan, size_t stage)
{
	const struct plan_stage *s = &plan->stages[stage];

	for (size_t i = s->first; i < s->first + s->count; i++)
		if (plan->steps[i]->state == STEP_READY)
			return false;
	return true;
}

/* Ends the stages whose steps have all ended, and starts those that waited for them. */
static int advance(struct run *run, struct err *err)
{
	int next;

	for (size_t i = 0; i < run->chain.count; i++)
		if (run->plan.stages[i].state == STAGE_EXPANDED && stage_has_ended(&run->plan, i) &&
		    plan_end_stage(&run->plan, i, err) < 0)
			return -1;
	while ((next = plan_next_stage(&run->plan)) >= 0) {
		if (plan_expand(&run->plan, (size_t)next, err) < 0 ||
		    settings_copy(&run->settings, run->settings_copy, err) < 0 ||
		    submit_stage(run, (size_t)next, err) < 0)
			return -1;
		if (stage_has_ended(&run->plan, (size_t)next) &&
		    plan_end_stage(&run->plan, (size_t)next, err) < 0)
			return -1;
	}
	return record_save_sometimes(&run->record, &run->plan, err);
}

/* What is under way when something fails is let finish: the next run need not repeat it. */
static int execute(struct run *run, struct err *err)
{
	struct outcome outcome;
	int got;

	if (advance(run, err) < 0)
		return -1;
	while ((got = run->engine->wait(run->engine, &outcome, err)) > 0) {
		end_step(run, &outcome);
		outcome_release(&outcome);
		if (!run->failed && advance(run, err) < 0)
			break;
	}
	if (got == 0 && run->failed)
		*err = run->first;
	return got == 0 && !run->failed ? 0 : -1;
}

/* Stops what still runs, and records how it ended. */
static void drain(struct run *run)
{
	struct outcome outcome;
	struct err ignored = ERR_INIT;

	run->engine->cancel(run->engine);
	while (run->engine->wait(run->engine, &outcome, &ignored) > 0) {
		end_step(run, &outcome);
		outcome_release(&outcome);
	}
}

/* --- The whole --------------------------------------------------------------------------- */

static int open_run(struct run *run, struct err *err)
{
	const struct run_options *o = run->options;
	struct run_names names;
	char *path = path_join(o->output, "lock");
	struct plan_place place = {
	        .config = SETTINGS,
	        .original_config = o->config,
	        .store = STORE,
	        .period = o->period,
	};
	int result = -1;

	if (path_make_directories(o->output, err) < 0 || lock_take(&run->lock, path, err) < 0)
		goto out;
	run_names_list(&names, o->output);
	run->id = runs_new_id(&names);
	run_names_release(&names);
	run->directory = runs_directory(o->output, run->id);
	run->settings_copy = path_join(run->directory, SETTINGS);
	place.run = run->directory;
	plan_init(&run->plan, &run->chain, &run->settings, run->programs, &place);
	record_open(&run->record, run->directory, run->id, o->argc, o->argv);
	if (o->period)
		record_set(&run->record, "period", json_string(o->period));
	run->engine = executor_local(o->jobs ? o->jobs : run->chain.jobs);
	if (path_make_directories(run->directory, err) == 0)
		result = record_save(&run->record, &run->plan, err);
out:
	free(path);
	return result;
}

static void close_run(struct run *run)
{
	if (run->engine)
		run->engine->free(run->engine);
	if (run->directory)
		plan_release(&run->plan);
	record_close(&run->record);
	programs_free(run->programs, run->chain.count);
	settings_release(&run->settings);
	chain_release(&run->chain);
	lock_release(&run->lock);
	interrupt_close();
	free(run->settings_copy);
	free(run->directory);
	free(run->id);
}

static int publish(struct run *run, struct err *err)
{
	record_state(&run->record, RUN_PUBLISHED, NULL);
	record_set(&run->record, "published", json_string(run->id));
	if (interrupt_check(err) < 0 || record_save(&run->record, &run->plan, err) < 0)
		return -1;
	return runs_publish(run->options->output, run->id, err);
}

static void record_failure(struct run *run, const struct err *err)
{
	struct err ignored = ERR_INIT;

	drain(run);
	record_state(&run->record, err->code == RD_STOPPED ? RUN_STOPPED : RUN_FAILED, err);
	record_save(&run->record, &run->plan, &ignored);
}

static void summarize(const struct run *run)
{
	size_t count[STEP_FAILED + 1] = {0};
	json_int_t rejected = 0;
	uint64_t wall = clock_milliseconds() - run->record.started;

	for (size_t i = 0; i < run->plan.count; i++) {
		const struct step *step = run->plan.steps[i];
		count[step->state]++;
		rejected += json_integer_value(
		        json_object_get(json_object_get(step->record, "rows"), "rejected"));
	}
	log_note(T("%zu steps run, %zu taken from earlier runs; %lld rows rejected; %llu.%llu s",
	           "执行 %zu 步，沿用 %zu 步；拒收 %lld 行；用时 %llu.%llu 秒"),
	         count[STEP_RAN], count[STEP_TAKEN], (long long)rejected,
	         (unsigned long long)wall / 1000, (unsigned long long)wall / 100 % 10);
	log_note(T("published: %s", "已发布：%s"), run->directory);
}

int run_chain(const struct run_options *options, struct err *err)
{
	struct run run = {.options = options, .lock = LOCK_INIT};
	int result = -1;

	settings_init(&run.settings, options->config);
	if (chain_load(&run.chain, options->config, err) < 0)
		goto out;
	run.programs = programs_find(&run.chain, err);
	if (!run.programs || interrupt_open(run.chain.timeout, err) < 0 || open_run(&run, err) < 0)
		goto out;
	result = execute(&run, err);
	if (result == 0)
		result = publish(&run, err);
	if (result < 0)
		record_failure(&run, err);
	else
		summarize(&run);
out:
	close_run(&run);
	return result;
}
