#include "report/phrases.h"

const struct bilingual internal_mark = {
        "内部资料，含企业数据，不得外传",
        "Internal: contains figures of enterprises, not to be passed on"};
const struct bilingual internal_edition = {"内部版", "Internal edition"};
const struct bilingual public_edition = {"公开版，不含任何企业的数据",
                                         "Public edition, without figures of any enterprise"};

void add_period_in_year(struct text *t, period p, enum basis basis)
{
	if (basis == BASIS_YEAR || lang_current() == LANG_ZH) {
		if (basis != BASIS_YEAR)
			text_addf(t, "%d年", period_year(p));
		period_add_label(t, p, basis);
	} else {
		period_add_label(t, p, basis);
		text_addf(t, " %d", period_year(p));
	}
}

void add_change(struct text *t, const struct figure *f)
{
	struct slice size = f->value;
	bool falls = slice_starts(size, "-");

	if (f->exact.numerator == 0) {
		text_adds(t, T("unchanged", "持平"));
		return;
	}
	text_addf(t, "%s%.*s%s", falls ? T("down ", "下降") : T("up ", "增长"),
	          (int)(size.n - falls), size.p + falls, unit_label(f->key.indicator->unit));
}

bool add_movement(struct text *t, struct slice now, struct slice before)
{
	int64_t a, b;

	if (!integer_parse(now, &a) || !integer_parse(before, &b))
		return false;
	if (a == b)
		text_adds(t, T("unchanged", "持平"));
	else if (a < b)
		text_addf(t, T("up %d", "上升%d位"), (int)(b - a));
	else
		text_addf(t, T("down %d", "下降%d位"), (int)(a - b));
	return true;
}

bool add_in_unit(struct text *t, struct ratio exact, unsigned exponent, const struct unit *unit,
                 enum rounding rounding)
{
	enum { PRECISION = 8 }; /* the finest digit is 10^8 of 1/100: a million */
	unsigned decimals = unit->exponent > PRECISION ? unit->exponent - PRECISION : 0;
	unsigned up = exponent + decimals;
	wide rounded;

	if (up < unit->exponent &&
	    __builtin_mul_overflow(exact.denominator, power_of_ten(unit->exponent - up),
	                           &exact.denominator))
		return false;
	if (!ratio_round(exact, up > unit->exponent ? up - unit->exponent : 0, rounding, &rounded))
		return false;
	decimal_add(t, rounded, decimals);
	return true;
}

bool add_amount_up(struct text *t, struct slice amount, const struct unit *unit)
{
	wide value, whole;

	if (!wide_parse(amount, &value) ||
	    !multiply_divide_up(value, 1, power_of_ten(unit->exponent), &whole))
		return false;
	text_add_i128(t, whole);
	return true;
}

const struct unit *currency_unit(const struct subject *s)
{
	static const char *const units[][2] = {
	        {"CNY", "万元"}, {"EUR", "EUR thousand"}, {"USD", "USD thousand"}};
	const char *currency = s->publication->config.returns.currency;

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(currency, units[i][0]) == 0)
			return unit_find(slice_of(units[i][1]));
	return NULL;
}

const struct unit *amount_unit(const struct subject *s, const struct indicator *indicator)
{
	const struct returns *returns = &s->publication->config.returns;
	int measure =
	        indicator->measure ? returns_measure(returns, slice_of(indicator->measure)) : -1;

	if (measure < 0 || returns->measures[measure].kind != MEASURE_AMOUNT)
		return NULL;
	return currency_unit(s);
}

struct bilingual node_name(const struct code_tree *tree, uint32_t node)
{
	const struct code_node *it = &tree->nodes[node];

	return (struct bilingual){it->short_zh, it->name.en[0] ? it->name.en : it->name.zh};
}
