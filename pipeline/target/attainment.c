#include "target/attainment.h"

enum { MONTHS_A_YEAR = 12 };

static const struct ratio one = {1, 1};

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[VERDICTS] = {"no_data",     "attained", "ahead",
	                                            "on_schedule", "behind",   "missed"};

	return names[verdict];
}

static const struct figure *known_figure(const struct figures *figures, const struct target *target,
                                         period at, enum basis basis)
{
	struct figure_key key = {
	        .region = {target->region, false},
	        .industry = {figures->config->industries.root, false},
	        .group = slice_of("total"),
	        .period = at,
	        .basis = basis,
	        .indicator = target->indicator,
	};
	const struct figure *f = figures_find(figures, &key);

	return f && f->known ? f : NULL;
}

static const struct figure *latest_figure(const struct figures *figures,
                                          const struct target *target)
{
	period december = period_of(target->year, MONTHS_A_YEAR);
	const struct figure *f = known_figure(figures, target, december, BASIS_YEAR);

	for (period at = december; !f && at > december - MONTHS_A_YEAR; at--)
		f = known_figure(figures, target, at, BASIS_YTD);
	return f;
}

/* value ÷ base − 1 */
static bool growth(struct ratio value, struct ratio base, struct ratio *result)
{
	return ratio_divide(value, base, result) && ratio_subtract(*result, one, result);
}

/* base × (1 + target) */
static bool grown(struct ratio base, struct ratio target, struct ratio *result)
{
	struct ratio factor = target;

	return !__builtin_add_overflow(target.numerator, target.denominator, &factor.numerator) &&
	       ratio_multiply(base, factor, result);
}

/* What has been achieved, and the value at which the target is. False on overflow. */
static bool measure(struct attainment *a, const struct figures *figures)
{
	const struct figure *f = a->figure;

	a->month = (unsigned)period_month(f->key.period);
	a->achieved = (struct maybe){true, f->exact};
	a->needed = (struct maybe){true, a->target->exact};
	if (a->target->kind != TARGET_GROWTH)
		return true;
	a->achieved.known = a->needed.known = false;
	a->base = known_figure(figures, a->target, f->key.period - MONTHS_A_YEAR, f->key.basis);
	/* There is no growing from nothing, nor from a loss. */
	if (!a->base || a->base->exact.numerator <= 0)
		return true;
	a->achieved.known = growth(f->exact, a->base->exact, &a->achieved.exact);
	a->needed.known = grown(a->base->exact, a->target->exact, &a->needed.exact);
	return a->achieved.known && a->needed.known;
}

static bool is_attained(const struct attainment *a)
{
	int order = ratio_compare(a->achieved.exact, a->target->exact);

	return a->target->indicator->less_is_better ? order <= 0 : order >= 0;
}

/* What is missing, above zero; none once the target is attained. */
static bool measure_remaining(struct attainment *a)
{
	struct ratio needed = a->needed.exact, value = a->figure->exact;

	a->remaining = (struct maybe){true, {0, 1}};
	if (is_attained(a))
		return true;
	if (a->target->indicator->less_is_better)
		return ratio_subtract(value, needed, &a->remaining.exact);
	return ratio_subtract(needed, value, &a->remaining.exact);
}

/* The share of the target; it says nothing where the target is not above zero or where less
 * is better. */
static bool measure_progress(struct attainment *a)
{
	const struct target *t = a->target;

	if (t->exact.numerator <= 0 || t->indicator->less_is_better)
		return true;
	a->progress.known = true;
	return ratio_divide(a->achieved.exact, t->exact, &a->progress.exact);
}

static bool measure_pace(struct attainment *a)
{
	struct ratio gone = {a->month, MONTHS_A_YEAR};
	struct ratio left = {1, MONTHS_A_YEAR - (wide)a->month};

	a->expected.known = true;
	if (!ratio_multiply(a->target->exact, gone, &a->expected.exact))
		return false;
	a->pace.known = left.denominator > 0;
	return !a->pace.known || ratio_multiply(a->remaining.exact, left, &a->pace.exact);
}

/* Whether value and expected differ by less than one unit of the last decimal. */
static bool on_schedule(const struct attainment *a)
{
	const struct formula *f = &a->target->indicator->formula;
	struct ratio value = a->figure->exact, expected = a->expected.exact, distance;
	struct ratio last_decimal = {
	        1, power_of_ten((unsigned)a->target->indicator->decimals + f->shift)};

	if (ratio_compare(value, expected) < 0) {
		struct ratio swapped = value;
		value = expected;
		expected = swapped;
	}
	return ratio_subtract(value, expected, &distance) &&
	       ratio_compare(distance, last_decimal) < 0;
}

static enum verdict judge(const struct attainment *a)
{
	if (is_attained(a))
		return VERDICT_ATTAINED;
	if (a->month == MONTHS_A_YEAR)
		return VERDICT_MISSED;
	if (!a->expected.known)
		return VERDICT_BEHIND;
	if (on_schedule(a))
		return VERDICT_ON_SCHEDULE;
	return ratio_compare(a->figure->exact, a->expected.exact) > 0 ? VERDICT_AHEAD
	                                                              : VERDICT_BEHIND;
}

bool attainment_judge(struct attainment *a, const struct target *target,
                      const struct figures *figures)
{
	bool accumulates = target->kind == TARGET_TOTAL || target->kind == TARGET_COUNT;

	*a = (struct attainment){.target = target, .verdict = VERDICT_NO_DATA};
	a->figure = latest_figure(figures, target);
	if (!a->figure)
		return true;
	if (!measure(a, figures))
		return false;
	if (!a->achieved.known)
		return true;
	if (!measure_remaining(a) || !measure_progress(a) || (accumulates && !measure_pace(a)))
		return false;
	a->verdict = judge(a);
	return true;
}
