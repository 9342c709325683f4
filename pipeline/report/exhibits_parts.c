/*
 * Exhibits of what a region is made of: its industries, classes of enterprises, and the
 * indicators that take one figure apart; and industries across regions.
 */
#include <stdlib.h>

#include "report/exhibits.h"
#include "report/phrases.h"

/* Figures of one indicator by industry, the largest first. */
struct parts {
	const struct figure **items;
	size_t count, capacity;
};

static int by_size(const void *a, const void *b)
{
	const struct figure *x = *(const struct figure *const *)a;
	const struct figure *y = *(const struct figure *const *)b;
	int order = y->known - x->known;

	if (x->known && y->known)
		order = ratio_compare(y->exact, x->exact);

	return order ? order : figure_key_compare(&x->key, &y->key);
}

static bool is_industry_of(const struct figure *f, uint32_t region,
                           const struct indicator *indicator, const struct subject *s)
{
	return f->value.n && f->key.indicator == indicator && f->key.region.node == region &&
	       !f->key.region.unallocated && f->key.period == s->publication->period &&
	       f->key.industry.node != s->publication->config.industries.root &&
	       slice_is(f->key.group, "total");
}

/* Only what has no part of its own in the list: divisions, and sections where they are all. */
static void keep_finest(struct parts *parts, const struct code_tree *industries)
{
	size_t kept = 0;

	for (size_t i = 0; i < parts->count; i++) {
		const struct place *own = &parts->items[i]->key.industry;
		bool has_part = false;
		for (size_t k = 0; k < parts->count && !has_part && !own->unallocated; k++)
			has_part = industries->nodes[parts->items[k]->key.industry.node].parent ==
			           own->node;
		if (!has_part)
			parts->items[kept++] = parts->items[i];
	}
	parts->count = kept;
}

static void list_parts(struct parts *parts, const struct subject *s, uint32_t region,
                       const struct indicator *indicator)
{
	size_t count;
	const struct figure *all = subject_figures(s, region, &count);

	for (size_t i = 0; i < count; i++) {
		if (!is_industry_of(&all[i], region, indicator, s))
			continue;
		VEC_GROW(parts->items, parts->count, parts->capacity);
		parts->items[parts->count++] = &all[i];
	}
	if (parts->count)
		qsort(parts->items, parts->count, sizeof(*parts->items), by_size);
	keep_finest(parts, &s->publication->config.industries);
}

static struct bilingual industry_name(struct exhibit *e, const struct subject *s,
                                      struct place industry)
{
	const struct code_tree *industries = &s->publication->config.industries;
	struct bilingual name = node_name(industries, industry.node);
	char *zh, *en;

	if (!industry.unallocated)
		return name;
	zh = xasprintf("%s（未分到下级）", name.zh);
	en = xasprintf("%s, not allocated", name.en);
	name.zh = arena_strdup(&e->arena, slice_of(zh));
	name.en = arena_strdup(&e->arena, slice_of(en));
	free(zh);
	free(en);
	return name;
}

/* --- Industries of a region ------------------------------------------------------------------ */

/* A part's numerator on the whole's denominator or numerator, rounded once. */
static void put_ratio(struct exhibit *e, struct ratio r, unsigned decimals)
{
	struct text t = TEXT_INIT;
	wide rounded;

	if (r.denominator < 0) {
		r.numerator = -r.numerator;
		r.denominator = -r.denominator;
	}
	if (ratio_round(r, 2 + decimals, ROUND_HALF_UP, &rounded))
		decimal_add(&t, rounded, decimals);
	exhibit_put_slice(e, text_slice(&t));
	text_release(&t);
}

static void put_share(struct exhibit *e, const struct figure *part, const struct figure *whole)
{
	if (!part->known)
		exhibit_put_withheld(e);
	else if (whole && whole->known && part->exact.denominator == whole->exact.denominator)
		put_ratio(e, (struct ratio){part->exact.numerator, whole->exact.numerator}, 1);
	else
		exhibit_put_missing(e);
}

/* What the part's growth adds to that of the whole: its increase over the whole's base. */
static void put_contribution(struct exhibit *e, const struct figure *part,
                             const struct figure *whole)
{
	if (part && !part->known)
		exhibit_put_withheld(e);
	else if (part && whole && whole->known)
		put_ratio(e, (struct ratio){part->exact.numerator, whole->exact.denominator}, 2);
	else
		exhibit_put_missing(e);
}

static void industries_columns(struct exhibit *e)
{
	const struct indicator *const *indicators = e->setting->indicators;

	exhibit_column(e, "industry", EXHIBIT_TEXT, (struct bilingual){"行业", "industry"}, NULL);
	exhibit_column(e, "value", EXHIBIT_NUMBER, indicators[0]->name, indicators[0]->unit);
	exhibit_column(e, "share", EXHIBIT_NUMBER, (struct bilingual){"占全部", "share of all"},
	               unit_find(slice_of("%")));
	exhibit_column(e, "growth", EXHIBIT_NUMBER, indicators[1]->name, indicators[1]->unit);
	exhibit_column(e, "contribution", EXHIBIT_NUMBER,
	               (struct bilingual){"拉动增长", "adds to growth"},
	               unit_find(slice_of("百分点")));
	for (size_t i = 2; i < e->setting->indicator_ids.count; i++)
		exhibit_column(e, i == 2 ? "v3" : "other", EXHIBIT_NUMBER, indicators[i]->name,
		               indicators[i]->unit);
}

static const struct figure *same_part(const struct subject *s, const struct figure *f,
                                      const struct indicator *indicator)
{
	return subject_part(s, f->key.region, f->key.industry, f->key.group, indicator);
}

static void put_industry(struct exhibit *e, const struct subject *s, const struct figure *f)
{
	const struct indicator *const *indicators = e->setting->indicators;
	const struct figure *growth = same_part(s, f, indicators[1]);
	period now = s->publication->period;

	exhibit_put(e, industry_name(e, s, f->key.industry));
	exhibit_put_figure(e, s, f);
	put_share(e, f, subject_figure(s, s->region, indicators[0], now));
	exhibit_put_figure(e, s, growth);
	put_contribution(e, growth, subject_figure(s, s->region, indicators[1], now));
	for (size_t i = 2; i < e->setting->indicator_ids.count; i++)
		exhibit_put_figure(e, s, same_part(s, f, indicators[i]));
}

void exhibit_make_industries(struct exhibit *e, const struct subject *s)
{
	struct parts parts = {0};
	uint64_t most = e->setting->most ? e->setting->most : SIZE_MAX;

	list_parts(&parts, s, s->region, e->setting->indicators[0]);
	industries_columns(e);
	exhibit_set_scope(e, s->region);
	for (size_t i = 0; i < parts.count && i < most; i++)
		put_industry(e, s, parts.items[i]);
	free(parts.items);
}

/* --- Industries across regions --------------------------------------------------------------- */

enum { MOST_INDUSTRIES = 12 };

/* Of the common parent, by the weight of the second indicator; of the region, if it has none. */
static void list_weighty(struct parts *parts, const struct exhibit *e, const struct subject *s)
{
	uint64_t most = e->setting->most ? e->setting->most : MOST_INDUSTRIES;

	list_parts(parts, s, s->common, e->setting->indicators[1]);
	if (parts->count > most)
		parts->count = most;
}

void exhibit_make_heat(struct exhibit *e, const struct subject *s)
{
	const struct region_list *list = exhibit_regions(e, s);
	const struct indicator *shown = e->setting->indicators[0];
	struct parts parts = {0};

	exhibit_set_scope(e, s->common);
	exhibit_column(e, "region", EXHIBIT_TEXT, (struct bilingual){"地区", "region"}, NULL);
	list_weighty(&parts, e, s);
	for (size_t i = 0; i < parts.count; i++)
		exhibit_column(e, "part", EXHIBIT_SHADED,
		               industry_name(e, s, parts.items[i]->key.industry), shown->unit);
	for (size_t r = 0; list && parts.count && r < list->count; r++) {
		struct place region = {.node = list->items[r]};
		exhibit_put_region(e, s, region.node);
		for (size_t i = 0; i < parts.count; i++)
			exhibit_put_figure(e, s,
			                   subject_part(s, region, parts.items[i]->key.industry,
			                                slice_of("total"), shown));
		if (region.node == s->region)
			exhibit_mark_row(e);
	}
	free(parts.items);
}

/* --- Classes, and figures taken apart -------------------------------------------------------- */

static void put_class(struct exhibit *e, const struct subject *s, struct bilingual name,
                      const char *value)
{
	const struct exhibit_setting *setting = e->setting;
	const struct publication *p = s->publication;
	struct place region = {.node = s->region}, industry = {.node = p->config.industries.root};
	char *group = xasprintf("%s=%s", setting->class_id, value);

	if (subject_part(s, region, industry, slice_of(group), setting->indicators[0])) {
		exhibit_put(e, name);
		for (size_t i = 0; i < setting->indicator_ids.count; i++)
			exhibit_put_figure(e, s,
			                   subject_part(s, region, industry, slice_of(group),
			                                setting->indicators[i]));
	}
	free(group);
}

void exhibit_make_classes(struct exhibit *e, const struct subject *s)
{
	const struct returns *returns = &s->publication->config.returns;
	const struct class_column *class = &returns->classes[e->setting->class_column];

	exhibit_set_scope(e, s->region);
	exhibit_column(e, "class", EXHIBIT_TEXT, class->name, NULL);
	exhibit_indicator_columns(e);
	for (size_t i = 0; i < class->value_count; i++)
		put_class(e, s, class->values[i].name, class->values[i].id);
	put_class(e, s, (struct bilingual){"未列入", "in none of them"}, "");
}

void exhibit_make_parts(struct exhibit *e, const struct subject *s)
{
	exhibit_set_scope(e, s->region);
	exhibit_column(e, "part", EXHIBIT_TEXT, (struct bilingual){"指标", "indicator"}, NULL);
	exhibit_column(e, "value", EXHIBIT_NUMBER, (struct bilingual){"数值", "value"}, NULL);
	exhibit_column(e, "unit", EXHIBIT_TEXT, (struct bilingual){"单位", "unit"}, NULL);
	exhibit_column(e, "n", EXHIBIT_NUMBER, (struct bilingual){"企业数", "enterprises"}, NULL);
	for (size_t i = 0; i < e->setting->indicator_ids.count; i++) {
		const struct indicator *indicator = e->setting->indicators[i];
		const struct figure *f =
		        subject_figure(s, s->region, indicator, s->publication->period);
		if (!f)
			continue;
		exhibit_put(e, indicator->name);
		exhibit_put_figure(e, s, f);
		exhibit_put(e, (struct bilingual){indicator->unit->name, indicator->unit->name_en});
		exhibit_put_slice(e, f->n);
	}
}
