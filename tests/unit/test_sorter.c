#include "io/sorter.h"

#include <stdlib.h>

#include "unit.h"

static void add(struct sorter *s, const char *key, const char *payload)
{
	sorter_add(s, slice_of(key), slice_of(payload));
}

static void records_come_out_by_key_and_then_as_they_came(void **state)
{
	static const char *const expected[] = {"1", "2", "5", "3", "4"};
	struct sorter s = SORTER_INIT;
	struct slice key, payload;
	size_t n = 0;

	(void)state;
	add(&s, "b", "3");
	add(&s, "a", "1");
	add(&s, "b", "4");
	add(&s, "a", "2");
	add(&s, "ab", "5");
	sorter_sort(&s);
	while (sorter_next(&s, &key, &payload))
		assert_true(slice_is(payload, expected[n++]));
	assert_int_equal(n, 5);
	sorter_release(&s);
}

static void nothing_sorts_to_nothing(void **state)
{
	struct sorter s = SORTER_INIT;
	struct slice key, payload;

	(void)state;
	sorter_sort(&s);
	assert_false(sorter_next(&s, &key, &payload));
	sorter_release(&s);
}

static void keys_and_payloads_may_hold_any_bytes_and_none(void **state)
{
	struct sorter s = SORTER_INIT;
	struct slice key, payload;

	(void)state;
	sorter_add(&s, (struct slice){"\0b", 2}, (struct slice){"x\0y", 3});
	sorter_add(&s, (struct slice){"\0a", 2}, (struct slice){"", 0});
	sorter_sort(&s);
	assert_true(sorter_next(&s, &key, &payload));
	assert_int_equal(payload.n, 0);
	assert_true(sorter_next(&s, &key, &payload));
	assert_true(slice_eq(payload, (struct slice){"x\0y", 3}));
	sorter_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(records_come_out_by_key_and_then_as_they_came),
	        TEST(nothing_sorts_to_nothing),
	        TEST(keys_and_payloads_may_hold_any_bytes_and_none),
	};

	return RUN_TESTS(tests);
}
