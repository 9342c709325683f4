#include "report/display_width.h"
#include "report/exhibit.h"

#include "unit.h"

static void width_is(const char *text, size_t expected)
{
	assert_int_equal(display_width(slice_of(text)), expected);
}

static void east_asian_characters_take_two_columns(void **state)
{
	(void)state;
	width_is("", 0);
	width_is("Xianju", 6);
	width_is("仙居", 4);
	width_is("（1-5月）", 9);
	width_is("é", 1);
	width_is("e\u0301", 1);
	width_is("한국", 4);
	width_is("\U00020000", 2);
}

static void broken_text_still_has_a_width(void **state)
{
	(void)state;
	width_is("\xff\xfe", 2);
	width_is("a\xe4\xbb", 2);
}

static void fill(struct exhibit *e)
{
	exhibit_init(e, "places");
	e->title = (struct bilingual){"名次", "places"};
	exhibit_column(e, "region", EXHIBIT_TEXT, (struct bilingual){"地区", "region"}, NULL);
	exhibit_column(e, "value", EXHIBIT_NUMBER, (struct bilingual){"值", "value"},
	               unit_find(slice_of("%")));
	exhibit_put(e, (struct bilingual){"仙居", "Xianju County"});
	exhibit_put_slice(e, slice_of("3.78"));
	exhibit_mark_row(e);
	exhibit_put(e, (struct bilingual){"景宁畲族", "Jingning"});
	exhibit_put_slice(e, slice_of(""));
}

static void shows(enum lang lang, const char *expected)
{
	struct text t = TEXT_INIT;
	struct exhibit e;

	fill(&e);
	lang_set(lang);
	exhibit_add_text(&t, &e);
	lang_set(LANG_EN);
	assert_string_equal(t.p, expected);
	text_release(&t);
	exhibit_release(&e);
}

static void columns_line_up_in_both_languages(void **state)
{
	(void)state;
	shows(LANG_ZH, "名次\n"
	               "\n"
	               "  地区        值\n"
	               "               %\n"
	               "  --------------\n"
	               "* 仙居      3.78\n"
	               "  景宁畲族     -\n");
	shows(LANG_EN, "places\n"
	               "\n"
	               "  region         value\n"
	               "                     %\n"
	               "  --------------------\n"
	               "* Xianju County   3.78\n"
	               "  Jingning           -\n");
}

static void add_greeting(struct text *t, const void *context)
{
	text_addf(t, "%s%s", T("hello ", "你好"), (const char *)context);
}

static void a_text_is_asked_for_in_both_languages(void **state)
{
	struct exhibit e;
	struct bilingual both;

	(void)state;
	exhibit_init(&e, "any");
	both = exhibit_both(&e, add_greeting, "X");
	assert_string_equal(both.zh, "你好X");
	assert_string_equal(both.en, "hello X");
	assert_int_equal(lang_current(), LANG_EN);
	exhibit_release(&e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(east_asian_characters_take_two_columns),
	        TEST(broken_text_still_has_a_width),
	        TEST(columns_line_up_in_both_languages),
	        TEST(a_text_is_asked_for_in_both_languages),
	};

	return RUN_TESTS(tests);
}
