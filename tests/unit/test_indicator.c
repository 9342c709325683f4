#include "model/indicator.h"

#include <stdlib.h>

#include "unit.h"

/* JSON is written here with ' for ". */
#define NAME "'name': {'zh': '某', 'en': 'some'}"
#define RULE(measure, intensity)                                                                   \
	"{'zero_reporters': {'measure': '" measure "', 'ordered_by': 'revenue', "                  \
	"'intensity': '" intensity "', 'basis': 'ytd'}, 'indicators': ["
#define COUNT(id) "{'id': '" id "', 'type': 'count', 'unit': '家', 'decimals': 0, " NAME "}"
#define INTENSITY                                                                                  \
	"{'id': 'intensity', 'type': 'ratio', 'measure': 'rd_expense', 'per': 'revenue', "         \
	"'unit': '%', 'decimals': 2, " NAME "}"
#define END "]}"

static struct returns returns;

static int load_returns(void **state)
{
	struct err err = ERR_INIT;
	char *path = xasprintf("%s/tests/config/returns.json", getenv("TOP"));
	int result = returns_load(&returns, path, &err);

	(void)state;
	free(path);
	return result;
}

static int release_returns(void **state)
{
	(void)state;
	returns_release(&returns);
	return 0;
}

static int load(struct indicators *all, const char *content, struct err *err)
{
	char *json = xstrdup(content);

	for (char *c = json; *c; c++)
		if (*c == '\'')
			*c = '"';
	put_file("indicators.json", json);
	free(json);
	return indicators_load(all, "indicators.json", &returns, err);
}

/* A configuration whose first indicator has the keys given, beside id and name. */
static int load_one(struct indicators *all, const char *rest, struct err *err)
{
	struct text content = TEXT_INIT;
	int result;

	text_adds(&content, RULE("rd_expense", "intensity") "{'id': 'x', " NAME ", ");
	text_adds(&content, rest);
	text_adds(&content, "}, " INTENSITY END);
	result = load(all, content.p, err);
	text_release(&content);
	return result;
}

static struct indicators loaded(const char *rest)
{
	struct indicators all;
	struct err err = ERR_INIT;

	if (load_one(&all, rest, &err) < 0)
		fail_msg("%s", err.message);
	return all;
}

static void is_refused(const char *rest, const char *because)
{
	struct indicators all;
	struct err err = ERR_INIT;

	assert_int_equal(load_one(&all, rest, &err), -1);
	assert_int_equal(err.code, RD_CONFIG);
	assert_string_equal(err.file, "indicators.json");
	assert_contains(err.message, because);
}

static const char *numerator(const struct indicators *all, size_t i)
{
	return all->accumulators[all->items[0].formula.numerator[i].accumulator].name;
}

static const char *denominator(const struct indicators *all)
{
	return all->accumulators[all->items[0].formula.denominator[0].accumulator].name;
}

static const char *population(const struct indicators *all)
{
	return all->accumulators[all->items[0].formula.population].name;
}

static void a_ratio_counts_those_that_state_both_by_default(void **state)
{
	struct indicators all =
	        loaded("'type': 'ratio', 'measure': 'rd_expense', 'per': 'revenue', "
	               "'unit': '%', 'decimals': 2");

	(void)state;
	assert_string_equal(numerator(&all, 0), "sum.rd_expense[revenue]");
	assert_string_equal(denominator(&all), "sum.revenue[rd_expense]");
	assert_string_equal(population(&all), "count[rd_expense&revenue]");
	assert_int_equal(all.items[0].formula.shift, 2);
	assert_int_equal(all.items[0].rounding, ROUND_HALF_UP);
	indicators_release(&all);
}

static void a_ratio_of_all_sums_each_side_over_all(void **state)
{
	struct indicators all =
	        loaded("'type': 'ratio', 'measure': 'rd_expense', 'per': 'revenue', "
	               "'population': 'all', 'unit': '%', 'decimals': 2");

	(void)state;
	assert_string_equal(numerator(&all, 0), "sum.rd_expense");
	assert_string_equal(denominator(&all), "sum.revenue");
	assert_string_equal(population(&all), "count");
	indicators_release(&all);
}

static void growth_names_its_base(void **state)
{
	static const struct {
		const char *base, *now, *before;
	} bases[] = {
	        {"reported", "sum.rd_expense[rd_expense_ly]", "sum.rd_expense_ly[rd_expense]"},
	        {"matched", "sum.rd_expense[rd_expense_ly_panel]",
	         "sum.rd_expense_ly_panel[rd_expense]"},
	        {"total", "sum.rd_expense", "sum.rd_expense_ly_panel[continuing&left&moved_out]"},
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		char *rest = xasprintf("'type': 'growth', 'measure': 'rd_expense', "
		                       "'base': '%s', 'unit': '%%', 'decimals': 1",
		                       bases[i].base);
		struct indicators all = loaded(rest);
		assert_int_equal(all.items[0].formula.numerator_count, 2);
		assert_string_equal(numerator(&all, 0), bases[i].now);
		assert_string_equal(numerator(&all, 1), bases[i].before);
		assert_int_equal(all.items[0].formula.numerator[1].sign, -1);
		assert_string_equal(denominator(&all), bases[i].before);
		indicators_release(&all);
		free(rest);
	}
}

static void cells_have_a_column_for_each_accumulator_between_key_and_origin(void **state)
{
	struct indicators all = loaded("'type': 'share', 'condition': 'rd_expense>0', "
	                               "'unit': '%', 'decimals': 2");

	(void)state;
	assert_string_equal(all.cells.columns[0].name, "region");
	assert_string_equal(all.cells.columns[CELL_ACCUMULATORS].name, "count");
	assert_true(table_column(&all.cells, "count[rd_expense>0]") > 0);
	assert_string_equal(all.cells.columns[all.cells.count - 1].name, "origin");
	assert_int_equal(all.cells.count, CELL_ACCUMULATORS + all.accumulator_count + 1);
	/* The list of zero-reporters needs these whatever the indicators. */
	assert_true(table_column(&all.cells, "count[rd_expense]") > 0);
	assert_true(table_column(&all.cells, "count[revenue]") > 0);
	indicators_release(&all);
}

static void a_value_is_published_rounded_once(void **state)
{
	struct indicators all =
	        loaded("'type': 'ratio', 'measure': 'rd_expense', 'per': 'revenue', "
	               "'rounding': 'half-even', 'unit': '%', 'decimals': 1");
	struct text t = TEXT_INIT;

	(void)state;
	assert_true(indicator_publish(&all.items[0], (struct ratio){1050, 100000}, 2, &t));
	assert_string_equal(t.p, "1.0");
	assert_false(indicator_publish(&all.items[0], (struct ratio){1050, 0}, 2, &t));
	text_release(&t);
	indicators_release(&all);
}

static void an_unknown_key_or_choice_is_refused_with_the_nearest(void **state)
{
	struct indicators all;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(load_one(&all, "'type': 'ratio', 'mesure': 'revenue'", &err), -1);
	assert_contains(err.message, "indicators[0]: 'mesure' is not known here");
	assert_contains(err.hint, "did you mean 'measure'?");
	assert_int_equal(load_one(&all, "'type': 'ration'", &err), -1);
	assert_contains(err.message, "indicators[0].type: 'ration' is not known here");
	assert_contains(err.hint, "did you mean 'ratio'?");
	is_refused("'type': 7", "indicators[0].type");
	is_refused("'type': 'growth', 'base': 'last'", "indicators[0].base: 'last'");
	is_refused("'type': 'ratio', 'rounding': 'up'", "indicators[0].rounding: 'up'");
	is_refused("'type': 'ratio', 'population': 'some'", "indicators[0].population");
}

static void unit_and_decimals_must_be_said(void **state)
{
	(void)state;
	is_refused("'type': 'count', 'decimals': 0", "the key 'unit' is missing");
	is_refused("'type': 'count', 'unit': '家'", "the key 'decimals' is missing");
	is_refused("'type': 'count', 'unit': '圆', 'decimals': 0", "indicators[0].unit: '圆'");
	is_refused("'type': 'count', 'unit': '家', 'decimals': 13", "decimals");
	is_refused("'type': 'count', 'unit': '家', 'decimals': -1", "decimals");
}

static void what_a_type_needs_must_be_there_and_nothing_else(void **state)
{
	(void)state;
	is_refused("'type': 'ratio', 'measure': 'rd_expense', 'unit': '%', 'decimals': 2",
	           "needs 'per'");
	is_refused("'type': 'total', 'unit': '万元', 'decimals': 2", "needs 'measure'");
	is_refused("'type': 'concentration', 'measure': 'revenue', 'unit': '%', 'decimals': 1",
	           "needs 'top'");
	is_refused("'type': 'structure', 'measure': 'revenue', 'unit': '%', 'decimals': 1",
	           "needs 'within'");
	is_refused("'type': 'contribution', 'measure': 'revenue', 'unit': '百分点', 'decimals': 1",
	           "needs 'within'");
	is_refused("'type': 'count', 'measure': 'revenue', 'unit': '家', 'decimals': 0",
	           "takes no 'measure'");
	is_refused("'type': 'total', 'measure': 'revenue', 'condition': 'rd_expense>0', "
	           "'unit': '万元', 'decimals': 0",
	           "takes no 'condition'");
	is_refused("'type': 'growth', 'measure': 'revenue', 'standing': 'entered', 'unit': '%', "
	           "'decimals': 0",
	           "takes no 'standing'");
	is_refused("'type': 'growth', 'measure': 'revenue', 'within': 'region', 'unit': '%', "
	           "'decimals': 0",
	           "takes no 'within'");
	is_refused("'type': 'average', 'measure': 'revenue', 'population': 'all', 'unit': '万元', "
	           "'decimals': 0",
	           "takes no 'population'");
	is_refused("'type': 'total', 'measure': 'revenue', 'base': 'matched', 'unit': '万元', "
	           "'decimals': 0",
	           "takes no 'base'");
}

static void a_unit_must_be_one_of_what_is_counted(void **state)
{
	static const char *const wrong[] = {
	        "'type': 'growth', 'measure': 'revenue', 'unit': '百分点', 'decimals': 1",
	        "'type': 'total', 'measure': 'revenue', 'unit': '件', 'decimals': 0",
	        "'type': 'total', 'measure': 'patents', 'unit': '亿元', 'decimals': 0",
	        "'type': 'average', 'measure': 'revenue', 'unit': '%', 'decimals': 0",
	        "'type': 'count', 'unit': '%', 'decimals': 0",
	        "'type': 'share', 'unit': '家', 'decimals': 0",
	        "'type': 'hhi', 'measure': 'revenue', 'unit': '%', 'decimals': 0",
	        "'type': 'ratio', 'measure': 'revenue', 'per': 'rd_expense', 'unit': '万元', "
	        "'decimals': 0",
	        "'type': 'ratio', 'measure': 'patents', 'per': 'revenue', 'unit': '件', "
	        "'decimals': 0",
	        "'type': 'contribution', 'measure': 'revenue', 'standing': 'left', 'unit': '%', "
	        "'decimals': 0",
	};
	struct indicators all =
	        loaded("'type': 'ratio', 'measure': 'revenue', 'per': 'patents', 'unit': '万元', "
	               "'decimals': 1");

	(void)state;
	indicators_release(&all);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		is_refused(wrong[i], "is no unit of what it counts");
	is_refused("'type': 'total', 'measure': 'revenue', 'unit': 'EUR million', 'decimals': 0",
	           "'EUR million' is EUR, but returns are in CNY");
}

static void a_measure_or_condition_that_returns_do_not_have_is_refused(void **state)
{
	(void)state;
	is_refused("'type': 'total', 'measure': 'profit', 'unit': '万元', 'decimals': 2",
	           "sum.profit");
	is_refused("'type': 'count', 'condition': 'profit>0', 'unit': '家', 'decimals': 0",
	           "count[profit>0]");
	/* Growth as reported needs returns that report last year. */
	is_refused("'type': 'growth', 'measure': 'patents', 'unit': '%', 'decimals': 1",
	           "patents_ly");
}

static void file_is_refused(const char *content, const char *because)
{
	struct indicators all;
	struct err err = ERR_INIT;

	assert_int_equal(load(&all, content, &err), -1);
	assert_int_equal(err.code, RD_CONFIG);
	assert_contains(err.message, because);
}

static void an_id_stands_once(void **state)
{
	(void)state;
	file_is_refused(RULE("rd_expense", "intensity") INTENSITY ", " COUNT("x") ", " COUNT("x")
	                        END,
	                "indicators[2]: 'x' stands twice");
}

static void zero_reporters_need_a_measure_and_an_intensity_that_exist(void **state)
{
	(void)state;
	file_is_refused(RULE("profit", "intensity") INTENSITY END, "zero_reporters: count[profit]");
	file_is_refused(RULE("rd_expense", "absent") INTENSITY END,
	                "zero_reporters: there is no indicator 'absent'");
	file_is_refused(RULE("rd_expense", "x") COUNT("x") END,
	                "zero_reporters: 'x' is of another type");
}

static void what_is_derived_must_be_derived_from_an_imported_figure(void **state)
{
	(void)state;
	is_refused("'type': 'growth_of', 'of': 'absent', 'unit': '%', 'decimals': 1",
	           "there is no indicator 'absent'");
	is_refused("'type': 'growth_of', 'of': 'intensity', 'unit': '%', 'decimals': 1",
	           "'intensity' is of another type");
	is_refused("'type': 'growth_of_sum', 'of': 'x', 'unit': '%', 'decimals': 1",
	           "this type needs 'growth'");
	is_refused("'type': 'regions_above', 'of': 'x', 'unit': '个', 'decimals': 0",
	           "this type needs 'threshold'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_ratio_counts_those_that_state_both_by_default),
	        TEST(a_ratio_of_all_sums_each_side_over_all),
	        TEST(growth_names_its_base),
	        TEST(cells_have_a_column_for_each_accumulator_between_key_and_origin),
	        TEST(a_value_is_published_rounded_once),
	        TEST(an_unknown_key_or_choice_is_refused_with_the_nearest),
	        TEST(unit_and_decimals_must_be_said),
	        TEST(what_a_type_needs_must_be_there_and_nothing_else),
	        TEST(a_unit_must_be_one_of_what_is_counted),
	        TEST(a_measure_or_condition_that_returns_do_not_have_is_refused),
	        TEST(an_id_stands_once),
	        TEST(zero_reporters_need_a_measure_and_an_intensity_that_exist),
	        TEST(what_is_derived_must_be_derived_from_an_imported_figure),
	};

	return cmocka_run_group_tests(tests, load_returns, release_returns);
}
