#include "ratio/ledger.h"

#include "base/log.h"
#include "model/panel_row.h"

enum { MONTHS_A_YEAR = 12 };

/* Sums under construction; their values are made at the end. */
struct ledger {
	struct figures sums;
	period latest;
	struct err *err;
};

static period latest_of(const struct figure *items, size_t count, period latest)
{
	for (size_t i = 0; i < count; i++)
		if (items[i].key.period > latest)
			latest = items[i].key.period;
	return latest;
}

/* The month to which a year's cumulative figures go. */
static period last_month(const struct ledger *l, period at)
{
	period december = period_of(period_year(at), MONTHS_A_YEAR);

	return l->latest < december ? l->latest : december;
}

/* Several origins become one name; sample data stay recognisable. */
static struct slice common_origin(const struct figure *sum, const struct figure *event)
{
	if (slice_eq(sum->origin, event->origin))
		return sum->origin;
	return slice_of(sum->sample || event->sample ? SAMPLE_PREFIX "events" : "events");
}

static int add_to(struct ledger *l, const struct figure *event, const struct figure_key *key)
{
	const struct figure *found = figures_find(&l->sums, key);
	struct figure sum = *event, *known;

	if (!found) {
		sum.key = *key;
		figures_add(&l->sums, &sum);
		return 0;
	}
	known = &l->sums.items[found - l->sums.items];
	known->origin = common_origin(known, event);
	known->sample |= event->sample;
	if (wide_add(&known->exact.numerator, event->exact.numerator))
		return 0;
	return err_set(l->err, RD_INPUT, T("'%s': a sum is too large", "'%s'：合计过大"),
	               key->indicator->id);
}

/* The event's month, and every month of the year to date that it is in. */
static int add_periods(struct ledger *l, const struct figure *event, struct figure_key key)
{
	period month = event->key.period, last = last_month(l, month);

	key.period = month;
	key.basis = BASIS_MONTH;
	if (add_to(l, event, &key) < 0)
		return -1;
	key.basis = BASIS_YTD;
	for (key.period = month; key.period <= last; key.period++)
		if (add_to(l, event, &key) < 0)
			return -1;
	return 0;
}

/* The regions around the event, for one industry. */
static int add_regions(struct ledger *l, const struct figure *event, struct figure_key key)
{
	const struct code_tree *regions = &l->sums.config->regions;
	struct place at = event->key.region;

	if (!at.unallocated && regions->nodes[at.node].child_count)
		at.unallocated = true;
	do {
		key.region = at;
		if (add_periods(l, event, key) < 0)
			return -1;
	} while (place_ascend(regions, &at));
	return 0;
}

static int add_event(struct ledger *l, const struct figure *event)
{
	struct figure_key key = event->key;

	do {
		if (add_regions(l, event, key) < 0)
			return -1;
	} while (place_ascend(&l->sums.config->industries, &key.industry));
	return 0;
}

/* A sum as a figure of f, with its published value. */
static int finish(struct figures *f, struct figure *sum, struct err *err)
{
	const struct indicator *indicator = sum->key.indicator;
	struct text value = TEXT_INIT;
	bool fits = indicator_publish(indicator, sum->exact, indicator->formula.shift, &value);

	sum->value = arena_copy(&f->arena, text_slice(&value));
	sum->unit = slice_of(indicator->unit->name);
	sum->status = slice_of(STATUS_NORMAL);
	text_release(&value);
	if (fits) {
		figures_add(f, sum);
		return 0;
	}
	return err_set(err, RD_INPUT, T("'%s' is too large to be published", "'%s' 过大，无法公布"),
	               indicator->id);
}

int ledger_sum(struct figures *f, period latest, struct err *err)
{
	struct ledger l = {.err = err};
	uint64_t without_amount = 0;
	int result = 0;

	figures_init(&l.sums, f->config);
	l.latest = latest_of(f->items, f->count, latest);
	l.latest = latest_of(f->events, f->event_count, l.latest);
	for (size_t i = 0; i < f->event_count && result == 0; i++) {
		if (f->events[i].known)
			result = add_event(&l, &f->events[i]);
		else
			without_amount++;
	}
	for (size_t i = 0; i < l.sums.count && result == 0; i++)
		result = finish(f, &l.sums.items[i], err);
	figures_release(&l.sums);
	if (without_amount)
		log_warning(T("%llu events of ledgers have no amount and are in no sum",
		              "%llu 条台账事项没有数量，未计入合计"),
		            (unsigned long long)without_amount);
	return result;
}
