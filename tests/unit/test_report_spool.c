#include "report/spool.h"

#include <stdlib.h>

#include "unit.h"

static struct sheaf sheaf;

static void put(struct spool *s, uint32_t lot, uint32_t tag, const char *a, const char *b)
{
	struct slice fields[] = {slice_of(a), slice_of(b)};
	const struct spool_row row = {tag, 7, tag * 10, fields, 2};

	sheaf_add(&sheaf, lot, &row);
	spool_put(s, &sheaf);
}

static int note(void *context, const struct spool_row *row, struct err *err)
{
	(void)err;
	text_addf(context, "%u/%u/%u:", row->tag, row->source, (unsigned)row->line);
	for (size_t i = 0; i < row->field_count; i++)
		text_addf(context, "%.*s,", SLICE_FMT(row->fields[i]));
	text_addc(context, ' ');
	return 0;
}

static void holds(struct spool *s, uint32_t lot, const char *expected)
{
	struct text t = TEXT_INIT;
	struct err err = ERR_INIT;

	assert_int_equal(spool_each(s, lot, note, &t, &err), 0);
	assert_string_equal(t.p ? t.p : "", expected);
	text_release(&t);
}

static void rows_come_back_by_lot_in_their_order(void **state)
{
	struct err err = ERR_INIT;
	struct spool s;

	(void)state;
	assert_int_equal(spool_open(&s, 4, &err), 0);
	put(&s, 2, 1, "a", "b");
	put(&s, 2, 2, "", "c");
	put(&s, 0, 3, "d", "");
	put(&s, 2, 4, "e", "f");
	holds(&s, 2, "1/7/10:a,b, 2/7/20:,c, 4/7/40:e,f, ");
	holds(&s, 0, "3/7/30:d,, ");
	holds(&s, 1, "");
	put(&s, 1, 5, "late", "row");
	holds(&s, 1, "5/7/50:late,row, ");
	spool_release(&s);
	sheaf_release(&sheaf);
}

static void more_than_a_chunk_comes_back_whole(void **state)
{
	enum { ROWS = 20000, SIZE = 100 };
	char *long_text = xmalloc(SIZE + 1);
	struct err err = ERR_INIT;
	struct text t = TEXT_INIT;
	struct spool s;

	(void)state;
	memset(long_text, 'x', SIZE);
	long_text[SIZE] = '\0';
	assert_int_equal(spool_open(&s, 2, &err), 0);
	for (uint32_t i = 0; i < ROWS; i++)
		put(&s, i % 2, i, long_text, "");
	assert_int_equal(spool_each(&s, 1, note, &t, &err), 0);
	assert_true(t.n > (size_t)ROWS / 2 * SIZE);
	text_release(&t);
	spool_release(&s);
	free(long_text);
}

static void a_sheaf_of_several_lots_is_taken_apart(void **state)
{
	struct slice fields[] = {slice_of("x")};
	struct err err = ERR_INIT;
	struct spool s;

	(void)state;
	assert_int_equal(spool_open(&s, 3, &err), 0);
	for (uint32_t i = 0; i < 6; i++) {
		const struct spool_row row = {i, 1, 300 * i, fields, 1};
		sheaf_add(&sheaf, i / 2 % 2, &row);
	}
	spool_put(&s, &sheaf);
	assert_int_equal(sheaf.count, 0);
	holds(&s, 0, "0/1/0:x, 1/1/300:x, 4/1/1200:x, 5/1/1500:x, ");
	holds(&s, 1, "2/1/600:x, 3/1/900:x, ");
	spool_release(&s);
	sheaf_release(&sheaf);
}

static void no_room_for_a_temporary_file_is_an_output_error(void **state)
{
	struct err err = ERR_INIT;
	struct spool s;

	(void)state;
	setenv("TMPDIR", "/nowhere/at/all", 1);
	assert_int_equal(spool_open(&s, 1, &err), -1);
	assert_int_equal(err.code, RD_OUTPUT);
	unsetenv("TMPDIR");
	assert_int_equal(spool_open(&s, 1, &err), 0);
	spool_release(&s);
	sheaf_release(&sheaf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(rows_come_back_by_lot_in_their_order),
	        TEST(a_sheaf_of_several_lots_is_taken_apart),
	        TEST(more_than_a_chunk_comes_back_whole),
	        TEST(no_room_for_a_temporary_file_is_an_output_error),
	};

	return RUN_TESTS(tests);
}
