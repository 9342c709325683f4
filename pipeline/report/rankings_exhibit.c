#include "report/exhibits.h"

#include "report/vocabulary.h"

struct scope {
	const struct publication *publication;
	uint32_t parent; /* whose children are shown */
};

static struct slice field_of(const struct publication *p, size_t row, size_t column)
{
	return records_field(publication_records(p, &table_rankings), row, column);
}

static bool in_scope(const struct publication *p, size_t row, const struct scope *scope,
                     const struct indicator *indicator, struct slice at)
{
	return slice_is(field_of(p, row, RANKING_INDICATOR), indicator->id) &&
	       slice_eq(field_of(p, row, RANKING_PERIOD), at) &&
	       slice_is(field_of(p, row, RANKING_BASIS), basis_name(p->settings.basis)) &&
	       slice_eq(field_of(p, row, RANKING_PARENT),
	                p->config.regions.nodes[scope->parent].code);
}

static struct bilingual region_name(const struct publication *p, uint32_t node)
{
	const struct code_node *it = &p->config.regions.nodes[node];

	return (struct bilingual){it->short_zh ? it->short_zh : it->name.zh, it->name.en};
}

static void put_region(struct exhibit *e, const struct publication *p, struct slice code)
{
	uint32_t node = code.n ? code_tree_find(&p->config.regions, code) : CODE_NONE;

	exhibit_put(e, node == CODE_NONE ? (struct bilingual){NULL, NULL} : region_name(p, node));
}

/* What the numerator lacks, in 万元 if it is money; rounded up. */
static void put_gap_amount(struct exhibit *e, struct slice field, const struct unit *unit)
{
	struct text t = TEXT_INIT;
	wide amount, whole;

	if (wide_parse(field, &amount) &&
	    multiply_divide_up(amount, 1, unit ? power_of_ten(unit->exponent) : 1, &whole))
		text_add_i128(&t, whole);
	exhibit_put_slice(e, text_slice(&t));
	text_release(&t);
}

static const struct unit *gap_unit(const struct publication *p, const struct indicator *indicator)
{
	int measure = indicator->measure
	                      ? returns_measure(&p->config.returns, slice_of(indicator->measure))
	                      : -1;

	if (measure < 0 || p->config.returns.measures[measure].kind != MEASURE_AMOUNT)
		return NULL;
	return unit_find(slice_of("万元"));
}

static void add_columns(struct exhibit *e, const struct publication *p,
                        const struct indicator *indicator)
{
	const struct unit *unit = indicator->unit;
	const struct unit *distance =
	        unit->kind == UNIT_PERCENT ? unit_find(slice_of("百分点")) : unit;

	exhibit_column(e, "rank", EXHIBIT_NUMBER, (struct bilingual){"名次", "place"}, NULL);
	exhibit_column(e, "region", EXHIBIT_TEXT, (struct bilingual){"地区", "region"}, NULL);
	exhibit_column(e, "value", EXHIBIT_NUMBER, indicator->name, unit);
	exhibit_column(e, "before", EXHIBIT_NUMBER, (struct bilingual){"上期", "before"}, NULL);
	exhibit_column(e, "last_year", EXHIBIT_NUMBER, (struct bilingual){"上年同期", "last year"},
	               NULL);
	exhibit_column(e, "next", EXHIBIT_TEXT, (struct bilingual){"前一名", "next"}, NULL);
	exhibit_column(e, "gap", EXHIBIT_NUMBER, (struct bilingual){"差距", "distance"}, distance);
	exhibit_column(e, "gap_amount", EXHIBIT_NUMBER,
	               (struct bilingual){"追上所需增量", "needed to reach it"},
	               gap_unit(p, indicator));
}

static void put_row(struct exhibit *e, const struct publication *p, size_t row)
{
	exhibit_put_slice(e, field_of(p, row, RANKING_RANK));
	put_region(e, p, field_of(p, row, RANKING_REGION));
	exhibit_put_slice(e, field_of(p, row, RANKING_VALUE));
	exhibit_put_slice(e, field_of(p, row, RANKING_BEFORE));
	exhibit_put_slice(e, field_of(p, row, RANKING_LAST_YEAR));
	put_region(e, p, field_of(p, row, RANKING_NEXT_REGION));
	exhibit_put_slice(e, field_of(p, row, RANKING_GAP));
	put_gap_amount(e, field_of(p, row, RANKING_GAP_AMOUNT), e->columns[7].unit);
}

static void add_title(struct text *t, const void *context)
{
	const struct scope *scope = context;
	const struct publication *p = scope->publication;

	text_adds(t, code_tree_name(&p->config.regions, scope->parent, false));
	text_addf(t, T(": %s, ", "：%s，"), bilingual_text(p->settings.ranking->name));
	add_period_in_year(t, p->period, p->settings.basis);
}

static bool is_ranked(const struct publication *p, uint32_t region)
{
	return publication_place(p, region, p->settings.ranking, p->period) != SIZE_MAX;
}

void exhibit_rankings(struct exhibit *e, const struct subject *s)
{
	const struct publication *p = s->publication;
	const struct indicator *indicator = p->settings.ranking;
	struct scope scope = {p, is_ranked(p, s->region) ? s->parent : s->region};
	struct slice own = p->config.regions.nodes[s->region].code;
	struct text at = TEXT_INIT;

	exhibit_init(e, "rankings");
	add_columns(e, p, indicator);
	period_add(&at, p->period, p->settings.basis);
	for (size_t row = 0; row < publication_records(p, &table_rankings)->count; row++) {
		if (!in_scope(p, row, &scope, indicator, text_slice(&at)))
			continue;
		put_row(e, p, row);
		if (slice_eq(field_of(p, row, RANKING_REGION), own))
			exhibit_mark_row(e);
	}
	e->title = exhibit_both(e, add_title, &scope);
	text_release(&at);
}
