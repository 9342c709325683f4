#include "model/panel_row.h"

#include <stdlib.h>

#include "unit.h"

/* tests/config: revenue and rd_expense with last year, patents without; size L S, ladder 1 2. */
enum { REVENUE, RD_EXPENSE, PATENTS };
enum { SIZE, LADDER };

#define HEADER                                                                                     \
	"enterprise,period,basis,region,industry,size,ladder,name,revenue,revenue_ly,"             \
	"revenue_ly_panel,rd_expense,rd_expense_ly,rd_expense_ly_panel,patents,patents_ly_panel,"  \
	"presence,region_ly,industry_ly,last_year,next_year,ladder_ly,origin,line\n"

static struct configuration config;

static int open_configuration(void **state)
{
	struct err err = ERR_INIT;
	char *path = xasprintf("%s/tests/config", getenv("TOP"));
	int result = configuration_open(&config, path, &err);

	(void)state;
	free(path);
	return result < 0 ? -1
	                  : configuration_load(&config,
	                                       CONFIG_RETURNS | CONFIG_REGIONS | CONFIG_INDUSTRIES,
	                                       &err);
}

static int release_configuration(void **state)
{
	(void)state;
	configuration_release(&config);
	return 0;
}

static int read_row(struct panel_row *row, const char *text, struct err *err)
{
	const struct table *const candidates[] = {&config.returns.panel};
	struct table_reader r;
	char *content = xasprintf(HEADER "%s\n", text);
	int result;

	put_file("panel.csv", content);
	free(content);
	assert_int_equal(table_open(&r, "panel.csv", candidates, 1, err), 0);
	assert_int_equal(table_next(&r, err), 1);
	result = panel_row_read(row, &r, &config, err);
	table_reader_close(&r);
	return result;
}

static struct panel_row row_of(const char *text)
{
	struct panel_row row = {0};
	struct err err = ERR_INIT;

	if (read_row(&row, text, &err) < 0)
		fail_msg("%s", err.message);
	return row;
}

static uint32_t region(const char *code)
{
	return code_tree_find(&config.regions, slice_of(code));
}

static void a_row_is_read_into_numbers(void **state)
{
	struct panel_row row = row_of("E1,2024-05,ytd,331024,2710,L,2,甲,120,100,,6,,5,,2,returned,"
	                              "331002,,1,0,1,sample/may.csv,7");
	const struct observation_row *v = &row.values;

	(void)state;
	assert_int_equal(row.period, period_parse(slice_of("2024-05")));
	assert_int_equal(row.region, region("331024"));
	assert_int_equal(row.region_ly, region("331002"));
	assert_int_equal(row.industry_ly, row.industry);
	assert_true(row.last_year);
	assert_true(row.leaves);
	assert_true(row.sample);
	assert_int_equal(v->values[REVENUE][VARIANT_LAST_YEAR], 100);
	assert_int_equal(v->values[RD_EXPENSE][VARIANT_LAST_YEAR_PANEL], 5);
	assert_false(v->stated[RD_EXPENSE][VARIANT_LAST_YEAR]);
	assert_false(v->stated[PATENTS][VARIANT_NOW]);
	assert_int_equal(v->values[PATENTS][VARIANT_LAST_YEAR_PANEL], 2);
	assert_int_equal(v->classes[LADDER], 1);
	assert_int_equal(v->classes_ly[LADDER], 0);
}

/* What two rows have in common is read once, and stays where only the rest is read. */
static void a_row_like_the_one_before_is_read_into_the_same_numbers(void **state)
{
	static const char rows[] =
	        "E1,2024-05,ytd,331024,2710,L,2,甲,120,100,,6,,5,,2,returned,331002,,1,1,1,sample/a,7\n"
	        "E1,2024-06,ytd,331024,2710,L,2,甲,,110,,-70,,,3,,returned,331002,,0,0,1,b,8\n"
	        "E2,2024-06,ytd,331002,2720,S,1,乙有限公司,1,1,,1,,1,,1,returned,,,1,1,1,c,9\n";
	const struct table *const candidates[] = {&config.returns.panel};
	struct panel_row row = {0}, expected;
	struct err err = ERR_INIT;
	struct table_reader r;
	const char *line = strchr(rows, '\n') + 1;
	char *content = xasprintf(HEADER "%s", rows), *second = xstrndup(line, strcspn(line, "\n"));

	(void)state;
	expected = row_of(second);
	put_file("panel.csv", content);
	free(content);
	free(second);
	assert_int_equal(table_open(&r, "panel.csv", candidates, 1, &err), 0);
	panel_row_expect(&row, &r, &config);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(table_next(&r, &err), 1);
		assert_int_equal(panel_row_read(&row, &r, &config, &err), 0);
		assert_int_equal(row.repeats, i);
	}
	assert_memory_equal(&row.values, &expected.values, sizeof(row.values));
	assert_int_equal(row.region_ly, expected.region_ly);
	assert_int_equal(row.presence, expected.presence);
	assert_int_equal(row.last_year, expected.last_year);
	assert_int_equal(row.leaves, expected.leaves);
	assert_int_equal(row.sample, expected.sample);
	table_reader_close(&r);
}

static void who_left_takes_amounts_and_classes_along_as_last_years(void **state)
{
	struct panel_row row =
	        row_of("E1,2024-05,ytd,331024,2710,L,2,甲,120,100,,6,,5,3,2,returned,"
	               ",,1,0,1,may.csv,7");
	struct observation_row left;

	(void)state;
	panel_row_as_left(&row, &config.returns, &left);
	assert_false(left.stated[REVENUE][VARIANT_NOW]);
	assert_false(left.stated[REVENUE][VARIANT_LAST_YEAR]);
	assert_int_equal(left.values[REVENUE][VARIANT_LAST_YEAR_PANEL], 120);
	assert_int_equal(left.values[RD_EXPENSE][VARIANT_LAST_YEAR_PANEL], 6);
	assert_int_equal(left.values[PATENTS][VARIANT_LAST_YEAR_PANEL], 3);
	/* It counts among the large, and stood on rung 2, not on the rung of the year before. */
	assert_int_equal(left.classes[SIZE], 0);
	assert_int_equal(left.classes_ly[LADDER], 1);
}

static void is_refused(const char *text, const char *because)
{
	struct panel_row row = {0};
	struct err err = ERR_INIT;

	assert_int_equal(read_row(&row, text, &err), -1);
	assert_int_equal(err.code, RD_INPUT);
	assert_int_equal(err.line, 2);
	assert_contains(err.message, because);
}

static void a_row_that_makes_no_sense_is_refused(void **state)
{
	(void)state;
	is_refused("E1,2024-05,ytd,339999,2710,L,2,甲,1,1,,1,1,,,,returned,,,0,0,,x,1",
	           "region '339999'");
	is_refused("E1,2024-05,ytd,331024,9999,L,2,甲,1,1,,1,1,,,,returned,,,0,0,,x,1",
	           "industry '9999'");
	is_refused("E1,2024-5,ytd,331024,2710,L,2,甲,1,1,,1,1,,,,returned,,,0,0,,x,1",
	           "period '2024-5'");
	is_refused("E1,2024-05,ydt,331024,2710,L,2,甲,1,1,,1,1,,,,returned,,,0,0,,x,1",
	           "basis 'ydt'");
	is_refused("E1,2024-05,ytd,331024,2710,XL,2,甲,1,1,,1,1,,,,returned,,,0,0,,x,1",
	           "size 'XL'");
	is_refused("E1,2024-05,ytd,331024,2710,L,2,甲,1.5,1,,1,1,,,,returned,,,0,0,,x,1",
	           "revenue '1.5'");
	is_refused("E1,2024-05,ytd,331024,2710,L,2,甲,1,1,,1,1,,,,gone,,,0,0,,x,1",
	           "presence 'gone'");
	is_refused("E1,2024-05,ytd,331024,2710,L,2,甲,1,1,,1,1,,,,returned,339999,,0,0,,x,1",
	           "region_ly '339999'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_row_is_read_into_numbers),
	        TEST(a_row_like_the_one_before_is_read_into_the_same_numbers),
	        TEST(who_left_takes_amounts_and_classes_along_as_last_years),
	        TEST(a_row_that_makes_no_sense_is_refused),
	};

	return cmocka_run_group_tests(tests, open_configuration, release_configuration);
}
