#include "rank/ranking.h"

#include <stdlib.h>

#include "unit.h"

/* A percentage of two decimals, as an R&D intensity. */
static struct indicator intensity = {
        .id = "intensity", .type = INDICATOR_RATIO, .decimals = 2, .formula.shift = 2};

enum { MOST = 8 };

/* One ranking of regions 0, 1, 2 … by the ratios given. */
struct bench {
	struct ranked figures[MOST], *items[MOST];
	struct ranking ranking;
	struct rank_options options;
};

static void set_up(struct bench *b, const struct ratio *ratios, size_t count)
{
	*b = (struct bench){0};
	for (size_t i = 0; i < count; i++) {
		b->figures[i] = (struct ranked){.region = (uint32_t)i, .exact = ratios[i]};
		b->items[i] = &b->figures[i];
	}
	b->ranking = (struct ranking){.indicator = &intensity, .items = b->items, .count = count};
}

/* The rank of a region, after sorting. */
static const struct ranked *place_of(const struct bench *b, uint32_t region)
{
	for (size_t i = 0; i < b->ranking.count; i++)
		if (b->items[i]->region == region)
			return b->items[i];
	fail();
	return NULL;
}

static void ranks_are(struct bench *b, const unsigned ranks[MOST])
{
	assert_true(ranking_sort(&b->ranking, &b->options));
	for (uint32_t i = 0; i < b->ranking.count && i < MOST; i++)
		assert_int_equal(place_of(b, i)->rank, ranks[i]);
}

static const struct ratio five[] = {{3, 100}, {6, 200}, {1, 100}, {5, 100}, {4, 100}};

static void the_largest_is_first_and_equals_share_a_place(void **state)
{
	struct bench b;

	(void)state;
	set_up(&b, five, 5);
	/* 3 % twice, as 3/100 and 6/200: 1, 2, 3, 3, 5. */
	ranks_are(&b, (const unsigned[MOST]){3, 3, 5, 1, 2});
	assert_int_equal(place_of(&b, 0)->tied, 1);
	assert_int_equal(place_of(&b, 1)->tied, 1);
	assert_int_equal(place_of(&b, 3)->tied, 0);
	/* Among equals the order of the list is that of the regions. */
	assert_int_equal(b.items[2]->region, 0);
	assert_int_equal(b.items[3]->region, 1);
}

static void a_dense_ranking_leaves_no_place_out(void **state)
{
	struct bench b;

	(void)state;
	set_up(&b, five, 5);
	b.options.dense = true;
	ranks_are(&b, (const unsigned[MOST]){3, 3, 4, 1, 2});
}

static void less_can_be_better(void **state)
{
	struct bench b;

	(void)state;
	set_up(&b, five, 5);
	intensity.less_is_better = true;
	ranks_are(&b, (const unsigned[MOST]){2, 2, 1, 5, 4});
	intensity.less_is_better = false;
}

/* 3.004 %, 2.996 % and 2.9949 % are published as 3.00, 3.00 and 2.99. */
static const struct ratio close[] = {{2996, 100000}, {3004, 100000}, {29949, 1000000}};

static void exact_values_decide_and_stable_says_whether_rounding_keeps_the_place(void **state)
{
	struct bench b;

	(void)state;
	set_up(&b, close, 3);
	ranks_are(&b, (const unsigned[MOST]){2, 1, 3});
	assert_false(place_of(&b, 0)->stable);
	assert_true(place_of(&b, 1)->stable);
	assert_true(place_of(&b, 2)->stable);
}

static void published_values_decide_if_asked(void **state)
{
	struct bench b;

	(void)state;
	set_up(&b, close, 3);
	b.options.published = true;
	ranks_are(&b, (const unsigned[MOST]){1, 1, 3});
	assert_int_equal(place_of(&b, 0)->tied, 1);
	assert_true(place_of(&b, 0)->stable);
}

static void neighbours_are_the_next_places_not_the_next_rows(void **state)
{
	struct bench b;

	(void)state;
	set_up(&b, five, 5);
	assert_true(ranking_sort(&b.ranking, &b.options));
	assert_null(ranking_ahead(&b.ranking, 0));
	assert_int_equal(ranking_ahead(&b.ranking, 2)->region, 4);
	assert_int_equal(ranking_ahead(&b.ranking, 3)->region, 4);
	assert_int_equal(ranking_ahead(&b.ranking, 4)->region, 0);
	assert_int_equal(ranking_behind(&b.ranking, 1)->region, 0);
	assert_int_equal(ranking_behind(&b.ranking, 2)->region, 2);
	assert_null(ranking_behind(&b.ranking, 4));
}

static void alone_is_first_with_nobody_to_reach(void **state)
{
	struct bench b;

	(void)state;
	set_up(&b, five, 1);
	ranks_are(&b, (const unsigned[MOST]){1});
	assert_null(ranking_ahead(&b.ranking, 0));
	assert_null(ranking_behind(&b.ranking, 0));
}

static void a_distance_is_the_exact_difference_rounded_once(void **state)
{
	const struct ranked a = {.exact = {30049, 1000000}}, b = {.exact = {2995, 100000}};
	struct text t = TEXT_INIT;

	(void)state;
	/* 3.0049 − 2.9950 = 0.0099; the published 3.00 and 3.00 would give nothing. */
	ranking_add_distance(&t, &intensity, &a, &b);
	assert_string_equal(t.p, "0.01");
	text_release(&t);
}

/* The amount suffices, and one less does not. */
static void reaches(struct ratio own, struct ratio ahead)
{
	const struct ranked a = {.exact = own}, b = {.exact = ahead};
	int sign = intensity.less_is_better ? -1 : 1;
	wide amount;

	assert_true(ranking_gap_amount(&intensity, &a, &b, &amount));
	own.numerator += amount;
	assert_true(sign * ratio_compare(own, ahead) >= 0);
	own.numerator -= sign;
	assert_true(sign * ratio_compare(own, ahead) < 0);
}

static void adding_the_gap_amount_reaches_the_next_place_and_one_less_does_not(void **state)
{
	(void)state;
	reaches((struct ratio){46100000000, 1219600000000}, (struct ratio){7, 180});
	reaches((struct ratio){0, 3}, (struct ratio){1, 3});
	reaches((struct ratio){-5, 7}, (struct ratio){1, 9});
	reaches((struct ratio){1, 1000000007}, (struct ratio){999999937, 1000000009});
}

static void where_less_is_better_the_gap_amount_is_taken_away(void **state)
{
	(void)state;
	intensity.less_is_better = true;
	reaches((struct ratio){40, 90}, (struct ratio){1, 7});
	reaches((struct ratio){3, 7}, (struct ratio){3, 8});
	intensity.less_is_better = false;
}

static void a_rate_of_growth_has_no_gap_amount(void **state)
{
	static const enum indicator_type types[] = {INDICATOR_GROWTH, INDICATOR_IMPORTED,
	                                            INDICATOR_HHI, INDICATOR_CONTRIBUTION};
	const struct ranked a = {.exact = {1, 2}}, b = {.exact = {3, 2}};
	wide amount;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct indicator other = intensity;
		other.type = types[i];
		assert_false(ranking_gap_amount(&other, &a, &b, &amount));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(the_largest_is_first_and_equals_share_a_place),
	        TEST(a_dense_ranking_leaves_no_place_out),
	        TEST(less_can_be_better),
	        TEST(exact_values_decide_and_stable_says_whether_rounding_keeps_the_place),
	        TEST(published_values_decide_if_asked),
	        TEST(neighbours_are_the_next_places_not_the_next_rows),
	        TEST(alone_is_first_with_nobody_to_reach),
	        TEST(a_distance_is_the_exact_difference_rounded_once),
	        TEST(adding_the_gap_amount_reaches_the_next_place_and_one_less_does_not),
	        TEST(where_less_is_better_the_gap_amount_is_taken_away),
	        TEST(a_rate_of_growth_has_no_gap_amount),
	};

	return RUN_TESTS(tests);
}
