#include "base/hash_map.h"

#include <stdio.h>

#include "unit.h"

enum { MANY = 100000 };

static struct slice numbered(char buffer[32], unsigned i)
{
	int n = snprintf(buffer, 32, "33%04u", i);

	return (struct slice){buffer, (size_t)n};
}

static void an_empty_map_holds_nothing(void **state)
{
	struct hash_map m = HASH_MAP_INIT;

	(void)state;
	assert_int_equal(hash_map_get(&m, slice_of("330000")), HASH_MAP_NONE);
	hash_map_release(&m);
}

static void the_first_value_of_a_key_stays(void **state)
{
	struct hash_map m = HASH_MAP_INIT;

	(void)state;
	assert_int_equal(hash_map_add(&m, slice_of("331021"), 7), 7);
	assert_int_equal(hash_map_add(&m, slice_of("331021"), 8), 7);
	assert_int_equal(hash_map_get(&m, slice_of("331021")), 7);
	assert_int_equal(m.count, 1);
	hash_map_release(&m);
}

static void short_keys_are_told_apart(void **state)
{
	static const struct slice keys[] = {
	        {"", 0},      {"a", 1},        {"b", 1},        {"ab", 2},      {"ba", 2},
	        {"a\0", 2},   {"aba", 3},      {"aab", 3},      {"abab", 4},    {"ababa", 5},
	        {"abbba", 5}, {"abcdefgh", 8}, {"abcdefgi", 8}, {"bbcdefgh", 8}};
	struct hash_map m = HASH_MAP_INIT;

	(void)state;
	for (uint32_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		assert_int_equal(hash_map_add(&m, keys[i], i), i);
	for (uint32_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		assert_int_equal(hash_map_get(&m, keys[i]), i);
	assert_int_equal(hash_map_get(&m, slice_of("bab")), HASH_MAP_NONE);
	hash_map_release(&m);
}

static void many_keys_are_all_found_again(void **state)
{
	struct hash_map m = HASH_MAP_INIT;
	char buffer[32];

	(void)state;
	for (unsigned i = 0; i < MANY; i++)
		assert_int_equal(hash_map_add(&m, numbered(buffer, i), i), i);
	for (unsigned i = 0; i < MANY; i++)
		assert_int_equal(hash_map_get(&m, numbered(buffer, i)), i);
	assert_int_equal(hash_map_get(&m, numbered(buffer, MANY)), HASH_MAP_NONE);
	assert_int_equal(m.count, MANY);
	hash_map_release(&m);
}

static void keys_are_copied(void **state)
{
	struct hash_map m = HASH_MAP_INIT;
	char key[] = "abc";

	(void)state;
	hash_map_add(&m, slice_of(key), 1);
	key[0] = 'x';
	assert_int_equal(hash_map_get(&m, slice_of("abc")), 1);
	assert_int_equal(hash_map_get(&m, slice_of("xbc")), HASH_MAP_NONE);
	hash_map_release(&m);
}

static void the_empty_key_and_keys_with_nul_are_keys(void **state)
{
	struct hash_map m = HASH_MAP_INIT;

	(void)state;
	hash_map_add(&m, (struct slice){NULL, 0}, 1);
	hash_map_add(&m, (struct slice){"", 1}, 2);
	hash_map_add(&m, (struct slice){"\0", 2}, 3);
	assert_int_equal(hash_map_get(&m, slice_of("")), 1);
	assert_int_equal(hash_map_get(&m, (struct slice){"", 1}), 2);
	assert_int_equal(hash_map_get(&m, (struct slice){"\0", 2}), 3);
	hash_map_release(&m);
}

static void a_released_map_can_be_used_again(void **state)
{
	struct hash_map m = HASH_MAP_INIT;

	(void)state;
	hash_map_add(&m, slice_of("a"), 1);
	hash_map_release(&m);
	assert_int_equal(hash_map_get(&m, slice_of("a")), HASH_MAP_NONE);
	hash_map_add(&m, slice_of("b"), 2);
	assert_int_equal(hash_map_get(&m, slice_of("b")), 2);
	hash_map_release(&m);
}

/* Outputs may depend on the hash only if it never changes; this pins it. */
static void hashes_do_not_depend_on_where_the_bytes_lie(void **state)
{
	char bytes[64] = {0};

	(void)state;
	for (size_t at = 0; at < 16; at++) {
		memcpy(bytes + at, "0123456789abcdefghi", 19);
		assert_true(hash_bytes(bytes + at, 19) == hash_bytes("0123456789abcdefghi", 19));
	}
	assert_true(hash_bytes("a", 1) != hash_bytes("a", 2));
	assert_true(hash_bytes("", 0) == hash_bytes(NULL, 0));
}

static void the_arena_keeps_large_and_small_pieces_apart(void **state)
{
	struct arena a = ARENA_INIT;
	char *small = arena_strdup(&a, slice_of("small"));
	char *large = arena_alloc(&a, 1 << 20);
	char *next = arena_strdup(&a, slice_of("next"));

	(void)state;
	memset(large, 'x', 1 << 20);
	assert_string_equal(small, "small");
	assert_string_equal(next, "next");
	assert_int_equal((uintptr_t)large % 16, 0);
	assert_int_equal((uintptr_t)next % 16, 0);
	arena_release(&a);
	assert_null(a.blocks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(an_empty_map_holds_nothing),
	        TEST(the_first_value_of_a_key_stays),
	        TEST(short_keys_are_told_apart),
	        TEST(many_keys_are_all_found_again),
	        TEST(keys_are_copied),
	        TEST(the_empty_key_and_keys_with_nul_are_keys),
	        TEST(a_released_map_can_be_used_again),
	        TEST(hashes_do_not_depend_on_where_the_bytes_lie),
	        TEST(the_arena_keeps_large_and_small_pieces_apart),
	};

	return RUN_TESTS(tests);
}
