#include "base/digits.h"

#include <string.h>

static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                            "25262728293031323334353637383940414243444546474849"
                            "50515253545556575859606162636465666768697071727374"
                            "75767778798081828384858687888990919293949596979899";

static unsigned count(uint64_t value)
{
	unsigned n = 1;

	for (; value >= 10000; value /= 10000)
		n += 4;
	return n + (value >= 10) + (value >= 100) + (value >= 1000);
}

/* So many digits, with zeros in front. */
static void put(char *to, uint64_t value, unsigned n)
{
	while (n >= 2) {
		n -= 2;
		memcpy(to + n, pairs + value % 100 * 2, 2);
		value /= 100;
	}
	if (n)
		*to = (char)('0' + value);
}

char *digits_put_u64(char *to, uint64_t value)
{
	unsigned n = count(value);

	put(to, value, n);
	return to + n;
}

char *digits_put_i128(char *to, __int128 value)
{
	const uint64_t most = 10000000000000000000ULL; /* 19 digits fit 64 bits */
	unsigned __int128 left = (unsigned __int128)value;

	if (value < 0) {
		*to++ = '-';
		left = -left;
	}
	if (left <= UINT64_MAX)
		return digits_put_u64(to, (uint64_t)left);
	to = digits_put_i128(to, (__int128)(left / most));
	put(to, (uint64_t)(left % most), 19);
	return to + 19;
}
