/*
 * Exhibits that compare regions with each other: rankings, places by several indicators,
 * indicators side by side, and how one of them went over time.
 */
#include <stdlib.h>

#include "report/exhibits.h"
#include "report/phrases.h"

/* Regions ordered by their place by an indicator, those without one last. */
struct order {
	const struct subject *subject;
	const struct indicator *indicator;
};

static int64_t place_of(const struct subject *s, uint32_t region, const struct indicator *indicator)
{
	int64_t place;

	return integer_parse(subject_place(s, region, indicator, RANKING_RANK), &place) ? place
	                                                                                : INT64_MAX;
}

static int by_place(const void *a, const void *b, void *context)
{
	const struct order *order = context;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int64_t p = place_of(order->subject, x, order->indicator);
	int64_t q = place_of(order->subject, y, order->indicator);

	if (p != q)
		return p < q ? -1 : 1;
	return (x > y) - (x < y);
}

/* A copy of the list in order of place; to be freed. */
static uint32_t *ordered(const struct subject *s, const struct region_list *list,
                         const struct indicator *indicator)
{
	struct order order = {s, indicator};
	uint32_t *items = xcalloc(list->count + 1, sizeof(*items));

	if (list->count == 0)
		return items;
	memcpy(items, list->items, list->count * sizeof(*items));
	qsort_r(items, list->count, sizeof(*items), by_place, &order);
	return items;
}

/* --- Rankings ------------------------------------------------------------------------------- */

static void rankings_columns(struct exhibit *e, const struct indicator *indicator,
                             const struct unit *needed)
{
	const struct unit *unit = indicator->unit;
	const struct unit *distance =
	        unit->kind == UNIT_PERCENT ? unit_find(slice_of("百分点")) : unit;

	exhibit_column(e, "rank", EXHIBIT_NUMBER, (struct bilingual){"名次", "place"}, NULL);
	exhibit_column(e, "region", EXHIBIT_TEXT, (struct bilingual){"地区", "region"}, NULL);
	exhibit_column(e, "value", EXHIBIT_NUMBER, indicator->name, unit);
	exhibit_column(e, "before", EXHIBIT_NUMBER, (struct bilingual){"上期名次", "place before"},
	               NULL);
	exhibit_column(e, "last_year", EXHIBIT_NUMBER,
	               (struct bilingual){"上年同期名次", "place last year"}, NULL);
	exhibit_column(e, "next", EXHIBIT_TEXT, (struct bilingual){"前一名", "next"}, NULL);
	exhibit_column(e, "gap", EXHIBIT_NUMBER, (struct bilingual){"与前一名差距", "distance"},
	               distance);
	if (needed)
		exhibit_column(e, "gap_amount", EXHIBIT_NUMBER,
		               (struct bilingual){"追上所需增量", "needed to reach it"}, needed);
}

static void put_next(struct exhibit *e, const struct subject *s, struct slice code)
{
	const struct code_tree *regions = &s->publication->config.regions;
	uint32_t node = code.n ? code_tree_find(regions, code) : CODE_NONE;

	if (node == CODE_NONE)
		exhibit_put_missing(e);
	else
		exhibit_put_region(e, s, node);
}

static void put_ranked(struct exhibit *e, const struct subject *s, uint32_t region,
                       const struct unit *needed)
{
	const struct indicator *indicator = e->setting->indicators[0];
	struct text amount = TEXT_INIT;

	exhibit_put_slice(e, subject_place(s, region, indicator, RANKING_RANK));
	exhibit_put_region(e, s, region);
	exhibit_put_figure(e, s, subject_figure(s, region, indicator, s->publication->period));
	exhibit_put_slice(e, subject_place(s, region, indicator, RANKING_BEFORE));
	exhibit_put_slice(e, subject_place(s, region, indicator, RANKING_LAST_YEAR));
	put_next(e, s, subject_place(s, region, indicator, RANKING_NEXT_REGION));
	exhibit_put_slice(e, subject_place(s, region, indicator, RANKING_GAP));
	if (needed) {
		add_amount_up(&amount, subject_place(s, region, indicator, RANKING_GAP_AMOUNT),
		              needed);
		exhibit_put_slice(e, text_slice(&amount));
	}
	text_release(&amount);
	if (region == s->region)
		exhibit_mark_row(e);
}

void exhibit_make_rankings(struct exhibit *e, const struct subject *s)
{
	const struct indicator *indicator = e->setting->indicators[0];
	const struct unit *needed = amount_unit(s, indicator);
	const struct region_list *list = exhibit_regions(e, s);
	uint32_t *items;

	rankings_columns(e, indicator, needed);
	exhibit_set_scope(e, s->common);
	if (!list)
		return;
	items = ordered(s, list, indicator);
	for (size_t i = 0; i < list->count; i++)
		if (place_of(s, items[i], indicator) != INT64_MAX)
			put_ranked(e, s, items[i], needed);
	free(items);
}

/* --- Places by several indicators ----------------------------------------------------------- */

void exhibit_make_places(struct exhibit *e, const struct subject *s)
{
	static const char *const ids[] = {"r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8"};
	static const char *const values[] = {"v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8"};
	const struct region_list *list = exhibit_regions(e, s);
	const struct exhibit_setting *setting = e->setting;
	uint32_t *items;

	exhibit_column(e, "region", EXHIBIT_TEXT, (struct bilingual){"地区", "region"}, NULL);
	for (size_t i = 0; i < setting->indicator_ids.count; i++) {
		exhibit_column(e, values[i], EXHIBIT_NUMBER, setting->indicators[i]->name,
		               setting->indicators[i]->unit);
		exhibit_column(e, ids[i], EXHIBIT_NUMBER, (struct bilingual){"名次", "place"},
		               NULL);
	}
	exhibit_set_scope(e, list == &s->children ? s->region : s->common);
	if (!list)
		return;
	items = ordered(s, list, subject_settings(s)->ranking);
	for (size_t i = 0; i < list->count; i++) {
		exhibit_put_region(e, s, items[i]);
		for (size_t k = 0; k < setting->indicator_ids.count; k++) {
			const struct indicator *indicator = setting->indicators[k];
			exhibit_put_figure(
			        e, s,
			        subject_figure(s, items[i], indicator, s->publication->period));
			exhibit_put_slice(e, subject_place(s, items[i], indicator, RANKING_RANK));
		}
		if (items[i] == s->region)
			exhibit_mark_row(e);
	}
	free(items);
}

/* --- Indicators side by side ---------------------------------------------------------------- */

/* The common parent below its regions, to measure them by. */
static void put_common(struct exhibit *e, const struct subject *s)
{
	period now = s->publication->period;

	if (!exhibit_rows(e) || !subject_figure(s, s->common, e->setting->indicators[0], now))
		return;
	exhibit_put_region(e, s, s->common);
	for (size_t i = 0; i < e->setting->indicator_ids.count; i++)
		exhibit_put_figure(e, s,
		                   subject_figure(s, s->common, e->setting->indicators[i], now));
	e->total = exhibit_rows(e) - 1;
}

void exhibit_make_regions(struct exhibit *e, const struct subject *s)
{
	const struct region_list *list = exhibit_regions(e, s);
	const struct exhibit_setting *setting = e->setting;
	uint32_t *items;

	exhibit_column(e, "region", EXHIBIT_TEXT, (struct bilingual){"地区", "region"}, NULL);
	exhibit_indicator_columns(e);
	exhibit_set_scope(e, s->common);
	if (!list)
		return;
	items = ordered(s, list, setting->indicators[0]);
	for (size_t i = 0; i < list->count; i++) {
		exhibit_put_region(e, s, items[i]);
		for (size_t k = 0; k < setting->indicator_ids.count; k++)
			exhibit_put_figure(e, s,
			                   subject_figure(s, items[i], setting->indicators[k],
			                                  s->publication->period));
		if (items[i] == s->region)
			exhibit_mark_row(e);
	}
	free(items);
	put_common(e, s);
}

/* --- Over time ------------------------------------------------------------------------------ */

enum {
	MOST_LINES = 12,  /* siblings that a trend shows: more would be a tangle */
	MOST_MONTHS = 60, /* unless the setting says otherwise */
	LONGEST_GAP = 24, /* months without a figure that end the look back */
};

/* The siblings to show: all, or those nearest in place, with the first and the last. */
static size_t choose_lines(const struct subject *s, uint32_t *items, size_t count)
{
	size_t own = 0, first;

	if (count <= MOST_LINES)
		return count;
	while (own + 1 < count && items[own] != s->region)
		own++;
	first = own > MOST_LINES / 2 ? own - MOST_LINES / 2 : 1;
	if (first + MOST_LINES - 2 > count - 1)
		first = count - 1 - (MOST_LINES - 2);
	memmove(items + 1, items + first, (MOST_LINES - 2) * sizeof(*items));
	items[MOST_LINES - 1] = items[count - 1];
	return MOST_LINES;
}

static const struct figure *at(const struct exhibit *e, const struct subject *s, uint32_t region,
                               period p)
{
	return subject_figure_on(s, region, e->setting->indicators[0], p, e->setting->basis);
}

static period first_period(const struct exhibit *e, const struct subject *s)
{
	period most = (period)(e->setting->most ? e->setting->most : MOST_MONTHS);
	period now = s->publication->period, first = now;

	for (period p = now - 1; p > now - most && first - p <= LONGEST_GAP; p--)
		if (at(e, s, s->region, p))
			first = p;
	return first;
}

/* A sum of all its parts would dwarf them: the parent is shown where it is an average. */
static bool shows_parent(const struct exhibit *e, const struct subject *s)
{
	enum unit_kind kind = e->setting->indicators[0]->unit->kind;

	return s->common != s->region && kind != UNIT_AMOUNT && kind != UNIT_COUNT;
}

static void trend_columns(struct exhibit *e, const struct subject *s, const uint32_t *items,
                          size_t count)
{
	const struct unit *unit = e->setting->indicators[0]->unit;
	const struct code_tree *regions = &s->publication->config.regions;

	exhibit_column(e, "period", EXHIBIT_TEXT, (struct bilingual){"报告期", "period"}, NULL);
	exhibit_column(e, "own", EXHIBIT_NUMBER, node_name(regions, s->region), unit);
	if (shows_parent(e, s))
		exhibit_column(e, "parent", EXHIBIT_NUMBER, node_name(regions, s->common), unit);
	for (size_t i = 0; i < count; i++)
		if (items[i] != s->region)
			exhibit_column(e, "other", EXHIBIT_NUMBER, node_name(regions, items[i]),
			               unit);
}

static void put_period(struct exhibit *e, period p)
{
	struct text t = TEXT_INIT;

	period_add(&t, p, e->setting->basis);
	exhibit_put_slice(e, text_slice(&t));
	text_release(&t);
}

void exhibit_make_trend(struct exhibit *e, const struct subject *s)
{
	const struct region_list *list = &s->peers;
	uint32_t *items = ordered(s, list, subject_settings(s)->ranking);
	size_t count = choose_lines(s, items, list->count);

	trend_columns(e, s, items, count);
	exhibit_set_scope(e, s->region);
	e->first = first_period(e, s);
	for (period p = e->first; p <= s->publication->period; p++) {
		if (!at(e, s, s->region, p))
			continue;
		put_period(e, p);
		exhibit_put_figure(e, s, at(e, s, s->region, p));
		if (shows_parent(e, s))
			exhibit_put_figure(e, s, at(e, s, s->common, p));
		for (size_t i = 0; i < count; i++)
			if (items[i] != s->region)
				exhibit_put_figure(e, s, at(e, s, items[i], p));
	}
	free(items);
}
