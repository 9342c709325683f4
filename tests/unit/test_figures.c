#include "model/figures.h"

#include <stdlib.h>

#include "unit.h"

#define HEADER                                                                                     \
	"region,industry,class,period,basis,indicator,value,unit,status,n,left_out,numerator,"     \
	"denominator,origin\n"

static struct configuration config;

static int open_configuration(void **state)
{
	struct err err = ERR_INIT;
	char *path = xasprintf("%s/tests/config", getenv("TOP"));
	int result = configuration_open(&config, path, &err);

	(void)state;
	free(path);
	if (result == 0)
		result = configuration_load(
		        &config, CONFIG_INDICATORS | CONFIG_REGIONS | CONFIG_INDUSTRIES, &err);
	return result;
}

static int release_configuration(void **state)
{
	(void)state;
	configuration_release(&config);
	return 0;
}

static int read_rows(struct figures *f, const char *rows, struct err *err)
{
	const struct table *const candidates[] = {&table_observations};
	struct table_reader r;
	char *content = xasprintf(HEADER "%s", rows);
	int result;

	put_file("observations.csv", content);
	free(content);
	figures_init(f, &config);
	assert_int_equal(table_open(&r, "observations.csv", candidates, 1, err), 0);
	result = figures_read(f, &r, err);
	table_reader_close(&r);
	return result;
}

static struct figures figures(const char *rows)
{
	struct figures f;
	struct err err = ERR_INIT;

	if (read_rows(&f, rows, &err) < 0)
		fail_msg("%s", err.message);
	return f;
}

static void is_refused(const char *rows, uint64_t line, const char *because)
{
	struct figures f;
	struct err err = ERR_INIT;

	assert_int_equal(read_rows(&f, rows, &err), -1);
	assert_int_equal(err.code, RD_INPUT);
	assert_int_equal(err.line, line);
	assert_contains(err.message, because);
	figures_release(&f);
}

static const struct indicator *indicator(const char *id)
{
	const struct indicator *found = indicators_find(&config.indicators, slice_of(id));

	assert_non_null(found);
	return found;
}

static void is_exactly(const char *id, const char *value, const char *unit, wide numerator,
                       wide denominator)
{
	struct ratio exact;

	assert_true(
	        figure_exact(indicator(id), unit_find(slice_of(unit)), slice_of(value), &exact));
	assert_true(exact.numerator == numerator);
	assert_true(exact.denominator == denominator);
}

static void an_imported_decimal_is_a_ratio_in_the_form_of_its_indicator(void **state)
{
	(void)state;
	/* rd_published is in 亿元, 10^10 of 1/100 yuan. */
	is_exactly("rd_published", "4.61", "亿元", 46100000000, 10000000000);
	is_exactly("rd_published", "46100", "万元", 46100000000, 10000000000);
	is_exactly("rd_published", "-0.5", "亿元", -5000000000, 10000000000);
	/* A percentage is its hundredth, so that it compares with a computed ratio. */
	is_exactly("growth_published", "25.1", "%", 251, 1000);
	is_exactly("growth_published", "-2.8", "%", -28, 1000);
}

static void units_of_another_kind_are_not_converted(void **state)
{
	struct ratio exact;

	(void)state;
	assert_false(figure_exact(indicator("growth_published"), unit_find(slice_of("百分点")),
	                          slice_of("25.1"), &exact));
	assert_false(figure_exact(indicator("rd_published"), unit_find(slice_of("%")),
	                          slice_of("4.61"), &exact));
	assert_false(figure_exact(indicator("rd_published"), unit_find(slice_of("亿元")),
	                          slice_of("4,61"), &exact));
}

static void rows_are_found_by_what_they_are_of(void **state)
{
	struct figures f =
	        figures("331000,BCD,total,2024-05,ytd,rd_published,24.92,亿元,A,,,,,raw\n"
	                "331000_X,BCD,total,2024-05,ytd,rd_published,1.86,亿元,A,,,,,sample/raw\n");
	struct figure_key key = {.industry = {config.industries.root, false},
	                         .group = slice_of("total"),
	                         .period = period_parse(slice_of("2024-05")),
	                         .basis = BASIS_YTD,
	                         .indicator = indicator("rd_published")};
	const struct figure *found;

	(void)state;
	key.region.node = code_tree_find(&config.regions, slice_of("331000"));
	found = figures_find(&f, &key);
	assert_non_null(found);
	assert_true(slice_is(found->value, "24.92"));
	assert_false(found->sample);
	key.region.unallocated = true;
	found = figures_find(&f, &key);
	assert_non_null(found);
	assert_true(slice_is(found->value, "1.86"));
	assert_true(found->sample);
	key.basis = BASIS_MONTH;
	assert_null(figures_find(&f, &key));
	figures_release(&f);
}

static void numerator_and_denominator_are_the_exact_value_where_they_are_given(void **state)
{
	struct figures f =
	        figures("331000,BCD,total,2024-05,ytd,rd_intensity,3.78,%,A,9,1,378,10001,cells\n"
	                "331024,BCD,total,2024-05,ytd,rd_intensity,,%,M,0,1,0,0,cells\n");

	(void)state;
	assert_true(f.items[0].known);
	assert_int_equal(f.items[0].exact.denominator, 10001);
	/* A missing value is not a zero. */
	assert_false(f.items[1].known);
	figures_release(&f);
}

static void sorting_follows_codes_then_time_then_the_order_of_indicators(void **state)
{
	struct figures f = figures("331024,BCD,total,2024-05,ytd,rd_published,1,亿元,A,,,,,c\n"
	                           "331000_X,BCD,total,2024-05,ytd,rd_published,1,亿元,A,,,,,b\n"
	                           "331000,BCD,total,2024-05,ytd,growth_published,1,%,A,,,,,a4\n"
	                           "331000,BCD,total,2024-05,ytd,rd_published,1,亿元,A,,,,,a3\n"
	                           "331000,BCD,total,2024-04,ytd,rd_published,1,亿元,A,,,,,a2\n"
	                           "331000,BCD,size=L,2024-05,ytd,rd_published,1,亿元,A,,,,,a1\n");
	static const char *const order[] = {"a1", "a2", "a3", "a4", "b", "c"};

	(void)state;
	figures_sort(&f);
	for (size_t i = 0; i < 6; i++) {
		assert_true(slice_is(f.items[i].origin, order[i]));
		assert_ptr_equal(figures_find(&f, &f.items[i].key), &f.items[i]);
	}
	figures_release(&f);
}

static void one_figure_has_one_source(void **state)
{
	(void)state;
	is_refused("331000,BCD,total,2024-05,ytd,rd_published,24.92,亿元,A,,,,,one\n"
	           "331000,BCD,total,2024-05,ytd,rd_published,24.92,亿元,A,,,,,other\n",
	           3, "stands twice");
}

static void what_is_not_configured_is_refused_with_its_place(void **state)
{
	(void)state;
	is_refused("339999,BCD,total,2024-05,ytd,rd_published,1,亿元,A,,,,,x\n", 2,
	           "region '339999'");
	is_refused("331000,99,total,2024-05,ytd,rd_published,1,亿元,A,,,,,x\n", 2, "industry '99'");
	is_refused("331000,BCD,total,2024-05,ytd,profit,1,亿元,A,,,,,x\n", 2, "indicator 'profit'");
	is_refused("331000,BCD,total,2024-13,ytd,rd_published,1,亿元,A,,,,,x\n", 2,
	           "period '2024-13'");
	is_refused("331000,BCD,total,2024-05,day,rd_published,1,亿元,A,,,,,x\n", 2, "basis 'day'");
	is_refused("331000,BCD,total,2024-05,ytd,rd_published,1,圆,A,,,,,x\n", 2, "unit '圆'");
	is_refused("331000,BCD,total,2024-05,ytd,rd_published,many,亿元,A,,,,,x\n", 2,
	           "value 'many'");
	is_refused("331000,BCD,total,2024-05,ytd,rd_published,1,%,A,,,,,x\n", 2, "value '1'");
	is_refused("331000,BCD,total,2024-05,ytd,rd_intensity,1,%,A,,,1,0,x\n", 2,
	           "denominator '0'");
	is_refused("331000,BCD,total,2024-05,ytd,rd_intensity,1,%,A,,,1.5,2,x\n", 2,
	           "numerator '1.5'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(an_imported_decimal_is_a_ratio_in_the_form_of_its_indicator),
	        TEST(units_of_another_kind_are_not_converted),
	        TEST(rows_are_found_by_what_they_are_of),
	        TEST(numerator_and_denominator_are_the_exact_value_where_they_are_given),
	        TEST(sorting_follows_codes_then_time_then_the_order_of_indicators),
	        TEST(one_figure_has_one_source),
	        TEST(what_is_not_configured_is_refused_with_its_place),
	};

	return cmocka_run_group_tests(tests, open_configuration, release_configuration);
}
