#include "model/unit.h"

#include "base/lang.h"
#include "unit.h"

static void is_a_power_of_ten(const char *name, unsigned exponent, const char *currency)
{
	const struct unit *unit = unit_find(slice_of(name));

	if (!unit) {
		fail_msg("'%s' is unknown", name);
		return;
	}
	assert_int_equal(unit->kind, UNIT_AMOUNT);
	assert_int_equal(unit->exponent, exponent);
	assert_string_equal(unit->currency, currency);
}

static void money_is_counted_in_hundredths(void **state)
{
	(void)state;
	is_a_power_of_ten("分", 0, "CNY");
	is_a_power_of_ten("元", 2, "CNY");
	is_a_power_of_ten("千元", 5, "CNY");
	is_a_power_of_ten("万元", 6, "CNY");
	is_a_power_of_ten("百万元", 8, "CNY");
	is_a_power_of_ten("亿元", 10, "CNY");
	is_a_power_of_ten("EUR million", 8, "EUR");
	is_a_power_of_ten("USD billion", 11, "USD");
	is_a_power_of_ten("万美元", 6, "USD");
	is_a_power_of_ten("百万美元", 8, "USD");
	is_a_power_of_ten("亿欧元", 10, "EUR");
	is_a_power_of_ten("日元", 2, "JPY");
}

static void other_spellings_mean_the_same_unit(void **state)
{
	(void)state;
	assert_ptr_equal(unit_find(slice_of("€ million")), unit_find(slice_of("EUR million")));
	assert_ptr_equal(unit_find(slice_of("亿")), unit_find(slice_of("亿元")));
	assert_ptr_equal(unit_find(slice_of("％")), unit_find(slice_of("%")));
	assert_ptr_equal(unit_find(slice_of("户")), unit_find(slice_of("家")));
	assert_ptr_equal(unit_find(slice_of("万 元")), unit_find(slice_of("万元")));
	assert_ptr_equal(unit_find(slice_of("US$ Million")), unit_find(slice_of("USD million")));
	assert_ptr_equal(unit_find(slice_of("人民币万元")), unit_find(slice_of("万元")));
}

static void percentage_points_are_not_percent(void **state)
{
	(void)state;
	assert_int_equal(unit_find(slice_of("%"))->kind, UNIT_PERCENT);
	assert_int_equal(unit_find(slice_of("百分点"))->kind, UNIT_POINT);
	assert_int_equal(unit_find(slice_of("个百分点"))->kind, UNIT_POINT);
}

static void an_unknown_unit_is_not_guessed(void **state)
{
	(void)state;
	assert_null(unit_find(slice_of("")));
	assert_null(unit_find(slice_of("圆")));
	assert_null(unit_find(slice_of("万")));
	assert_null(unit_find(slice_of("million")));
}

static void every_unit_is_found_by_its_name_and_labelled_in_both_languages(void **state)
{
	size_t n = 0;

	(void)state;
	for (const struct unit *unit; (unit = unit_at(n)); n++) {
		assert_ptr_equal(unit_find(slice_of(unit->name)), unit);
		lang_set(LANG_ZH);
		assert_string_equal(unit_label(unit), unit->name);
		lang_set(LANG_EN);
		assert_string_equal(unit_label(unit), unit->name_en);
		assert_true((unit->kind == UNIT_AMOUNT) == (unit->currency != NULL));
	}
	assert_true(n > 20);
}

static void a_unit_is_the_one_of_its_number(void **state)
{
	(void)state;
	for (size_t i = 0; unit_at(i); i++)
		assert_int_equal(unit_number(unit_at(i)), i);
}

static void currencies_are_those_of_the_units(void **state)
{
	char code[] = "EUR";

	(void)state;
	assert_ptr_equal(unit_currency(code), unit_find(slice_of("EUR million"))->currency);
	assert_string_equal(unit_currency("XTS"), "XTS");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(money_is_counted_in_hundredths),
	        TEST(other_spellings_mean_the_same_unit),
	        TEST(percentage_points_are_not_percent),
	        TEST(an_unknown_unit_is_not_guessed),
	        TEST(a_unit_is_the_one_of_its_number),
	        TEST(currencies_are_those_of_the_units),
	        TEST(every_unit_is_found_by_its_name_and_labelled_in_both_languages),
	};

	return RUN_TESTS(tests);
}
