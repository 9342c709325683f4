#include "report/disclosure.h"

#include <stdlib.h>

#include "unit.h"

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

static struct figure_key key(const char *region, const char *industry, const char *class,
                             const char *indicator)
{
	struct figure_key k = {.group = slice_of(class),
	                       .period = period_of(2024, 5),
	                       .basis = BASIS_YTD,
	                       .indicator =
	                               indicators_find(&config.indicators, slice_of(indicator))};

	assert_true(place_parse(&config.regions, slice_of(region), &k.region));
	assert_true(place_parse(&config.industries, slice_of(industry), &k.industry));
	assert_non_null(k.indicator);
	return k;
}

static void note(struct disclosure *d, const char *region, const char *industry, const char *class,
                 const char *indicator, uint32_t n)
{
	const struct figure_key k = key(region, industry, class, indicator);

	disclosure_note(d, &k, n);
}

static bool hides(const struct disclosure *d, const char *region, const char *industry,
                  const char *class, const char *indicator)
{
	const struct figure_key k = key(region, industry, class, indicator);

	return disclosure_withholds(d, &k);
}

static void a_cell_of_two_enterprises_is_withheld_and_so_is_its_smallest_neighbour(void **state)
{
	struct disclosure d;

	(void)state;
	disclosure_init(&d, &config, 3);
	note(&d, "331000", "C", "total", "rd_expense", 32);
	note(&d, "331000", "27", "total", "rd_expense", 30);
	note(&d, "331000", "34", "total", "rd_expense", 2);
	disclosure_settle(&d);
	assert_true(hides(&d, "331000", "34", "total", "rd_expense"));
	assert_true(hides(&d, "331000", "27", "total", "rd_expense"));
	assert_false(hides(&d, "331000", "C", "total", "rd_expense"));
	disclosure_release(&d);
}

static void nothing_is_withheld_where_enough_stand_behind_everything(void **state)
{
	struct disclosure d;

	(void)state;
	disclosure_init(&d, &config, 3);
	note(&d, "331000", "27", "total", "rd_expense", 3);
	note(&d, "331000", "34", "total", "rd_expense", 4);
	disclosure_settle(&d);
	assert_false(hides(&d, "331000", "27", "total", "rd_expense"));
	assert_false(hides(&d, "331000", "34", "total", "rd_expense"));
	disclosure_release(&d);
}

/* 1 + 1 enterprises are still fewer than three: either knows the other's figure. */
static void what_is_withheld_together_has_enough_enterprises(void **state)
{
	struct disclosure d;

	(void)state;
	disclosure_init(&d, &config, 3);
	note(&d, "331002", "BCD", "total", "rd_expense", 1);
	note(&d, "331024", "BCD", "total", "rd_expense", 1);
	note(&d, "331083", "BCD", "total", "rd_expense", 9);
	disclosure_settle(&d);
	assert_true(hides(&d, "331083", "BCD", "total", "rd_expense"));
	disclosure_release(&d);
}

static void what_is_withheld_of_a_whole_is_withheld_of_a_part(void **state)
{
	struct disclosure d;

	(void)state;
	disclosure_init(&d, &config, 3);
	/* 34 of the city is one enterprise, so 27 goes too; then it must not come back as a sum. */
	note(&d, "331000", "34", "total", "rd_expense", 1);
	note(&d, "331000", "27", "total", "rd_expense", 20);
	note(&d, "331024", "27", "total", "rd_expense", 8);
	note(&d, "331083", "27", "total", "rd_expense", 12);
	disclosure_settle(&d);
	assert_true(hides(&d, "331000", "27", "total", "rd_expense"));
	assert_true(hides(&d, "331024", "27", "total", "rd_expense"));
	assert_false(hides(&d, "331083", "27", "total", "rd_expense"));
	disclosure_release(&d);
}

static void classes_are_parts_of_each_other(void **state)
{
	struct disclosure d;

	(void)state;
	disclosure_init(&d, &config, 3);
	note(&d, "331024", "BCD", "total", "rd_expense", 60);
	note(&d, "331024", "BCD", "size=L", "rd_expense", 2);
	note(&d, "331024", "BCD", "size=M", "rd_expense", 18);
	note(&d, "331024", "BCD", "size=S", "rd_expense", 40);
	disclosure_settle(&d);
	assert_true(hides(&d, "331024", "BCD", "size=L", "rd_expense"));
	assert_true(hides(&d, "331024", "BCD", "size=M", "rd_expense"));
	assert_false(hides(&d, "331024", "BCD", "size=S", "rd_expense"));
	assert_false(hides(&d, "331024", "BCD", "total", "rd_expense"));
	disclosure_release(&d);
}

static void a_figure_of_few_is_withheld_in_a_cell_of_many(void **state)
{
	struct disclosure d;

	(void)state;
	disclosure_init(&d, &config, 3);
	note(&d, "331024", "BCD", "total", "rd_expense", 60);
	note(&d, "331024", "BCD", "total", "rd_pull_entered", 1);
	note(&d, "331024", "BCD", "total", "rd_pull_left", 5);
	note(&d, "331024", "BCD", "total", "rd_pull_continuing", 54);
	disclosure_settle(&d);
	assert_true(hides(&d, "331024", "BCD", "total", "rd_pull_entered"));
	assert_true(hides(&d, "331024", "BCD", "total", "rd_pull_left"));
	assert_false(hides(&d, "331024", "BCD", "total", "rd_pull_continuing"));
	assert_false(hides(&d, "331024", "BCD", "total", "rd_expense"));
	disclosure_release(&d);
}

static void without_a_least_number_everything_is_shown(void **state)
{
	struct disclosure d;

	(void)state;
	disclosure_init(&d, &config, 0);
	note(&d, "331024", "BCD", "total", "rd_expense", 1);
	disclosure_settle(&d);
	assert_false(hides(&d, "331024", "BCD", "total", "rd_expense"));
	disclosure_release(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_cell_of_two_enterprises_is_withheld_and_so_is_its_smallest_neighbour),
	        TEST(nothing_is_withheld_where_enough_stand_behind_everything),
	        TEST(what_is_withheld_together_has_enough_enterprises),
	        TEST(what_is_withheld_of_a_whole_is_withheld_of_a_part),
	        TEST(classes_are_parts_of_each_other),
	        TEST(a_figure_of_few_is_withheld_in_a_cell_of_many),
	        TEST(without_a_least_number_everything_is_shown),
	};

	return cmocka_run_group_tests(tests, open_configuration, release_configuration);
}
