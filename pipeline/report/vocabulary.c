#include "report/vocabulary.h"

#include <stdlib.h>

#include "base/nearest.h"
#include "report/phrases.h"

/* A name of the form [parent/]INDICATOR[[class=value]][.ATTRIBUTE][ in UNIT], taken apart. */
struct reference {
	const struct subject *subject;
	uint32_t region;
	const struct indicator *indicator;
	struct slice group; /* "total" unless given */
	const struct unit *unit;
};

struct attribute_word {
	const char *name;
	const char *en, *zh; /* as a missing one is called */
	bool (*add)(const struct reference *r, struct text *t);
};

static const struct code_tree *regions_of(const struct subject *s)
{
	return &s->publication->config.regions;
}

static const struct figure *figure_of(const struct reference *r)
{
	const struct place region = {.node = r->region};
	const struct place all = {.node = r->subject->publication->config.industries.root};

	const struct figure *f = NULL;

	if (r->region != CODE_NONE)
		f = subject_part(r->subject, region, all, r->group, r->indicator);
	return f && f->known ? f : NULL;
}

static struct slice place_field(const struct reference *r, size_t column)
{
	if (!slice_is(r->group, "total"))
		return (struct slice){"", 0};
	return subject_place(r->subject, r->region, r->indicator, column);
}

static bool add_field(struct text *t, struct slice field)
{
	text_add_slice(t, field);
	return field.n > 0;
}

/* --- Attributes --------------------------------------------------------------------------- */

static bool add_value(const struct reference *r, struct text *t)
{
	const struct figure *f = figure_of(r);

	if (!f)
		return false;
	if (!r->unit)
		return add_field(t, f->value);
	return add_in_unit(t, f->exact, r->indicator->unit->exponent, r->unit,
	                   r->indicator->rounding);
}

static bool add_name(const struct reference *r, struct text *t)
{
	text_adds(t, bilingual_text(r->indicator->name));
	return true;
}

static bool add_unit(const struct reference *r, struct text *t)
{
	text_adds(t, unit_label(r->indicator->unit));
	return true;
}

static bool add_figure_change(const struct reference *r, struct text *t)
{
	const struct figure *f = figure_of(r);

	if (f)
		add_change(t, f);
	return f != NULL;
}

static bool add_population(const struct reference *r, struct text *t)
{
	const struct figure *f = figure_of(r);

	return f && add_field(t, f->n);
}

static bool add_left_out(const struct reference *r, struct text *t)
{
	const struct figure *f = figure_of(r);

	return f && add_field(t, f->left_out);
}

static bool add_rank(const struct reference *r, struct text *t)
{
	return add_field(t, place_field(r, RANKING_RANK));
}

static bool add_of(const struct reference *r, struct text *t)
{
	return add_field(t, place_field(r, RANKING_OF));
}

static bool add_before(const struct reference *r, struct text *t)
{
	return add_field(t, place_field(r, RANKING_BEFORE));
}

static bool add_last_year(const struct reference *r, struct text *t)
{
	return add_field(t, place_field(r, RANKING_LAST_YEAR));
}

static bool add_movement_before(const struct reference *r, struct text *t)
{
	return add_movement(t, place_field(r, RANKING_RANK), place_field(r, RANKING_BEFORE));
}

static bool add_movement_last_year(const struct reference *r, struct text *t)
{
	return add_movement(t, place_field(r, RANKING_RANK), place_field(r, RANKING_LAST_YEAR));
}

static bool add_next(const struct reference *r, struct text *t)
{
	const struct code_tree *regions = regions_of(r->subject);
	struct slice code = place_field(r, RANKING_NEXT_REGION);
	uint32_t node = code.n ? code_tree_find(regions, code) : CODE_NONE;

	if (node == CODE_NONE)
		return false;
	text_adds(t, code_tree_name(regions, node, true));
	return true;
}

static bool add_gap(const struct reference *r, struct text *t)
{
	return add_field(t, place_field(r, RANKING_GAP));
}

static bool add_behind(const struct reference *r, struct text *t)
{
	return add_field(t, place_field(r, RANKING_LEAD));
}

/* What it takes is rounded up: less would not do. */
static bool add_gap_amount(const struct reference *r, struct text *t)
{
	struct slice field = place_field(r, RANKING_GAP_AMOUNT);

	return r->unit ? add_amount_up(t, field, r->unit) : add_field(t, field);
}

static const struct attribute_word attributes[] = {
        {"", "", "", add_value},
        {"name", "name", "名称", add_name},
        {"unit", "unit", "单位", add_unit},
        {"change", "", "", add_figure_change},
        {"n", "population", "企业数", add_population},
        {"left_out", "enterprises left out", "未计入企业数", add_left_out},
        {"rank", "place", "排名", add_rank},
        {"of", "regions ranked", "参与排名数", add_of},
        {"before", "place before", "上期排名", add_before},
        {"last_year", "place last year", "上年同期排名", add_last_year},
        {"movement", "movement", "排名变化", add_movement_before},
        {"movement_last_year", "movement on last year", "排名同比变化", add_movement_last_year},
        {"next", "region ahead", "前一名", add_next},
        {"gap", "distance to the place ahead", "与前一名差距", add_gap},
        {"gap_amount", "amount to the place ahead", "追赶所需增量", add_gap_amount},
        {"behind", "lead on the place behind", "领先后一名", add_behind},
};

/* --- Words about the region and the period ------------------------------------------------- */

static bool region_name(const struct subject *s, uint32_t node, bool brief, struct text *t)
{
	if (node != CODE_NONE)
		text_adds(t, code_tree_name(regions_of(s), node, brief));
	return node != CODE_NONE;
}

static bool add_region(const struct subject *s, struct text *t)
{
	return region_name(s, s->region, false, t);
}

static bool add_region_short(const struct subject *s, struct text *t)
{
	return region_name(s, s->region, true, t);
}

static bool add_parent(const struct subject *s, struct text *t)
{
	return region_name(s, s->parent, false, t);
}

static bool add_parent_short(const struct subject *s, struct text *t)
{
	return region_name(s, s->parent, true, t);
}

/* 全市, 全省, 全国: the ground on which places are counted. */
static bool add_within(const struct subject *s, struct text *t)
{
	static const struct {
		const char *level, *zh, *en;
	} grounds[] = {
	        {"county", "全县", "in the county"},
	        {"city", "全市", "in the city"},
	        {"province", "全省", "in the province"},
	        {"country", "全国", "in the country"},
	};
	const char *level;

	if (s->parent == CODE_NONE)
		return false;
	level = regions_of(s)->nodes[s->parent].level;
	for (size_t i = 0; i < sizeof(grounds) / sizeof(grounds[0]); i++)
		if (strcmp(level, grounds[i].level) == 0) {
			text_adds(t, T(grounds[i].en, grounds[i].zh));
			return true;
		}
	text_addf(t, T("in %s", "%s"), code_tree_name(regions_of(s), s->parent, true));
	return true;
}

static bool add_year(const struct subject *s, struct text *t)
{
	text_addf(t, "%d", period_year(s->publication->period));
	return true;
}

static bool add_period(const struct subject *s, struct text *t)
{
	period_add_label(t, s->publication->period, s->publication->settings.basis);
	return true;
}

static const struct {
	const char *name;
	const char *en, *zh;
	bool (*add)(const struct subject *s, struct text *t);
} words[] = {
        {"region", "region", "地区", add_region},
        {"region.short", "region", "地区", add_region_short},
        {"parent", "parent region", "上级地区", add_parent},
        {"parent.short", "parent region", "上级地区", add_parent_short},
        {"within", "parent region", "上级地区", add_within},
        {"year", "year", "年", add_year},
        {"period", "period", "报告期", add_period},
};

/* --- Taking a name apart ------------------------------------------------------------------- */

enum { WORDS = sizeof(words) / sizeof(words[0]) };
enum { ATTRIBUTES = sizeof(attributes) / sizeof(attributes[0]) };

static enum answer suggest(struct slice name, const char *const *candidates, size_t count,
                           struct text *text)
{
	char *word = xstrndup(name.p, name.n);
	const char *near = nearest_word(word, candidates, count);

	if (near)
		text_adds(text, near);
	free(word);
	return ANSWER_UNKNOWN;
}

static enum answer unknown_indicator(const struct subject *s, struct slice id, struct text *text)
{
	const struct indicators *all = &s->publication->config.indicators;
	const char **names = xcalloc(all->count + WORDS, sizeof(*names));
	enum answer answer;

	for (size_t i = 0; i < all->count; i++)
		names[i] = all->items[i].id;
	for (size_t i = 0; i < WORDS; i++)
		names[all->count + i] = words[i].name;
	answer = suggest(id, names, all->count + WORDS, text);
	free(names);
	return answer;
}

static enum answer unknown_attribute(struct slice name, struct text *text)
{
	const char *names[ATTRIBUTES];

	for (size_t i = 0; i < ATTRIBUTES; i++)
		names[i] = attributes[i].name;
	return suggest(name, names, ATTRIBUTES, text);
}

/* Splits s at the first `mark`: what follows it is returned, s keeps what stands before. */
static struct slice cut(struct slice *s, const char *mark)
{
	const char *at = memmem(s->p, s->n, mark, strlen(mark));
	struct slice after = {"", 0};

	if (!at)
		return after;
	after.p = at + strlen(mark);
	after.n = s->n - (size_t)(after.p - s->p);
	s->n = (size_t)(at - s->p);
	return after;
}

static void add_missing(const struct reference *r, const struct attribute_word *a, struct text *t)
{
	text_clear(t);
	if (r->region != r->subject->region && r->region != CODE_NONE)
		text_addf(t, "%s ", code_tree_name(regions_of(r->subject), r->region, true));
	text_adds(t, bilingual_text(r->indicator->name));
	if (!slice_is(r->group, "total"))
		text_addf(t, "[%.*s]", SLICE_FMT(r->group));
	if (T(a->en, a->zh)[0])
		text_addf(t, T(", %s", "，%s"), T(a->en, a->zh));
}

static enum answer answer_attribute(const struct reference *r, struct slice name, struct text *text)
{
	for (size_t i = 0; i < ATTRIBUTES; i++) {
		if (!slice_is(name, attributes[i].name))
			continue;
		if (attributes[i].add(r, text))
			return ANSWER_GIVEN;
		add_missing(r, &attributes[i], text);
		return ANSWER_MISSING;
	}
	return unknown_attribute(name, text);
}

static enum answer answer_word(const struct subject *s, size_t i, struct text *text)
{
	if (words[i].add(s, text))
		return ANSWER_GIVEN;
	text_adds(text, T(words[i].en, words[i].zh));
	return ANSWER_MISSING;
}

enum answer vocabulary_look_up(const struct subject *s, struct slice name, struct text *text)
{
	struct reference r = {.subject = s, .region = s->region, .group = slice_of("total")};
	struct slice unit = cut(&name, " in ");
	struct slice attribute, group;

	for (size_t i = 0; i < WORDS; i++)
		if (slice_is(name, words[i].name))
			return answer_word(s, i, text);
	if (slice_starts(name, "parent/")) {
		r.region = s->parent;
		name = cut(&name, "/");
	}
	attribute = cut(&name, ".");
	group = cut(&name, "[");
	if (group.n)
		r.group = (struct slice){group.p, group.n - 1};
	r.indicator = indicators_find(&s->publication->config.indicators, name);
	if (!r.indicator)
		return unknown_indicator(s, name, text);
	if (unit.n) {
		r.unit = unit_find(unit);
		if (!r.unit || r.unit->kind != UNIT_AMOUNT)
			return ANSWER_UNKNOWN;
	}
	return answer_attribute(&r, attribute, text);
}
