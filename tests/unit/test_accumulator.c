#include "model/accumulator.h"

#include <stdlib.h>

#include "unit.h"

/* tests/config: revenue and rd_expense with last year, patents without; size L S, ladder 1 2. */
enum { REVENUE, RD_EXPENSE, PATENTS };
enum { SIZE, LADDER };
enum { SIZE_L, SIZE_S };

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

/* An enterprise of size L and rung 1 (last year none): revenue 100, R&D 5 after 4, no patents stated. */
static struct observation_row typical(void)
{
	struct observation_row row = {.classes = {SIZE_L, 0}, .classes_ly = {-1, -1}};

	row.values[REVENUE][VARIANT_NOW] = 100;
	row.stated[REVENUE][VARIANT_NOW] = true;
	row.values[RD_EXPENSE][VARIANT_NOW] = 5;
	row.stated[RD_EXPENSE][VARIANT_NOW] = true;
	row.values[RD_EXPENSE][VARIANT_LAST_YEAR] = 4;
	row.stated[RD_EXPENSE][VARIANT_LAST_YEAR] = true;
	return row;
}

static bool takes(const char *name, struct observation_row row, enum standing standing)
{
	struct accumulator a;
	const char *why = "";

	if (!accumulator_parse(name, &returns, &a, &why))
		fail_msg("'%s': %s", name, why);
	return accumulator_takes(&a, &row, standing);
}

static void is_refused(const char *name, const char *because)
{
	struct accumulator a;
	const char *why = "";

	if (accumulator_parse(name, &returns, &a, &why))
		fail_msg("'%s' is taken", name);
	assert_contains(why, because);
}

static void a_count_takes_all_in_scope(void **state)
{
	(void)state;
	assert_true(takes("count", typical(), STANDING_CONTINUING));
	assert_true(takes("count", typical(), STANDING_ENTERED));
	assert_true(takes("count", typical(), STANDING_MOVED_IN));
	assert_false(takes("count", typical(), STANDING_LEFT));
	assert_false(takes("count", typical(), STANDING_MOVED_OUT));
}

static void a_sum_takes_those_that_state_the_measure(void **state)
{
	(void)state;
	assert_true(takes("sum.rd_expense", typical(), STANDING_CONTINUING));
	assert_true(takes("sum.rd_expense_ly", typical(), STANDING_CONTINUING));
	assert_false(takes("sum.patents", typical(), STANDING_CONTINUING));
	assert_false(takes("sum.revenue_ly", typical(), STANDING_CONTINUING));
	assert_false(takes("squares.patents", typical(), STANDING_CONTINUING));
	assert_false(takes("top3.patents", typical(), STANDING_CONTINUING));
}

static void conditions_must_all_hold(void **state)
{
	(void)state;
	assert_true(takes("sum.rd_expense[revenue]", typical(), STANDING_CONTINUING));
	assert_false(takes("sum.rd_expense[revenue&patents]", typical(), STANDING_CONTINUING));
	assert_true(takes("sum.rd_expense[revenue&!patents]", typical(), STANDING_CONTINUING));
	assert_false(takes("sum.rd_expense[revenue_ly]", typical(), STANDING_CONTINUING));
}

static void zero_is_stated_and_missing_is_neither_zero_nor_positive(void **state)
{
	struct observation_row zero = typical(), missing = typical();

	(void)state;
	zero.values[RD_EXPENSE][VARIANT_NOW] = 0;
	missing.values[RD_EXPENSE][VARIANT_NOW] = 0;
	missing.stated[RD_EXPENSE][VARIANT_NOW] = false;
	assert_true(takes("count[rd_expense]", zero, STANDING_CONTINUING));
	assert_false(takes("count[rd_expense>0]", zero, STANDING_CONTINUING));
	assert_true(takes("count[!rd_expense>0]", zero, STANDING_CONTINUING));
	assert_false(takes("count[rd_expense]", missing, STANDING_CONTINUING));
	assert_false(takes("count[rd_expense>0]", missing, STANDING_CONTINUING));
	assert_true(takes("count[!rd_expense>0]", missing, STANDING_CONTINUING));
}

static void classes_are_compared_with_their_values(void **state)
{
	struct observation_row unknown = typical();

	(void)state;
	unknown.classes[SIZE] = -1;
	assert_true(takes("count[size=L]", typical(), STANDING_CONTINUING));
	assert_false(takes("count[size=S]", typical(), STANDING_CONTINUING));
	assert_true(takes("count[!size=S]", typical(), STANDING_CONTINUING));
	assert_true(takes("count[size]", typical(), STANDING_CONTINUING));
	assert_false(takes("count[size]", unknown, STANDING_CONTINUING));
}

static void a_ladder_is_compared_with_last_years_rung(void **state)
{
	struct observation_row climbed = typical(), fell = typical();

	(void)state;
	climbed.classes[LADDER] = 1;
	climbed.classes_ly[LADDER] = 0;
	fell.classes[LADDER] = -1;
	fell.classes_ly[LADDER] = 0;
	assert_true(takes("count[ladder>ladder_ly]", climbed, STANDING_CONTINUING));
	assert_false(takes("count[ladder<ladder_ly]", climbed, STANDING_CONTINUING));
	assert_true(takes("count[ladder<ladder_ly]", fell, STANDING_CONTINUING));
	assert_true(takes("count[ladder_ly=1]", fell, STANDING_CONTINUING));
	assert_false(takes("count[ladder=1]", fell, STANDING_CONTINUING));
	assert_false(takes("count[!ladder_ly]", fell, STANDING_CONTINUING));
}

static void standings_choose_who_counts(void **state)
{
	(void)state;
	assert_true(takes("sum.rd_expense[entered]", typical(), STANDING_ENTERED));
	assert_false(takes("sum.rd_expense[entered]", typical(), STANDING_CONTINUING));
	assert_true(takes("count[continuing&left&moved_out]", typical(), STANDING_LEFT));
	assert_true(takes("count[continuing&left&moved_out]", typical(), STANDING_CONTINUING));
	assert_false(takes("count[continuing&left&moved_out]", typical(), STANDING_ENTERED));
	/* Beside a standing other conditions still hold. */
	assert_false(takes("count[left&size=S]", typical(), STANDING_LEFT));
}

static void a_top_list_has_a_length(void **state)
{
	struct accumulator a;
	const char *why;

	(void)state;
	assert_true(accumulator_parse("top16.revenue", &returns, &a, &why));
	assert_int_equal(a.kind, ACCUMULATE_TOP);
	assert_int_equal(a.top, 16);
	is_refused("top0.revenue", "must start with");
	is_refused("top17.revenue", "must start with");
	is_refused("top.revenue", "must start with");
	is_refused("top1x.revenue", "must start with");
}

static void what_is_not_configured_is_refused_with_the_reason(void **state)
{
	(void)state;
	is_refused("mean.revenue", "must start with count, sum, squares or topN");
	is_refused("count.revenue", "must start with");
	is_refused("sum", "must start with");
	is_refused("sum.profit", "names a measure");
	is_refused("sum.", "names a measure");
	/* Returns do not say last year's patents; the panel knows them. */
	is_refused("sum.patents_ly", "names a measure");
	assert_false(takes("sum.patents_ly_panel", typical(), STANDING_CONTINUING));
	is_refused("count[revenue", "not closed");
	is_refused("count[profit>0]", "a condition names");
	is_refused("count[size=XL]", "a condition names");
	is_refused("count[size_ly=L]", "a condition names");
	is_refused("count[ladder>size]", "a condition names");
	is_refused("count[ladder>ladder]", "a condition names");
	is_refused("count[!entered]", "a condition names");
	is_refused("count[&]", "a condition names");
	is_refused("count[revenue&rd_expense&patents&size&ladder]", "a condition names");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_count_takes_all_in_scope),
	        TEST(a_sum_takes_those_that_state_the_measure),
	        TEST(conditions_must_all_hold),
	        TEST(zero_is_stated_and_missing_is_neither_zero_nor_positive),
	        TEST(classes_are_compared_with_their_values),
	        TEST(a_ladder_is_compared_with_last_years_rung),
	        TEST(standings_choose_who_counts),
	        TEST(a_top_list_has_a_length),
	        TEST(what_is_not_configured_is_refused_with_the_reason),
	};

	return cmocka_run_group_tests(tests, load_returns, release_returns);
}
