#include "run/drive.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/input.h"
#include "io/path.h"
#include "run/failure.h"
#include "run/outputs.h"

static const struct stage *stage_of(const struct drive *drive, const struct step *step)
{
	return &drive->plan->chain->stages[step->stage];
}

/* --- Taking ------------------------------------------------------------------------------ */

/* Now that there is something to record, what was fetched belongs into the record. */
static void list_raw_files(const struct drive *drive, struct step *step)
{
	if (step->state != STEP_RAN || !stage_of(drive, step)->sources)
		return;
	outputs_add_raw_files(drive->plan, step);
	json_object_set_new(step->record, "outputs", file_list_json(&step->outputs));
}

int drive_lay_out(struct drive *drive, struct err *err)
{
	struct plan *plan = drive->plan;
	char *settings = path_join(plan->place.run, plan->place.config);
	int result = settings_copy(plan->settings, settings, err);

	for (size_t i = 0; i < plan->count && !drive->laid_out && result == 0; i++) {
		list_raw_files(drive, plan->steps[i]);
		if (plan->steps[i]->state == STEP_TAKEN)
			result = reuse_link(drive->reuse, plan->steps[i], plan->place.run, err);
	}
	if (result == 0)
		drive->laid_out = true;
	free(settings);
	return result;
}

/* --from and --resume: what comes before is as it was, whatever may have changed. */
static bool take_as_it_is(const struct drive *drive, struct step *step, bool *taken)
{
	bool fetched = drive->resume && stage_of(drive, step)->always;

	if (step->stage >= drive->first && !fetched)
		return false;
	*taken = reuse_find_as_it_is(
	        drive->reuse, fetched ? &drive->reuse->last : &drive->reuse->published, step);
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

/* Links a taken step now, if it is needed before the rest is laid out, or came after that. */
static int settle(struct drive *drive, struct step *step, struct err *err)
{
	if (step->state != STEP_TAKEN)
		record_step(drive->plan, step, NULL);
	else if (drive->laid_out || stage_of(drive, step)->sources)
		return reuse_link(drive->reuse, step, drive->plan->place.run, err);
	return 0;
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
	if (step->state == STEP_FAILED && drive->failed++ == 0)
		drive->failure = err;
}

/* Its next steps: all there are, or in a stage that goes in turn the one whose turn it is. */
static int submit_stage(struct drive *drive, size_t stage, struct err *err)
{
	const struct plan_stage *s = &drive->plan->stages[stage];
	size_t room = s->count - s->begun + 1, count = 0;
	struct call *calls = arena_alloc(&drive->plan->arena, room * sizeof(*calls));
	bool needs_files = false;
	struct step *step;
	int got;

	while ((got = plan_next_step(drive->plan, stage, &step, err)) > 0) {
		if (decide(drive, step, err) < 0 || settle(drive, step, err) < 0)
			return -1;
		if (step->state != STEP_READY)
			continue;
		clear_step(drive, step);
		calls[count++] = step->call;
		needs_files = needs_files || step->config.count || step->inputs.count;
	}
	if (got < 0 || (needs_files && drive_lay_out(drive, err) < 0))
		return -1;
	return count ? drive->engine->submit(drive->engine, calls, count, err) : 0;
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

/* What is under way when something fails is let finish: the next run need not repeat it. */
int drive_to_end(struct drive *drive, struct err *err)
{
	struct outcome outcome;
	int got;

	if (advance(drive, err) < 0)
		return -1;
	while ((got = drive->engine->wait(drive->engine, &outcome, err)) > 0) {
		end_step(drive, &outcome);
		outcome_release(&outcome);
		if (!drive->failed && advance(drive, err) < 0)
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
