#include "model/ratio.h"

#include <stdlib.h>

#include "unit.h"

#define LARGEST ((wide)(~(unsigned __int128)0 >> 1))

static char *rounded(const char *decimal, unsigned decimals, enum rounding rounding)
{
	struct text t = TEXT_INIT;
	struct ratio exact;
	wide scaled;

	assert_true(decimal_parse(slice_of(decimal), &exact));
	assert_true(ratio_round(exact, decimals, rounding, &scaled));
	decimal_add(&t, scaled, decimals);
	return text_detach(&t);
}

static void rounds(const char *decimal, unsigned decimals, const char *half_up,
                   const char *half_even)
{
	char *up = rounded(decimal, decimals, ROUND_HALF_UP);
	char *even = rounded(decimal, decimals, ROUND_HALF_EVEN);

	assert_string_equal(up, half_up);
	assert_string_equal(even, half_even);
	free(up);
	free(even);
}

/* The examples of the standard's clause 3.2, and of its 0.1 and 0.01 unit tables. */
static void examples_of_gbt_8170_hold_beside_half_up(void **state)
{
	(void)state;
	rounds("12.1498", 1, "12.1", "12.1");
	rounds("10.5002", 0, "11", "11");
	rounds("1.050", 1, "1.1", "1.0");
	rounds("0.35", 1, "0.4", "0.4");
	rounds("-0.0365", 3, "-0.037", "-0.036");
	rounds("8.53459", 2, "8.53", "8.53");
	rounds("15.4546", 0, "15", "15");
}

static void half_goes_up_or_to_the_even_digit_on_both_sides_of_zero(void **state)
{
	(void)state;
	rounds("2.5", 0, "3", "2");
	rounds("3.5", 0, "4", "4");
	rounds("-2.5", 0, "-3", "-2");
	rounds("-3.5", 0, "-4", "-4");
	rounds("2.500000000000000000001", 0, "3", "3");
	rounds("2.499999999999999999999", 0, "2", "2");
	rounds("-0.04", 1, "0.0", "0.0");
}

/* k + 1/3, whatever the numbers' size: k33…33. */
static void rounds_a_third(wide denominator, wide k, unsigned shift)
{
	wide one = power_of_ten(shift), value;
	struct ratio r = {k * denominator + denominator / 3, denominator};

	assert_true(ratio_round(r, shift, ROUND_HALF_UP, &value));
	assert_true(value == k * one + (one - 1) / 3);
	assert_true(multiply_divide_up(r.numerator, one, denominator, &value));
	assert_true(value == k * one + (one - 1) / 3 + (shift > 0));
}

static void ratios_of_any_size_are_divided_exactly(void **state)
{
	(void)state;
	rounds_a_third(3, 7, 4);                          /* 64 bits by 64 */
	rounds_a_third((wide)3 << 61, 5, 10);             /* 128 by 64 */
	rounds_a_third((wide)3 << 70, 12345, 6);          /* 128 by 128 */
	rounds_a_third((wide)3 << 61, (wide)1 << 60, 18); /* 256 by 64 */
	rounds_a_third((wide)3 << 100, 1000, 30);         /* 256 by 128 */
	rounds_a_third(((wide)1 << 126) - 1, 1, 35);
}

static void a_ratio_is_rounded_once_not_digit_by_digit(void **state)
{
	(void)state;
	/* Rounded first to one decimal, 15.4546 would become 15.5 and then 16. */
	rounds("15.4546", 0, "15", "15");
	rounds("3.7449999", 2, "3.74", "3.74");
}

static void percentages_come_from_the_shift(void **state)
{
	wide value;

	(void)state;
	/* Guangzhou's coverage: 2769 of 6203 enterprises, 44.64 %. */
	assert_true(ratio_round((struct ratio){2769, 6203}, 4, ROUND_HALF_UP, &value));
	assert_int_equal(value, 4464);
	/* Fiscal year to 2025-01-31: 49.178 %. */
	assert_true(ratio_round((struct ratio){1783379000, 3626396000}, 5, ROUND_HALF_UP, &value));
	assert_int_equal(value, 49178);
}

static void without_a_positive_denominator_there_is_no_value(void **state)
{
	wide value = 7;

	(void)state;
	assert_false(ratio_round((struct ratio){1, 0}, 2, ROUND_HALF_UP, &value));
	assert_false(ratio_round((struct ratio){0, 0}, 2, ROUND_HALF_UP, &value));
	assert_false(ratio_round((struct ratio){1, -5}, 2, ROUND_HALF_UP, &value));
	assert_int_equal(value, 7);
}

static void products_of_two_sums_do_not_overflow(void **state)
{
	struct ratio a = {LARGEST, LARGEST - 1}, b = {LARGEST - 1, LARGEST - 2};
	wide value;

	(void)state;
	/* (n+1)/n falls as n grows; both are 1.000… to every double. */
	assert_int_equal(ratio_compare(a, b), -1);
	assert_int_equal(ratio_compare(b, a), 1);
	assert_true(ratio_round(a, 30, ROUND_HALF_UP, &value));
	assert_true(value == power_of_ten(30));
	assert_false(ratio_round((struct ratio){LARGEST, 1}, 1, ROUND_HALF_UP, &value));
}

static void order_follows_sign_then_size(void **state)
{
	(void)state;
	assert_int_equal(ratio_compare((struct ratio){1, 3}, (struct ratio){2, 6}), 0);
	assert_int_equal(ratio_compare((struct ratio){-1, 3}, (struct ratio){1, 1000}), -1);
	assert_int_equal(ratio_compare((struct ratio){-1, 3}, (struct ratio){-1, 2}), 1);
	assert_int_equal(ratio_compare((struct ratio){0, 3}, (struct ratio){0, 7}), 0);
	assert_int_equal(ratio_compare((struct ratio){0, 3}, (struct ratio){-1, 7}), 1);
}

static void differences_are_exact_or_told_impossible(void **state)
{
	struct ratio d;

	(void)state;
	assert_true(ratio_subtract((struct ratio){378, 100}, (struct ratio){1, 3}, &d));
	assert_int_equal(ratio_compare(d, (struct ratio){1034, 300}), 0);
	assert_true(ratio_subtract((struct ratio){5, 7}, (struct ratio){6, 7}, &d));
	assert_int_equal(d.numerator, -1);
	assert_int_equal(d.denominator, 7);
	assert_false(ratio_subtract((struct ratio){LARGEST, 2}, (struct ratio){-LARGEST, 2}, &d));
	assert_false(
	        ratio_subtract((struct ratio){1, LARGEST}, (struct ratio){1, LARGEST - 1}, &d));
}

static void a_catching_up_amount_is_rounded_so_that_it_suffices(void **state)
{
	wide amount;

	(void)state;
	assert_true(multiply_divide_up(10, 10, 3, &amount));
	assert_int_equal(amount, 34);
	assert_true(multiply_divide_up(9, 10, 3, &amount));
	assert_int_equal(amount, 30);
	/* Up means towards more: −33.3 becomes −33. */
	assert_true(multiply_divide_up(-10, 10, 3, &amount));
	assert_int_equal(amount, -33);
	assert_true(multiply_divide_up(LARGEST, LARGEST, LARGEST, &amount));
	assert_true(amount == LARGEST);
	assert_false(multiply_divide_up(LARGEST, 2, 1, &amount));
	assert_false(multiply_divide_up(1, 1, 0, &amount));
}

static void products_and_quotients_are_in_lowest_terms(void **state)
{
	const struct ratio third = {1, 3}, six_quarters = {6, 4}, minus_two = {-2, 1};
	struct ratio r;

	(void)state;
	assert_true(ratio_multiply(third, six_quarters, &r));
	assert_true(r.numerator == 1 && r.denominator == 2);
	assert_true(ratio_divide(third, six_quarters, &r));
	assert_true(r.numerator == 2 && r.denominator == 9);
	assert_true(ratio_divide(third, minus_two, &r));
	assert_true(r.numerator == -1 && r.denominator == 6);
	assert_true(ratio_multiply((struct ratio){0, 7}, third, &r));
	assert_true(r.numerator == 0 && r.denominator == 1);
}

static void a_quotient_by_zero_or_beyond_128_bits_is_none(void **state)
{
	const wide large = power_of_ten(30);
	struct ratio r;

	(void)state;
	assert_false(ratio_divide((struct ratio){1, 2}, (struct ratio){0, 3}, &r));
	assert_false(ratio_multiply((struct ratio){large, 1}, (struct ratio){large, 7}, &r));
	/* What cancels does not overflow. */
	assert_true(ratio_multiply((struct ratio){large, 7}, (struct ratio){14, large}, &r));
	assert_true(r.numerator == 2 && r.denominator == 1);
}

static void decimals_are_read_exactly(void **state)
{
	struct ratio value;

	(void)state;
	assert_true(decimal_parse(slice_of("-0.0365"), &value));
	assert_int_equal(value.numerator, -365);
	assert_int_equal(value.denominator, 10000);
	assert_true(decimal_parse(slice_of("24"), &value));
	assert_int_equal(value.denominator, 1);
	assert_false(decimal_parse(slice_of(""), &value));
	assert_false(decimal_parse(slice_of("1."), &value));
	assert_false(decimal_parse(slice_of("1,000"), &value));
	assert_false(decimal_parse(slice_of("1e3"), &value));
	assert_false(decimal_parse(slice_of("1.-5"), &value));
	assert_false(decimal_parse(slice_of("12345678901234567890123456789012345678901"), &value));
}

static void decimals_are_written_with_every_place(void **state)
{
	struct text t = TEXT_INIT;

	(void)state;
	decimal_add(&t, 378, 2);
	text_addc(&t, ' ');
	decimal_add(&t, -5, 2);
	text_addc(&t, ' ');
	decimal_add(&t, 1200, 3);
	text_addc(&t, ' ');
	decimal_add(&t, 0, 1);
	text_addc(&t, ' ');
	decimal_add(&t, -42, 0);
	assert_string_equal(t.p, "3.78 -0.05 1.200 0.0 -42");
	text_release(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(examples_of_gbt_8170_hold_beside_half_up),
	        TEST(half_goes_up_or_to_the_even_digit_on_both_sides_of_zero),
	        TEST(ratios_of_any_size_are_divided_exactly),
	        TEST(a_ratio_is_rounded_once_not_digit_by_digit),
	        TEST(percentages_come_from_the_shift),
	        TEST(without_a_positive_denominator_there_is_no_value),
	        TEST(products_of_two_sums_do_not_overflow),
	        TEST(order_follows_sign_then_size),
	        TEST(differences_are_exact_or_told_impossible),
	        TEST(a_catching_up_amount_is_rounded_so_that_it_suffices),
	        TEST(products_and_quotients_are_in_lowest_terms),
	        TEST(a_quotient_by_zero_or_beyond_128_bits_is_none),
	        TEST(decimals_are_read_exactly),
	        TEST(decimals_are_written_with_every_place),
	};

	return RUN_TESTS(tests);
}
