#include "normalize/pattern.h"

#include "unit.h"

static struct pattern_match m;

static void fits(const char *pattern, const char *text)
{
	assert_true(pattern_match(pattern, slice_of(text), &m));
}

static void fits_not(const char *pattern, const char *text)
{
	assert_false(pattern_match(pattern, slice_of(text), &m));
}

static void takes(enum pattern_field field, const char *expected)
{
	assert_non_null(m.texts[field].p);
	assert_true(slice_is(m.texts[field], expected));
}

static void literal_text_is_compared(void **state)
{
	(void)state;
	fits("abc", "abc");
	fits_not("abc", "abcd");
	fits_not("abc", "ab");
	fits("", "");
	fits_not("", "a");
}

static void blanks_of_the_text_are_passed_over(void **state)
{
	(void)state;
	fits("北京", "北    京");
	fits("2024年1-{month}月", "2024 年 1-5 月");
	fits("abc", " abc ");
	/* A blank of the pattern must be there. */
	fits("a b", "a   b");
	fits("全  市", "全 市");
	fits_not("a b", "ab");
}

static void a_field_takes_as_little_as_it_can(void **state)
{
	(void)state;
	fits("{value} {flag}", "896.3 p");
	takes(PATTERN_VALUE, "896.3");
	takes(PATTERN_FLAG, "p");
	fits("{value} {flag}", ": bd");
	takes(PATTERN_VALUE, ":");
	fits("{_},{_},{value}", "BES,EUR_HAB,AT");
	takes(PATTERN_VALUE, "AT");
	fits("{value},{_}", "a,b,c");
	takes(PATTERN_VALUE, "a");
	fits("{_} -> {value}", "US -> New York");
	takes(PATTERN_VALUE, "New York");
	fits("['{value}', '{flag}']", "['2,375', 'i']");
	takes(PATTERN_VALUE, "2,375");
	takes(PATTERN_FLAG, "i");
}

static void a_flag_is_at_least_one_character(void **state)
{
	(void)state;
	fits_not("{value} {flag}", "896.3");
	fits_not("{value} {flag}", "896.3 ");
	fits("{value}", "");
}

static void numbers_are_read(void **state)
{
	(void)state;
	fits("{year}年1-{month}月", "2024年1-5月");
	assert_int_equal(pattern_period(&m, -1), period_of(2024, 5));
	fits("{year}{month}", "202405");
	assert_int_equal(pattern_period(&m, -1), period_of(2024, 5));
	fits("{year}M{month}", "2024M12");
	assert_int_equal(pattern_period(&m, -1), period_of(2024, 12));
	fits("{year}Q{quarter}", "2024Q1");
	assert_int_equal(pattern_period(&m, -1), period_of(2024, 3));
	fits("FY{year}", "FY2024");
	assert_int_equal(pattern_period(&m, -1), period_of(2024, 12));
	fits("{year}/{_}", "2023/24");
	assert_int_equal(pattern_period(&m, -1), period_of(2023, 12));
	fits("{year}-{month}-{day}", "2025-01-31");
	assert_int_equal(pattern_period(&m, -1), period_of(2025, 1));
	assert_int_equal(m.numbers[PATTERN_DAY], 31);
	fits_not("{year}", "24");
	fits_not("{quarter}", "x");
}

static void a_period_may_take_its_year_from_elsewhere(void **state)
{
	(void)state;
	fits("1-{month}月", "1-5月");
	assert_int_equal(pattern_period(&m, 2024), period_of(2024, 5));
	assert_int_equal(pattern_period(&m, -1), PERIOD_NONE);
	fits("1-{month}月", "1-13月");
	assert_int_equal(pattern_period(&m, 2024), PERIOD_NONE);
}

static void months_quarters_and_halves_may_be_words(void **state)
{
	(void)state;
	fits("{month} {year}", "May 2024");
	assert_int_equal(pattern_period(&m, -1), period_of(2024, 5));
	fits("{month}-{year}", "Sep-2024");
	assert_int_equal(pattern_period(&m, -1), period_of(2024, 9));
	fits("{year}年前{quarter}季度", "2024年前三季度");
	assert_int_equal(pattern_period(&m, -1), period_of(2024, 9));
	fits("{year}年{half}半年", "2024年上半年");
	assert_int_equal(pattern_period(&m, -1), period_of(2024, 6));
	fits("{year}H{half}", "2024H2");
	assert_int_equal(pattern_period(&m, -1), period_of(2024, 12));
	fits_not("{year}年{quarter}季度", "2024年五季度");
}

static void headers_match_in_either_case(void **state)
{
	(void)state;
	assert_true(pattern_match_header("Net sales ({unit})", slice_of("NET Sales (EUR million)"),
	                                 &m));
	takes(PATTERN_UNIT, "EUR million");
	fits_not("Net sales", "Net Sales");
}

static void a_part_of_a_text_is_found(void **state)
{
	(void)state;
	assert_true(pattern_find("{year}年1-{month}月", slice_of("台州市2024年1-5月规上工业"), &m));
	assert_int_equal(pattern_period(&m, -1), period_of(2024, 5));
	assert_true(pattern_find("单位:{unit}", slice_of("表一  单位: 千元"), &m));
	takes(PATTERN_UNIT, "千元");
	assert_true(pattern_find("单位:{unit} {_}", slice_of("单位:千元 2024年"), &m));
	takes(PATTERN_UNIT, "千元");
	assert_false(pattern_find("单位:{unit}", slice_of("台州市"), &m));
}

static void an_unknown_field_is_wrong(void **state)
{
	(void)state;
	assert_null(pattern_wrong("{year}年{_}{value}"));
	assert_string_equal(pattern_wrong("a{yaer}b"), "{yaer}b");
	assert_string_equal(pattern_wrong("a}"), "}");
	assert_non_null(pattern_wrong("{"));
}

/* Going back to the last field only, a match takes no more than the product of lengths. */
static void matching_does_not_explode(void **state)
{
	char text[4001];

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	fits_not("{_}a{_}a{_}a{_}a{_}a{_}a{_}a{_}a{_}b", text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(literal_text_is_compared),
	        TEST(blanks_of_the_text_are_passed_over),
	        TEST(a_field_takes_as_little_as_it_can),
	        TEST(a_flag_is_at_least_one_character),
	        TEST(numbers_are_read),
	        TEST(a_period_may_take_its_year_from_elsewhere),
	        TEST(months_quarters_and_halves_may_be_words),
	        TEST(headers_match_in_either_case),
	        TEST(a_part_of_a_text_is_found),
	        TEST(an_unknown_field_is_wrong),
	        TEST(matching_does_not_explode),
	};

	return RUN_TESTS(tests);
}
