#include "trace/numbers.h"

bool sums_are_money(const struct configuration *config, const struct term *terms, size_t count)
{
	const struct accumulator *a = &config->indicators.accumulators[terms[0].accumulator];

	return count && a->kind != ACCUMULATE_COUNT && a->kind != ACCUMULATE_SQUARES &&
	       config->returns.measures[a->measure].kind == MEASURE_AMOUNT;
}

void number_add(struct text *t, wide value, bool money)
{
	struct text plain = TEXT_INIT;
	size_t whole;

	decimal_add(&plain, value, money ? 2 : 0);
	whole = plain.n - (money ? 3 : 0);
	for (size_t i = 0; i < plain.n; i++) {
		text_addc(t, plain.p[i]);
		if (i + 1 < whole && (whole - i - 1) % 3 == 0 && plain.p[i] != '-')
			text_addc(t, ',');
	}
	text_release(&plain);
}

void quotient_add(struct text *t, struct ratio r, unsigned shift, unsigned decimals)
{
	wide size = r.numerator < 0 ? -r.numerator : r.numerator, up, down;

	/* Rounded up and down alike, the quotient ends there. */
	if (r.denominator <= 0 ||
	    !multiply_divide_up(size, power_of_ten(shift + decimals), r.denominator, &up) ||
	    !multiply_divide_up(-size, power_of_ten(shift + decimals), r.denominator, &down))
		return;
	if (r.numerator < 0)
		text_addc(t, '-');
	decimal_add(t, -down, decimals);
	if (up != -down)
		text_adds(t, "…");
}
