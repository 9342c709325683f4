#include "rows.h"

static const char *const members[] = {"a", "/b/c", "/d/1", "*1"};

static const struct row_format at_top = {
        .form = ROW_FORM_JSON, .members = members, .member_count = 3};

static struct row_format below(const char *records)
{
	struct row_format format = at_top;

	format.records = records;
	format.member_count = 4;
	return format;
}

static void a_record_gives_the_members_asked_for(void **state)
{
	(void)state;
	reads("[{\"a\": \"x\", \"b\": {\"c\": 1}, \"d\": [5, 6], \"other\": 0},\n{\"a\": \"\"}]",
	      &at_top, "1[x][1][6]\n2[][-][-]\n");
	reads("[]", &at_top, "");
	reads(" [ ] ", &at_top, "");
}

static void values_come_out_as_text(void **state)
{
	(void)state;
	reads("[{\"a\": null}, {\"a\": true}, {\"a\": -0.125}, {\"a\": 1e3}, {\"a\": 123456789012345678}]",
	      &(struct row_format){ROW_FORM_JSON, .members = members, .member_count = 1},
	      "1[]\n1[true]\n1[-0.125]\n1[1000]\n1[123456789012345678]\n");
}

static void what_is_no_single_value_is_told(void **state)
{
	const struct row_format format = {ROW_FORM_JSON, .members = members, .member_count = 1};

	(void)state;
	reads("[{\"a\": [1]}, {\"a\": {}}, {}]", &format, "1[{}]\n1[{}]\n1[-]\n");
	reads("[{\"a\": 0.30000000000000004}]", &format, "1[~0.30000000000000004]\n");
	reads("[{\"a\": 1e999}, {\"a\": 1}]", &format, "1 range\n1[1]\n");
	reads("[1, \"x\", null, [2]]", &format,
	      "1 no record\n1 no record\n1 no record\n1 no record\n");
}

static void records_lie_where_the_pointer_says(void **state)
{
	const struct row_format items = below("/data/items"), escaped = below("/a~1b/~0"),
	                        any = below("/*/list");

	(void)state;
	reads("{\"page\": {\"items\": 1}, \"data\": {\"n\": [1, {}], \"items\": [{\"a\": 1}], \"z\": \"]\"}}",
	      &items, "1[1][-][-][-]\n");
	reads("{\"a/b\": {\"~\": [{\"a\": 1}]}}", &escaped, "1[1][-][-][-]\n");
	reads("{\"x\": {\"list\": [{\"a\": 1}]}, \"y\": 7, \"z\": {\"list\": [{\"a\": 2}, {\"a\": 3}]}}",
	      &any, "1[1][-][-][x]\n1[2][-][-][z]\n1[3][-][-][z]\n");
}

static void the_line_is_that_on_which_the_record_starts(void **state)
{
	(void)state;
	reads("[\n{\"a\":\n1},\n\n{\"a\": \"2\"}\n]\n", &at_top, "2[1][-][-]\n5[2][-][-]\n");
}

static void lines_of_json_are_records(void **state)
{
	const struct row_format lines = {
	        .form = ROW_FORM_JSON_LINES, .members = members, .member_count = 1};

	(void)state;
	reads("{\"a\": 1}\n\n{\"a\": 2}\n", &lines, "1[1]\n3[2]\n");
	reads("", &lines, "");
	reads("{\"a\": 1}\n{\"a\": ", &lines,
	      "1[1]\nerror: line 2: JSON: a value that starts here is not complete\n");
}

static void refuses_text(const char *content, const struct row_format *format, const char *part)
{
	put("in", content, strlen(content));
	refuses("in", format, part);
}

static void a_syntax_error_anywhere_is_an_error_of_the_file(void **state)
{
	const struct row_format items = below("/items");

	(void)state;
	refuses_text("[{\"a\": 1} {\"a\": 2}]", &at_top, "'{' where ',' or ']'");
	refuses_text("[{\"a\": 1},]", &at_top, "where a value");
	refuses_text("[{\"a\": 1}", &at_top, "ends in the middle");
	refuses_text("[{\"a\": \"x", &at_top, "not closed");
	refuses_text("[{\"a\": 1, \"a\": 2}]", &at_top, "duplicate");
	refuses_text("[{\"a\" 1}]", &at_top, "':'");
	refuses_text("[{\"a\": \"\\ud800\"}]", &at_top, "invalid Unicode");
	refuses_text("[]x", &at_top, "the end of the file");
	refuses_text("{\"items\": [{\"a\": 1}], \"b\": tru}", &items, "JSON");
	refuses_text("{\"items\": [{\"a\": 1}], }", &items, "JSON");
	refuses_text("{\"items\": [], \"items\": []}", &items, "duplicate");
	refuses_text("{\"items\": [{\"a\": 1}]", &items, "ends in the middle");
	refuses_text("{1: []}", &items, "key");
	refuses_text("", &at_top, "empty");
}

static void bytes_that_are_no_text_are_refused(void **state)
{
	struct row_format format = at_top;

	(void)state;
	format.encoding = "UTF-8";
	refuses_text("[{\"a\": \"\xff\"}]", &format, "unable to decode byte");
	refuses_text("[{\"a\": \"\xed\xa0\x80\"}]", &format, "unable to decode byte");
}

static void a_list_that_is_not_there_is_an_error(void **state)
{
	const struct row_format items = below("/items");

	(void)state;
	refuses_text("{\"rows\": []}", &items, "no list of records at '/items'");
	refuses_text("{\"items\": {}}", &items, "no list of records at '/items'");
	refuses_text("{\"items\": []}", &at_top, "no list of records");
}

static void a_constant_stands_before_the_records(void **state)
{
	struct row_format format = below("/items");
	struct err err = ERR_INIT;
	struct text value = TEXT_INIT;
	struct row_reader r;

	(void)state;
	put("in", "{\"unit\": \"万元\", \"m\": {\"n\": 5}, \"items\": [{}], \"late\": 1}", 58);
	assert_int_equal(row_reader_open(&r, "in", &format, &err), 0);
	assert_int_equal(row_reader_next(&r, &err), 1);
	assert_true(row_reader_constant(&r, "/unit", &value));
	assert_string_equal(value.p, "万元");
	assert_true(row_reader_constant(&r, "/m/n", &value));
	assert_false(row_reader_constant(&r, "/late", &value));
	assert_false(row_reader_constant(&r, "/m", &value));
	row_reader_close(&r);
	text_release(&value);
}

/* A million brackets, of which only the depth is kept. */
static void deep_nesting_takes_no_memory(void **state)
{
	const size_t depth = 1000000;
	struct row_format items = below("/items");
	struct text t = TEXT_INIT;

	(void)state;
	text_adds(&t, "{\"deep\": ");
	for (size_t i = 0; i < depth; i++)
		text_addc(&t, '[');
	put("in", t.p, t.n);
	refuses("in", &items, "not complete");
	for (size_t i = 0; i < depth; i++)
		text_addc(&t, ']');
	text_adds(&t, ", \"items\": []}");
	put("in", t.p, t.n);
	refuses("in", &items, "depth");
	text_clear(&t);
	text_addc(&t, '[');
	for (size_t i = 0; i < depth; i++)
		text_adds(&t, "{\"a\":");
	put("in", t.p, t.n);
	refuses("in", &at_top, "not complete");
	text_release(&t);
}

static void a_record_that_is_too_long_is_refused(void **state)
{
	struct row_format format = at_top;

	(void)state;
	format.longest_record = 64;
	put("in", "[{\"a\": \"0123456789012345678901234567890123456789012345678901234567890123\"}]",
	    76);
	refuses("in", &format, "longer than 64 bytes");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_record_gives_the_members_asked_for),
	        TEST(values_come_out_as_text),
	        TEST(what_is_no_single_value_is_told),
	        TEST(records_lie_where_the_pointer_says),
	        TEST(the_line_is_that_on_which_the_record_starts),
	        TEST(lines_of_json_are_records),
	        TEST(a_syntax_error_anywhere_is_an_error_of_the_file),
	        TEST(bytes_that_are_no_text_are_refused),
	        TEST(a_list_that_is_not_there_is_an_error),
	        TEST(a_constant_stands_before_the_records),
	        TEST(deep_nesting_takes_no_memory),
	        TEST(a_record_that_is_too_long_is_refused),
	};

	return RUN_TESTS(tests);
}
