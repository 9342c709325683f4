#include "base/plain_text.h"

#include <stdlib.h>

#include "base/fold.h"
#include "io/encoding.h"
#include "unit.h"

static void digits_letters_and_chinese_are_plain(void **state)
{
	(void)state;
	assert_true(plain_text(slice_of("")));
	assert_true(plain_text(slice_of("330102")));
	assert_true(plain_text(slice_of("91330102MA2GK3QY1X")));
	assert_true(plain_text(slice_of("浙江样例机械有限公司 No. 2")));
}

static void whatever_needs_a_look_is_not(void **state)
{
	static const char *const texts[] = {" a",           "a ",           "a,b",
	                                    "a\"b",         "a\nb",         "a\tb",
	                                    "甲（乙）",     "\xe3\x80\x80", "\xc2\xa0x",
	                                    "\xff",         "\xe4",         "\xe4\xbd",
	                                    "\xbd\xa0",     "a\xe4\xbd",    "\xe4\xbd\xa0\xa0",
	                                    "\xef\xbf\xbd", "\xed\xa0\x80", "\xf0\x9f\x98\x80"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_false(plain_text(slice_of(texts[i])));
	assert_false(plain_text((struct slice){"a\0b", 3}));
}

/* Texts of all lengths from a few bytes that matter, at the end of their memory. */
static void both_ways_agree_and_what_is_plain_is_so_by_every_question(void **state)
{
	static const char *const pieces[] = {"a",        "9",    " ", "你", "公",
	                                     "\xe4\xbd", "\xa0", ",", "（", "\xc2"};
	uint64_t seed = 7;
	size_t plain = 0;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		struct text t = TEXT_INIT;
		char *exact;
		struct slice s;
		int count = i % 40;
		for (int k = 0; k < count; k++) {
			seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
			/* The first ones often, the others rarely. */
			text_adds(&t, pieces[(seed >> 33) % (seed >> 60 ? 5 : 10)]);
		}
		exact = xstrndup(t.n ? t.p : "", t.n);
		s = (struct slice){exact, t.n};
		assert_int_equal(plain_text(s), plain_text_portable(s));
		if (plain_text(s)) {
			plain++;
			assert_true(utf8_valid(s));
			assert_true(fold_is_plain(s));
			assert_null(memchr(s.p, ',', s.n));
		}
		free(exact);
		text_release(&t);
	}
	assert_true(plain > 10000 && plain < 190000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(digits_letters_and_chinese_are_plain),
	        TEST(whatever_needs_a_look_is_not),
	        TEST(both_ways_agree_and_what_is_plain_is_so_by_every_question),
	};

	return RUN_TESTS(tests);
}
