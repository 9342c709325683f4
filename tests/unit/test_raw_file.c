#include "trace/raw_file.h"

#include <stdlib.h>

#include "io/output.h"
#include "unit.h"

static void write_file(const char *name, const void *bytes, size_t n)
{
	struct err err = ERR_INIT;

	assert_int_equal(output_whole(name, (struct slice){bytes, n}, &err), 0);
}

static void open_text(struct raw_file *f, const char *text)
{
	struct err err = ERR_INIT;

	write_file("raw.txt", text, strlen(text));
	assert_int_equal(raw_file_open(f, ".", slice_of("raw.txt"), NULL, &err), 0);
}

static struct raw_record record_at(const struct raw_file *f, uint64_t line, const char *id)
{
	struct raw_record record = {0};

	assert_true(raw_file_record(f, line, slice_of(id), 0, &record));
	return record;
}

static void assert_record(struct raw_record record, const char *text, uint64_t offset,
                          uint64_t bytes)
{
	char *found = xstrndup(record.text.p, record.text.n);

	assert_string_equal(found, text);
	free(found);
	assert_true(record.located);
	assert_int_equal(record.offset, offset);
	assert_int_equal(record.bytes, bytes);
}

static void a_record_of_delimited_text_is_its_line(void **state)
{
	struct raw_file f;
	struct raw_record none;

	(void)state;
	open_text(&f, "id,name\nA1,x\n\nB2,y\n");
	assert_record(record_at(&f, 2, "A1"), "A1,x", 8, 4);
	assert_record(record_at(&f, 4, "B2"), "B2,y", 14, 4);
	assert_false(record_at(&f, 2, "B2").names_it);
	assert_false(raw_file_record(&f, 5, slice_of("A1"), 0, &none));
	assert_false(raw_file_record(&f, 0, slice_of("A1"), 0, &none));
	assert_false(raw_file_record(&f, 2, slice_of("A1"), 1, &none));
	raw_file_close(&f);
}

static void the_last_line_needs_no_line_end(void **state)
{
	struct raw_file f;

	(void)state;
	open_text(&f, "A1,x\nB2,y");
	assert_record(record_at(&f, 2, "B2"), "B2,y", 5, 4);
	raw_file_close(&f);
}

static void quotes_hold_line_ends_together(void **state)
{
	struct raw_file f;

	(void)state;
	open_text(&f, "A1,\"two\nlines\",3\nB2,y\nC3,\"never closed\nD4,z\n");
	assert_record(record_at(&f, 1, "A1"), "A1,\"two\nlines\",3", 0, 16);
	assert_record(record_at(&f, 3, "B2"), "B2,y", 17, 4);
	assert_record(record_at(&f, 4, "C3"), "C3,\"never closed", 22, 16);
	raw_file_close(&f);
}

static void offsets_count_the_bytes_of_the_file_not_of_the_text(void **state)
{
	/* "甲,1\n乙,2\n" in GB18030 */
	static const char gb[] = "\xbc\xd7,1\n\xd2\xd2,2\n";
	struct raw_file f;
	struct err err = ERR_INIT;

	(void)state;
	write_file("gb.csv", gb, sizeof(gb) - 1);
	assert_int_equal(raw_file_open(&f, ".", slice_of("gb.csv"), NULL, &err), 0);
	assert_string_equal(f.encoding, "GB18030");
	assert_record(record_at(&f, 2, "乙"), "乙,2", 5, 4);
	raw_file_close(&f);
}

/* U+4E0A 上 and U+0A0A hold the byte of a line end. */
static void line_ends_of_utf16_are_units_not_bytes(void **state)
{
	static const char little[] = "\xff\xfe\x0a\x4e\x0a\x0a\x0a\x00\x41\x00\x0a\x00";
	static const char big[] = "\xfe\xff\x4e\x0a\x0a\x0a\x00\x0a\x00\x41\x00\x0a";
	struct err err = ERR_INIT;
	struct raw_file f;

	(void)state;
	write_file("le.txt", little, sizeof(little) - 1);
	assert_int_equal(raw_file_open(&f, ".", slice_of("le.txt"), NULL, &err), 0);
	assert_record(record_at(&f, 2, "A"), "A", 8, 2);
	raw_file_close(&f);
	write_file("be.txt", big, sizeof(big) - 1);
	assert_int_equal(raw_file_open(&f, ".", slice_of("be.txt"), NULL, &err), 0);
	assert_record(record_at(&f, 2, "A"), "A", 8, 2);
	raw_file_close(&f);
}

static void gzip_is_counted_after_unpacking(void **state)
{
	struct raw_file f;
	struct err err = ERR_INIT;

	(void)state;
	write_file("packed.csv.gz", "id\nA1,x\n", 8);
	assert_int_equal(raw_file_open(&f, ".", slice_of("packed.csv.gz"), NULL, &err), 0);
	assert_record(record_at(&f, 2, "A1"), "A1,x", 3, 4);
	raw_file_close(&f);
}

static void one_line_of_json_may_hold_many_records(void **state)
{
	struct raw_file f;
	struct raw_record record;

	(void)state;
	open_text(&f,
	          "{\"items\":[{\"id\":\"A1\",\"m\":4},{\"id\":\"B2\"},{\"id\":\"A1\",\"m\":5}]}");
	assert_record(record_at(&f, 1, "B2"), "{\"id\":\"B2\"}", 28, 11);
	assert_true(raw_file_record(&f, 1, slice_of("A1"), 1, &record));
	assert_record(record, "{\"id\":\"A1\",\"m\":5}", 40, 17);
	assert_false(raw_file_record(&f, 1, slice_of("A1"), 2, &record));
	raw_file_close(&f);
}

static void what_lies_inside_a_json_record_belongs_to_it(void **state)
{
	static const char whole[] =
	        "{\"who\":{\"id\":\"A1\"},\"note\":\"a } and a \\\" quote\",\"m\":[1]}";
	struct text t = TEXT_INIT;
	struct raw_file f;

	(void)state;
	text_addf(&t, "[%s]", whole);
	open_text(&f, t.p);
	assert_record(record_at(&f, 1, "A1"), whole, 1, sizeof(whole) - 1);
	raw_file_close(&f);
	text_release(&t);
}

static void a_json_record_may_span_lines(void **state)
{
	struct raw_file f;

	(void)state;
	open_text(
	        &f,
	        "{\"items\": [\n  {\n    \"id\": \"A1\"\n  },\n  {\n    \"id\": \"B2\"\n  }\n]}\n");
	assert_record(record_at(&f, 2, "A1"), "{\n    \"id\": \"A1\"\n  }", 14, 20);
	assert_record(record_at(&f, 5, "B2"), "{\n    \"id\": \"B2\"\n  }", 38, 20);
	raw_file_close(&f);
}

static void a_byte_order_mark_is_counted(void **state)
{
	struct raw_file f;

	(void)state;
	open_text(&f, "\xef\xbb\xbf[{\"id\":\"A1\"}]");
	assert_record(record_at(&f, 1, "A1"), "{\"id\":\"A1\"}", 4, 11);
	raw_file_close(&f);
}

static void json_lines_hold_one_record_each(void **state)
{
	struct raw_file f;

	(void)state;
	open_text(&f, "{\"id\":\"A1\"}\n{\"id\":\"B2\"}\n");
	assert_record(record_at(&f, 2, "B2"), "{\"id\":\"B2\"}", 12, 11);
	assert_false(record_at(&f, 1, "B2").names_it);
	raw_file_close(&f);
}

static void mentions_are_lines_with_name_and_number(void **state)
{
	struct raw_file f;
	struct raw_record record;
	uint64_t line = 0;

	(void)state;
	open_text(&f, "x 1\nx 2\ny 2\nx 12\nx 2.5\nx -2\nx,2,\n");
	assert_true(raw_file_mention(&f, &line, slice_of("x"), slice_of("2"), &record));
	assert_int_equal(line, 2);
	assert_true(raw_file_mention(&f, &line, slice_of("x"), slice_of("2"), &record));
	assert_int_equal(line, 7);
	assert_false(raw_file_mention(&f, &line, slice_of("x"), slice_of("2"), &record));
	raw_file_close(&f);
}

static void a_spreadsheet_has_no_lines(void **state)
{
	struct raw_file f;
	struct raw_record record;

	(void)state;
	open_text(&f, "PK\x03\x04 and so on\n");
	assert_true(f.binary);
	assert_false(raw_file_record(&f, 1, slice_of("so"), 0, &record));
	raw_file_close(&f);
}

static void an_empty_file_has_no_records(void **state)
{
	struct raw_file f;
	struct raw_record record = {0};

	(void)state;
	open_text(&f, "");
	assert_false(raw_file_record(&f, 1, slice_of("A1"), 0, &record) && record.names_it);
	raw_file_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_record_of_delimited_text_is_its_line),
	        TEST(the_last_line_needs_no_line_end),
	        TEST(quotes_hold_line_ends_together),
	        TEST(offsets_count_the_bytes_of_the_file_not_of_the_text),
	        TEST(line_ends_of_utf16_are_units_not_bytes),
	        TEST(gzip_is_counted_after_unpacking),
	        TEST(one_line_of_json_may_hold_many_records),
	        TEST(what_lies_inside_a_json_record_belongs_to_it),
	        TEST(a_json_record_may_span_lines),
	        TEST(a_byte_order_mark_is_counted),
	        TEST(json_lines_hold_one_record_each),
	        TEST(mentions_are_lines_with_name_and_number),
	        TEST(a_spreadsheet_has_no_lines),
	        TEST(an_empty_file_has_no_records),
	};

	return RUN_TESTS(tests);
}
