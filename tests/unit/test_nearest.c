#include "base/nearest.h"

#include "unit.h"

static const char *const words[] = {"revenue", "rd_expense", "region", "industry"};

static const char *nearest(const char *word)
{
	return nearest_word(word, words, sizeof(words) / sizeof(words[0]));
}

static void a_word_is_nearest_to_itself(void **state)
{
	(void)state;
	assert_string_equal(nearest("region"), "region");
}

static void small_slips_are_recognised(void **state)
{
	(void)state;
	assert_string_equal(nearest("revenu"), "revenue");
	assert_string_equal(nearest("rd_expanse"), "rd_expense");
	assert_string_equal(nearest("reigon"), "region");
}

static void the_nearer_of_two_wins(void **state)
{
	static const char *const two[] = {"rate", "ratio"};

	(void)state;
	assert_string_equal(nearest_word("ratios", two, 2), "ratio");
	assert_string_equal(nearest_word("ratee", two, 2), "rate");
}

static void the_first_of_equals_wins(void **state)
{
	static const char *const equals[] = {"cat", "bat", "rat"};

	(void)state;
	assert_string_equal(nearest_word("hat", equals, 3), "cat");
}

static void a_different_word_has_no_neighbour(void **state)
{
	(void)state;
	assert_null(nearest("ownership"));
	assert_null(nearest(""));
	/* Two edits would turn "ab" into anything of two letters. */
	assert_null(nearest_word("ab", (const char *const[]){"xy"}, 1));
}

static void no_candidates_give_no_neighbour(void **state)
{
	(void)state;
	assert_null(nearest_word("region", NULL, 0));
}

static void overlong_words_are_left_alone(void **state)
{
	static const char at_limit[] =
	        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	static const char over[] =
	        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdefX";
	const char *const candidates[] = {over, at_limit};

	(void)state;
	assert_null(nearest_word(over, candidates, 2));
	assert_ptr_equal(nearest_word(at_limit, candidates, 2), at_limit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_word_is_nearest_to_itself),
	        TEST(small_slips_are_recognised),
	        TEST(the_nearer_of_two_wins),
	        TEST(the_first_of_equals_wins),
	        TEST(a_different_word_has_no_neighbour),
	        TEST(no_candidates_give_no_neighbour),
	        TEST(overlong_words_are_left_alone),
	};

	return RUN_TESTS(tests);
}
