#include "io/table.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "unit.h"

static const struct column columns[] = {
        {"enterprise", COLUMN_TEXT, {"", ""}}, {"name", COLUMN_TEXT, {"", ""}},
        {"region", COLUMN_TEXT, {"", ""}},     {"period", COLUMN_TEXT, {"", ""}},
        {"a", COLUMN_INTEGER, {"", ""}},       {"b", COLUMN_INTEGER, {"", ""}},
        {"c", COLUMN_TEXT, {"", ""}},          {"d", COLUMN_TEXT, {"", ""}},
        {"line", COLUMN_INTEGER, {"", ""}},
};
static const struct table table = {"facts", {"", ""}, columns, 9};
static const struct table *const candidates[] = {&table};

enum { ROWS = 20000 };

static const char path[] = "facts.rows";

/* What row i has in a column, of which many repeat the row before. */
static const char *value(int i, size_t column, char text[64])
{
	static const char *const names[] = {"甲", "乙, \"丙\"", "", "丁\n戊", " 己"};

	switch (column) {
	case 0:
		snprintf(text, 64, "9133%06d", i / 7);
		break;
	case 1:
		return names[i / 7 % 5];
	case 2:
		return i % 101 ? "330102" : "331083";
	case 5:
		snprintf(text, 64, "%d", i % 3 ? i : 0);
		break;
	case 6:
		return i % 2 ? "x" : "";
	case 8:
		snprintf(text, 64, "%d", i + 2);
		break;
	default:
		snprintf(text, 64, "%d", i * 7919 % 12);
	}
	return text;
}

/* Columns 1 and 2 as rendered text, as facts are written. */
static void put_row(struct table_writer *w, int i)
{
	struct text rendered = TEXT_INIT;
	char text[64];

	table_put_text(w, value(i, 0, text));
	table_render(&rendered, slice_of(value(i, 1, text)));
	text_addc(&rendered, ',');
	text_adds(&rendered, value(i, 2, text));
	table_put_rendered(w, text_slice(&rendered), 2);
	for (size_t column = 3; column < 9; column++)
		table_put_text(w, value(i, column, text));
	table_end_row(w);
	text_release(&rendered);
}

/* The rows in parts, as threads make them. */
static void write_rows(int rows)
{
	struct table_writer w, part;
	struct err err = ERR_INIT;

	assert_int_equal(table_create(&w, path, &table, &err), 0);
	table_gather(&part, &table);
	table_follow(&part, &w);
	for (int i = 0; i < rows; i++) {
		put_row(&part, i);
		if (i % 1000 == 999)
			table_append(&w, &part);
	}
	table_append(&w, &part);
	table_close(&part);
	assert_int_equal(w.rows, rows);
	assert_int_equal(table_commit(&w, &err), 0);
	table_close(&w);
}

static void rows_come_out_as_they_went_in(void **state)
{
	struct table_reader r;
	struct err err = ERR_INIT;
	char text[64];
	int i = 0, got;

	(void)state;
	write_rows(ROWS);
	assert_int_equal(table_open(&r, path, candidates, 1, &err), 0);
	for (; (got = table_next(&r, &err)) > 0; i++) {
		for (size_t column = 0; column < 9; column++)
			assert_true(slice_is(table_field(&r, column), value(i, column, text)));
		assert_int_equal(r.csv.line, i + 2);
	}
	assert_int_equal(got, 0);
	assert_int_equal(i, ROWS);
	table_reader_close(&r);
}

/* Rows of a text in columns 1 and 6, then of one that differs from it in one byte. */
static void write_alike(size_t length, char texts[][80])
{
	struct table_writer w;
	struct err err = ERR_INIT;
	struct slice row[9];

	for (size_t i = 0; i < 9; i++)
		row[i] = slice_of("x");
	assert_int_equal(table_create(&w, path, &table, &err), 0);
	for (size_t i = 0; i <= length; i++) {
		memset(texts[i], 'a', length);
		if (i)
			texts[i][i - 1] = 'b';
		row[1] = row[6] = (struct slice){texts[i], length};
		table_put_all(&w, row, 9);
		table_end_row(&w);
		table_put_all(&w, row, 9);
		table_end_row(&w);
	}
	assert_int_equal(table_commit(&w, &err), 0);
	table_close(&w);
}

static void only_a_value_that_differs_somewhere_does_not_repeat(void **state)
{
	struct table_reader r;
	struct err err = ERR_INIT;
	char texts[81][80];

	(void)state;
	for (size_t length = 1; length <= 80; length++) {
		write_alike(length, texts);
		assert_int_equal(table_open(&r, path, candidates, 1, &err), 0);
		for (size_t i = 0; i < 2 * (length + 1); i++) {
			struct slice text = {texts[i / 2], length};
			assert_int_equal(table_next(&r, &err), 1);
			assert_true(slice_eq(table_field(&r, 1), text));
			assert_true(slice_eq(table_field(&r, 6), text));
			assert_int_equal(table_repeats(&r, 1), i % 2 != 0);
			assert_int_equal(table_repeats(&r, 0), i != 0);
		}
		assert_int_equal(table_next(&r, &err), 0);
		table_reader_close(&r);
	}
}

static void a_table_without_rows_has_its_columns(void **state)
{
	struct table_reader r;
	struct err err = ERR_INIT;

	(void)state;
	write_rows(0);
	assert_int_equal(table_open(&r, path, candidates, 1, &err), 0);
	assert_int_equal(table_next(&r, &err), 0);
	table_reader_close(&r);
}

/* Reads the stream to its end, or to what is wrong with it, and every byte of it. */
static int read_all(struct err *err)
{
	volatile char sum = 0;
	struct table_reader r;
	int got = table_open(&r, path, candidates, 1, err);

	if (got < 0)
		return -1;
	while ((got = table_next(&r, err)) > 0)
		for (size_t column = 0; column < 9; column++) {
			struct slice s = table_field(&r, column);
			for (size_t i = 0; i < s.n; i++)
				sum = (char)(sum ^ s.p[i]);
		}
	table_reader_close(&r);
	return got;
}

static char *whole_file(size_t *n)
{
	struct err err = ERR_INIT;
	char *content = input_whole(path, 1 << 30, n, RD_INPUT, &err);

	assert_non_null(content);
	return content;
}

static void replace_file(const char *content, size_t n)
{
	int fd = open(path, O_WRONLY | O_TRUNC);

	assert_int_equal(write(fd, content, n), n);
	close(fd);
}

static void a_stream_that_was_cut_anywhere_is_an_error(void **state)
{
	size_t n;
	char *content;

	(void)state;
	write_rows(20);
	content = whole_file(&n);
	for (size_t cut = 1; cut < n; cut++) {
		struct err err = ERR_INIT;
		replace_file(content, cut);
		assert_int_equal(read_all(&err), -1);
		assert_int_equal(err.code, RD_INPUT);
	}
	free(content);
}

static void a_damaged_stream_is_read_within_its_bounds(void **state)
{
	uint64_t seed = 11;
	size_t n;
	char *content;
	int wrong = 0;

	(void)state;
	write_rows(200);
	content = whole_file(&n);
	for (int i = 0; i < 3000; i++) {
		struct err err = ERR_INIT;
		char *damaged = xmalloc(n);
		memcpy(damaged, content, n);
		for (int k = 0; k <= i % 3; k++) {
			seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
			damaged[(seed >> 33) % (i % 2 ? n : 400)] = (char)(seed >> 20);
		}
		replace_file(damaged, n);
		wrong += read_all(&err) < 0;
		free(damaged);
	}
	assert_true(wrong > 300);
	free(content);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(rows_come_out_as_they_went_in),
	        TEST(only_a_value_that_differs_somewhere_does_not_repeat),
	        TEST(a_table_without_rows_has_its_columns),
	        TEST(a_stream_that_was_cut_anywhere_is_an_error),
	        TEST(a_damaged_stream_is_read_within_its_bounds),
	};

	return RUN_TESTS(tests);
}
