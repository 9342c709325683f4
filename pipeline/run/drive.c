#include "run/drive.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/input.h"
#include "io/path.h"
#include "run/failure.h"
#include "run/inputs.h"
#include "run/outputs.h"

static const struct stage *stage_of(const struct drive *drive, const struct step *step)
{
	return &drive->plan->chain->stages[step->stage];
}

/* --- Taking ------------------------------------------------------------------------------ */

/* Now that there is something to record, what was fetched belongs into the record. */
static void list_raw_files(const struct drive *drive, struct step *step)
{
	if (step->state != STEP_RAN || !stage_of(drive, step)->sources || step->laid_out)
		return;
	step->laid_out = true;
	outputs_add_raw_files(drive->plan, step);
	json_object_set_new(step->record, "outputs", file_list_json(&step->outputs));
}

static int lay_out_settings(struct drive *drive, struct err *err)
{
	const struct plan *plan = drive->plan;
	char *settings = path_join(plan->place.run, plan->place.config);
	int result = settings_copy(plan->settings, settings, err);

	drive->laid_out = true;
	free(settings);
	return result;
}

static int lay_out_step(struct drive *drive, struct step *step, struct err *err)
{
	if (step->state != STEP_TAKEN || step->laid_out)
		return 0;
	step->laid_out = true;
	drive->to_lay_out--;
	return reuse_link(drive->reuse, step, drive->plan->place.run, err);
}

static int lay_out_taken(struct drive *drive, struct err *err)
{
	for (size_t i = 0; i < drive->plan->count && drive->to_lay_out; i++)
		if (lay_out_step(drive, drive->plan->steps[i], err) < 0)
			return -1;
	return 0;
}

int drive_lay_out(struct drive *drive, struct err *err)
{
	if (lay_out_settings(drive, err) < 0)
		return -1;
	for (size_t i = 0; i < drive->plan->count; i++)
		list_raw_files(drive, drive->plan->steps[i]);
	return lay_out_taken(drive, err);
}

struct lay_out {
	struct drive *drive;
	int result;
	struct err *err;
};

static void lay_out_input(void *context, struct step *step, struct step *from, const char *file)
{
	struct lay_out *l = context;

	(void)step;
	(void)file;
	if (l->result == 0)
		l->result = lay_out_step(l->drive, from, l->err);
}

/* What a step reads; all there is for a step that is for all, and may look around. */
static int lay_out_for(struct drive *drive, struct step *step, struct err *err)
{
	const struct stage *stage = stage_of(drive, step);
	struct lay_out l = {drive, 0, err};

	if (lay_out_settings(drive, err) < 0)
		return -1;
	if (stage->for_each == FOR_ALL)
		return lay_out_taken(drive, err);
	for (size_t i = 0; i < stage->inputs.count; i++)
		inputs_each(drive->plan, step, stage->inputs.items[i], lay_out_input, &l);
	return l.result;
}

/* --from and --resume: what comes before is as it was, whatever may have changed. */
static bool take_as_it_is(const struct drive *drive, struct step *step, bool *taken)
{
	bool fetched = drive->resume && stage_of(drive, step)->always;

	if (step->stage >= drive->first && !fetched)
		return false;
	reuse_load(drive->reuse);
	*taken =
	        reuse_find_as_it_is(fetched ? &drive->reuse->last : &drive->reuse->published, step);
	return *taken || !fetched;
}

static int decide(struct drive *drive, struct step *step, struct err *err)
{
	bool taken;

	if (step->state != STEP_READY)
		return 0;
	reuse_key(drive->plan, step);
	if (take_as_it_is(drive, step, &taken)) {
		if (taken)
			return 0;
		err_set(err, RD_USAGE,
		        T("the published run has no step '%s' to begin after",
		          "已发布的运行没有步骤 '%s'，无法从其后开始"),
		        step->name);
		return err_hint(err, T("run the whole chain first", "请先运行整条链"));
	}
	if (stage_of(drive, step)->always)
		step->why = T("what it reads lies outside", "其输入在外部");
	else if (drive->force)
		step->why = T("forced", "强制执行");
	else
		reuse_find(drive->reuse, drive->plan, step);
	return 0;
}

/* What a killed run left of a step must not mix with what the step makes now. */
static void clear_step(const struct drive *drive, const struct step *step)
{
	char *path = path_join(drive->plan->place.run, step->name);

	if (drive->resume)
		runs_remove_tree(path);
	free(path);
}

/* Links a step that was taken now, if the list of what was fetched is among its files. */
static int settle(struct drive *drive, struct step *step, struct err *err)
{
	if (step->state != STEP_TAKEN)
		record_step(drive->plan, step, NULL);
	if (step->state != STEP_READY)
		plan_step_has_ended(drive->plan, step);
	if (step->state != STEP_TAKEN)
		return 0;
	drive->to_lay_out++;
	return stage_of(drive, step)->sources ? lay_out_step(drive, step, err) : 0;
}

/* --- Running ----------------------------------------------------------------------------- */

/* A fetch that missed some sources did not fail if it tells which: quality decides. */
static bool told_what_is_missing(const struct drive *drive, const struct step *step,
                                 const struct outcome *outcome)
{
	return stage_of(drive, step)->sources && !outcome->signal && !outcome->timed_out &&
	       (outcome->code == RD_FETCH || outcome->code == RD_NOT_PUBLISHED);
}

/* Its list is none of the run's files: one that cannot be removed must not be published. */
static int take_sightings(struct drive *drive, const struct step *step, struct err *err)
{
	char *path = path_join(drive->plan->place.run, step->seen);
	struct err ignored = ERR_INIT;
	size_t n;
	char *list = input_whole(path, 0, &n, RD_INPUT, &ignored);
	int result = unlink(path) < 0 && errno != ENOENT ? -1 : 0;

	if (list)
		text_add(&drive->seen->list, list, n);
	else
		sightings_add_never(drive->seen, step->name);
	if (result < 0) {
		err_set_errno(err, RD_OUTPUT, T("cannot be removed", "无法删除"));
		err_at(err, path, 0, 0);
	}
	free(list);
	free(path);
	return result;
}

static void end_step(struct drive *drive, struct outcome *outcome)
{
	struct step *step = drive->plan->steps[outcome->step];
	struct err err = ERR_INIT;
	bool ended_well = !outcome->code && !outcome->signal && !outcome->timed_out;
	bool usable = ended_well || told_what_is_missing(drive, step, outcome);

	if (usable && outputs_collect(drive->plan, step, &err) == 0 &&
	    (!step->seen || take_sightings(drive, step, &err) == 0))
		step->state = STEP_RAN;
	else
		step->state = STEP_FAILED;
	if (step->state == STEP_FAILED && !ended_well)
		failure_of_step(step, outcome, drive->record->path, &err);
	record_step(drive->plan, step, outcome);
	plan_step_has_ended(drive->plan, step);
	if (step->state == STEP_FAILED && drive->failed++ == 0)
		drive->failure = err;
}

/* Calls that can be submitted at once. */
struct calls {
	struct call *items;
	size_t count, capacity;
};

/* Those of its steps that can begin, and must. */
static int next_calls(struct drive *drive, size_t stage, struct calls *calls, struct err *err)
{
	struct step *step;
	int got;

	while ((got = plan_next_step(drive->plan, stage, &step, err)) > 0) {
		if (decide(drive, step, err) < 0 || settle(drive, step, err) < 0)
			return -1;
		if (step->state != STEP_READY)
			continue;
		clear_step(drive, step);
		if ((step->config.count || step->inputs.count) && lay_out_for(drive, step, err) < 0)
			return -1;
		VEC_GROW(calls->items, calls->count, calls->capacity);
		calls->items[calls->count++] = step->call;
	}
	return got;
}

static int submit_stage(struct drive *drive, size_t stage, struct err *err)
{
	struct calls calls = {0};
	int result = next_calls(drive, stage, &calls, err);

	if (result == 0 && calls.count)
		result = drive->engine->submit(drive->engine, calls.items, calls.count, err);
	free(calls.items);
	return result;
}

static int end_stage(struct drive *drive, size_t stage, struct err *err)
{
	if (plan_end_stage(drive->plan, stage, err) < 0)
		return -1;
	if (!drive->plan->chain->stages[stage].sources)
		return 0;
	return quality_check_sources(drive->quality, &drive->plan->sources, err);
}

static int go_on(struct drive *drive, size_t stage, struct err *err)
{
	if (submit_stage(drive, stage, err) < 0)
		return -1;
	return plan_stage_has_ended(drive->plan, stage) ? end_stage(drive, stage, err) : 0;
}

/* Ends the stages whose steps have all ended, and starts what waited for them. */
static int advance(struct drive *drive, struct err *err)
{
	struct plan *plan = drive->plan;
	int next;

	for (size_t i = 0; i < plan->chain->count; i++)
		if (plan->stages[i].state == STAGE_EXPANDED && go_on(drive, i, err) < 0)
			return -1;
	while ((next = plan_next_stage(plan)) >= 0) {
		plan_expand(plan, (size_t)next);
		if (go_on(drive, (size_t)next, err) < 0)
			return -1;
	}
	return record_save_sometimes(drive->record, plan, err);
}

/* What need not be done before the next steps begin is done while they run. */
static int go_on_meanwhile(struct drive *drive, struct err *err)
{
	reuse_load(drive->reuse);
	return drive->laid_out ? lay_out_taken(drive, err) : 0;
}

/* What is under way when something fails is let finish: the next run need not repeat it. */
int drive_to_end(struct drive *drive, struct err *err)
{
	struct outcome outcome;
	int got;

	if (advance(drive, err) < 0 || go_on_meanwhile(drive, err) < 0)
		return -1;
	while ((got = drive->engine->wait(drive->engine, &outcome, err)) > 0) {
		end_step(drive, &outcome);
		outcome_release(&outcome);
		if (!drive->failed && (advance(drive, err) < 0 || go_on_meanwhile(drive, err) < 0))
			return -1;
	}
	if (got < 0)
		return -1;
	if (drive->failed)
		*err = drive->failure;
	return drive->failed ? -1 : 0;
}

void drive_stop(struct drive *drive)
{
	struct outcome outcome;
	struct err ignored = ERR_INIT;

	drive->engine->cancel(drive->engine);
	while (drive->engine->wait(drive->engine, &outcome, &ignored) > 0) {
		end_step(drive, &outcome);
		outcome_release(&outcome);
	}
}

void drive_clear(struct drive *drive)
{
	const struct plan *plan = drive->plan;
	char *settings = path_join(plan->place.run, plan->place.config);

	for (size_t i = 0; i < plan->chain->count; i++) {
		char *path = path_join(plan->place.run, plan->chain->stages[i].name);
		runs_remove_tree(path);
		free(path);
	}
	runs_remove_tree(settings);
	free(settings);
}

bool drive_found_nothing_new(const struct drive *drive)
{
	const struct past_run *published = &drive->reuse->published;

	if (drive->laid_out || !published->root)
		return false;
	for (size_t i = 0; i < drive->plan->count; i++) {
		const struct step *step = drive->plan->steps[i];
		if (step->state == STEP_TAKEN
		            ? strcmp(step->from, published->id) != 0
		            : step->state == STEP_RAN && !stage_of(drive, step)->always)
			return false;
	}
	return drive->plan->count == published->steps.count;
}
