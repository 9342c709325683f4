#include "io/table.h"

#include <stdlib.h>

#include "unit.h"

static const struct column columns[] = {
        {"region", COLUMN_TEXT, {"地区", "region"}},
        {"count", COLUMN_INTEGER, {"企业数", "enterprises"}},
        {"value", COLUMN_DECIMAL, {"数值", "value"}},
};
static const struct table cells = {"cells", {"单元", "cells"}, columns, 3};
static const struct table others = {"others", {"其他", "others"}, columns, 2};

static void writes(struct table_writer *w, const char *path)
{
	struct err err = ERR_INIT;

	if (table_create(w, path, &cells, &err) < 0)
		fail_msg("%s", err.message);
}

static void commits(struct table_writer *w)
{
	struct err err = ERR_INIT;

	assert_int_equal(table_commit(w, &err), 0);
	table_close(w);
}

static int opens(struct table_reader *r, const char *path, struct err *err)
{
	const struct table *const candidates[] = {&others, &cells};

	return table_open(r, path, candidates, 2, err);
}

static void what_is_written_is_read_back(void **state)
{
	static const char *const texts[] = {"331024",   "a,b",    "say \"hi\"", "two\nlines",
	                                    " blanks ", "仙居县", "",           "\ttab"};
	struct err err = ERR_INIT;
	struct table_writer w;
	struct table_reader r;

	(void)state;
	writes(&w, "cells.csv");
	for (size_t i = 0; i < 8; i++) {
		table_put_text(&w, texts[i]);
		table_put_u64(&w, i);
		table_put_missing(&w);
		table_end_row(&w);
	}
	assert_int_equal(w.rows, 8);
	commits(&w);
	assert_int_equal(opens(&r, "cells.csv", &err), 0);
	assert_ptr_equal(r.table, &cells);
	for (size_t i = 0; i < 8; i++) {
		assert_int_equal(table_next(&r, &err), 1);
		assert_true(slice_is(table_field(&r, 0), texts[i]));
		assert_int_equal(table_field(&r, 2).n, 0);
	}
	assert_int_equal(table_next(&r, &err), 0);
	assert_int_equal(r.rows, 8);
	table_reader_close(&r);
}

static void of_two_with_the_same_header_the_name_decides(void **state)
{
	static const struct table twin = {"twins", {"双", "twins"}, columns, 3};
	const struct table *const candidates[] = {&others, &cells, &twin};
	static const struct {
		const char *path;
		const struct table *table;
	} files[] = {{"twins.csv", &twin}, {"cells.csv", &cells}, {"twinset.csv", &cells}};
	struct err err = ERR_INIT;
	struct table_writer w;
	struct table_reader r;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		writes(&w, files[i].path);
		commits(&w);
		assert_int_equal(table_open(&r, files[i].path, candidates, 3, &err), 0);
		assert_ptr_equal(r.table, files[i].table);
		table_reader_close(&r);
	}
}

static void put_rows(struct table_writer *w, uint64_t first, uint64_t count)
{
	for (uint64_t i = first; i < first + count; i++) {
		table_put_text(w, i % 3 ? "331024" : "a \"b\"");
		table_put_u64(w, i);
		table_put_missing(w);
		table_end_row(w);
	}
}

/* Parts of all sizes: next to nothing, some, more than one buffer. */
static void parts_written_apart_make_the_same_file(void **state)
{
	struct table_writer whole, w, part;

	(void)state;
	writes(&whole, "whole.csv");
	put_rows(&whole, 0, 300000);
	commits(&whole);
	writes(&w, "cells.csv");
	put_rows(&w, 0, 10);
	table_gather(&part, &cells);
	for (uint64_t at = 10, n = 1; at < 300000; at += n, n = n * 7 % 100003) {
		n = 300000 - at < n ? 300000 - at : n;
		put_rows(&part, at, n);
		assert_int_equal(part.rows, n);
		table_append(&w, &part);
	}
	assert_int_equal(w.rows, 300000);
	commits(&w);
	table_close(&part);
	assert_int_equal(system("cmp whole.csv cells.csv"), 0);
}

static void whatever_needs_quotes_is_quoted_wherever_it_stands(void **state)
{
	static const char special[] = ",\"\n\r";
	struct err err = ERR_INIT;
	struct table_writer w;
	struct table_reader r;
	char value[41];

	(void)state;
	writes(&w, "cells.csv");
	for (size_t n = 1; n <= 40; n++)
		for (size_t at = 0; at < n; at++) {
			memset(value, 'x', n);
			value[at] = special[at % 4];
			table_put(&w, (struct slice){value, n});
			table_put_u64(&w, at);
			table_put_missing(&w);
			table_end_row(&w);
		}
	commits(&w);
	assert_int_equal(opens(&r, "cells.csv", &err), 0);
	for (size_t n = 1; n <= 40; n++)
		for (size_t at = 0; at < n; at++) {
			memset(value, 'x', n);
			value[at] = special[at % 4];
			assert_int_equal(table_next(&r, &err), 1);
			assert_true(slice_eq(table_field(&r, 0), (struct slice){value, n}));
		}
	table_reader_close(&r);
}

/* Together as one by one, whether they stand side by side, apart, trimmed or in quotes. */
static void values_of_a_row_are_written_together_as_one_by_one(void **state)
{
	static const char *const rows[] = {
	        "a,b,1",       " a ,b, 1", "\"a\",\"c,d\",1", ",,0", "\"a\"\"\",\"\nb\",1",
	        "a,\" b\",1 ", "a,b,\"1\""};
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *content = xasprintf("region,count,value\n%s\n", rows[i]);
		struct table_reader r;
		struct table_writer one, all;
		put_file("in.csv", content);
		free(content);
		assert_int_equal(opens(&r, "in.csv", &err), 0);
		assert_int_equal(table_next(&r, &err), 1);
		writes(&one, "one.csv");
		for (size_t k = 0; k < cells.count; k++)
			table_put(&one, table_field(&r, k));
		table_end_row(&one);
		commits(&one);
		writes(&all, "all.csv");
		table_put_all(&all, r.csv.fields, cells.count);
		table_end_row(&all);
		commits(&all);
		table_reader_close(&r);
		assert_int_equal(system("cmp one.csv all.csv"), 0);
	}
}

static void sums_of_128_bits_are_written_in_full(void **state)
{
	struct err err = ERR_INIT;
	struct table_writer w;
	struct table_reader r;
	__int128 most = (__int128)(~(unsigned __int128)0 >> 1);

	(void)state;
	writes(&w, "cells.csv");
	table_put_text(&w, "331024");
	table_put_i128(&w, -most - 1);
	table_put_i128(&w, most);
	table_end_row(&w);
	commits(&w);
	assert_int_equal(opens(&r, "cells.csv", &err), 0);
	assert_int_equal(table_next(&r, &err), 1);
	assert_true(slice_is(table_field(&r, 1), "-170141183460469231731687303715884105728"));
	assert_true(slice_is(table_field(&r, 2), "170141183460469231731687303715884105727"));
	table_reader_close(&r);
}

static void a_table_that_nobody_wants_is_counted_and_not_written(void **state)
{
	struct err err = ERR_INIT;
	struct table_writer w;

	(void)state;
	assert_int_equal(table_create(&w, NULL, &cells, &err), 0);
	table_put_text(&w, "331024");
	table_end_row(&w);
	assert_int_equal(w.rows, 1);
	commits(&w);
}

static void is_refused(const char *content, uint64_t line, const char *because)
{
	struct err err = ERR_INIT;
	struct table_reader r;
	int got;

	put_file("in.csv", content);
	got = opens(&r, "in.csv", &err);
	if (got == 0) {
		while ((got = table_next(&r, &err)) > 0)
			;
		table_reader_close(&r);
	}
	assert_int_equal(got, -1);
	assert_int_equal(err.code, RD_INPUT);
	assert_string_equal(err.file, "in.csv");
	assert_int_equal(err.line, line);
	assert_contains(err.message, because);
}

static void another_header_is_refused_at_the_first_column_that_differs(void **state)
{
	(void)state;
	is_refused("region,counts,value\n", 1, "counts");
	is_refused("region,value,count\n", 1, "value");
	is_refused("region,count,value,more\n", 1, "more");
	is_refused("region\n", 1, "");
	is_refused("", 0, "empty");
}

static void a_row_of_another_length_is_refused(void **state)
{
	(void)state;
	is_refused("region,count,value\n331024,1\n", 2, "2 fields, the header has 3");
	is_refused("region,count,value\n331024,1,2\n331024,1,2,3\n", 3,
	           "4 fields, the header has 3");
}

static void a_file_cut_in_a_row_is_refused(void **state)
{
	(void)state;
	is_refused("region,count,value\n331024,1,2\n331083,4,5", 3, "in the middle of a row");
	is_refused("region,count,value\n331024,1,\"2\n", 2, "");
}

static void a_wrong_value_is_named_with_its_place(void **state)
{
	struct err err = ERR_INIT;
	struct table_reader r;

	(void)state;
	put_file("in.csv", "region,count,value\n331024,many,2\n");
	assert_int_equal(opens(&r, "in.csv", &err), 0);
	assert_int_equal(table_next(&r, &err), 1);
	assert_int_equal(table_wrong(&r, 1, &err, "is not a whole number"), -1);
	assert_int_equal(err.line, 2);
	assert_int_equal(err.column, 2);
	assert_string_equal(err.message, "count 'many': is not a whole number");
	table_reader_close(&r);
}

static void the_schema_names_types_and_both_titles(void **state)
{
	json_t *schema = table_schema(&cells);
	json_t *field = json_array_get(json_object_get(schema, "fields"), 1);

	(void)state;
	assert_int_equal(json_array_size(json_object_get(schema, "fields")), 3);
	assert_string_equal(json_string_value(json_object_get(field, "name")), "count");
	assert_string_equal(json_string_value(json_object_get(field, "type")), "integer");
	assert_string_equal(json_string_value(json_object_get(field, "title")), "enterprises");
	assert_string_equal(json_string_value(json_object_get(field, "title_zh")), "企业数");
	assert_int_equal(json_array_size(json_object_get(schema, "missingValues")), 1);
	json_decref(schema);
	assert_int_equal(table_column(&cells, "value"), 2);
	assert_int_equal(table_column(&cells, "values"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(what_is_written_is_read_back),
	        TEST(of_two_with_the_same_header_the_name_decides),
	        TEST(parts_written_apart_make_the_same_file),
	        TEST(whatever_needs_quotes_is_quoted_wherever_it_stands),
	        TEST(values_of_a_row_are_written_together_as_one_by_one),
	        TEST(sums_of_128_bits_are_written_in_full),
	        TEST(a_table_that_nobody_wants_is_counted_and_not_written),
	        TEST(another_header_is_refused_at_the_first_column_that_differs),
	        TEST(a_row_of_another_length_is_refused),
	        TEST(a_file_cut_in_a_row_is_refused),
	        TEST(a_wrong_value_is_named_with_its_place),
	        TEST(the_schema_names_types_and_both_titles),
	};

	return RUN_TESTS(tests);
}
