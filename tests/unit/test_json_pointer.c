#include "io/json_pointer.h"

#include "unit.h"

static const char document[] =
        "{\"a\": {\"b\": 1, \"\": 2}, \"c/d\": 3, \"m~n\": 4, \"~1\": 5, \"\": 6, \"list\": "
        "[10, {\"x\": 11}]}";

/* What the pointer leads to: a number of one digit or two, 0 for a list or an object. */
static int at(const char *text)
{
	struct arena arena = {0};
	struct json_pointer p;
	json_t *root = json_loads(document, 0, NULL);
	const json_t *value;
	int number;

	assert_true(json_pointer_split(&p, text, &arena));
	value = json_pointer_value(&p, root);
	number = value ? (int)json_integer_value(value) : -1;
	json_decref(root);
	arena_release(&arena);
	return number;
}

static void each_part_leads_one_level_down(void **state)
{
	(void)state;
	assert_int_equal(at("/a/b"), 1);
	assert_int_equal(at("/a/"), 2);
	assert_int_equal(at("/"), 6);
	assert_int_equal(at("/a/c"), -1);
	assert_int_equal(at("/a/b/c"), -1);
}

static void without_parts_it_is_the_whole(void **state)
{
	(void)state;
	assert_int_equal(at(""), 0);
	assert_int_equal(at(NULL), 0);
}

static void a_plain_name_is_one_part(void **state)
{
	(void)state;
	assert_int_equal(at("c/d"), 3);
	assert_int_equal(at("m~n"), 4);
}

static void slash_and_tilde_are_escaped(void **state)
{
	(void)state;
	assert_int_equal(at("/c~1d"), 3);
	assert_int_equal(at("/m~0n"), 4);
	assert_int_equal(at("/~01"), 5);
}

static void an_element_of_a_list_goes_by_its_index(void **state)
{
	(void)state;
	assert_int_equal(at("/list/0"), 10);
	assert_int_equal(at("/list/1/x"), 11);
	assert_int_equal(at("/list/2"), -1);
	assert_int_equal(at("/list/18446744073709551616"), -1);
}

static void what_is_no_index_leads_nowhere(void **state)
{
	(void)state;
	assert_int_equal(at("/list/x"), -1);
	assert_int_equal(at("/list/"), -1);
	assert_int_equal(at("/list/00"), -1);
	assert_int_equal(at("/list/ 0"), -1);
	assert_int_equal(at("/list/-"), -1);
	assert_int_equal(at("/list/1x"), -1);
}

static void an_added_part_is_found_again(void **state)
{
	struct text pointer = TEXT_INIT;

	(void)state;
	json_pointer_add(&pointer, "~1");
	assert_string_equal(pointer.p, "/~01");
	assert_int_equal(at(pointer.p), 5);
	text_clear(&pointer);
	json_pointer_add(&pointer, "a");
	json_pointer_add(&pointer, "");
	assert_string_equal(pointer.p, "/a/");
	assert_int_equal(at(pointer.p), 2);
	text_release(&pointer);
}

static void one_with_too_many_parts_is_refused(void **state)
{
	struct arena arena = {0};
	struct json_pointer p;

	(void)state;
	assert_true(json_pointer_split(&p, "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16", &arena));
	assert_int_equal(p.count, JSON_POINTER_PARTS);
	assert_false(json_pointer_split(&p, "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17", &arena));
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(each_part_leads_one_level_down),
	        TEST(without_parts_it_is_the_whole),
	        TEST(a_plain_name_is_one_part),
	        TEST(slash_and_tilde_are_escaped),
	        TEST(an_element_of_a_list_goes_by_its_index),
	        TEST(what_is_no_index_leads_nowhere),
	        TEST(an_added_part_is_found_again),
	        TEST(one_with_too_many_parts_is_refused),
	};

	return RUN_TESTS(tests);
}
