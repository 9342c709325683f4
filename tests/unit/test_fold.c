#include "base/fold.h"

#include "unit.h"

static void folds(const char *text, const char *expected)
{
	struct text t = TEXT_INIT;

	text_adds(&t, "");
	fold_width(slice_of(text), &t);
	assert_string_equal(t.p, expected);
	text_release(&t);
}

static void keys(const char *text, const char *expected)
{
	struct text t = TEXT_INIT;

	text_adds(&t, "");
	fold_key(slice_of(text), &t);
	assert_string_equal(t.p, expected);
	text_release(&t);
}

static void full_width_forms_become_ascii(void **state)
{
	(void)state;
	folds("１２３．５％", "123.5%");
	folds("研发费用（亿元）：Ａ～", "研发费用(亿元):A~");
	folds("ｅ", "e");
	folds("、。￥", "、。￥");
}

static void blanks_of_every_kind_are_blanks(void **state)
{
	(void)state;
	folds("\xe3\x80\x80 a\xc2\xa0"
	      "b\t\r\n",
	      "a b");
	folds("\xef\xbb\xbf"
	      "a\xe2\x80\x8b",
	      "a");
	folds("\xe2\x80\x83", "");
}

static void keys_have_no_blanks_and_no_case(void **state)
{
	(void)state;
	keys(" 北　 京 ", "北京");
	keys("R&D Intensity （％）", "r&dintensity(%)");
}

static void a_part_is_trimmed_in_place(void **state)
{
	struct slice s = fold_trim(slice_of("\xe3\x80\x80 a b \xc2\xa0"));

	(void)state;
	assert_true(slice_is(s, "a b"));
	assert_int_equal(fold_trim(slice_of(" \xe3\x80\x80 ")).n, 0);
	assert_int_equal(fold_trim(slice_of("")).n, 0);
}

static void plain_text_is_left_alone(void **state)
{
	(void)state;
	assert_true(fold_is_plain(slice_of("13,120.0")));
	assert_true(fold_is_plain(slice_of("")));
	assert_false(fold_is_plain(slice_of(" a")));
	assert_false(fold_is_plain(slice_of("a\n")));
	assert_false(fold_is_plain(slice_of("１")));
	assert_true(fold_is_plain(slice_of("研发费用")));
	assert_false(fold_is_plain(slice_of("研发 ")));
	assert_false(fold_is_plain(slice_of("研发（费用")));
	assert_false(fold_is_plain(slice_of("研　发")));
	assert_false(fold_is_plain(slice_of("研\xc2\xa0发")));
}

static void broken_bytes_pass_through(void **state)
{
	(void)state;
	folds("\xef\xbc", "\xef\xbc");
	folds("\xff\xe3\x80", "\xff\xe3\x80");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(full_width_forms_become_ascii),   TEST(blanks_of_every_kind_are_blanks),
	        TEST(keys_have_no_blanks_and_no_case), TEST(a_part_is_trimmed_in_place),
	        TEST(plain_text_is_left_alone),        TEST(broken_bytes_pass_through),
	};

	return RUN_TESTS(tests);
}
