#include "base/digits.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/slice.h"
#include "unit.h"

static void prints_as(__int128 value, const char *expected)
{
	char digits[MOST_DIGITS];

	assert_true(
	        slice_is((struct slice){digits, (size_t)(digits_put_i128(digits, value) - digits)},
	                 expected));
}

static void every_number_of_digits_is_printed_in_full(void **state)
{
	char digits[MOST_DIGITS], expected[MOST_DIGITS];

	(void)state;
	for (uint64_t power = 1; power <= UINT64_MAX / 10; power *= 10)
		for (uint64_t value = power - 1; value <= power + 1; value++) {
			char *end = digits_put_u64(digits, value);
			snprintf(expected, sizeof(expected), "%" PRIu64, value);
			assert_true(
			        slice_is((struct slice){digits, (size_t)(end - digits)}, expected));
		}
	prints_as(UINT64_MAX, "18446744073709551615");
}

static void numbers_of_128_bits_keep_their_zeros_and_sign(void **state)
{
	const __int128 most = (__int128)(~(unsigned __int128)0 >> 1);

	(void)state;
	prints_as(0, "0");
	prints_as(-7, "-7");
	prints_as((__int128)10000000000000000000ULL * 3, "30000000000000000000");
	prints_as((__int128)10000000000000000000ULL * -30 - 5, "-300000000000000000005");
	prints_as(most, "170141183460469231731687303715884105727");
	prints_as(-most - 1, "-170141183460469231731687303715884105728");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(every_number_of_digits_is_printed_in_full),
	        TEST(numbers_of_128_bits_keep_their_zeros_and_sign),
	};

	return RUN_TESTS(tests);
}
