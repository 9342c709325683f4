#include "base/text.h"

#include <limits.h>
#include <stdlib.h>

#include "unit.h"

static void an_empty_text_is_an_empty_slice(void **state)
{
	struct text t = TEXT_INIT;

	(void)state;
	assert_non_null(text_slice(&t).p);
	assert_int_equal(text_slice(&t).n, 0);
	text_release(&t);
}

static void pieces_are_joined_in_order(void **state)
{
	struct text t = TEXT_INIT;

	(void)state;
	text_adds(&t, "研发");
	text_addc(&t, ' ');
	text_add(&t, "expense!", 7);
	text_add_slice(&t, slice_of(" = "));
	text_addf(&t, "%d%s", 42, "%");
	assert_string_equal(t.p, "研发 expense = 42%");
	assert_int_equal(t.n, strlen(t.p));
	text_release(&t);
}

static void long_formats_are_not_cut(void **state)
{
	struct text t = TEXT_INIT;
	char *long_word = xmalloc(100001);

	(void)state;
	memset(long_word, 'x', 100000);
	long_word[100000] = '\0';
	text_addf(&t, "<%s>", long_word);
	assert_int_equal(t.n, 100002);
	assert_int_equal(t.p[100001], '>');
	free(long_word);
	text_release(&t);
}

static void bytes_with_nul_are_kept(void **state)
{
	struct text t = TEXT_INIT;

	(void)state;
	text_add(&t, "a\0b", 3);
	assert_int_equal(t.n, 3);
	assert_memory_equal(t.p, "a\0b", 4);
	text_release(&t);
}

static void clearing_keeps_the_memory(void **state)
{
	struct text t = TEXT_INIT;
	const char *before;

	(void)state;
	text_adds(&t, "something");
	before = t.p;
	text_clear(&t);
	assert_int_equal(t.n, 0);
	assert_string_equal(t.p, "");
	text_adds(&t, "else");
	assert_ptr_equal(t.p, before);
	text_release(&t);
	assert_null(t.p);
}

static void truncating_never_lengthens(void **state)
{
	struct text t = TEXT_INIT;

	(void)state;
	text_adds(&t, "abcdef");
	text_truncate(&t, 7);
	assert_string_equal(t.p, "abcdef");
	text_truncate(&t, 2);
	assert_string_equal(t.p, "ab");
	text_release(&t);
	text_truncate(&t, 0);
	assert_null(t.p);
}

static void a_detached_text_belongs_to_the_caller(void **state)
{
	struct text t = TEXT_INIT;
	char *p;

	(void)state;
	text_adds(&t, "mine");
	p = text_detach(&t);
	assert_string_equal(p, "mine");
	assert_null(t.p);
	free(p);
	p = text_detach(&t);
	assert_string_equal(p, "");
	free(p);
}

static void numbers_are_written_to_their_limits(void **state)
{
	const __int128 most = (__int128)(~(unsigned __int128)0 >> 1);
	struct text t = TEXT_INIT;

	(void)state;
	text_add_u64(&t, 0);
	text_addc(&t, ' ');
	text_add_u64(&t, UINT64_MAX);
	assert_string_equal(t.p, "0 18446744073709551615");
	text_clear(&t);
	text_add_i128(&t, -1);
	text_addc(&t, ' ');
	text_add_i128(&t, (__int128)UINT64_MAX + 1);
	assert_string_equal(t.p, "-1 18446744073709551616");
	text_clear(&t);
	text_add_i128(&t, most);
	assert_string_equal(t.p, "170141183460469231731687303715884105727");
	text_clear(&t);
	text_add_i128(&t, -most - 1);
	assert_string_equal(t.p, "-170141183460469231731687303715884105728");
	text_release(&t);
}

static void copies_of_nothing_can_be_freed(void **state)
{
	char *p = xstrndup(NULL, 0);

	(void)state;
	assert_string_equal(p, "");
	free(p);
	free(xmalloc(0));
	free(xcalloc(0, 0));
}

static void an_array_grows_one_by_one(void **state)
{
	int *items = NULL;
	size_t count = 0, capacity = 0;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		VEC_GROW(items, count, capacity);
		items[count++] = i;
	}
	assert_int_equal(items[999], 999);
	assert_true(capacity >= 1000);
	free(items);
}

static void slices_compare_by_bytes_then_length(void **state)
{
	(void)state;
	assert_true(slice_cmp(slice_of("a"), slice_of("b")) < 0);
	assert_true(slice_cmp(slice_of("a"), slice_of("ab")) < 0);
	assert_true(slice_cmp(slice_of("ab"), slice_of("b")) < 0);
	assert_true(slice_cmp(slice_of("\xe7\xa0\x94"), slice_of("z")) > 0);
	assert_int_equal(slice_cmp(slice_of(""), (struct slice){NULL, 0}), 0);
	assert_true(slice_eq(slice_of(""), (struct slice){NULL, 0}));
	assert_false(slice_eq(slice_of("a"), slice_of("ab")));
	assert_true(slice_is(slice_of("330000"), "330000"));
	assert_true(slice_starts(slice_of("330000"), "33"));
	assert_false(slice_starts(slice_of("3"), "33"));
	assert_true(slice_ends(slice_of("a.csv"), ".csv"));
	assert_false(slice_ends(slice_of("csv"), ".csv"));
}

static void trimming_takes_blanks_at_both_ends_only(void **state)
{
	(void)state;
	assert_true(slice_is(slice_trim(slice_of("\t a b\r\n")), "a b"));
	assert_int_equal(slice_trim(slice_of(" \t\n")).n, 0);
	assert_int_equal(slice_trim(slice_of("")).n, 0);
	/* U+3000, the ideographic space, is not ASCII: it stays. */
	assert_true(slice_is(slice_trim(slice_of("\xe3\x80\x80x")), "\xe3\x80\x80x"));
}

static void text_stands_in_json_whatever_bytes_it_holds(void **state)
{
	struct text t = TEXT_INIT;

	(void)state;
	text_add_json(&t, slice_of("a \"b\" \\ \n\x01 研发 \xff \xe7\xa0"));
	assert_string_equal(
	        t.p, "a \\\"b\\\" \\\\ \\u000a\\u0001 研发 \xef\xbf\xbd \xef\xbf\xbd\xef\xbf\xbd");
	text_release(&t);
}

static void a_copy_is_as_long_as_the_slice_and_no_longer(void **state)
{
	static const char from[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	char to[40];

	(void)state;
	for (size_t n = 0; n < sizeof(from); n++) {
		memset(to, '.', sizeof(to));
		assert_ptr_equal(slice_copy(to, (struct slice){from, n}), to + n);
		assert_memory_equal(to, from, n);
		for (size_t i = n; i < sizeof(to); i++)
			assert_int_equal(to[i], '.');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(text_stands_in_json_whatever_bytes_it_holds),
	        TEST(an_empty_text_is_an_empty_slice),
	        TEST(pieces_are_joined_in_order),
	        TEST(long_formats_are_not_cut),
	        TEST(bytes_with_nul_are_kept),
	        TEST(clearing_keeps_the_memory),
	        TEST(truncating_never_lengthens),
	        TEST(a_detached_text_belongs_to_the_caller),
	        TEST(numbers_are_written_to_their_limits),
	        TEST(copies_of_nothing_can_be_freed),
	        TEST(an_array_grows_one_by_one),
	        TEST(slices_compare_by_bytes_then_length),
	        TEST(a_copy_is_as_long_as_the_slice_and_no_longer),
	        TEST(trimming_takes_blanks_at_both_ends_only),
	};

	return RUN_TESTS(tests);
}
