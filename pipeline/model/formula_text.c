#include "model/formula_text.h"

const char *standing_label(enum standing standing)
{
	switch (standing) {
	case STANDING_CONTINUING:
		return T("continuing", "续报");
	case STANDING_ENTERED:
		return T("entered", "新进");
	case STANDING_MOVED_IN:
		return T("moved in", "迁入");
	case STANDING_LEFT:
		return T("left", "退出");
	default:
		return T("moved out", "迁出");
	}
}

static void add_measure(struct text *t, const struct returns *returns, unsigned measure,
                        enum variant variant)
{
	text_adds(t, bilingual_text(returns->measures[measure].name));
	if (variant == VARIANT_LAST_YEAR)
		text_adds(t, T(" last year as reported", "（上年同期，报表所填）"));
	if (variant == VARIANT_LAST_YEAR_PANEL)
		text_adds(t, T(" last year by last year's return", "（上年同期，上年报表）"));
}

static void add_class(struct text *t, const struct class_column *column, const struct condition *c)
{
	text_adds(t, bilingual_text(column->name));
	if (c->last_year)
		text_adds(t, T(" last year", "（上年）"));
	if (c->kind == IF_CLASS)
		text_addf(t, T(" is %s", "为%s"), bilingual_text(column->values[c->value].name));
}

static void add_condition(struct text *t, const struct returns *returns, const struct condition *c)
{
	const struct class_column *column = &returns->classes[c->column];

	switch (c->kind) {
	case IF_STATED:
		add_measure(t, returns, c->measure, c->variant);
		text_adds(t, c->negated ? T(" is missing", "缺失") : T(" is stated", "有填报"));
		break;
	case IF_POSITIVE:
		add_measure(t, returns, c->measure, c->variant);
		text_adds(t, c->negated ? T(" is not above 0", "不大于 0") : " > 0");
		break;
	case IF_CLASS_CLIMBED:
	case IF_CLASS_FELL:
		text_addf(t,
		          c->kind == IF_CLASS_CLIMBED
		                  ? T("%s %shigher than last year", "%s%s高于上年")
		                  : T("%s %slower than last year", "%s%s低于上年"),
		          bilingual_text(column->name), c->negated ? T("not ", "不") : "");
		break;
	default:
		text_adds(t, c->negated ? T("not: ", "非：") : "");
		add_class(t, column, c);
		if (c->kind == IF_CLASS_STATED)
			text_adds(t, T(" is any", "有值"));
	}
}

/* Only what narrows it down: without standings, those that are there now. */
static bool names_standings(const struct accumulator *a)
{
	return a->standings != ACCUMULATOR_IN_SCOPE;
}

static void add_conditions(struct text *t, const struct returns *returns,
                           const struct accumulator *a)
{
	const char *separator = T(" (where ", "（");
	const char *next = T(", ", "，");

	for (size_t i = 0; i < a->condition_count; i++) {
		text_adds(t, i ? next : separator);
		add_condition(t, returns, &a->conditions[i]);
	}
	for (unsigned s = 0, n = 0; s < STANDING_COUNT && names_standings(a); s++) {
		if (!(a->standings & 1u << s))
			continue;
		text_adds(t, n++ ? T(" or ", "或") : a->condition_count ? next : separator);
		text_adds(t, standing_label((enum standing)s));
	}
	if (a->condition_count || names_standings(a))
		text_adds(t, T(")", "）"));
}

void accumulator_add_words(struct text *t, const struct returns *returns,
                           const struct accumulator *a)
{
	switch (a->kind) {
	case ACCUMULATE_COUNT:
		text_adds(t, T("enterprises", "企业数"));
		break;
	case ACCUMULATE_TOP:
		text_addf(t, T("the %u largest of ", "最大 %u 家的"), a->top);
		break;
	default:
		text_adds(t, T("sum of ", "Σ"));
	}
	if (a->kind != ACCUMULATE_COUNT)
		add_measure(t, returns, a->measure, a->variant);
	if (a->kind == ACCUMULATE_SQUARES)
		text_adds(t, "²");
	add_conditions(t, returns, a);
}

/* A formula is written twice, with two ways to name an accumulator. */
struct writer {
	struct text *t;
	const struct configuration *config;
	bool words;
};

static void add_terms(const struct writer *w, const struct term *terms, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct accumulator *a =
		        &w->config->indicators.accumulators[terms[i].accumulator];
		if (i || terms[i].sign < 0)
			text_adds(w->t, terms[i].sign < 0 ? (i ? " − " : "−") : " + ");
		if (w->words)
			accumulator_add_words(w->t, &w->config->returns, a);
		else
			text_adds(w->t, a->name);
	}
}

static void add_within(const struct writer *w, enum within within)
{
	if (within == WITHIN_REGION)
		text_adds(w->t, T(" of the region above", "（上级地区）"));
	if (within == WITHIN_INDUSTRY)
		text_adds(w->t, T(" of the industry above", "（上级行业）"));
}

static void add_formula(const struct writer *w, const struct indicator *indicator)
{
	const struct formula *f = &indicator->formula;

	text_adds(w->t, f->numerator_count > 1 ? "(" : "");
	add_terms(w, f->numerator, f->numerator_count);
	text_adds(w->t, f->numerator_count > 1 ? ")" : "");
	if (f->denominator_count) {
		text_adds(w->t, f->squared ? " ÷ (" : " ÷ ");
		add_terms(w, f->denominator, f->denominator_count);
		add_within(w, indicator->within);
		text_adds(w->t, f->squared ? ")²" : "");
	}
	if (f->shift) {
		text_adds(w->t, " × ");
		text_add_i128(w->t, power_of_ten(f->shift));
	}
}

/* From imported figures, not from cells. */
static void add_derivation(struct text *t, const struct indicator *indicator)
{
	const char *of = indicator->of ? indicator->of : "", *growth = indicator->growth;

	switch (indicator->type) {
	case INDICATOR_GROWTH_OF:
		text_addf(t, T("%s ÷ last year's − 1", "%s ÷ 上年同期 − 1"), of);
		break;
	case INDICATOR_GROWTH_OF_SUM:
		text_addf(t,
		          T("Σ %s ÷ Σ (%s ÷ (1 + %s)) − 1 over the regions below",
		            "下级地区 Σ %s ÷ Σ（%s ÷（1 + %s））− 1"),
		          of, of, growth ? growth : "");
		break;
	case INDICATOR_REGIONS_ABOVE:
		text_addf(t, T("regions below whose %s is above %s", "%s 高于 %s 的下级地区数"), of,
		          indicator->threshold);
		break;
	default:
		if (indicator->ledger) {
			text_adds(t, T("sum of the events of the ledger", "台账事项合计"));
			break;
		}
		text_adds(t, T("imported as published, not computed", "按公布数导入，不作计算"));
	}
}

static void add(const struct writer *w, const struct indicator *indicator)
{
	if (indicator_from_cells(indicator))
		add_formula(w, indicator);
	else
		add_derivation(w->t, indicator);
}

void formula_add_words(struct text *t, const struct configuration *config,
                       const struct indicator *indicator)
{
	add(&(struct writer){t, config, true}, indicator);
}

void formula_add_symbols(struct text *t, const struct configuration *config,
                         const struct indicator *indicator)
{
	add(&(struct writer){t, config, false}, indicator);
}
