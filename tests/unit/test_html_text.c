#include "io/html_text.h"

#include "unit.h"

static void decodes(const char *text, const char *expected)
{
	struct text t = TEXT_INIT;

	text_adds(&t, "");
	html_text_add(slice_of(text), &t);
	assert_string_equal(t.p, expected);
	text_release(&t);
}

static void entities_become_characters(void **state)
{
	(void)state;
	decodes("21&#8211;33", "21–33");
	decodes("R&amp;D &lt;10 &#x4e2d; &eacute;", "R&D <10 中 é");
	decodes("&nbsp;", "\xc2\xa0");
	decodes("&#128512;", "\xf0\x9f\x98\x80");
}

static void what_is_no_entity_stays(void **state)
{
	(void)state;
	decodes("R&D; &unknown; & &#; &#xzz; &#55296; &#1114112;",
	        "R&D; &unknown; & &#; &#xzz; &#55296; &#1114112;");
	decodes("a & b", "a & b");
	decodes("&", "&");
}

static void tags_are_taken_out(void **state)
{
	(void)state;
	decodes("Undistributed funds<sup>b</sup>", "Undistributed funds b");
	decodes("<b>bold</b><br/>x", "bold x");
	decodes("a < b > c", "a < b > c");
	decodes("a<", "a<");
}

static void plain_text_is_recognised(void **state)
{
	(void)state;
	assert_false(html_text_is_marked_up(slice_of("441,036")));
	assert_true(html_text_is_marked_up(slice_of("R&amp;D")));
	assert_true(html_text_is_marked_up(slice_of("a<sup>1</sup>")));
	assert_false(html_text_is_marked_up(slice_of("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(entities_become_characters),
	        TEST(what_is_no_entity_stays),
	        TEST(tags_are_taken_out),
	        TEST(plain_text_is_recognised),
	};

	return RUN_TESTS(tests);
}
