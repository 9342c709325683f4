#include "rank/ranking.h"

#include <stdlib.h>

/* Below 0 if a comes first. */
static int by_exact(const struct ranked *a, const struct ranked *b)
{
	return ratio_compare(b->exact, a->exact);
}

static int by_published(const struct ranked *a, const struct ranked *b)
{
	return (b->published > a->published) - (b->published < a->published);
}

static int then_region(const struct ranked *a, const struct ranked *b, int order,
                       const struct indicator *indicator)
{
	if (order)
		return indicator->less_is_better ? -order : order;
	return (a->region > b->region) - (a->region < b->region);
}

static int exact_then_region(const void *a, const void *b, void *indicator)
{
	const struct ranked *x = *(struct ranked *const *)a, *y = *(struct ranked *const *)b;

	return then_region(x, y, by_exact(x, y), indicator);
}

static int published_then_region(const void *a, const void *b, void *indicator)
{
	const struct ranked *x = *(struct ranked *const *)a, *y = *(struct ranked *const *)b;

	return then_region(x, y, by_published(x, y), indicator);
}

static void number(struct ranking *r, int (*order)(const struct ranked *, const struct ranked *),
                   bool dense)
{
	unsigned place = 0;

	for (size_t i = 0; i < r->count;) {
		size_t end = i + 1;
		while (end < r->count && order(r->items[i], r->items[end]) == 0)
			end++;
		place = dense ? place + 1 : (unsigned)i + 1;
		for (size_t k = i; k < end; k++) {
			r->items[k]->rank = place;
			r->items[k]->tied = (unsigned)(end - i - 1);
		}
		i = end;
	}
}

static void sort(struct ranking *r, int (*order)(const void *, const void *, void *))
{
	/* What it is sorted by is not written to. */
	qsort_r(r->items, r->count, sizeof(struct ranked *), order,
	        (void *)(uintptr_t)r->indicator);
}

bool ranking_sort(struct ranking *r, const struct rank_options *options)
{
	unsigned shift = r->indicator->formula.shift + (unsigned)r->indicator->decimals;

	for (size_t i = 0; i < r->count; i++)
		if (!ratio_round(r->items[i]->exact, shift, r->indicator->rounding,
		                 &r->items[i]->published))
			return false;
	sort(r, published_then_region);
	number(r, by_published, options->dense);
	for (size_t i = 0; i < r->count; i++) {
		r->items[i]->published_rank = r->items[i]->rank;
		r->items[i]->stable = true;
	}
	if (options->published)
		return true;
	sort(r, exact_then_region);
	number(r, by_exact, options->dense);
	for (size_t i = 0; i < r->count; i++)
		r->items[i]->stable = r->items[i]->rank == r->items[i]->published_rank;
	return true;
}

const struct ranked *ranking_ahead(const struct ranking *r, size_t i)
{
	size_t at = i;

	while (at > 0 && r->items[at]->rank == r->items[i]->rank)
		at--;
	if (r->items[at]->rank == r->items[i]->rank)
		return NULL;
	while (at > 0 && r->items[at - 1]->rank == r->items[at]->rank)
		at--;
	return r->items[at];
}

const struct ranked *ranking_behind(const struct ranking *r, size_t i)
{
	for (size_t at = i + 1; at < r->count; at++)
		if (r->items[at]->rank != r->items[i]->rank)
			return r->items[at];
	return NULL;
}

void ranking_add_distance(struct text *t, const struct indicator *indicator, const struct ranked *a,
                          const struct ranked *b)
{
	struct ratio distance;

	if (ratio_subtract(a->exact, b->exact, &distance))
		indicator_publish(indicator, distance, indicator->formula.shift, t);
}

bool ranking_gap_amount(const struct indicator *indicator, const struct ranked *own,
                        const struct ranked *ahead, wide *amount)
{
	wide level;
	int sign;

	switch (indicator->type) {
	case INDICATOR_RATIO:
	case INDICATOR_SHARE:
	case INDICATOR_TOTAL:
	case INDICATOR_COUNT:
		break;
	default:
		return false;
	}
	/* What is to be level or beyond is rounded away from where it stands: up, or down. */
	sign = indicator->less_is_better ? -1 : 1;
	return multiply_divide_up(sign * ahead->exact.numerator, own->exact.denominator,
	                          ahead->exact.denominator, &level) &&
	       !__builtin_sub_overflow(sign * level, own->exact.numerator, amount);
}
