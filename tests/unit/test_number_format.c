#include "io/number_format.h"

#include <stdlib.h>

#include "unit.h"

static void shows(const char *code, const char *number, const char *expected)
{
	struct number_format format = number_format_parse(code);
	struct text t = TEXT_INIT;

	assert_true(number_format_apply(&format, slice_of(number), false, &t));
	assert_string_equal(t.p ? t.p : "", expected);
	text_release(&t);
}

static void refuses(const char *code, const char *number)
{
	struct number_format format = number_format_parse(code);
	struct text t = TEXT_INIT;

	assert_false(number_format_apply(&format, slice_of(number), false, &t));
	text_release(&t);
}

static void a_general_number_has_fifteen_digits(void **state)
{
	(void)state;
	shows("General", "0.30000000000000004", "0.3");
	shows("General", "1234.5", "1234.5");
	shows("General", "-0", "0");
	shows("General", "100", "100");
	shows("General", "1.0000000000000001E-2", "0.01");
	shows("General", "4.61E8", "461000000");
	shows("General", "999999999999999.9", "1000000000000000");
	shows("General", "12345678901234567", "12345678901234600");
}

static void decimals_are_those_of_the_format(void **state)
{
	(void)state;
	shows("0.00", "3.14159", "3.14");
	shows("0", "2.5", "3");
	shows("0", "-2.5", "-3");
	shows("0.00", "1.005", "1.01");
	shows("#,##0.00", "1234567.891", "1234567.89");
	shows("0.00", "0", "0.00");
	shows("0.0", "99.96", "100.0");
	shows("0", "0.4", "0");
	shows("0", "0.6", "1");
}

static void a_percentage_is_shown_as_one(void **state)
{
	(void)state;
	shows("0%", "0.125", "13%");
	shows("0.0%", "0.125", "12.5%");
	shows("0.00%", "3.7800000000000007E-2", "3.78%");
	shows("0.0%", "-2.8000000000000001E-2", "-2.8%");
}

static void decoration_is_left_out_and_signs_are_kept(void **state)
{
	(void)state;
	shows("\"R&D: \"0.0\" 万元\"", "12.34", "12.3");
	shows("[Red](#,##0.00)", "-1234.5", "-1234.50");
	shows("0.0;[Red]0.0", "-5", "-5.0");
	shows("_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "1234.5", "1234.50");
	shows("_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "0", "0.00");
}

static void commas_at_the_end_divide_by_thousands(void **state)
{
	(void)state;
	shows("#,##0,", "1234567", "1235");
	shows("0.00,,", "1234567", "1.23");
}

static void a_point_that_is_only_written_divides_too(void **state)
{
	(void)state;
	shows("0!.0,", "123456", "12.3");
	shows("0\\.0,\"万元\"", "123456", "12.3万元");
	shows("0\".\"00,,", "461234567", "4.61");
	shows("0\\.0000", "123456", "12.3456");
	shows("#,##0.00,,\"百万\"", "1234567", "1.23百万");
	shows("0!.0,万", "-123456", "-12.3万");
	shows("0!.0,\\万", "123456", "12.3万");
}

static void a_format_of_several_sizes_says_nothing(void **state)
{
	(void)state;
	shows("[>=100000000]0!.00,,\"亿\";[>=10000]0!.0,\"万\";0", "123456.7", "123456.7");
	shows("[Red][<0]0.0;0.0", "1.26", "1.26");
	shows("[Red]0.0", "1.26", "1.3");
	shows("[$-804]0.0", "1.26", "1.3");
}

static void dates_are_rendered_by_their_format(void **state)
{
	(void)state;
	shows("yyyy-mm-dd", "45443", "2024-05-31");
	shows("yyyy\"年\"m\"月\"", "45443", "2024年5月");
	shows("[$-409]mmm-yy;@", "45443", "May-24");
	shows("yyyy/m/d h:mm", "45443.75", "2024/5/31");
	shows("yyyy-mm-dd", "1", "1900-01-01");
	shows("yyyy-mm-dd", "59", "1900-02-28");
	shows("yyyy-mm-dd", "61", "1900-03-01");
	shows("yyyy-mm-dd", "36526", "2000-01-01");
	shows("yyyy-mm-dd", "2958465", "9999-12-31");
}

static void a_date_that_cannot_be_is_refused(void **state)
{
	(void)state;
	refuses("yyyy-mm-dd", "60"); /* 29 February 1900 */
	refuses("yyyy-mm-dd", "0");
	refuses("yyyy-mm-dd", "-1");
	refuses("yyyy-mm-dd", "2958466");
}

static void days_may_count_from_1904(void **state)
{
	struct number_format format = number_format_parse("yyyy-mm-dd");
	struct text t = TEXT_INIT;

	(void)state;
	assert_true(number_format_apply(&format, slice_of("43981"), true, &t));
	assert_string_equal(t.p, "2024-05-31");
	text_release(&t);
}

static void what_is_no_number_is_refused(void **state)
{
	(void)state;
	refuses("General", "");
	refuses("General", "-");
	refuses("General", "12a");
	refuses("General", "1e");
	refuses("0.00", "1e99999");
	refuses("General", "#NUM!");
}

static void formats_that_are_not_understood_show_all_digits(void **state)
{
	(void)state;
	shows("0.00E+00", "1234.5", "1234.5");
	shows("# ?/?", "0.25", "0.25");
	shows("@", "0870", "870");
	shows("", "1.25", "1.25");
}

static void built_in_formats_have_codes(void **state)
{
	(void)state;
	assert_string_equal(number_format_builtin(10), "0.00%");
	assert_string_equal(number_format_builtin(57), "yyyy\"年\"m\"月\"");
	assert_null(number_format_builtin(164));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_general_number_has_fifteen_digits),
	        TEST(decimals_are_those_of_the_format),
	        TEST(a_percentage_is_shown_as_one),
	        TEST(decoration_is_left_out_and_signs_are_kept),
	        TEST(commas_at_the_end_divide_by_thousands),
	        TEST(a_point_that_is_only_written_divides_too),
	        TEST(a_format_of_several_sizes_says_nothing),
	        TEST(dates_are_rendered_by_their_format),
	        TEST(a_date_that_cannot_be_is_refused),
	        TEST(days_may_count_from_1904),
	        TEST(what_is_no_number_is_refused),
	        TEST(formats_that_are_not_understood_show_all_digits),
	        TEST(built_in_formats_have_codes),
	};

	return RUN_TESTS(tests);
}
