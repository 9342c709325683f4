#include "ratio/derived.h"

enum { MONTHS_A_YEAR = 12 };

struct deriver {
	struct figures *f;
	struct err *err;
};

/* Finishes a figure of the indicator with an exact value and adds it. */
static int add(struct deriver *d, const struct figure *like, const struct indicator *indicator,
               struct ratio exact, const char *status)
{
	struct figure figure = *like;
	struct text value = TEXT_INIT;

	figure.key.indicator = indicator;
	figure.exact = exact;
	figure.known = true;
	figure.unit = slice_of(indicator->unit->name);
	figure.status = slice_of(status);
	figure.n = figure.left_out = (struct slice){"", 0};
	if (!indicator_publish(indicator, exact, indicator->formula.shift, &value)) {
		text_release(&value);
		return err_set(d->err, RD_INPUT,
		               T("'%s' is too large to be published", "'%s' 过大，无法公布"),
		               indicator->id);
	}
	figure.value = arena_copy(&d->f->arena, text_slice(&value));
	text_release(&value);
	/* A figure that was imported itself counts before one that was derived. */
	figures_add(d->f, &figure);
	return 0;
}

static const struct indicator *indicator_of(const struct deriver *d, const char *id)
{
	return indicators_find(&d->f->config->indicators, slice_of(id));
}

static const struct figure *find_at(const struct deriver *d, struct figure_key key, uint32_t node)
{
	const struct figure *found;

	key.region = (struct place){node, false};
	found = figures_find(d->f, &key);
	return found && found->known ? found : NULL;
}

/* Children of a region that are valid at the period; *all is false if one lacks the figure. */
static size_t children(const struct deriver *d, const struct figure_key *key, bool *all,
                       const struct figure **found, size_t most)
{
	const struct code_tree *tree = &d->f->config->regions;
	size_t n = 0;

	*all = true;
	if (tree->nodes[key->region.node].child_count == 0)
		return 0;
	for (uint32_t i = 0; i < tree->count; i++) {
		const struct figure *child;
		if (tree->nodes[i].parent != key->region.node ||
		    !code_tree_valid_at(tree, i, key->period))
			continue;
		child = find_at(d, *key, i);
		if (child && n < most)
			found[n++] = child;
		else
			*all = false;
	}
	return n;
}

/* What is derived from a figure that its publisher flagged is so flagged: provisional, a break. */
static const char *status_of_both(const struct deriver *d, const struct figure *a,
                                  const struct figure *b)
{
	struct slice status = slice_is(a->status, STATUS_NORMAL) ? b->status : a->status;

	return arena_strdup(&d->f->arena, status);
}

static int derive_growth_of(struct deriver *d, const struct indicator *indicator,
                            const struct figure *now)
{
	struct figure_key key = now->key;
	const struct figure *last;
	struct ratio growth;

	key.period -= MONTHS_A_YEAR;
	last = figures_find(d->f, &key);
	if (!last || !last->known || last->exact.numerator <= 0)
		return 0;
	if (!ratio_subtract(now->exact, last->exact, &growth))
		return 0;
	/* (a/d − b/e) ÷ (b/e): with a common denominator that is (a − b) ÷ b. */
	if (now->exact.denominator == last->exact.denominator)
		growth.denominator = last->exact.numerator;
	else if (__builtin_mul_overflow(last->exact.numerator, now->exact.denominator,
	                                &growth.denominator))
		return 0;
	return add(d, now, indicator, growth, status_of_both(d, now, last));
}

/* Last year's level from this year's and the growth, to a whole number; false if too large. */
static bool base_of(const struct figure *level, const struct figure *growth, wide *base)
{
	struct ratio r;

	return !__builtin_add_overflow(growth->exact.denominator, growth->exact.numerator,
	                               &r.denominator) &&
	       !__builtin_mul_overflow(level->exact.numerator, growth->exact.denominator,
	                               &r.numerator) &&
	       ratio_round(r, 0, ROUND_HALF_UP, base);
}

enum { MOST_CHILDREN = 1024 };

static int derive_growth_of_sum(struct deriver *d, const struct indicator *indicator,
                                const struct figure *parent)
{
	const struct figure *parts[MOST_CHILDREN];
	const struct figure *growth;
	struct figure_key key = parent->key;
	struct ratio sum = {0, 0};
	bool all;
	size_t n = children(d, &parent->key, &all, parts, MOST_CHILDREN);

	if (!all || n == 0)
		return 0;
	key.indicator = indicator_of(d, indicator->growth);
	for (size_t i = 0; i < n; i++) {
		wide base;
		growth = find_at(d, key, parts[i]->key.region.node);
		if (!growth || parts[i]->exact.denominator != parts[0]->exact.denominator ||
		    !base_of(parts[i], growth, &base) ||
		    !wide_add(&sum.numerator, parts[i]->exact.numerator - base) ||
		    !wide_add(&sum.denominator, base))
			return 0;
	}
	return sum.denominator > 0 ? add(d, parent, indicator, sum, STATUS_ESTIMATED) : 0;
}

static int derive_regions_above(struct deriver *d, const struct indicator *indicator,
                                const struct figure *parent)
{
	const struct figure *parts[MOST_CHILDREN];
	const struct indicator *of = parent->key.indicator;
	struct ratio threshold = parent->exact, count = {0, 1};
	bool all;
	size_t n = children(d, &parent->key, &all, parts, MOST_CHILDREN);

	if (n == 0)
		return 0;
	if (strcmp(indicator->threshold, "parent") != 0 &&
	    !figure_exact(of, of->unit, slice_of(indicator->threshold), &threshold))
		return err_set(
		        d->err, RD_CONFIG,
		        T("'%s': threshold '%s' is no number", "'%s'：threshold '%s' 不是数字"),
		        indicator->id, indicator->threshold);
	for (size_t i = 0; i < n; i++)
		count.numerator += ratio_compare(parts[i]->exact, threshold) > 0;
	return add(d, parent, indicator, count, STATUS_NORMAL);
}

/* parent − Σ children, where every child has the figure and it is one that adds up. */
static int derive_unallocated(struct deriver *d, const struct figure *parent)
{
	const struct figure *parts[MOST_CHILDREN];
	enum unit_kind kind = parent->key.indicator->unit->kind;
	struct figure like = *parent;
	struct ratio rest = parent->exact;
	bool all;
	size_t n;

	if (kind != UNIT_AMOUNT && kind != UNIT_COUNT)
		return 0;
	n = children(d, &parent->key, &all, parts, MOST_CHILDREN);
	if (!all || n == 0)
		return 0;
	for (size_t i = 0; i < n; i++)
		if (!ratio_subtract(rest, parts[i]->exact, &rest))
			return 0;
	like.key.region.unallocated = true;
	return rest.numerator ? add(d, &like, like.key.indicator, rest, STATUS_NORMAL) : 0;
}

static int derive_from(struct deriver *d, const struct figure *figure)
{
	const struct indicators *indicators = &d->f->config->indicators;

	for (size_t i = 0; i < indicators->count; i++) {
		const struct indicator *item = &indicators->items[i];
		int result = 0;
		if (!item->of || strcmp(item->of, figure->key.indicator->id) != 0)
			continue;
		if (item->type == INDICATOR_GROWTH_OF)
			result = derive_growth_of(d, item, figure);
		else if (item->type == INDICATOR_GROWTH_OF_SUM)
			result = derive_growth_of_sum(d, item, figure);
		else
			result = derive_regions_above(d, item, figure);
		if (result < 0)
			return -1;
	}
	return derive_unallocated(d, figure);
}

int derive_figures(struct figures *f, struct err *err)
{
	struct deriver d = {f, err};
	size_t imported = f->count;

	for (size_t i = 0; i < imported; i++) {
		struct figure figure = f->items[i]; /* adding moves the array */
		if (!figure.known || figure.key.region.unallocated)
			continue;
		if (derive_from(&d, &figure) < 0)
			return -1;
	}
	return 0;
}
