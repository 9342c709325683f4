#include "model/ratio.h"

typedef unsigned __int128 uwide;

/* 256 bits, for products of two 128-bit numbers. */
struct wider {
	uwide high, low;
};

static uwide magnitude(wide v)
{
	return v < 0 ? -(uwide)v : (uwide)v;
}

wide power_of_ten(unsigned n)
{
	static const wide small[] = {1,      10,      100,      1000,      10000,
	                             100000, 1000000, 10000000, 100000000, 1000000000};
	wide p = small[n % 10];

	for (n /= 10; n; n--)
		p *= 10000000000;
	return p;
}

static struct wider multiply(uwide a, uwide b)
{
	const uwide mask = UINT64_MAX;
	uwide low = (a & mask) * (b & mask);
	uwide cross = (a >> 64) * (b & mask) + (low >> 64);
	uwide other = (a & mask) * (b >> 64) + (cross & mask);

	return (struct wider){(a >> 64) * (b >> 64) + (cross >> 64) + (other >> 64),
	                      (other << 64) | (low & mask)};
}

static int compare_wider(struct wider a, struct wider b)
{
	if (a.high != b.high)
		return a.high < b.high ? -1 : 1;
	return (a.low > b.low) - (a.low < b.low);
}

int ratio_compare(struct ratio a, struct ratio b)
{
	int sign_a = (a.numerator > 0) - (a.numerator < 0);
	int sign_b = (b.numerator > 0) - (b.numerator < 0);
	int by_magnitude;

	if (sign_a != sign_b)
		return sign_a < sign_b ? -1 : 1;
	by_magnitude = compare_wider(multiply(magnitude(a.numerator), magnitude(b.denominator)),
	                             multiply(magnitude(b.numerator), magnitude(a.denominator)));
	return sign_a < 0 ? -by_magnitude : by_magnitude;
}

/* Long division of 256 by 128 bits, for r < d: the quotient fits 128 bits. */
static uwide divide_by_bits(struct wider n, uwide d, uwide *remainder)
{
	uwide q = 0, r = n.high;

	for (int bit = 127; bit >= 0; bit--) {
		bool carry = r >> 127;
		r = (r << 1) | ((n.low >> bit) & 1);
		q <<= 1;
		if (carry || r >= d) {
			r -= d;
			q |= 1;
		}
	}
	*remainder = r;
	return q;
}

/* The same in two digits of 64 bits, for d < 2^64. */
static uwide divide_by_digits(struct wider n, uint64_t d, uwide *remainder)
{
	uwide first = (n.high << 64) | (n.low >> 64);
	uwide second = ((first % d) << 64) | (uint64_t)n.low;

	*remainder = second % d;
	return ((first / d) << 64) | (second / d);
}

/*
 * 256 by 128 bits; false if the quotient does not fit 127 bits. What is divided here nearly
 * always fits 128 bits, or 64, and each of these is many times as fast as the next.
 */
static bool divide(struct wider n, uwide d, uwide *quotient, uwide *remainder)
{
	if (n.high >= d)
		return false;
	if (n.high == 0 && n.low <= UINT64_MAX && d <= UINT64_MAX) {
		*quotient = (uint64_t)n.low / (uint64_t)d;
		*remainder = (uint64_t)n.low % (uint64_t)d;
	} else if (n.high == 0) {
		*quotient = n.low / d;
		*remainder = n.low - *quotient * d;
	} else if (d <= UINT64_MAX) {
		*quotient = divide_by_digits(n, (uint64_t)d, remainder);
	} else {
		*quotient = divide_by_bits(n, d, remainder);
	}
	return *quotient >> 127 == 0;
}

bool ratio_round(struct ratio r, unsigned shift, enum rounding rounding, wide *rounded)
{
	uwide quotient, remainder, d, half;

	if (r.denominator <= 0 || shift > 38)
		return false;
	d = (uwide)r.denominator;
	if (!divide(multiply(magnitude(r.numerator), (uwide)power_of_ten(shift)), d, &quotient,
	            &remainder))
		return false;
	half = d - remainder; /* remainder > half: above the middle; equal: exactly in it */
	if (remainder > half ||
	    (remainder == half && (rounding == ROUND_HALF_UP || (quotient & 1))))
		quotient++;
	*rounded = r.numerator < 0 ? -(wide)quotient : (wide)quotient;
	return true;
}

bool ratio_subtract(struct ratio a, struct ratio b, struct ratio *difference)
{
	wide left, right, n, d;

	if (a.denominator == b.denominator) {
		difference->denominator = a.denominator;
		return !__builtin_sub_overflow(a.numerator, b.numerator, &difference->numerator);
	}
	if (__builtin_mul_overflow(a.numerator, b.denominator, &left) ||
	    __builtin_mul_overflow(b.numerator, a.denominator, &right) ||
	    __builtin_sub_overflow(left, right, &n) ||
	    __builtin_mul_overflow(a.denominator, b.denominator, &d))
		return false;
	*difference = (struct ratio){n, d};
	return true;
}

static uwide greatest_common_divisor(uwide a, uwide b)
{
	while (b) {
		uwide rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

/* Takes out what a numerator and a denominator have in common. */
static void reduce(wide *numerator, wide *denominator)
{
	uwide common = greatest_common_divisor(magnitude(*numerator), magnitude(*denominator));

	*numerator /= (wide)common;
	*denominator /= (wide)common;
}

bool ratio_multiply(struct ratio a, struct ratio b, struct ratio *product)
{
	reduce(&a.numerator, &a.denominator);
	reduce(&b.numerator, &b.denominator);
	reduce(&a.numerator, &b.denominator);
	reduce(&b.numerator, &a.denominator);
	return !__builtin_mul_overflow(a.numerator, b.numerator, &product->numerator) &&
	       !__builtin_mul_overflow(a.denominator, b.denominator, &product->denominator);
}

bool ratio_divide(struct ratio a, struct ratio b, struct ratio *quotient)
{
	struct ratio inverse = {b.denominator, b.numerator};

	if (b.numerator == 0)
		return false;
	if (b.numerator < 0)
		inverse = (struct ratio){-b.denominator, -b.numerator};
	return ratio_multiply(a, inverse, quotient);
}

bool multiply_divide_up(wide a, wide b, wide c, wide *result)
{
	bool negative = (a < 0) != (b < 0);
	uwide quotient, remainder;

	if (c <= 0 ||
	    !divide(multiply(magnitude(a), magnitude(b)), (uwide)c, &quotient, &remainder))
		return false;
	if (remainder && !negative)
		quotient++;
	*result = negative ? -(wide)quotient : (wide)quotient;
	return true;
}

void decimal_add(struct text *t, wide scaled, unsigned decimals)
{
	char digits[48];
	size_t at = sizeof(digits);
	uwide value = magnitude(scaled);
	unsigned written = 0;

	do {
		digits[--at] = (char)('0' + (int)(value % 10));
		value = value > UINT64_MAX ? value / 10 : (uint64_t)value / 10;
		if (++written == decimals)
			digits[--at] = '.';
	} while (value || written <= decimals);
	if (scaled < 0)
		digits[--at] = '-';
	text_add(t, digits + at, sizeof(digits) - at);
}

bool decimal_parse(struct slice text, struct ratio *value)
{
	const char *point = text.n ? memchr(text.p, '.', text.n) : NULL;
	char digits[48];
	size_t whole = point ? (size_t)(point - text.p) : text.n;
	size_t decimals = point ? text.n - whole - 1 : 0;

	if (text.n > 40 || decimals > 30 || (point && decimals == 0))
		return false;
	memcpy(digits, text.p, whole);
	if (point)
		memcpy(digits + whole, point + 1, decimals);
	value->denominator = power_of_ten((unsigned)decimals);
	return wide_parse((struct slice){digits, whole + decimals}, &value->numerator);
}

void decimal_shift(struct text *t, struct slice decimal, int shift)
{
	struct text digits = TEXT_INIT;
	bool in_fraction = false;
	ptrdiff_t point = shift;
	size_t skip = 0;

	for (size_t i = 0; i < decimal.n; i++) {
		char c = decimal.p[i];
		if (c == '-')
			text_addc(t, '-');
		in_fraction = in_fraction || c == '.';
		if (c < '0' || c > '9')
			continue;
		text_addc(&digits, c);
		point += !in_fraction;
	}
	while (point > 1 && skip < digits.n && digits.p[skip] == '0') {
		skip++;
		point--;
	}
	if (point <= 0)
		text_addc(t, '0');
	for (; point > 0; point--)
		text_addc(t, skip < digits.n ? digits.p[skip++] : '0');
	if (skip < digits.n) {
		text_addc(t, '.');
		for (; point < 0; point++)
			text_addc(t, '0');
		text_add(t, digits.p + skip, digits.n - skip);
	}
	text_release(&digits);
}
