#include "model/amount.h"

/* Digits before the point, with commas only where they separate thousands. */
static bool grouping_is_right(const char *p, const char *end)
{
	const char *comma = memchr(p, ',', (size_t)(end - p));

	if (!comma)
		return true;
	if (comma == p || comma - p > 3)
		return false;
	while (comma < end) {
		if (end - comma < 4 || *comma != ',')
			return false;
		for (int i = 1; i <= 3; i++)
			if (comma[i] == ',')
				return false;
		comma += 4;
	}
	return true;
}

static bool push_digit(uint64_t *value, char c)
{
	return !__builtin_mul_overflow(*value, 10, value) &&
	       !__builtin_add_overflow(*value, (uint64_t)(c - '0'), value);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

struct digits {
	uint64_t value;
	bool any, overflow, dropped; /* dropped: a non-zero digit beyond the last one kept */
	bool round_up;
};

static const char *whole_part(const char *p, const char *end, struct digits *d)
{
	for (; p < end && (is_digit(*p) || *p == ','); p++) {
		if (*p == ',')
			continue;
		d->any = true;
		if (!push_digit(&d->value, *p))
			d->overflow = true;
	}
	return p;
}

static const char *fraction(const char *p, const char *end, unsigned *exponent, struct digits *d)
{
	bool first_dropped = true;

	for (; p < end && is_digit(*p); p++) {
		d->any = true;
		if (*exponent) {
			--*exponent;
			if (!push_digit(&d->value, *p))
				d->overflow = true;
			continue;
		}
		if (first_dropped)
			d->round_up = *p >= '5';
		first_dropped = false;
		if (*p != '0')
			d->dropped = true;
	}
	return p;
}

enum amount_status amount_parse(struct slice text, unsigned exponent, bool whole, int64_t *amount)
{
	struct digits d = {0};
	const char *p = text.p, *end = text.p + text.n;
	const char *start;
	bool negative = false;

	if (p < end && (*p == '-' || *p == '+'))
		negative = *p++ == '-';
	start = p;
	p = whole_part(p, end, &d);
	if (!grouping_is_right(start, p))
		return AMOUNT_NOT_A_NUMBER;
	if (p < end && *p == '.')
		p = fraction(p + 1, end, &exponent, &d);
	if (p != end || !d.any || (whole && d.dropped))
		return AMOUNT_NOT_A_NUMBER;
	for (; exponent && d.value; exponent--)
		if (__builtin_mul_overflow(d.value, 10, &d.value))
			d.overflow = true;
	if (d.round_up && __builtin_add_overflow(d.value, 1, &d.value))
		d.overflow = true;
	if (d.overflow || d.value > INT64_MAX)
		return AMOUNT_OVERFLOW;
	*amount = negative ? -(int64_t)d.value : (int64_t)d.value;
	return d.dropped ? AMOUNT_ROUNDED : AMOUNT_FINE;
}

/* Eight digits at once: pairs of digits, then pairs of these, and of those. */
static bool eight_digits(const char *p, uint64_t *value)
{
	const uint64_t high = 0xf0f0f0f0f0f0f0f0, zeros = 0x3030303030303030;
	uint64_t word;

	memcpy(&word, p, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	/* A digit has 3 in its high half, and still has it with 6 added. */
	if ((word & high) != zeros || ((word + 0x0606060606060606) & high) != zeros)
		return false;
	word = (word - zeros) * (10 * 256 + 1) >> 8 & 0x00ff00ff00ff00ff;
	word = word * (100 * 65536 + 1) >> 16 & 0x0000ffff0000ffff;
	*value = word * ((10000ULL << 32) + 1) >> 32;
	return true;
}

/* As many digits as make no sum that is too large. */
enum { SHORT = 18 };

static bool short_digits(const char *p, size_t n, int64_t *value)
{
	uint64_t sum = 0, eight;

	for (; n >= 8; p += 8, n -= 8) {
		if (!eight_digits(p, &eight))
			return false;
		sum = sum * 100000000 + eight;
	}
	for (; n; p++, n--) {
		unsigned digit = (unsigned)(unsigned char)*p - '0';
		if (digit > 9)
			return false;
		sum = sum * 10 + digit;
	}
	*value = (int64_t)sum;
	return true;
}

bool integer_parse(struct slice text, int64_t *value)
{
	bool negative = text.n && text.p[0] == '-';
	wide sum;

	if (text.n > SHORT) {
		if (!wide_parse(text, &sum) || sum != (int64_t)sum)
			return false;
		*value = (int64_t)sum;
		return true;
	}
	if (text.n == (size_t)negative ||
	    !short_digits(text.p + negative, text.n - negative, value))
		return false;
	if (negative)
		*value = -*value;
	return true;
}

bool wide_parse(struct slice text, wide *value)
{
	bool negative = text.n && text.p[0] == '-';
	int64_t small;
	wide sum = 0;

	if (text.n <= SHORT) {
		if (!integer_parse(text, &small))
			return false;
		*value = small;
		return true;
	}
	for (size_t i = negative; i < text.n; i++) {
		int digit = text.p[i] - '0';
		if (!is_digit(text.p[i]) || __builtin_mul_overflow(sum, 10, &sum) ||
		    __builtin_sub_overflow(sum, digit, &sum))
			return false;
	}
	/* Gathered below zero, where there is room for one more than above. */
	if (!negative && __builtin_sub_overflow((wide)0, sum, &sum))
		return false;
	*value = sum;
	return true;
}
