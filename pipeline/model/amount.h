/*
 * Amounts: integers in 1/100 of the currency unit (分, cent), read exactly from decimals.
 *
 * A single amount is an int64_t (up to 92 quadrillion units), a sum an __int128. There is
 * no binary floating point between a raw file and a published figure.
 */
#ifndef MODEL_AMOUNT_H
#define MODEL_AMOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

typedef __int128 wide;

enum amount_status {
	AMOUNT_FINE,
	AMOUNT_ROUNDED, /* finer than 1/100: rounded half away from zero, worth a warning */
	AMOUNT_NOT_A_NUMBER,
	AMOUNT_OVERFLOW,
};

/*
 * A decimal text times 10^exponent. "13,120.5" with exponent 8 (millions, in cents) is
 * 1312050000000. Commas are allowed where they separate thousands; a sign may lead. For a
 * count the exponent is 0 and a fraction is AMOUNT_NOT_A_NUMBER when `whole` is set.
 */
enum amount_status amount_parse(struct slice text, unsigned exponent, bool whole, int64_t *amount);

/* An integer as files between stages hold it: digits with an optional "-"; false if not. */
bool integer_parse(struct slice text, int64_t *value);
bool wide_parse(struct slice text, wide *value);

/* sum += amount; false on overflow, the sum is then unchanged. */
static inline bool wide_add(wide *sum, wide amount)
{
	wide result;

	if (__builtin_add_overflow(*sum, amount, &result))
		return false;
	*sum = result;
	return true;
}

#endif
