/*
 * Exact ratios: compared without rounding, rounded once when published.
 */
#ifndef MODEL_RATIO_H
#define MODEL_RATIO_H

#include "base/text.h"
#include "model/amount.h"

struct ratio {
	wide numerator;
	wide denominator;
};

enum rounding {
	ROUND_HALF_UP,   /* half away from zero */
	ROUND_HALF_EVEN, /* GB/T 8170-2008, 3.2: half to the even digit */
};

/*
 * numerator ÷ denominator × 10^shift, rounded to a whole number: with shift 2 + decimals
 * that is a percentage in units of its last decimal. False if the denominator is not
 * positive, or on overflow.
 */
bool ratio_round(struct ratio r, unsigned shift, enum rounding rounding, wide *rounded);

/* Sign of a − b, exact; both denominators must be positive. */
int ratio_compare(struct ratio a, struct ratio b);

/* a − b; false on overflow. */
bool ratio_subtract(struct ratio a, struct ratio b, struct ratio *difference);

/* a × b and a ÷ b in lowest terms; false on overflow, or if b is zero in a division. */
bool ratio_multiply(struct ratio a, struct ratio b, struct ratio *product);
bool ratio_divide(struct ratio a, struct ratio b, struct ratio *quotient);

/* a·b ÷ c rounded up to a whole number, exact in between; false on overflow or c ≤ 0. */
bool multiply_divide_up(wide a, wide b, wide c, wide *result);

/* "3.78" from 378 with 2 decimals. */
void decimal_add(struct text *t, wide scaled, unsigned decimals);

/* The ratio that a plain decimal text stands for; false if it is not one. */
bool decimal_parse(struct slice text, struct ratio *value);

/*
 * The decimal text times 10^shift, every digit kept: "1,234.50" by -4 is "0.123450". Commas
 * and a plus sign go. The text must be a number, as amount_parse accepts it.
 */
void decimal_shift(struct text *t, struct slice decimal, int shift);

/* 10^n for n ≤ 38. */
wide power_of_ten(unsigned n);

#endif
