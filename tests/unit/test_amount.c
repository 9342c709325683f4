#include "model/amount.h"

#include "unit.h"

enum { IN_FEN = 2, IN_WAN_YUAN = 6, IN_YI_YUAN = 10, IN_EUR_MILLION = 8 };

static void reads(const char *text, unsigned exponent, int64_t expected)
{
	int64_t amount = -1;

	if (amount_parse(slice_of(text), exponent, false, &amount) != AMOUNT_FINE)
		fail_msg("'%s' is refused", text);
	assert_int_equal(amount, expected);
}

static void gives(const char *text, unsigned exponent, enum amount_status expected)
{
	int64_t amount = -1;

	if (amount_parse(slice_of(text), exponent, false, &amount) != expected)
		fail_msg("'%s': another status than %d", text, (int)expected);
}

static void units_are_powers_of_ten_of_a_hundredth(void **state)
{
	(void)state;
	reads("4.61", IN_YI_YUAN, 46100000000);
	reads("46100", IN_WAN_YUAN, 46100000000);
	reads("461000000", IN_FEN, 46100000000);
	reads("13,120.0", IN_EUR_MILLION, 1312000000000);
	reads("343562.448147", IN_EUR_MILLION, 34356244814700);
}

static void no_digit_is_lost_that_binary_floating_point_would_lose(void **state)
{
	(void)state;
	reads("0.29", IN_FEN, 29);
	reads("1.15", IN_FEN, 115);
	reads("90071992547409.93", IN_FEN, 9007199254740993);
	reads("92233720368547758.07", IN_FEN, INT64_MAX);
}

static void signs_and_bare_points_are_read(void **state)
{
	(void)state;
	reads("-2.8", IN_FEN, -280);
	reads("+2.8", IN_FEN, 280);
	reads("-0", IN_FEN, 0);
	reads(".5", IN_FEN, 50);
	reads("5.", IN_FEN, 500);
	reads("0870", IN_FEN, 87000);
}

static void commas_are_thousands_or_nothing(void **state)
{
	(void)state;
	reads("1,234,567.89", IN_FEN, 123456789);
	reads("-12,139.0", IN_FEN, -1213900);
	gives("1,23", IN_FEN, AMOUNT_NOT_A_NUMBER);
	gives("1234,567", IN_FEN, AMOUNT_NOT_A_NUMBER);
	gives("1,234,56", IN_FEN, AMOUNT_NOT_A_NUMBER);
	gives(",123", IN_FEN, AMOUNT_NOT_A_NUMBER);
	gives("1,,234", IN_FEN, AMOUNT_NOT_A_NUMBER);
	gives("1.234,567", IN_FEN, AMOUNT_NOT_A_NUMBER);
}

static void what_is_no_number_is_refused(void **state)
{
	static const char *const texts[] = {"",      "-",   ".",     "n.a.x", "#NUM!", "1e5",
	                                    "1.2.3", "--1", "1 000", "0x10",  "１２",  "NaN"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		gives(texts[i], IN_FEN, AMOUNT_NOT_A_NUMBER);
}

static void finer_than_a_hundredth_is_rounded_away_from_zero_and_told(void **state)
{
	int64_t amount;

	(void)state;
	assert_int_equal(amount_parse(slice_of("0.125"), IN_FEN, false, &amount), AMOUNT_ROUNDED);
	assert_int_equal(amount, 13);
	assert_int_equal(amount_parse(slice_of("-0.125"), IN_FEN, false, &amount), AMOUNT_ROUNDED);
	assert_int_equal(amount, -13);
	assert_int_equal(amount_parse(slice_of("0.1249"), IN_FEN, false, &amount), AMOUNT_ROUNDED);
	assert_int_equal(amount, 12);
	reads("0.1200", IN_FEN, 12);
}

static void too_large_is_an_overflow_never_a_wrong_amount(void **state)
{
	(void)state;
	gives("92233720368547758.08", IN_FEN, AMOUNT_OVERFLOW);
	gives("-92233720368547758.08", IN_FEN, AMOUNT_OVERFLOW);
	gives("922337204", IN_YI_YUAN, AMOUNT_OVERFLOW);
	gives("99999999999999999999999999", IN_FEN, AMOUNT_OVERFLOW);
	gives("92233720368547758.075", IN_FEN, AMOUNT_OVERFLOW);
}

static void a_count_has_no_fraction(void **state)
{
	int64_t count;

	(void)state;
	assert_int_equal(amount_parse(slice_of("2,769"), 0, true, &count), AMOUNT_FINE);
	assert_int_equal(count, 2769);
	assert_int_equal(amount_parse(slice_of("3.0"), 0, true, &count), AMOUNT_FINE);
	assert_int_equal(count, 3);
	assert_int_equal(amount_parse(slice_of("2.5"), 0, true, &count), AMOUNT_NOT_A_NUMBER);
}

static void integers_between_stages_are_digits_only(void **state)
{
	int64_t value;
	wide sum;

	(void)state;
	assert_true(integer_parse(slice_of("-9223372036854775808"), &value));
	assert_int_equal(value, INT64_MIN);
	assert_true(integer_parse(slice_of("9223372036854775807"), &value));
	assert_int_equal(value, INT64_MAX);
	assert_false(integer_parse(slice_of("9223372036854775808"), &value));
	assert_false(integer_parse(slice_of("+1"), &value));
	assert_false(integer_parse(slice_of("1.0"), &value));
	assert_false(integer_parse(slice_of("1 "), &value));
	assert_false(integer_parse(slice_of("-"), &value));
	assert_false(integer_parse(slice_of(""), &value));
	assert_true(wide_parse(slice_of("170141183460469231731687303715884105727"), &sum));
	assert_false(wide_parse(slice_of("170141183460469231731687303715884105728"), &sum));
	assert_true(wide_parse(slice_of("-170141183460469231731687303715884105728"), &sum));
	assert_false(wide_parse(slice_of("1,000"), &sum));
}

static void a_sum_that_overflows_stays_as_it_was(void **state)
{
	wide most = (wide)(~(unsigned __int128)0 >> 1);
	wide sum = most - 1;

	(void)state;
	assert_true(wide_add(&sum, 1));
	assert_false(wide_add(&sum, 1));
	assert_true(sum == most);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(units_are_powers_of_ten_of_a_hundredth),
	        TEST(no_digit_is_lost_that_binary_floating_point_would_lose),
	        TEST(signs_and_bare_points_are_read),
	        TEST(commas_are_thousands_or_nothing),
	        TEST(what_is_no_number_is_refused),
	        TEST(finer_than_a_hundredth_is_rounded_away_from_zero_and_told),
	        TEST(too_large_is_an_overflow_never_a_wrong_amount),
	        TEST(a_count_has_no_fraction),
	        TEST(integers_between_stages_are_digits_only),
	        TEST(a_sum_that_overflows_stays_as_it_was),
	};

	return RUN_TESTS(tests);
}
