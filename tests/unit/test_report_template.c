#include "report/template.h"

#include "unit.h"

/* Knows "given", and "missing" which is not there; everything else means nothing. */
static enum answer look_up(void *context, struct slice name, struct text *text)
{
	(void)context;
	if (slice_is(name, "given")) {
		text_adds(text, "4.61");
		return ANSWER_GIVEN;
	}
	if (slice_is(name, "missing")) {
		text_adds(text, "the figure");
		return ANSWER_MISSING;
	}
	text_adds(text, "given");
	return ANSWER_UNKNOWN;
}

static int define(void *context, struct slice definition, struct err *err)
{
	if (slice_is(definition, "bad"))
		return err_set(err, RD_CONFIG, "bad definition");
	text_addf(context, "definition: %.*s\n", SLICE_FMT(definition));
	return 0;
}

static int put(void *context, enum block_kind kind, struct slice text, struct err *err)
{
	static const char *const kinds[] = {"title", "heading", "item", "paragraph", "table"};

	(void)err;
	text_addf(context, "%s: %.*s\n", kinds[kind], SLICE_FMT(text));
	return 0;
}

static int expand(const char *template, struct text *out, struct err *err)
{
	const struct template_source source = {look_up, define, put, out};

	return template_expand(slice_of(template), "a.md", &source, err);
}

static void expands_to(const char *template, const char *expected)
{
	struct text out = TEXT_INIT;
	struct err err = ERR_INIT;

	assert_int_equal(expand(template, &out, &err), 0);
	assert_string_equal(out.p ? out.p : "", expected);
	text_release(&out);
}

static void a_name_in_braces_is_replaced(void **state)
{
	(void)state;
	expands_to("R&D {given}亿元", "paragraph: R&D 4.61亿元\n");
	expands_to("{given}{given}", "paragraph: 4.614.61\n");
	expands_to("a {{brace}", "paragraph: a {brace}\n");
}

static void a_missing_figure_says_so_in_its_place(void **state)
{
	(void)state;
	expands_to("R&D {missing}.", "paragraph: R&D [missing: the figure].\n");
}

static void lines_make_a_paragraph_until_an_empty_one(void **state)
{
	(void)state;
	expands_to("one\ntwo\n, three\n\nfour", "paragraph: one two, three\nparagraph: four\n");
	expands_to("一\n二\n", "paragraph: 一二\n");
}

static void marks_make_headings_and_items(void **state)
{
	(void)state;
	expands_to("# A\nb\n## C\n- d\ne\n- f\n", "title: A\nparagraph: b\nheading: C\n"
	                                          "item: d e\nitem: f\n");
}

static void a_table_and_a_definition_stand_on_lines_of_their_own(void **state)
{
	(void)state;
	expands_to("a\n| b\nc\n", "paragraph: a\ntable: b\nparagraph: c\n");
	expands_to("@x y : {z}\n", "definition: x y : {z}\n");
}

static void a_wrong_definition_is_an_error_with_its_line(void **state)
{
	struct text out = TEXT_INIT;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(expand("a\n\n@bad\n", &out, &err), -1);
	assert_string_equal(err.file, "a.md");
	assert_int_equal(err.line, 3);
	text_release(&out);
}

static void remarks_are_not_printed(void **state)
{
	(void)state;
	expands_to("// {nothing}\n  // more\n", "");
}

static void a_line_can_depend_on_a_figure(void **state)
{
	(void)state;
	expands_to("?given yes\n?missing no\n", "paragraph: yes\n");
	expands_to("!given no\n!missing yes\n", "paragraph: yes\n");
	expands_to("?given !missing both\n?given ?missing not both\n", "paragraph: both\n");
	expands_to("?missing ## no heading\n", "");
}

static void a_name_that_means_nothing_is_found(const char *template, uint64_t line, uint64_t column)
{
	struct text out = TEXT_INIT;
	struct err err = ERR_INIT;

	assert_int_equal(expand(template, &out, &err), -1);
	assert_int_equal(err.code, RD_CONFIG);
	assert_string_equal(err.file, "a.md");
	assert_int_equal(err.line, line);
	assert_int_equal(err.column, column);
	assert_string_equal(err.hint, "did you mean 'given'?");
	text_release(&out);
}

static void a_name_that_means_nothing_is_an_error_with_its_place(void **state)
{
	(void)state;
	a_name_that_means_nothing_is_found("one\nR&D {gven}", 2, 6);
	a_name_that_means_nothing_is_found("?gven yes", 1, 2);
	a_name_that_means_nothing_is_found("  {}", 1, 4);
}

static void a_mistake_in_a_line_that_is_left_out_is_found(void **state)
{
	(void)state;
	a_name_that_means_nothing_is_found("?missing yes {gven}", 1, 15);
	a_name_that_means_nothing_is_found("?missing ?gven yes", 1, 11);
}

static void an_open_brace_is_an_error(void **state)
{
	struct text out = TEXT_INIT;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(expand("R&D {given", &out, &err), -1);
	assert_int_equal(err.code, RD_CONFIG);
	assert_int_equal(err.column, 5);
	text_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_name_in_braces_is_replaced),
	        TEST(a_missing_figure_says_so_in_its_place),
	        TEST(lines_make_a_paragraph_until_an_empty_one),
	        TEST(marks_make_headings_and_items),
	        TEST(a_table_and_a_definition_stand_on_lines_of_their_own),
	        TEST(a_wrong_definition_is_an_error_with_its_line),
	        TEST(remarks_are_not_printed),
	        TEST(a_line_can_depend_on_a_figure),
	        TEST(a_name_that_means_nothing_is_an_error_with_its_place),
	        TEST(a_mistake_in_a_line_that_is_left_out_is_found),
	        TEST(an_open_brace_is_an_error),
	};

	return RUN_TESTS(tests);
}
