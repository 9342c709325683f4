#include "trace/published.h"

#include <stdlib.h>

#include "base/nearest.h"

enum { MONTHS_A_YEAR = 12 };

static int unknown(struct err *err, const char *what, const char *value, const char *nearest)
{
	err_set(err, RD_USAGE, T("%s '%s' is not in the configuration", "%s '%s' 不在配置中"), what,
	        value);
	if (nearest)
		err_hint(err, T("did you mean '%s'?", "是否想写 '%s'？"), nearest);
	return -1;
}

static bool is_named(const struct code_node *node, const char *name)
{
	return strcmp(node->name.zh, name) == 0 || strcmp(node->short_zh, name) == 0 ||
	       strcmp(node->name.en, name) == 0;
}

/* A region by its code, or by a name that only one region valid at the period has. */
static int ask_region(struct published *p, const char *text, struct err *err)
{
	const struct code_tree *tree = &p->config->regions;
	struct place *region = &p->key.region;
	unsigned found = 0;

	if (place_parse(tree, slice_of(text), region))
		return 0;
	for (uint32_t i = 0; i < tree->count; i++) {
		if (!is_named(&tree->nodes[i], text) || !code_tree_valid_at(tree, i, p->key.period))
			continue;
		*region = (struct place){i, false};
		found++;
	}
	if (found == 1)
		return 0;
	if (!found)
		return unknown(err, T("region", "地区"), text, NULL);
	err_set(err, RD_USAGE, T("%u regions are called '%s'", "有 %u 个地区叫 '%s'"), found, text);
	return err_hint(err, T("give the region's code", "请给出地区代码"));
}

static int ask_indicator(struct published *p, const char *text, struct err *err)
{
	const struct indicators *all = &p->config->indicators;
	const char **ids;

	p->key.indicator = indicators_find(all, slice_of(text));
	if (p->key.indicator)
		return 0;
	ids = xcalloc(all->count + 1, sizeof(*ids));
	for (size_t i = 0; i < all->count; i++)
		ids[i] = all->items[i].id;
	unknown(err, T("indicator", "指标"), text, nearest_word(text, ids, all->count));
	free(ids);
	return -1;
}

static int ask_period(struct published *p, const char *text, const char *basis_text,
                      struct err *err)
{
	enum basis as_written = strlen(text) == 4 ? BASIS_YEAR : BASIS_YTD;
	int basis = basis_text ? basis_parse(slice_of(basis_text)) : (int)as_written;

	p->key.period = period_parse(slice_of(text));
	if (p->key.period == PERIOD_NONE) {
		err_set(err, RD_USAGE, T("'%s' is no period", "'%s' 不是报告期"), text);
		return err_hint(
		        err, T("write 2024-05, or 2024 for a year", "请写 2024-05，年度写 2024"));
	}
	if (basis < 0) {
		err_set(err, RD_USAGE, T("'%s' is no basis", "'%s' 不是口径"), basis_text);
		return err_hint(err, T("write ytd, month or year", "请写 ytd、month 或 year"));
	}
	p->key.basis = (enum basis)basis;
	return 0;
}

static struct slice place_text(struct published *p, const struct code_tree *tree,
                               struct place place)
{
	struct text t = TEXT_INIT;
	struct slice kept;

	place_add(&t, tree, place);
	kept = arena_copy(&p->arena, text_slice(&t));
	text_release(&t);
	return kept;
}

static struct slice period_text(struct published *p, period at)
{
	struct text t = TEXT_INIT;
	struct slice kept;

	period_add(&t, at, p->key.basis);
	kept = arena_copy(&p->arena, text_slice(&t));
	text_release(&t);
	return kept;
}

int published_ask(struct published *p, const struct configuration *config,
                  const struct program *program, const struct trace_options *options,
                  struct err *err)
{
	const char *industry = options->industry;
	struct figure_key *key = &p->key;

	*p = (struct published){.config = config};
	key->industry = (struct place){config->industries.root, false};
	key->group = slice_of(options->group ? options->group : "total");
	if (ask_period(p, program->files.items[2], options->basis, err) < 0 ||
	    ask_region(p, program->files.items[0], err) < 0 ||
	    ask_indicator(p, program->files.items[1], err) < 0)
		return -1;
	if (industry && !place_parse(&config->industries, slice_of(industry), &key->industry))
		return unknown(err, T("industry", "行业"), industry, NULL);
	p->wanted[OBS_REGION] = place_text(p, &config->regions, key->region);
	p->wanted[OBS_INDUSTRY] = place_text(p, &config->industries, key->industry);
	p->wanted[OBS_CLASS] = key->group;
	p->wanted[OBS_PERIOD] = period_text(p, key->period);
	p->wanted[OBS_BASIS] = slice_of(basis_name(key->basis));
	p->wanted[OBS_INDICATOR] = slice_of(key->indicator->id);
	return 0;
}

void published_release(struct published *p)
{
	free(p->inputs);
	arena_release(&p->arena);
	*p = (struct published){0};
}

static struct published_row keep_row(struct published *p, const struct table_reader *r)
{
	struct published_row row;

	for (size_t i = 0; i < OBS_COLUMNS; i++)
		row.cells[i] = arena_copy(&p->arena, table_field(r, i));
	return row;
}

static bool same(const struct published *p, const struct table_reader *r, size_t column)
{
	return slice_eq(table_field(r, column), p->wanted[column]);
}

/* --- The cell above ------------------------------------------------------------------- */

/*
 * The denominator's cell is the nearest one above for which there are figures: industry
 * levels that are not asked for in config/cells.json are stepped over.
 */
struct above {
	struct place places[CODE_DEPTH];
	struct slice codes[CODE_DEPTH];
	bool exists[CODE_DEPTH];
	size_t count;
	size_t column; /* of the tree in indicators.csv */
};

static void list_above(struct published *p, struct above *above)
{
	bool by_region = p->key.indicator->within == WITHIN_REGION;
	const struct code_tree *tree = by_region ? &p->config->regions : &p->config->industries;
	struct place at = by_region ? p->key.region : p->key.industry;

	*above = (struct above){.column = by_region ? OBS_REGION : OBS_INDUSTRY};
	if (p->key.indicator->within == WITHIN_SELF)
		return;
	while (above->count < CODE_DEPTH && place_ascend(tree, &at)) {
		above->places[above->count] = at;
		above->codes[above->count++] = place_text(p, tree, at);
	}
}

static void look_above(const struct published *p, const struct table_reader *r, struct above *above)
{
	for (size_t i = OBS_REGION; i <= OBS_BASIS; i++)
		if (i != above->column && !same(p, r, i))
			return;
	for (size_t i = 0; i < above->count; i++)
		above->exists[i] |= slice_eq(table_field(r, above->column), above->codes[i]);
}

static void take_base(struct published *p, const struct above *above)
{
	size_t i = 0;

	p->base_region = p->key.region;
	p->base_industry = p->key.industry;
	p->has_base = true;
	if (p->key.indicator->within == WITHIN_SELF)
		return;
	while (i < above->count && !above->exists[i])
		i++;
	p->has_base = i < above->count;
	if (p->has_base && above->column == OBS_REGION)
		p->base_region = above->places[i];
	else if (p->has_base)
		p->base_industry = above->places[i];
}

/* --- Finding it ------------------------------------------------------------------------ */

struct search {
	struct table_reader r;
	struct above above;
	bool found;
	struct slice first, last; /* periods at which there is such a figure */
};

static bool is_wanted(const struct published *p, struct search *s)
{
	static const size_t of_figure[] = {OBS_REGION, OBS_INDUSTRY, OBS_CLASS, OBS_INDICATOR};

	for (size_t i = 0; i < sizeof(of_figure) / sizeof(of_figure[0]); i++)
		if (!same(p, &s->r, of_figure[i]))
			return false;
	return true;
}

static void note_period(struct published *p, struct search *s)
{
	s->last = arena_copy(&p->arena, table_field(&s->r, OBS_PERIOD));
	if (!s->first.n)
		s->first = s->last;
}

static int read_exact(struct published *p, struct search *s, struct err *err)
{
	struct slice numerator = table_field(&s->r, OBS_NUMERATOR);
	struct slice denominator = table_field(&s->r, OBS_DENOMINATOR);
	const char *wrong = T("is not a whole number", "不是整数");

	p->stated = numerator.n > 0;
	if (numerator.n && !wide_parse(numerator, &p->exact.numerator))
		return table_wrong(&s->r, OBS_NUMERATOR, err, wrong);
	if (denominator.n && !wide_parse(denominator, &p->exact.denominator))
		return table_wrong(&s->r, OBS_DENOMINATOR, err, wrong);
	return 0;
}

static int look(struct published *p, struct search *s, struct err *err)
{
	int got;

	while ((got = table_next(&s->r, err)) > 0) {
		look_above(p, &s->r, &s->above);
		if (!is_wanted(p, s))
			continue;
		note_period(p, s);
		if (!same(p, &s->r, OBS_PERIOD) || !same(p, &s->r, OBS_BASIS))
			continue;
		s->found = true;
		p->row = keep_row(p, &s->r);
		if (read_exact(p, s, err) < 0)
			return -1;
	}
	return got;
}

static int not_there(const struct published *p, const struct search *s, const char *path,
                     struct err *err)
{
	err_set(err, RD_INPUT,
	        T("no %s of region %.*s at %.*s (%.*s)",
	          "没有指标 %s、地区 %.*s、报告期 %.*s（%.*s）的数字"),
	        p->key.indicator->id, SLICE_FMT(p->wanted[OBS_REGION]),
	        SLICE_FMT(p->wanted[OBS_PERIOD]), SLICE_FMT(p->wanted[OBS_BASIS]));
	if (s->first.n)
		err_hint(err,
		         T("the file has it from %.*s to %.*s", "文件中有 %.*s 到 %.*s 的数字"),
		         SLICE_FMT(s->first), SLICE_FMT(s->last));
	else
		err_hint(err, T("the file has it at no period for this region, industry and class",
		                "文件中没有该地区、行业、分类的这一指标"));
	return err_at(err, path, 0, 0);
}

/* --- What it was derived from ---------------------------------------------------------- */

/* Whether a region is the figure's own, or one right below it. */
static bool is_part(const struct published *p, struct slice code)
{
	struct place place;
	uint32_t own = p->key.region.node;

	return place_parse(&p->config->regions, code, &place) && !place.unallocated &&
	       (place.node == own || p->config->regions.nodes[place.node].parent == own);
}

static bool is_input(const struct published *p, const struct table_reader *r,
                     struct slice last_year)
{
	const struct indicator *item = p->key.indicator;
	struct slice id = table_field(r, OBS_INDICATOR), at = table_field(r, OBS_PERIOD);
	bool same_indicator = item->of ? slice_is(id, item->of) : slice_is(id, item->id);
	bool same_growth = item->growth && slice_is(id, item->growth);
	bool same_year = slice_eq(at, p->wanted[OBS_PERIOD]);

	if (!(same_indicator || same_growth) || !same(p, r, OBS_INDUSTRY) ||
	    !same(p, r, OBS_CLASS) || !same(p, r, OBS_BASIS))
		return false;
	if (item->type == INDICATOR_GROWTH_OF)
		return same(p, r, OBS_REGION) && (same_year || slice_eq(at, last_year));
	return same_year && is_part(p, table_field(r, OBS_REGION));
}

/* An imported figure has no inputs, unless it is what the parts of a region leave over. */
static bool is_derived(const struct published *p)
{
	return !indicator_from_cells(p->key.indicator) &&
	       (p->key.indicator->of || p->key.region.unallocated);
}

static int read_inputs(struct published *p, const char *path, struct err *err)
{
	const struct table *const candidates[] = {&table_indicators};
	struct slice last_year = period_text(p, p->key.period - MONTHS_A_YEAR);
	struct table_reader r;
	int got;

	if (!is_derived(p))
		return 0;
	if (table_open(&r, path, candidates, 1, err) < 0)
		return -1;
	while ((got = table_next(&r, err)) > 0) {
		if (!is_input(p, &r, last_year))
			continue;
		VEC_GROW(p->inputs, p->input_count, p->input_capacity);
		p->inputs[p->input_count++] = keep_row(p, &r);
	}
	table_reader_close(&r);
	return got;
}

int published_find(struct published *p, const char *path, struct err *err)
{
	const struct table *const candidates[] = {&table_indicators};
	struct search s = {0};
	int result;

	list_above(p, &s.above);
	if (table_open(&s.r, path, candidates, 1, err) < 0)
		return -1;
	result = look(p, &s, err);
	table_reader_close(&s.r);
	if (result == 0 && !s.found)
		result = not_there(p, &s, path, err);
	if (result < 0)
		return -1;
	take_base(p, &s.above);
	return read_inputs(p, path, err);
}
