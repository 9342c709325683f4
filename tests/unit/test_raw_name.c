#include "fetch/raw_name.h"

#include "unit.h"

static char named[1024];

static const char *raw(const char *name)
{
	struct text t = TEXT_INIT;

	raw_name_add(&t, slice_of(name));
	snprintf(named, sizeof(named), "%s", t.p);
	text_release(&t);
	return named;
}

static void a_safe_name_stays(void **state)
{
	(void)state;
	assert_string_equal(raw("2024-05.csv"), "2024-05.csv");
	assert_string_equal(raw("研发 费用.xlsx"), "研发 费用.xlsx");
	assert_string_equal(raw("50%.csv"), "50%.csv");
}

static void no_name_leads_elsewhere_or_is_hidden(void **state)
{
	(void)state;
	assert_string_equal(raw(""), "index");
	assert_string_equal(raw(".."), "_.");
	assert_string_equal(raw(".bashrc"), "_bashrc");
	assert_string_equal(raw("../../etc/passwd"), "_._.._etc_passwd");
	assert_string_equal(raw("c:\\a.csv"), "c:_a.csv");
}

static void control_characters_stay_apart(void **state)
{
	(void)state;
	assert_string_equal(raw("a\nb.csv"), "a%0Ab.csv");
	assert_string_equal(raw("a\tb.csv"), "a%09b.csv");
	assert_string_equal(raw("\x1b[31m\x7f"), "%1B[31m%7F");
	assert_string_equal(raw("a\xc2\x9b"
	                        "b"),
	                    "a%C2%9Bb");
}

static void what_is_no_utf8_is_read_as_gb18030_or_written_as_bytes(void **state)
{
	(void)state;
	assert_string_equal(raw("\xcc\xa8\xd6\xdd.csv"), "台州.csv");
	/* a name whose bytes are partly UTF-8 is still of one encoding */
	assert_string_equal(raw("\xcf\xc9\xbe\xd3.csv"), "仙居.csv");
	assert_string_equal(raw("\x81\x30\x81\x30.csv"), "%C2%80.csv");
	assert_string_equal(raw("bad\xff.csv"), "bad%FF.csv");
	assert_string_equal(raw("\xcc"), "%CC");
}

static void a_long_name_is_cut_within_no_character_and_keeps_its_ending(void **state)
{
	char name[300], first[300];
	size_t n = 0;

	(void)state;
	for (; n < 240; n += 3)
		memcpy(name + n, "研", 3);
	snprintf(name + n, sizeof(name) - n, "1.csv.gz");
	snprintf(first, sizeof(first), "%s", raw(name));
	assert_in_range(strlen(first), 190, 200);
	assert_contains(first, ".csv.gz");
	assert_contains(first, "研研~");
	snprintf(name + n, sizeof(name) - n, "2.csv.gz");
	assert_string_not_equal(raw(name), first);
	memset(name, 'x', 201);
	name[201] = '\0';
	assert_int_equal(strlen(raw(name)), 200);
	name[200] = '\0';
	assert_string_equal(raw(name), name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_safe_name_stays),
	        TEST(no_name_leads_elsewhere_or_is_hidden),
	        TEST(control_characters_stay_apart),
	        TEST(what_is_no_utf8_is_read_as_gb18030_or_written_as_bytes),
	        TEST(a_long_name_is_cut_within_no_character_and_keeps_its_ending),
	};

	return RUN_TESTS(tests);
}
