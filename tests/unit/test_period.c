#include "model/period.h"

#include <stdlib.h>

#include "base/lang.h"
#include "unit.h"

static void parses(const char *text, int year, int month)
{
	period p = period_parse(slice_of(text));

	if (p == PERIOD_NONE)
		fail_msg("'%s' is refused", text);
	assert_int_equal(period_year(p), year);
	assert_int_equal(period_month(p), month);
}

static void is_no_period(const char *text)
{
	if (period_parse(slice_of(text)) != PERIOD_NONE)
		fail_msg("'%s' is taken", text);
}

static void months_and_years_are_read(void **state)
{
	(void)state;
	parses("2024-05", 2024, 5);
	parses("1900-01", 1900, 1);
	parses("2199-12", 2199, 12);
	/* A year's figures are those up to its December. */
	parses("2021", 2021, 12);
}

static void anything_else_is_no_period(void **state)
{
	static const char *const texts[] = {"",        "2024-13", "2024-00", "2024-5",
	                                    "2024/05", "202405",  "24-05",   "2024-05-01",
	                                    "1899-12", "2200-01", "2024-",   " 2024-05"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		is_no_period(texts[i]);
}

static void last_year_is_twelve_less(void **state)
{
	period p = period_parse(slice_of("2024-01"));

	(void)state;
	assert_int_equal(p - 12, period_parse(slice_of("2023-01")));
	assert_int_equal(p - 1, period_parse(slice_of("2023-12")));
}

static void text_and_period_are_inverse(void **state)
{
	static const char *const texts[] = {"2024-05", "1999-12", "2000-01"};
	struct text t = TEXT_INIT;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		text_clear(&t);
		period_add(&t, period_parse(slice_of(texts[i])), BASIS_YTD);
		assert_string_equal(t.p, texts[i]);
	}
	text_clear(&t);
	period_add(&t, period_parse(slice_of("2021")), BASIS_YEAR);
	assert_string_equal(t.p, "2021");
	text_release(&t);
}

static void matches(const char *text, const char *pattern, const char *expected)
{
	period p = period_match(slice_of(text), pattern);

	if (!expected)
		assert_int_equal(p, PERIOD_NONE);
	else
		assert_int_equal(p, period_parse(slice_of(expected)));
}

static void patterns_read_what_bureaus_write(void **state)
{
	(void)state;
	matches("2025年1-3月", "{year}年1-{month}月", "2025-03");
	matches(" 2024 年 1-12 月 ", "{year}年1-{month}月", "2024-12");
	matches("2024Q2", "{year}Q{quarter}", "2024-06");
	matches("202405", "{year}{month}", "2024-05");
	matches("2021年", "{year}年", "2021");
}

static void a_pattern_must_match_to_the_end(void **state)
{
	(void)state;
	matches("2025年2-3月", "{year}年1-{month}月", NULL);
	matches("2025年1-3月份", "{year}年1-{month}月", NULL);
	matches("2025年1-13月", "{year}年1-{month}月", NULL);
	matches("2024Q5", "{year}Q{quarter}", NULL);
	matches("2024Q0", "{year}Q{quarter}", NULL);
	matches("25年1-3月", "{year}年1-{month}月", NULL);
	matches("", "{year}", NULL);
}

static void bases_have_three_names(void **state)
{
	(void)state;
	assert_int_equal(basis_parse(slice_of("ytd")), BASIS_YTD);
	assert_int_equal(basis_parse(slice_of("month")), BASIS_MONTH);
	assert_int_equal(basis_parse(slice_of("year")), BASIS_YEAR);
	assert_int_equal(basis_parse(slice_of("YTD")), -1);
	assert_int_equal(basis_parse(slice_of("")), -1);
	for (int b = 0; b < BASIS_COUNT; b++)
		assert_int_equal(basis_parse(slice_of(basis_name((enum basis)b))), b);
}

static void is_called(const char *text, enum basis basis, enum lang lang, const char *expected)
{
	struct text t = TEXT_INIT;

	lang_set(lang);
	period_add_label(&t, period_parse(slice_of(text)), basis);
	lang_set(LANG_EN);
	assert_string_equal(t.p, expected);
	text_release(&t);
}

static void people_read_periods_in_their_language(void **state)
{
	(void)state;
	is_called("2024-05", BASIS_YTD, LANG_ZH, "1-5月");
	is_called("2024-05", BASIS_YTD, LANG_EN, "January–May");
	is_called("2024-01", BASIS_YTD, LANG_ZH, "1月");
	is_called("2024-01", BASIS_YTD, LANG_EN, "January");
	is_called("2024-05", BASIS_MONTH, LANG_ZH, "5月");
	is_called("2024-05", BASIS_MONTH, LANG_EN, "May");
	is_called("2024", BASIS_YEAR, LANG_ZH, "2024年");
	is_called("2024", BASIS_YEAR, LANG_EN, "2024");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(months_and_years_are_read),        TEST(anything_else_is_no_period),
	        TEST(last_year_is_twelve_less),         TEST(text_and_period_are_inverse),
	        TEST(patterns_read_what_bureaus_write), TEST(a_pattern_must_match_to_the_end),
	        TEST(bases_have_three_names),           TEST(people_read_periods_in_their_language),
	};

	return RUN_TESTS(tests);
}
