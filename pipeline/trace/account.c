#include "trace/account.h"

#include "model/formula_text.h"
#include "trace/enterprise_list.h"
#include "trace/numbers.h"
#include "trace/raw_text.h"

enum { DIGITS_BEYOND = 6 }; /* of the quotient, beyond those that are published */

struct writer {
	struct text *t;
	const struct account *a;
	const struct configuration *config;
	const struct figure_key *key;
	const struct formula *formula;
	bool money_above, money_below; /* numerator and denominator are amounts of money */
	struct err *err;
};

static void add_code(struct writer *w, const struct code_tree *tree, struct place place)
{
	text_adds(w->t, code_tree_name(tree, place.node, false));
	text_adds(w->t, " (");
	place_add(w->t, tree, place);
	text_adds(w->t, place.unallocated ? T(", unallocated)", "，未分配)") : ")");
}

/* "January–May 2024 (2024-05 ytd)" */
static void add_period(struct writer *w)
{
	const struct figure_key *key = w->key;

	if (key->basis != BASIS_YEAR && lang_current() == LANG_ZH)
		text_addf(w->t, "%d年", period_year(key->period));
	period_add_label(w->t, key->period, key->basis);
	if (key->basis != BASIS_YEAR && lang_current() == LANG_EN)
		text_addf(w->t, " %d", period_year(key->period));
	text_addf(w->t, " (%.*s %s)\n", SLICE_FMT(w->a->figure->wanted[OBS_PERIOD]),
	          basis_name(key->basis));
}

/* --- What it is ------------------------------------------------------------------------ */

static void add_title(struct writer *w)
{
	const struct figure_key *key = w->key;
	const struct published_row *row = &w->a->figure->row;
	const struct indicator *item = key->indicator;

	add_code(w, &w->config->regions, key->region);
	text_adds(w->t, T(", ", "，"));
	add_code(w, &w->config->industries, key->industry);
	if (!slice_is(key->group, "total"))
		text_addf(w->t, T(", %.*s", "，%.*s"), SLICE_FMT(key->group));
	text_adds(w->t, T(", ", "，"));
	add_period(w);
	text_addf(w->t, "%s (%s) = ", bilingual_text(item->name), item->id);
	if (row->cells[OBS_VALUE].n)
		text_addf(w->t, "%.*s %s", SLICE_FMT(row->cells[OBS_VALUE]),
		          unit_label(item->unit));
	else
		text_adds(w->t, T("missing", "缺失"));
	text_addf(w->t, T("   status %.*s, origin %.*s\n\n", "　状态 %.*s，来源 %.*s\n\n"),
	          SLICE_FMT(row->cells[OBS_STATUS]), SLICE_FMT(row->cells[OBS_ORIGIN]));
}

static void add_formula(struct writer *w)
{
	text_adds(w->t, T("formula      ", "公式　　"));
	if (w->a->evidence) {
		formula_add_words(w->t, w->config, w->key->indicator);
		text_adds(w->t, T("\n             ", "\n　　　　"));
		formula_add_symbols(w->t, w->config, w->key->indicator);
	} else if (w->key->region.unallocated && !w->a->events) {
		text_adds(w->t, T("the region's figure − those of the regions below it",
		                  "该地区的数 − 各下级地区的数"));
	} else {
		formula_add_words(w->t, w->config, w->key->indicator);
	}
	text_addc(w->t, '\n');
}

/* --- How it was computed ----------------------------------------------------------------- */

static void add_sum(struct writer *w, wide sum, bool money)
{
	number_add(w->t, sum, money);
	if (money)
		text_addf(w->t, " %s", w->config->returns.currency);
}

/* Where the denominator is not of the figure's own cell. */
static void add_base(struct writer *w)
{
	const struct published *p = w->a->figure;

	if (w->key->indicator->within == WITHIN_SELF || !p->has_base)
		return;
	text_adds(w->t, T(", of ", "，取自"));
	if (w->key->indicator->within == WITHIN_REGION)
		add_code(w, &w->config->regions, p->base_region);
	else
		add_code(w, &w->config->industries, p->base_industry);
}

static void add_denominator(struct writer *w)
{
	bool divides = w->formula->denominator_count > 0;

	if (!w->a->figure->has_base) {
		text_adds(w->t, T("none: there is nothing above", "无：没有上级"));
		return;
	}
	if (divides) {
		add_sum(w, w->a->evidence->exact.denominator / w->formula->scale, w->money_below);
		add_base(w);
	}
	if (w->formula->scale > 1)
		text_addf(w->t, T("%s%s (the unit)", "%s%s（单位）"), divides ? " × " : "",
		          unit_label(w->key->indicator->unit));
	else if (!divides)
		text_addc(w->t, '1');
}

static void add_sums(struct writer *w)
{
	text_adds(w->t, T("numerator    ", "分子　　"));
	add_sum(w, w->a->evidence->exact.numerator, w->money_above);
	text_adds(w->t, T("\ndenominator  ", "\n分母　　"));
	add_denominator(w);
	text_addc(w->t, '\n');
}

static void add_quotient(struct writer *w, const char *value)
{
	const struct indicator *item = w->key->indicator;
	struct ratio exact = w->a->evidence->exact;

	text_add_i128(w->t, exact.numerator);
	text_adds(w->t, " ÷ ");
	text_add_i128(w->t, exact.denominator);
	if (w->formula->shift) {
		text_adds(w->t, " × ");
		text_add_i128(w->t, power_of_ten(w->formula->shift));
	}
	text_adds(w->t, " = ");
	quotient_add(w->t, exact, w->formula->shift, (unsigned)item->decimals + DIGITS_BEYOND);
	text_addf(w->t, " → %s", value);
	text_addf(w->t, T(" (decimals: %u, %s)\n", "（%u 位小数，%s）\n"), (unsigned)item->decimals,
	          item->rounding == ROUND_HALF_EVEN ? T("half to even", "四舍六入五成双")
	                                            : T("half up", "四舍五入"));
}

static void add_division(struct writer *w)
{
	struct ratio exact = w->a->evidence->exact;
	struct text value = TEXT_INIT;

	text_adds(w->t, T("division     ", "除法　　"));
	if (w->a->figure->has_base && exact.denominator > 0 &&
	    indicator_publish(w->key->indicator, exact, w->formula->shift, &value))
		add_quotient(w, value.p);
	else
		text_adds(w->t, T("none without a denominator above 0, so there is no value\n",
		                  "没有大于 0 的分母，因此没有数值\n"));
	text_release(&value);
}

static void add_population(struct writer *w)
{
	const struct evidence *e = w->a->evidence;

	text_adds(w->t, T("population   ", "总体　　"));
	text_add_i128(w->t, e->n);
	text_adds(w->t, T(" of ", " 家，范围内共 "));
	text_add_i128(w->t, e->scope);
	text_adds(w->t, T(" enterprises in scope; left out: ", " 家；未计入 "));
	text_add_i128(w->t, e->left_out);
	text_adds(w->t, T("\n", " 家\n"));
	text_adds(w->t, T("check        ", "核对　　"));
	text_adds(w->t, evidence_agrees(e)
	                        ? T("summed again from the panel: the published figures\n",
	                            "按面板重新求和，与公布的分子、分母、企业数一致\n")
	                        : T("summed again from the panel: NOT the published figures\n",
	                            "按面板重新求和，与公布的数不一致！\n"));
}

/* --- Figures that are not computed from the panel ---------------------------------------- */

static void add_value(struct writer *w, struct slice value, struct slice unit)
{
	const struct unit *known = unit_find(unit);
	struct slice label = known ? slice_of(unit_label(known)) : unit;

	text_addf(w->t, "%.*s %.*s", SLICE_FMT(value), SLICE_FMT(label));
}

static void add_inputs(struct writer *w)
{
	const struct published *p = w->a->figure;

	if (p->input_count)
		text_adds(w->t,
		          T("\nmade from these published figures:\n", "\n由以下公布数推算：\n"));
	for (size_t i = 0; i < p->input_count; i++) {
		const struct slice *c = p->inputs[i].cells;
		text_addf(w->t, "  %.*s %.*s %.*s = ", SLICE_FMT(c[OBS_REGION]),
		          SLICE_FMT(c[OBS_PERIOD]), SLICE_FMT(c[OBS_INDICATOR]));
		add_value(w, c[OBS_VALUE], c[OBS_UNIT]);
		text_addf(w->t, "   %.*s\n", SLICE_FMT(c[OBS_ORIGIN]));
	}
}

static void add_event(struct writer *w, const struct figure *event)
{
	text_adds(w->t, "  ");
	period_add(w->t, event->key.period, BASIS_MONTH);
	text_adds(w->t, "  ");
	place_add(w->t, &w->config->regions, event->key.region);
	text_adds(w->t, "  ");
	add_value(w, event->value, event->unit);
	text_addf(w->t, "   %.*s\n", SLICE_FMT(event->origin));
}

static int add_event_lines(struct writer *w, const struct figure *event)
{
	const struct mention mention = {
	        .origin = event->origin,
	        .region = &w->config->regions.nodes[event->key.region.node],
	        .value = event->value,
	        .period = event->key.period,
	};

	return raw_text_add_mentions(w->t, w->a->raw, &mention, w->err);
}

static int add_events(struct writer *w)
{
	const struct events *events = w->a->events;
	size_t shown = w->a->top && events->count > w->a->top ? w->a->top : events->count;

	text_adds(w->t, T("sum          ", "合计　　"));
	number_add(w->t, events->sum, w->key->indicator->unit->kind == UNIT_AMOUNT);
	text_addf(w->t, T(" of %zu events\n", "，共 %zu 条事项\n"), events->count);
	text_adds(w->t, T("check        ", "核对　　"));
	text_adds(w->t, events_agree(events)
	                        ? T("the published figure\n\nevents\n", "与公布的数一致\n\n事项\n")
	                        : T("NOT the published figure\n\nevents\n",
	                            "与公布的数不一致！\n\n事项\n"));
	for (size_t i = 0; i < shown; i++) {
		const struct figure *event = events->items[i];
		add_event(w, event);
		if (w->a->bytes && add_event_lines(w, event) < 0)
			return -1;
	}
	if (shown < events->count)
		text_addf(w->t, T("  and %zu more\n", "  另有 %zu 条\n"), events->count - shown);
	return 0;
}

static int add_mentions(struct writer *w)
{
	const struct slice *cells = w->a->figure->row.cells;
	const struct mention mention = {
	        .origin = cells[OBS_ORIGIN],
	        .region = &w->config->regions.nodes[w->key->region.node],
	        .value = cells[OBS_VALUE],
	        .period = w->key->period,
	};

	if (!w->a->bytes || w->a->figure->input_count || !mention.value.n)
		return 0;
	text_adds(w->t,
	          T("\nlines with the region and the value\n", "\n同时出现该地区和该数值的行\n"));
	return raw_text_add_mentions(w->t, w->a->raw, &mention, w->err);
}

static int add_computed(struct writer *w)
{
	const struct formula *f = w->formula;
	struct enterprise_list list = {
	        .evidence = w->a->evidence,
	        .raw = w->a->raw,
	        .top = w->a->top,
	        .bytes = w->a->bytes,
	        .two_sides = f->denominator_count > 0,
	};

	w->money_above = sums_are_money(w->config, f->numerator, f->numerator_count);
	w->money_below =
	        sums_are_money(w->config, f->denominator, f->denominator_count) && !f->squared;
	list.money_above = w->money_above;
	list.money_below = w->money_below;
	add_sums(w);
	add_division(w);
	add_population(w);
	if (enterprise_list_add(w->t, &list, w->err) < 0)
		return -1;
	raw_text_add_files(w->t, w->a->raw, w->a->evidence);
	return 0;
}

int account_add(struct text *t, const struct account *a, struct err *err)
{
	struct writer w = {
	        .t = t,
	        .a = a,
	        .config = a->figure->config,
	        .key = &a->figure->key,
	        .formula = &a->figure->key.indicator->formula,
	        .err = err,
	};

	add_title(&w);
	add_formula(&w);
	if (a->evidence)
		return add_computed(&w);
	if (a->events)
		return add_events(&w);
	add_inputs(&w);
	return add_mentions(&w);
}
