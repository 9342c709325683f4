#include "normalize/text_memory.h"

#include "unit.h"

enum { MAY = 2024 * 12 + 4, JUNE, MANY = 40000 };

static void a_text_is_found_for_its_period_only(void **state)
{
	struct text_memory m = {0};
	intptr_t answer = -1;

	(void)state;
	assert_false(text_memory_find(&m, slice_of("玉环"), MAY, &answer));
	text_memory_add(&m, slice_of("玉环"), MAY, 7);
	assert_true(text_memory_find(&m, slice_of("玉环"), MAY, &answer));
	assert_int_equal(answer, 7);
	assert_false(text_memory_find(&m, slice_of("玉环"), JUNE, &answer));
	assert_false(text_memory_find(&m, slice_of("玉环 "), MAY, &answer));
	text_memory_release(&m);
}

static void the_latest_period_is_remembered(void **state)
{
	struct text_memory m = {0};
	intptr_t answer = -1;

	(void)state;
	text_memory_add(&m, slice_of("玉环"), MAY, 7);
	text_memory_add(&m, slice_of("玉环"), JUNE, 8);
	assert_true(text_memory_find(&m, slice_of("玉环"), JUNE, &answer));
	assert_int_equal(answer, 8);
	assert_false(text_memory_find(&m, slice_of("玉环"), MAY, &answer));
	text_memory_release(&m);
}

static void an_answer_for_any_period_is_found_for_each(void **state)
{
	struct text_memory m = {0};
	intptr_t answer = -1;

	(void)state;
	text_memory_add(&m, slice_of("330102"), ANY_PERIOD, 3);
	assert_true(text_memory_find(&m, slice_of("330102"), MAY, &answer));
	assert_true(text_memory_find(&m, slice_of("330102"), PERIOD_NONE, &answer));
	assert_int_equal(answer, 3);
	text_memory_release(&m);
}

static void an_empty_text_is_no_other(void **state)
{
	struct text_memory m = {0};
	intptr_t answer = -1;

	(void)state;
	text_memory_add(&m, slice_of("万元"), ANY_PERIOD, 6);
	assert_false(text_memory_find(&m, slice_of(""), ANY_PERIOD, &answer));
	text_memory_add(&m, slice_of(""), ANY_PERIOD, 2);
	for (int i = 0; i < 2; i++) {
		assert_true(text_memory_find(&m, slice_of("万元"), ANY_PERIOD, &answer));
		assert_int_equal(answer, 6);
		assert_true(text_memory_find(&m, slice_of(""), ANY_PERIOD, &answer));
		assert_int_equal(answer, 2);
	}
	text_memory_release(&m);
}

static void memory_is_bounded(void **state)
{
	struct text_memory m = {0};
	char text[200] = {0};
	intptr_t answer;

	(void)state;
	for (int i = 0; i < MANY; i++) {
		int n = snprintf(text, sizeof(text), "%d", i);
		text_memory_add(&m, (struct slice){text, (size_t)n}, ANY_PERIOD, i);
	}
	assert_true(m.count < MANY);
	assert_true(text_memory_find(&m, slice_of("0"), MAY, &answer));
	text_memory_add(&m, (struct slice){text, sizeof(text)}, ANY_PERIOD, 1);
	assert_false(text_memory_find(&m, (struct slice){text, sizeof(text)}, MAY, &answer));
	text_memory_release(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_text_is_found_for_its_period_only),
	        TEST(the_latest_period_is_remembered),
	        TEST(an_answer_for_any_period_is_found_for_each),
	        TEST(an_empty_text_is_no_other),
	        TEST(memory_is_bounded),
	};

	return RUN_TESTS(tests);
}
