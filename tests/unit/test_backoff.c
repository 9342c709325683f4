#include "fetch/backoff.h"

#include "unit.h"

static const struct retry retry = {.tries = 5, .wait_ms = 1000, .most_wait_ms = 10000};

/* A pause after so many tries, for a random number from 0 to the largest there is. */
static int64_t pause_of(uint64_t tries, uint64_t random)
{
	return backoff_pause(&retry, tries, random);
}

static void a_pause_lies_between_half_of_its_step_and_all_of_it(void **state)
{
	const int64_t steps[] = {1000, 2000, 4000, 8000, 10000, 10000};

	(void)state;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		uint64_t half = (uint64_t)steps[i] / 2;
		assert_int_equal(pause_of(i + 1, 0), steps[i] / 2);
		assert_int_equal(pause_of(i + 1, half), steps[i]);
		assert_int_equal(pause_of(i + 1, half + 1), steps[i] / 2);
		assert_in_range(pause_of(i + 1, UINT64_MAX), half, (uint64_t)steps[i]);
		assert_in_range(pause_of(i + 1, 0x123456789abcdef), half, (uint64_t)steps[i]);
	}
}

static void every_pause_between_is_possible(void **state)
{
	bool seen[501] = {false};

	(void)state;
	for (uint64_t random = 7; random < 7 + 501; random++)
		seen[pause_of(1, random) - 500] = true;
	for (size_t i = 0; i < 501; i++)
		assert_true(seen[i]);
}

static void the_longest_pause_holds_for_the_first_too(void **state)
{
	const struct retry impatient = {.wait_ms = 1000000, .most_wait_ms = 10};
	const struct retry at_once = {.wait_ms = 0, .most_wait_ms = 10};
	const struct retry one = {.wait_ms = 1, .most_wait_ms = 1};

	(void)state;
	assert_int_equal(backoff_pause(&impatient, 1, 5), 10);
	assert_int_equal(backoff_pause(&at_once, 3, 5), 0);
	/* half of an odd step is rounded up: never sooner than half of it */
	assert_int_equal(backoff_pause(&one, 100, UINT64_MAX), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_pause_lies_between_half_of_its_step_and_all_of_it),
	        TEST(every_pause_between_is_possible),
	        TEST(the_longest_pause_holds_for_the_first_too),
	};

	return RUN_TESTS(tests);
}
