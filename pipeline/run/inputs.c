#include "run/inputs.h"

#include <stdlib.h>
#include <string.h>

#include "io/path.h"
#include "run/periods.h"

const char *inputs_with_value(struct plan *plan, const char *pattern, const char *placeholder,
                              const char *value)
{
	const char *at = value ? strstr(pattern, placeholder) : NULL;
	struct text t = TEXT_INIT;
	const char *result;

	if (!at)
		return pattern;
	text_add(&t, pattern, (size_t)(at - pattern));
	text_adds(&t, value);
	text_adds(&t, at + strlen(placeholder));
	result = arena_strdup(&plan->arena, text_slice(&t));
	text_release(&t);
	return result;
}

static const struct fetched_source *source_of(const struct plan *plan, const struct step *step)
{
	for (size_t i = 0; step->source && i < plan->sources.source_count; i++)
		if (strcmp(plan->sources.sources[i].name, step->source) == 0)
			return &plan->sources.sources[i];
	return NULL;
}

static void add_raw_files(struct plan *plan, struct step *step)
{
	const struct fetched_source *source = source_of(plan, step);

	for (size_t i = 0; source && i < source->file_count; i++) {
		const struct fetched_file *raw = &source->files[i];
		char *path = path_join(plan->sources_directory, raw->path);
		file_list_add(&step->inputs, path, raw->sha256, raw->bytes);
		free(path);
	}
}

/*
 * Of a stage that is split in the same way a step takes what is its own, and of one that is
 * not, everything: a source the same source or the same part of it, a shard the same shard,
 * a group its members, a period the same period.
 */
static bool takes_from(const struct plan *plan, const struct step *step, const struct step *from)
{
	const struct stage *stage = &plan->chain->stages[step->stage];
	size_t first = step->shard, last = step->shard;

	if (step->source && from->source)
		return strcmp(step->source, from->source) == 0 &&
		       (!step->part || !from->part || strcmp(step->part, from->part) == 0);
	if (step->period && from->period)
		return strcmp(step->period, from->period) == 0;
	if (!step->shard || !from->shard)
		return true;
	if (stage->for_each == FOR_GROUP) {
		last = step->shard * stage->fan_in;
		first = last - stage->fan_in + 1;
	}
	return from->shard >= first && from->shard <= last;
}

/* The file of a step, if it left it. Of another period it may be an input already. */
static void add_output_of(void *context, struct step *step, struct step *from, const char *file)
{
	char *path = path_join(from->name, file);
	const struct file_note *note = file_list_find(&from->outputs, path);

	(void)context;
	if (note && !(step->period && file_list_find(&step->inputs, note->path)))
		file_list_add(&step->inputs, note->path, note->sha256, note->bytes);
	free(path);
}

/* Of the steps of another stage, those that are of the same part of the whole. */
static void take_of_stage(struct plan *plan, struct step *step, size_t stage, const char *file,
                          inputs_take *take, void *context)
{
	const struct plan_stage *from = &plan->stages[stage];

	file = inputs_with_value(plan, file, "{shard}", step->shard_text);
	file = inputs_with_value(plan, file, PERIOD, step->period);
	for (size_t i = from->first; i < from->first + from->count; i++)
		if (takes_from(plan, step, plan->steps[i]))
			take(context, step, plan->steps[i], file);
}

/* The step of another period, if there is such a period. */
static void take_of_period(struct plan *plan, struct step *step, size_t stage, const char *period,
                           const char *file, inputs_take *take, void *context)
{
	const struct plan_stage *from = &plan->stages[stage];

	for (size_t i = from->first; period && i < from->first + from->count; i++)
		if (strcmp(plan->steps[i]->period, period) == 0)
			take(context, step, plan->steps[i], file);
}

void inputs_each(struct plan *plan, struct step *step, const char *pattern, inputs_take *take,
                 void *context)
{
	const char *file;
	size_t from = chain_input_stage(plan->chain, pattern, &file);

	if (strcmp(file, RAW_FILES) == 0)
		return;
	if (slice_starts(slice_of(file), BEFORE))
		take_of_period(plan, step, from, periods_before(plan, step), file + strlen(BEFORE),
		               take, context);
	else if (slice_starts(slice_of(file), YEAR_BEFORE))
		take_of_period(plan, step, from, periods_year_before(plan, step),
		               file + strlen(YEAR_BEFORE), take, context);
	else
		take_of_stage(plan, step, from, file, take, context);
}

void inputs_find(struct plan *plan, struct step *step)
{
	const struct json_texts *patterns = &plan->chain->stages[step->stage].inputs;
	const char *file;

	for (size_t i = 0; i < patterns->count; i++) {
		chain_input_stage(plan->chain, patterns->items[i], &file);
		if (strcmp(file, RAW_FILES) == 0)
			add_raw_files(plan, step);
		else
			inputs_each(plan, step, patterns->items[i], add_output_of, NULL);
	}
}
