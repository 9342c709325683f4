#include "run/plan.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/path.h"
#include "model/shard.h"
#include "run/inputs.h"
#include "run/periods.h"

void plan_init(struct plan *plan, const struct chain *chain, struct settings *settings,
               const struct program_file *programs, const struct plan_place *place)
{
	*plan = (struct plan){
	        .chain = chain,
	        .settings = settings,
	        .programs = programs,
	        .place = *place,
	        .last = chain->count - 1,
	};
	snprintf(plan->shards, sizeof(plan->shards), "%llu", (unsigned long long)chain->shards);
	plan->stages = xcalloc(chain->count, sizeof(*plan->stages));
}

void plan_release(struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		json_decref(plan->steps[i]->record);
		free(plan->steps[i]->behind);
	}
	free(plan->steps);
	free(plan->stages);
	fetch_record_release(&plan->sources);
	arena_release(&plan->arena);
}

/* Whether both have steps for the same parts of the whole, whatever the files are. */
static bool are_split_alike(const struct stage *a, const struct stage *b, const char *file)
{
	bool by_number = a->steps && b->steps;

	return by_number ||
	       (a->for_each == b->for_each && a->for_each != FOR_ALL && !strstr(file, PERIOD));
}

/* Whether all is known of the stage that a pattern reads from; itself does not count. */
static bool has_come(const struct plan *plan, size_t stage, const char *pattern)
{
	const struct stage *stages = plan->chain->stages;
	const char *file;
	size_t from = chain_input_stage(plan->chain, pattern, &file);

	if (from == stage || plan->stages[from].state == STAGE_ENDED)
		return true;
	return plan->eager && plan->stages[from].state == STAGE_EXPANDED &&
	       are_split_alike(&stages[stage], &stages[from], file);
}

static bool can_be_expanded(const struct plan *plan, size_t stage)
{
	const struct stage *s = &plan->chain->stages[stage];

	if (plan->stages[stage].state != STAGE_WAITING)
		return false;
	for (size_t i = 0; i < stage && s->for_each == FOR_SOURCE; i++)
		if (plan->chain->stages[i].sources && plan->stages[i].state != STAGE_ENDED)
			return false;
	for (size_t i = 0; i < s->inputs.count; i++)
		if (!has_come(plan, stage, s->inputs.items[i]))
			return false;
	return !s->latest || has_come(plan, stage, s->latest);
}

int plan_next_stage(const struct plan *plan)
{
	for (size_t i = 0; i <= plan->last; i++)
		if (can_be_expanded(plan, i))
			return (int)i;
	return -1;
}

/* --- One step ---------------------------------------------------------------------------- */

static void find_inputs(struct plan *plan, struct step *step)
{
	const struct stage *stage = &plan->chain->stages[step->stage];

	inputs_find(plan, step);
	if (stage->latest)
		step->latest = periods_latest(plan, stage->latest);
	if (stage->inputs.count && !step->inputs.count) {
		step->state = STEP_SKIPPED;
		step->why = T("none of its inputs is there", "没有任何输入");
	}
}

static int find_config(struct plan *plan, struct step *step, struct err *err)
{
	const struct json_texts *patterns = &plan->chain->stages[step->stage].config;

	for (size_t i = 0; i < patterns->count; i++) {
		const char *pattern =
		        inputs_with_value(plan, patterns->items[i], "{source}", step->source);
		if (settings_match(plan->settings, pattern, &step->config, err) < 0)
			return -1;
	}
	return 0;
}

static const char *value_of(const struct plan *plan, const struct step *step, struct slice name)
{
	const struct {
		const char *name, *value;
	} values[] = {
	        {"config", plan->place.config},
	        {"original_config", plan->place.original_config},
	        {"store", plan->place.store},
	        {"out", step->name},
	        {"source", step->source},
	        {"latest", step->latest},
	        {"period", step->period ? step->period : plan->place.period},
	        {"shard", step->shard_text},
	        {"shards", plan->shards},
	        {"seen", step->seen},
	        {"force", plan->place.force ? "--force" : NULL},
	        {"part", step->part},
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (slice_is(name, values[i].name))
			return values[i].value;
	return NULL;
}

/* False if a placeholder has no value: then the argument is left out. */
static bool expand(const struct plan *plan, const struct step *step, const char *template,
                   struct text *argument)
{
	const char *at = template, *open, *close;

	while ((open = strchr(at, '{')) && (close = strchr(open, '}'))) {
		const char *value =
		        value_of(plan, step, (struct slice){open + 1, (size_t)(close - open) - 1});
		if (!value)
			return false;
		text_add(argument, at, (size_t)(open - at));
		text_adds(argument, value);
		at = close + 1;
	}
	text_adds(argument, at);
	return true;
}

static void make_call(struct plan *plan, struct step *step)
{
	const struct stage *stage = &plan->chain->stages[step->stage];
	const struct json_texts *templates = &stage->arguments;
	struct text argument = TEXT_INIT;
	char **argv = arena_alloc(&plan->arena,
	                          (templates->count + step->inputs.count + 2) * sizeof(*argv));
	size_t argc = 0;

	argv[argc++] = arena_strdup(&plan->arena, slice_of(stage->program));
	for (size_t i = 0; i < templates->count; i++) {
		if (strcmp(templates->items[i], "{inputs}") == 0) {
			for (size_t k = 0; k < step->inputs.count; k++)
				argv[argc++] = (char *)(uintptr_t)step->inputs.items[k].path;
			continue;
		}
		text_clear(&argument);
		if (expand(plan, step, templates->items[i], &argument))
			argv[argc++] = arena_strdup(&plan->arena, text_slice(&argument));
	}
	argv[argc] = NULL;
	text_release(&argument);
	step->argc = argc;
	step->call = (struct call){
	        .step = step->number,
	        .name = step->name,
	        .program = plan->programs[step->stage].path,
	        .argv = argv,
	        .directory = plan->place.run,
	        .timeout = stage->timeout ? stage->timeout : plan->chain->step_timeout,
	        .here = stage->always,
	        .resources = &stage->resources,
	};
}

static void name_sightings(struct plan *plan, struct step *step)
{
	char *name;

	if (!plan->place.sightings || !plan->chain->stages[step->stage].always)
		return;
	name = xasprintf("%s.seen", step->name);
	step->seen = arena_strdup(&plan->arena, slice_of(name));
	free(name);
}

/* What a step is for: a source, a part of one, a shard, a period, or none of them. */
struct share {
	const struct fetched_source *source;
	size_t part, parts; /* from 1; 0: all of the source */
	size_t shard;
	const char *period;
};

static void name_step(struct plan *plan, struct step *step, const struct share *share)
{
	const char *stage_name = plan->chain->stages[step->stage].name;
	struct text t = TEXT_INIT;

	text_adds(&t, stage_name);
	if (share->source)
		text_addf(&t, "/%s", share->source->name);
	if (share->shard)
		text_addf(&t, "/%04zu", share->shard);
	if (share->part)
		text_addf(&t, "/part-%04zu", share->part);
	if (share->period)
		text_addf(&t, "/%s", share->period);
	step->name = arena_strdup(&plan->arena, text_slice(&t));
	if (share->shard)
		step->shard_text = step->name + strlen(stage_name) + 1;
	if (share->part) {
		text_clear(&t);
		text_addf(&t, "%zu/%zu", share->part, share->parts);
		step->part = arena_strdup(&plan->arena, text_slice(&t));
	}
	text_release(&t);
	name_sightings(plan, step);
}

static void add_step(struct plan *plan, size_t stage, const struct share *share)
{
	struct step *step = arena_alloc(&plan->arena, sizeof(*step));

	*step = (struct step){
	        .number = plan->count,
	        .stage = stage,
	        .source = share->source ? share->source->name : NULL,
	        .shard = share->shard,
	        .period = share->period,
	        .config.arena = &plan->arena,
	        .inputs.arena = &plan->arena,
	        .outputs.arena = &plan->arena,
	};
	name_step(plan, step, share);
	/* Steps do not move: pointers to them. NOLINTNEXTLINE(bugprone-sizeof-expression) */
	VEC_GROW(plan->steps, plan->count, plan->capacity);
	plan->steps[plan->count++] = step;
	plan->stages[stage].count++;
}

/* So many that none is larger than it should be; 1: it is not cut. */
static size_t parts_of(const struct stage *stage, const struct fetched_source *source)
{
	uint64_t bytes = 0, parts;

	for (size_t i = 0; i < source->file_count; i++)
		bytes += source->files[i].bytes;
	if (!stage->part_bytes || bytes <= stage->part_bytes)
		return 1;
	parts = (bytes - 1) / stage->part_bytes + 1;
	return parts < MOST_SHARDS ? (size_t)parts : MOST_SHARDS;
}

static void expand_source(struct plan *plan, size_t stage, const struct fetched_source *source)
{
	size_t parts = parts_of(&plan->chain->stages[stage], source);
	struct share share = {.source = source, .parts = parts};

	if (parts == 1)
		add_step(plan, stage, &share);
	for (share.part = 1; parts > 1 && share.part <= parts; share.part++)
		add_step(plan, stage, &share);
}

static void expand_sources(struct plan *plan, size_t stage)
{
	const struct stage *s = &plan->chain->stages[stage];

	for (size_t i = 0; i < plan->sources.source_count; i++) {
		const struct fetched_source *source = &plan->sources.sources[i];
		const char *needs =
		        s->needs ? inputs_with_value(plan, s->needs, "{source}", source->name)
		                 : NULL;
		if (!needs || settings_has(plan->settings, needs))
			expand_source(plan, stage, source);
	}
}

static void expand_periods(struct plan *plan, size_t stage)
{
	size_t count;
	const char **periods = periods_of_stage(plan, stage, &count);

	for (size_t i = 0; i < count; i++)
		add_step(plan, stage, &(struct share){.period = periods[i]});
}

/* --- When a step can begin --------------------------------------------------------------- */

static void wait_for(void *context, struct step *step, struct step *from, const char *file)
{
	(void)context;
	(void)file;
	if (from->state != STEP_READY)
		return;
	/* Steps do not move: pointers to them. NOLINTNEXTLINE(bugprone-sizeof-expression) */
	VEC_GROW(from->behind, from->behind_count, from->behind_capacity);
	from->behind[from->behind_count++] = step;
	step->waits++;
}

static void can_begin(struct plan *plan, struct step *step)
{
	struct plan_stage *s = &plan->stages[step->stage];
	size_t at = s->can_begin++;

	for (; at > s->begun && s->next[at - 1]->number > step->number; at--)
		s->next[at] = s->next[at - 1];
	s->next[at] = step;
}

static void find_order(struct plan *plan, size_t stage)
{
	const struct json_texts *inputs = &plan->chain->stages[stage].inputs;
	struct plan_stage *s = &plan->stages[stage];

	s->next = arena_alloc(&plan->arena, (s->count + 1) * sizeof(struct step *));
	for (size_t i = s->first; i < s->first + s->count; i++) {
		for (size_t k = 0; k < inputs->count; k++)
			inputs_each(plan, plan->steps[i], inputs->items[k], wait_for, NULL);
		if (!plan->steps[i]->waits)
			can_begin(plan, plan->steps[i]);
	}
}

void plan_expand(struct plan *plan, size_t stage)
{
	const struct stage *s = &plan->chain->stages[stage];

	plan->stages[stage] = (struct plan_stage){.state = STAGE_EXPANDED, .first = plan->count};
	if (s->for_each == FOR_SOURCE)
		expand_sources(plan, stage);
	else if (s->for_each == FOR_PERIOD)
		expand_periods(plan, stage);
	else if (s->for_each == FOR_ALL)
		add_step(plan, stage, &(struct share){0});
	for (size_t i = 1; i <= s->steps; i++)
		add_step(plan, stage, &(struct share){.shard = i});
	find_order(plan, stage);
}

int plan_next_step(struct plan *plan, size_t stage, struct step **step, struct err *err)
{
	struct plan_stage *s = &plan->stages[stage];

	if (s->begun == s->can_begin)
		return 0;
	*step = s->next[s->begun++];
	find_inputs(plan, *step);
	if (find_config(plan, *step, err) < 0)
		return -1;
	make_call(plan, *step);
	return 1;
}

void plan_step_has_ended(struct plan *plan, const struct step *step)
{
	plan->stages[step->stage].ended++;
	for (size_t i = 0; i < step->behind_count; i++)
		if (--step->behind[i]->waits == 0)
			can_begin(plan, step->behind[i]);
}

bool plan_stage_has_ended(const struct plan *plan, size_t stage)
{
	return plan->stages[stage].ended == plan->stages[stage].count;
}

int plan_end_stage(struct plan *plan, size_t stage, struct err *err)
{
	const struct stage *s = &plan->chain->stages[stage];
	char *listed, *path;
	int result;

	plan->stages[stage].state = STAGE_ENDED;
	if (!s->sources)
		return 0;
	listed = path_join(s->name, s->sources);
	path = path_join(plan->place.run, listed);
	result = fetch_record_load(&plan->sources, path, err);
	plan->sources_directory = s->name;
	free(path);
	free(listed);
	return result;
}

/* --- For a shell ------------------------------------------------------------------------- */

void plan_add_word(struct text *line, const char *word)
{
	bool plain = *word != '\0';

	for (const char *at = word; *at; at++)
		plain = plain && (isalnum((unsigned char)*at) || strchr("-_./=:,+@%", *at));
	if (plain) {
		text_adds(line, word);
		return;
	}
	text_addc(line, '\'');
	for (; *word; word++) {
		if (*word == '\'')
			text_adds(line, "'\\''");
		else
			text_addc(line, *word);
	}
	text_addc(line, '\'');
}

/*
 * An input of which a dry run only assumes that it will be there (it has no checksum): as a
 * pattern, "facts.cs[v]", which a shell with nullglob drops if there is no such file.
 */
static bool add_assumed(const struct step *step, const char *word, struct text *line)
{
	size_t n = strlen(word);

	for (size_t i = 0; i < step->inputs.count; i++) {
		if (step->inputs.items[i].path != word)
			continue;
		if (step->inputs.items[i].sha256[0])
			return false;
		if (word[n - 1] == '*')
			text_adds(line, word);
		else
			text_addf(line, "%.*s[%c]", (int)n - 1, word, word[n - 1]);
		return true;
	}
	return false;
}

/* The only file that a step of a source reads, if it may not be there; NULL if it will be. */
static const char *only_if_there(const struct step *step)
{
	const struct file_note *note = step->inputs.items;
	bool assumed = step->source && step->inputs.count == 1 && !note->sha256[0];

	return assumed && !strchr(note->path, '*') ? note->path : NULL;
}

void plan_command_line(const struct step *step, struct text *line)
{
	const char *file = only_if_there(step);

	if (file) {
		text_adds(line, "[ ! -e ");
		plan_add_word(line, file);
		text_adds(line, " ] || ");
	}
	plan_add_word(line, step->call.program);
	for (size_t i = 1; i < step->argc; i++) {
		text_addc(line, ' ');
		if (!add_assumed(step, step->call.argv[i], line))
			plan_add_word(line, step->call.argv[i]);
	}
}
