#include "normalize/text_memory.h"

#include "unit.h"

enum { APRIL = 2024 * 12 + 3, MAY, JUNE, MANY = 40000 };

static struct periods just(period at)
{
	return (struct periods){at, at};
}

static void a_text_is_found_for_its_period_only(void **state)
{
	struct text_memory m = {0};
	int32_t answer = -1;

	(void)state;
	assert_false(text_memory_find(&m, slice_of("玉环"), MAY, &answer));
	text_memory_add(&m, slice_of("玉环"), just(MAY), 7);
	assert_true(text_memory_find(&m, slice_of("玉环"), MAY, &answer));
	assert_int_equal(answer, 7);
	assert_false(text_memory_find(&m, slice_of("玉环"), JUNE, &answer));
	assert_false(text_memory_find(&m, slice_of("玉环 "), MAY, &answer));
	text_memory_release(&m);
}

static void the_latest_period_is_remembered(void **state)
{
	struct text_memory m = {0};
	int32_t answer = -1;

	(void)state;
	text_memory_add(&m, slice_of("玉环"), just(MAY), 7);
	text_memory_add(&m, slice_of("玉环"), just(JUNE), 8);
	assert_true(text_memory_find(&m, slice_of("玉环"), JUNE, &answer));
	assert_int_equal(answer, 8);
	assert_false(text_memory_find(&m, slice_of("玉环"), MAY, &answer));
	text_memory_release(&m);
}

static void an_answer_for_any_period_is_found_for_each(void **state)
{
	struct text_memory m = {0};
	int32_t answer = -1;

	(void)state;
	text_memory_add(&m, slice_of("330102"), EVERY_PERIOD, 3);
	assert_true(text_memory_find(&m, slice_of("330102"), MAY, &answer));
	assert_true(text_memory_find(&m, slice_of("330102"), PERIOD_NONE, &answer));
	assert_int_equal(answer, 3);
	text_memory_release(&m);
}

static void an_answer_for_some_periods_is_found_for_those(void **state)
{
	struct text_memory m = {0};
	int32_t answer = -1;

	(void)state;
	text_memory_add(&m, slice_of("331083"), (struct periods){MAY, JUNE}, 3);
	assert_false(text_memory_find(&m, slice_of("331083"), APRIL, &answer));
	assert_true(text_memory_find(&m, slice_of("331083"), MAY, &answer));
	assert_true(text_memory_find(&m, slice_of("331083"), JUNE, &answer));
	assert_false(text_memory_find(&m, slice_of("331083"), JUNE + 1, &answer));
	text_memory_release(&m);
}

/* Parts of keys overlap: texts of one length, and of several, whose parts are alike. */
static void texts_of_every_length_are_told_apart(void **state)
{
	static const char texts[] = "aaaaaaaaaaaaaaaaaaaaaaaabaaaaaaaaaaaaaaaaaaaaaaaa";
	struct text_memory m = {0};
	int32_t answer, count = 0;

	(void)state;
	for (size_t n = 1; n <= 24; n++)
		for (size_t at = 25 - n; at <= 25; at++)
			text_memory_add(&m, (struct slice){texts + at, n}, EVERY_PERIOD, count++);
	count = 0;
	for (size_t n = 1; n <= 24; n++)
		for (size_t at = 25 - n; at <= 25; at++, count++) {
			assert_true(
			        text_memory_find(&m, (struct slice){texts + at, n}, MAY, &answer));
			assert_int_equal(answer, count);
		}
	text_memory_release(&m);
}

static void an_empty_text_is_no_other(void **state)
{
	struct text_memory m = {0};
	int32_t answer = -1;

	(void)state;
	text_memory_add(&m, slice_of("万元"), EVERY_PERIOD, 6);
	assert_false(text_memory_find(&m, slice_of(""), PERIOD_NONE, &answer));
	text_memory_add(&m, slice_of(""), EVERY_PERIOD, 2);
	for (int i = 0; i < 2; i++) {
		assert_true(text_memory_find(&m, slice_of("万元"), PERIOD_NONE, &answer));
		assert_int_equal(answer, 6);
		assert_true(text_memory_find(&m, slice_of(""), PERIOD_NONE, &answer));
		assert_int_equal(answer, 2);
	}
	text_memory_release(&m);
}

/* The one asked for before is looked at first, wherever it stands by now. */
static void each_text_has_its_own_answer_whatever_was_asked_before(void **state)
{
	struct text_memory m = {0};
	char text[16];
	int32_t answer = -1;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		int n = snprintf(text, sizeof(text), "%d", i);
		text_memory_add(&m, (struct slice){text, (size_t)n}, EVERY_PERIOD, i);
		for (int k = 0; k < 2; k++) {
			assert_true(text_memory_find(&m, slice_of("0"), MAY, &answer));
			assert_int_equal(answer, 0);
		}
		assert_true(text_memory_find(&m, (struct slice){text, (size_t)n}, MAY, &answer));
		assert_int_equal(answer, i);
		assert_false(text_memory_find(&m, slice_of("none"), MAY, &answer));
	}
	text_memory_release(&m);
}

static void memory_is_bounded(void **state)
{
	struct text_memory m = {0};
	char text[200] = {0};
	int32_t answer;

	(void)state;
	for (int i = 0; i < MANY; i++) {
		int n = snprintf(text, sizeof(text), "%d", i);
		text_memory_add(&m, (struct slice){text, (size_t)n}, EVERY_PERIOD, i);
	}
	assert_true(m.count < MANY);
	assert_true(text_memory_find(&m, slice_of("0"), MAY, &answer));
	text_memory_add(&m, (struct slice){text, sizeof(text)}, EVERY_PERIOD, 1);
	assert_false(text_memory_find(&m, (struct slice){text, sizeof(text)}, MAY, &answer));
	text_memory_release(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_text_is_found_for_its_period_only),
	        TEST(the_latest_period_is_remembered),
	        TEST(an_answer_for_any_period_is_found_for_each),
	        TEST(an_answer_for_some_periods_is_found_for_those),
	        TEST(texts_of_every_length_are_told_apart),
	        TEST(an_empty_text_is_no_other),
	        TEST(each_text_has_its_own_answer_whatever_was_asked_before),
	        TEST(memory_is_bounded),
	};

	return RUN_TESTS(tests);
}
