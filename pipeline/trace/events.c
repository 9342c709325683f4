#include "trace/events.h"

#include <stdlib.h>

static int load(struct events *events, const char *path, struct err *err)
{
	const struct table *const candidates[] = {&table_observations};
	struct table_reader r;
	int result;

	if (table_open(&r, path, candidates, 1, err) < 0)
		return -1;
	result = figures_read(&events->observations, &r, err);
	table_reader_close(&r);
	return result;
}

static bool holds(const struct code_tree *tree, struct place place, struct place of)
{
	return place_holds(tree, place, of.node) &&
	       (!of.unallocated || place.node == of.node || !place.unallocated);
}

/* In the figure's month, or in its year up to then. */
static bool in_period(const struct figure_key *figure, period at)
{
	if (figure->basis == BASIS_MONTH)
		return at == figure->period;
	return at <= figure->period && period_year(at) == period_year(figure->period);
}

static bool is_in(const struct events *events, const struct figure *event)
{
	const struct configuration *config = events->figure->config;
	const struct figure_key *figure = &events->figure->key, *key = &event->key;

	return event->known && key->indicator == figure->indicator &&
	       slice_eq(key->group, figure->group) && in_period(figure, key->period) &&
	       holds(&config->regions, figure->region, key->region) &&
	       holds(&config->industries, figure->industry, key->industry);
}

static int by_period_and_region(const void *a, const void *b)
{
	const struct figure_key *x = &(*(const struct figure *const *)a)->key;
	const struct figure_key *y = &(*(const struct figure *const *)b)->key;

	if (x->period != y->period)
		return x->period < y->period ? -1 : 1;
	return figure_key_compare(x, y);
}

int events_read(struct events *events, const struct published *figure,
                const struct run_files *files, struct err *err)
{
	*events = (struct events){.figure = figure};
	figures_init(&events->observations, figure->config);
	events->observations.keeps_events = true;
	for (size_t i = 0; i < files->observations.count; i++)
		if (load(events, files->observations.items[i], err) < 0)
			return -1;
	for (size_t i = 0; i < events->observations.event_count; i++) {
		const struct figure *event = &events->observations.events[i];
		if (!is_in(events, event))
			continue;
		VEC_GROW(events->items, events->count, events->capacity);
		events->items[events->count++] = event;
		if (!wide_add(&events->sum, event->exact.numerator))
			return err_set(
			        err, RD_INPUT,
			        T("a sum is too large for 128 bits", "合计超出 128 位整数范围"));
	}
	if (events->count)
		qsort(events->items, events->count, sizeof(*events->items), by_period_and_region);
	return 0;
}

void events_release(struct events *events)
{
	figures_release(&events->observations);
	free(events->items);
	*events = (struct events){0};
}

bool events_agree(const struct events *events)
{
	return events->figure->stated && events->sum == events->figure->exact.numerator;
}
