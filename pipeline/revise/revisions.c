#include "revise/revisions.h"

#include "base/log.h"
#include "model/tables.h"

enum { MOST_TOLD = 10 };

const size_t figure_key_columns[FIGURE_KEY] = {OBS_REGION, OBS_INDUSTRY, OBS_CLASS,
                                               OBS_PERIOD, OBS_BASIS,    OBS_INDICATOR};
const size_t rank_key_columns[RANK_KEY] = {RANKING_PARENT, RANKING_LEVEL,     RANKING_PERIOD,
                                           RANKING_BASIS,  RANKING_INDICATOR, RANKING_REGION};

const char *revision_status_name(enum revision_status status)
{
	static const char *const names[REVISION_STATUSES] = {"same",     "changed", "appeared",
	                                                     "vanished", "flag",    "exact"};

	return names[status];
}

bool figure_key_read(const struct configuration *config, const struct slice *cells,
                     struct figure_key *key)
{
	int basis = basis_parse(cells[OBS_BASIS]);

	key->indicator = indicators_find(&config->indicators, cells[OBS_INDICATOR]);
	key->period = period_parse(cells[OBS_PERIOD]);
	key->basis = basis < 0 ? BASIS_COUNT : (enum basis)basis;
	key->group = cells[OBS_CLASS];
	return key->indicator && key->period != PERIOD_NONE && basis >= 0 &&
	       place_parse(&config->regions, cells[OBS_REGION], &key->region) &&
	       place_parse(&config->industries, cells[OBS_INDUSTRY], &key->industry);
}

/* One revision before it is written. */
struct revision {
	const char *what; /* "value" or "rank" */
	struct slice region, industry, group, period, basis, indicator, unit, before, after, origin;
	enum revision_status status;
	bool counted; /* `rows` is known */
	uint32_t rows;
};

/* after − before, both as published. */
static void put_change(struct revisions *r, const struct revision *v)
{
	struct ratio from, to, change;
	struct text t = TEXT_INIT;
	unsigned decimals = 0;
	wide rounded;
	const char *point;

	if (v->status == REVISION_CHANGED && decimal_parse(v->before, &from) &&
	    decimal_parse(v->after, &to) && ratio_subtract(to, from, &change)) {
		for (int i = 0; i < 2; i++) {
			struct slice s = i ? v->after : v->before;
			point = memchr(s.p, '.', s.n);
			if (point && (size_t)(s.p + s.n - point) - 1 > decimals)
				decimals = (unsigned)(s.p + s.n - point) - 1;
		}
		if (ratio_round(change, decimals, ROUND_HALF_UP, &rounded))
			decimal_add(&t, rounded, decimals);
	}
	table_put(r->w, text_slice(&t));
	text_release(&t);
}

static void put(struct revisions *r, const struct revision *v)
{
	const struct slice key[] = {v->region,    v->industry, v->group,  v->period, v->basis,
	                            v->indicator, v->unit,     v->before, v->after};

	table_put_text(r->w, v->what);
	for (size_t i = 0; i < sizeof(key) / sizeof(key[0]); i++)
		table_put(r->w, key[i]);
	put_change(r, v);
	table_put_text(r->w, revision_status_name(v->status));
	if (v->counted)
		table_put_u64(r->w, v->rows);
	else
		table_put_missing(r->w);
	table_put(r->w, v->origin);
	table_end_row(r->w);
}

/* --- Figures ------------------------------------------------------------------------------- */

static bool differ(const struct stored_row *a, const struct stored_row *b, size_t column)
{
	return !slice_eq(a->cells[column], b->cells[column]);
}

static enum revision_status compare_figures(const struct stored_row *a, const struct stored_row *b)
{
	bool before = a && a->cells[OBS_VALUE].n, after = b && b->cells[OBS_VALUE].n;

	if (before != after)
		return after ? REVISION_APPEARED : REVISION_VANISHED;
	if (!before)
		return REVISION_NONE;
	if (differ(a, b, OBS_VALUE))
		return REVISION_CHANGED;
	if (differ(a, b, OBS_STATUS) || differ(a, b, OBS_UNIT))
		return REVISION_FLAG;
	if (differ(a, b, OBS_NUMERATOR) || differ(a, b, OBS_DENOMINATOR) || differ(a, b, OBS_N) ||
	    differ(a, b, OBS_LEFT_OUT))
		return REVISION_EXACT;
	return REVISION_NONE;
}

static void count_rows(const struct revisions *r, const struct slice *cells, struct revision *v)
{
	struct figure_key key;

	v->counted = r->causes && figure_key_read(r->config, cells, &key) &&
	             causes_count(r->causes, &key, &v->rows);
}

/* What people know: ranked figures of the lowest regions, over everything, at the last period. */
static bool is_known_to_people(const struct revisions *r, const struct figure_key *key)
{
	const struct configuration *config = r->config;

	return key->indicator->ranked && key->period == r->latest && key->basis != BASIS_MONTH &&
	       slice_is(key->group, "total") && key->industry.node == config->industries.root &&
	       !key->region.unallocated && config->regions.nodes[key->region.node].child_count == 0;
}

static void tell(struct revisions *r, const struct revision *v, const struct slice *cells)
{
	struct figure_key key;

	if (v->status != REVISION_CHANGED || !figure_key_read(r->config, cells, &key) ||
	    !is_known_to_people(r, &key) || r->told++ >= MOST_TOLD)
		return;
	log_note(T("%.*s %.*s %.*s (%.*s): %.*s -> %.*s %.*s, rows %lu",
	           "%.*s %.*s %.*s（%.*s）：%.*s -> %.*s %.*s，涉及 %lu 行"),
	         SLICE_FMT(v->region), SLICE_FMT(v->indicator), SLICE_FMT(v->period),
	         SLICE_FMT(v->basis), SLICE_FMT(v->before), SLICE_FMT(v->after), SLICE_FMT(v->unit),
	         (unsigned long)v->rows);
}

static void compare_figure(struct revisions *r, const struct stored_row *a,
                           const struct stored_row *b, const struct slice *cells)
{
	struct slice none = {"", 0};
	struct revision v = {
	        .what = "value",
	        .region = cells[OBS_REGION],
	        .industry = cells[OBS_INDUSTRY],
	        .group = cells[OBS_CLASS],
	        .period = cells[OBS_PERIOD],
	        .basis = cells[OBS_BASIS],
	        .indicator = cells[OBS_INDICATOR],
	        .unit = cells[OBS_UNIT],
	        .before = a ? a->cells[OBS_VALUE] : none,
	        .after = b ? b->cells[OBS_VALUE] : none,
	        .origin = cells[OBS_ORIGIN],
	        .status = compare_figures(a, b),
	};

	r->counts[v.status]++;
	if (v.status == REVISION_NONE || (v.status == REVISION_EXACT && !r->all))
		return;
	count_rows(r, cells, &v);
	put(r, &v);
	tell(r, &v, cells);
}

/* --- Ranks --------------------------------------------------------------------------------- */

static void compare_rank(struct revisions *r, const struct stored_row *a,
                         const struct stored_row *b, const struct slice *cells)
{
	struct slice none = {"", 0};
	struct revision v = {
	        .what = "rank",
	        .region = cells[RANKING_REGION],
	        .industry = none,
	        .group = none,
	        .period = cells[RANKING_PERIOD],
	        .basis = cells[RANKING_BASIS],
	        .indicator = cells[RANKING_INDICATOR],
	        .unit = none,
	        .before = a ? a->cells[RANKING_RANK] : none,
	        .after = b ? b->cells[RANKING_RANK] : none,
	        .origin = cells[RANKING_ORIGIN],
	};

	v.status = !a                            ? REVISION_APPEARED
	           : !b                          ? REVISION_VANISHED
	           : slice_eq(v.before, v.after) ? REVISION_NONE
	                                         : REVISION_CHANGED;
	r->counts[v.status]++;
	if (v.status != REVISION_NONE)
		put(r, &v);
}

/* ------------------------------------------------------------------------------------------- */

/* Compares a row of both vintages, or of one where the other is NULL; `cells` has its key. */
typedef void row_comparer(struct revisions *r, const struct stored_row *before,
                          const struct stored_row *after, const struct slice *cells);

static void compare_all(struct revisions *r, row_comparer *compare)
{
	for (size_t i = 0; i < r->after->count; i++) {
		const struct stored_row *after = &r->after->items[i];
		struct stored_row *before = row_store_same(r->before, after);
		if (before)
			before->matched = true;
		compare(r, before, after, after->cells);
	}
	for (size_t i = 0; i < r->before->count; i++)
		if (!r->before->items[i].matched)
			compare(r, &r->before->items[i], NULL, r->before->items[i].cells);
}

void revisions_of_figures(struct revisions *r)
{
	r->latest = PERIOD_NONE;
	for (size_t i = 0; i < r->after->count; i++) {
		period at = period_parse(r->after->items[i].cells[OBS_PERIOD]);
		if (at > r->latest)
			r->latest = at;
	}
	compare_all(r, compare_figure);
}

void revisions_of_ranks(struct revisions *r)
{
	compare_all(r, compare_rank);
}
