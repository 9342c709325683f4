#include "model/fetch_record.h"

#include <string.h>

#include "io/output.h"
#include "unit.h"

static void what_is_written_is_read_back(void **state)
{
	struct fetched_file files[] = {
	        {.path = "raw/a/1.csv", .bytes = 12, .sha256 = "ab", .tries = 2}};
	struct fetched_file missing[] = {{.address = "https://example.org/2.csv", .status = 404}};
	struct fetched_source sources[] = {
	        {.name = "a", .state = FETCH_UNCHANGED, .files = files, .file_count = 1},
	        {.name = "b",
	         .state = FETCH_NOT_PUBLISHED,
	         .missing = missing,
	         .missing_count = 1,
	         .message = "later"},
	};
	struct fetch_record written = {sources, 2, ARENA_INIT}, record;
	const struct fetched_source *b;
	struct text text = TEXT_INIT;
	struct err err = ERR_INIT;

	(void)state;
	fetch_record_add(&written, &text);
	assert_int_equal(output_whole("fetch.json", text_slice(&text), &err), 0);
	text_release(&text);
	assert_int_equal(fetch_record_load(&record, "fetch.json", &err), 0);
	assert_int_equal(record.source_count, 2);
	assert_string_equal(record.sources[0].files[0].path, "raw/a/1.csv");
	assert_int_equal(record.sources[0].files[0].tries, 2);
	assert_null(record.sources[0].files[0].etag);
	b = fetch_record_source(&record, "b");
	assert_int_equal(b->state, FETCH_NOT_PUBLISHED);
	assert_int_equal(b->file_count, 0);
	assert_int_equal(b->missing[0].status, 404);
	assert_string_equal(b->message, "later");
	assert_null(fetch_record_source(&record, "c"));
	fetch_record_release(&record);
}

static void a_record_of_another_form_is_refused_as_input(void **state)
{
	static const char unknown[] =
	        "{\"sources\":[{\"name\":\"a\",\"state\":\"old\",\"files\":[]}]}";
	struct fetch_record record;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(output_whole("fetch.json", slice_of(unknown), &err), 0);
	assert_int_equal(fetch_record_load(&record, "fetch.json", &err), -1);
	assert_int_equal(err.code, RD_INPUT);
	assert_non_null(strstr(err.message, "sources[0].state"));
	assert_int_equal(fetch_record_load(&record, "absent.json", &err), -1);
	assert_int_equal(err.code, RD_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(what_is_written_is_read_back),
	        TEST(a_record_of_another_form_is_refused_as_input),
	};

	return RUN_TESTS(tests);
}
