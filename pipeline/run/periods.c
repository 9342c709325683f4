#include "run/periods.h"

#include <stdlib.h>
#include <string.h>

#include "model/period.h"

struct periods {
	struct plan *plan;
	const char **items;
	size_t count, capacity;
};

static bool is_year(const char *text)
{
	return !strchr(text, '-');
}

static int by_time(const void *a, const void *b)
{
	const char *one = *(const char *const *)a, *other = *(const char *const *)b;
	period p = period_parse(slice_of(one)), q = period_parse(slice_of(other));

	if (p != q)
		return p < q ? -1 : 1;
	return is_year(one) - is_year(other);
}

static void add(struct periods *list, struct slice text)
{
	if (period_parse(text) == PERIOD_NONE)
		return;
	for (size_t i = list->count; i-- > 0;)
		if (slice_is(text, list->items[i]))
			return;
	VEC_GROW(list->items, list->count, list->capacity);
	list->items[list->count++] = arena_strdup(&list->plan->arena, text);
}

/* The part of "STEP/facts-2024-05.csv" that stands for {period} in "facts-{period}.csv". */
static void add_file(struct periods *list, const struct step *step, const char *path,
                     const char *pattern)
{
	const char *at = strstr(pattern, PERIOD), *file = path + strlen(step->name) + 1;
	struct slice before = {pattern, (size_t)(at - pattern)},
	             after = slice_of(at + strlen(PERIOD)), name = slice_of(file);

	if (name.n < before.n + after.n || memcmp(name.p, before.p, before.n) != 0 ||
	    memcmp(name.p + name.n - after.n, after.p, after.n) != 0)
		return;
	add(list, (struct slice){name.p + before.n, name.n - before.n - after.n});
}

static void add_files(struct periods *list, size_t stage, const char *pattern)
{
	const struct plan_stage *from = &list->plan->stages[stage];

	for (size_t i = from->first; i < from->first + from->count; i++) {
		const struct step *step = list->plan->steps[i];
		for (size_t k = 0; k < step->outputs.count; k++)
			add_file(list, step, step->outputs.items[k].path, pattern);
	}
}

static void add_steps(struct periods *list, size_t stage)
{
	const struct plan_stage *from = &list->plan->stages[stage];

	for (size_t i = from->first; i < from->first + from->count; i++)
		add(list, slice_of(list->plan->steps[i]->period));
}

static const char **finish(struct periods *list)
{
	const char **kept = arena_alloc(&list->plan->arena, (list->count + 1) * sizeof(*kept));

	if (list->count) {
		qsort(list->items, list->count, sizeof(*list->items), by_time);
		memcpy(kept, list->items, list->count * sizeof(*kept));
	}
	free(list->items);
	return kept;
}

const char **periods_of_stage(struct plan *plan, size_t stage, size_t *count)
{
	const struct chain *chain = plan->chain;
	const struct json_texts *inputs = &chain->stages[stage].inputs;
	struct periods list = {.plan = plan};

	for (size_t i = 0; i < inputs->count; i++) {
		const char *file;
		size_t from = chain_input_stage(chain, inputs->items[i], &file);
		if (strstr(file, PERIOD))
			add_files(&list, from, file);
		else if (chain->stages[from].for_each == FOR_PERIOD && *file != '{')
			add_steps(&list, from);
	}
	*count = list.count;
	return finish(&list);
}

const char *periods_latest(struct plan *plan, const char *pattern)
{
	struct periods list = {.plan = plan};
	const char *file, **all;
	size_t from = chain_input_stage(plan->chain, pattern, &file);

	add_files(&list, from, file);
	all = finish(&list);
	return list.count ? all[list.count - 1] : NULL;
}

const char *periods_before(const struct plan *plan, const struct step *step)
{
	for (size_t i = step->number; i-- > plan->stages[step->stage].first;)
		if (is_year(plan->steps[i]->period) == is_year(step->period))
			return plan->steps[i]->period;
	return NULL;
}

const char *periods_year_before(struct plan *plan, const struct step *step)
{
	enum basis basis = is_year(step->period) ? BASIS_YEAR : BASIS_MONTH;
	char buffer[PERIOD_TEXT];

	return arena_strdup(&plan->arena,
	                    period_write(period_parse(slice_of(step->period)) - 12, basis, buffer));
}
