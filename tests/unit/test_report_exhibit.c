#include "report/display_width.h"
#include "report/exhibit.h"
#include "report/exhibit_html.h"
#include "report/html.h"

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

static const struct exhibit_setting setting = {.id = "places", .title = {"名次", "places"}};

static void fill(struct exhibit *e)
{
	exhibit_init(e, &setting);
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

static void markdown_keeps_what_would_be_markup_apart(void **state)
{
	struct text t = TEXT_INIT;
	struct exhibit e;

	(void)state;
	exhibit_init(&e, &setting);
	exhibit_column(&e, "name", EXHIBIT_TEXT, (struct bilingual){"名称", "name"}, NULL);
	exhibit_put_slice(&e, slice_of("a|b *c* <d> `e`"));
	exhibit_add_markdown(&t, &e);
	assert_string_equal(t.p, "**places**\n\n| name |\n| --- |\n"
	                         "| a\\|b \\*c\\* \\<d\\> \\`e\\` |\n");
	text_release(&t);
	exhibit_release(&e);
}

static void html_escapes_every_text(void **state)
{
	struct text t = TEXT_INIT;
	struct exhibit e;

	(void)state;
	exhibit_init(&e, &setting);
	exhibit_column(&e, "name", EXHIBIT_TEXT, (struct bilingual){"名称", "name"}, NULL);
	exhibit_put_slice(&e, slice_of("<script>alert(\"1\" & '2')</script>\x01"));
	exhibit_add_html(&t, &e, HTML_BOTH);
	assert_null(strstr(t.p, "<script"));
	assert_non_null(strstr(
	        t.p, "&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;</th>"));
	text_release(&t);
	exhibit_release(&e);
}

static void both_languages_stand_side_by_side(void **state)
{
	struct text t = TEXT_INIT;

	(void)state;
	html_add_both(&t, (struct bilingual){"仙居", "Xianju"});
	html_add_both(&t, (struct bilingual){"3.78", "3.78"});
	assert_string_equal(t.p,
	                    "<span lang=\"zh\">仙居</span><span lang=\"en\">Xianju</span>3.78");
	text_release(&t);
}

static void shades_follow_the_size(void **state)
{
	const char *const values[] = {"1.00", "", "6.00", WITHHELD, "3.40"};
	struct text t = TEXT_INIT;
	struct exhibit e;

	(void)state;
	exhibit_init(&e, &setting);
	exhibit_column(&e, "part", EXHIBIT_SHADED, (struct bilingual){"值", "value"}, NULL);
	for (size_t i = 0; i < 5; i++)
		exhibit_put_slice(&e, slice_of(values[i]));
	exhibit_add_html(&t, &e, HTML_BOTH);
	assert_non_null(strstr(t.p, "class=\"n s0\">1.00<"));
	assert_non_null(strstr(t.p, "class=\"n s5\">6.00<"));
	assert_non_null(strstr(t.p, "class=\"n s2\">3.40<"));
	assert_non_null(strstr(t.p, "class=\"n\">c<"));
	assert_non_null(strstr(t.p, "class=\"n\">–<"));
	text_release(&t);
	exhibit_release(&e);
}

static void add_greeting(struct text *t, const void *context)
{
	text_addf(t, "%s%s", T("hello ", "你好"), (const char *)context);
}

static void a_text_is_asked_for_in_both_languages(void **state)
{
	struct arena arena = ARENA_INIT;
	struct bilingual both;

	(void)state;
	both = in_both(&arena, add_greeting, "X");
	assert_string_equal(both.zh, "你好X");
	assert_string_equal(both.en, "hello X");
	assert_int_equal(lang_current(), LANG_EN);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(east_asian_characters_take_two_columns),
	        TEST(broken_text_still_has_a_width),
	        TEST(columns_line_up_in_both_languages),
	        TEST(markdown_keeps_what_would_be_markup_apart),
	        TEST(html_escapes_every_text),
	        TEST(both_languages_stand_side_by_side),
	        TEST(shades_follow_the_size),
	        TEST(a_text_is_asked_for_in_both_languages),
	};

	return RUN_TESTS(tests);
}
