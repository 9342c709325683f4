#include "io/sorter.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

static void add(struct sorter_batch *b, const char *key, const char *payload)
{
	sorter_add(b, slice_of(key), slice_of(payload));
}

static void takes(struct sorter *s, struct sorter_batch *b)
{
	struct err err = ERR_INIT;

	if (sorter_take(s, b, &err) < 0)
		fail_msg("%s", err.message);
}

/* Everything that comes out, as "key=payload" with spaces between, to be freed. */
static char *sorted(struct sorter *s)
{
	struct err err = ERR_INIT;
	struct text all = TEXT_INIT;

	assert_int_equal(sorter_finish(s, &err), 0);
	for (size_t part = 0; part < s->part_count; part++) {
		struct sorter_cursor c;
		struct slice key, payload;
		int got;
		assert_int_equal(sorter_open(&c, s, part, &err), 0);
		while ((got = sorter_next(&c, &key, &payload, &err)) > 0)
			text_addf(&all, "%s%.*s=%.*s", all.n ? " " : "", SLICE_FMT(key),
			          SLICE_FMT(payload));
		assert_int_equal(got, 0);
		sorter_close(&c);
	}
	return text_detach(&all);
}

static void comes_out_as(struct sorter *s, const char *expected)
{
	char *all = sorted(s);

	assert_string_equal(all, expected);
	free(all);
}

static void records_come_out_by_key_and_then_as_they_came(void **state)
{
	static const uint64_t memories[] = {1 << 30, 1};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct sorter s;
		struct sorter_batch b;
		sorter_init(&s, memories[i], ".");
		sorter_batch_init(&b, &s);
		add(&b, "b", "3");
		add(&b, "a", "1");
		takes(&s, &b);
		add(&b, "b", "4");
		add(&b, "a", "2");
		add(&b, "ab", "5");
		takes(&s, &b);
		comes_out_as(&s, "a=1 a=2 ab=5 b=3 b=4");
		sorter_batch_release(&b);
		sorter_release(&s);
	}
}

static void nothing_sorts_to_nothing(void **state)
{
	struct sorter s;

	(void)state;
	sorter_init(&s, 1, ".");
	comes_out_as(&s, "");
	sorter_release(&s);
}

static void keys_and_payloads_may_hold_any_bytes_and_none(void **state)
{
	struct err err = ERR_INIT;
	struct sorter s;
	struct sorter_batch b;
	struct sorter_cursor c;
	struct slice key, payload;

	(void)state;
	sorter_init(&s, 1 << 20, ".");
	sorter_batch_init(&b, &s);
	sorter_add(&b, (struct slice){"\0b", 2}, (struct slice){"x\0y", 3});
	sorter_add(&b, (struct slice){"\0", 1}, (struct slice){"", 0});
	sorter_add(&b, (struct slice){"", 0}, (struct slice){"1", 1});
	takes(&s, &b);
	assert_int_equal(sorter_finish(&s, &err), 0);
	assert_int_equal(sorter_open(&c, &s, 0, &err), 0);
	assert_int_equal(sorter_next(&c, &key, &payload, &err), 1);
	assert_int_equal(key.n, 0);
	assert_int_equal(sorter_next(&c, &key, &payload, &err), 1);
	assert_int_equal(key.n, 1);
	assert_int_equal(payload.n, 0);
	assert_int_equal(sorter_next(&c, &key, &payload, &err), 1);
	assert_true(slice_eq(payload, (struct slice){"x\0y", 3}));
	assert_int_equal(sorter_next(&c, &key, &payload, &err), 0);
	sorter_close(&c);
	sorter_batch_release(&b);
	sorter_release(&s);
}

/* --- Many ---------------------------------------------------------------------------------- */

enum shape { SHORT_KEYS, LONG_KEYS, ONE_KEY, IN_ORDER, LONG_PAYLOADS, SHAPES };

static uint64_t seed;

static unsigned random_below(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

static void add_random(struct sorter_batch *b, enum shape shape, unsigned number)
{
	struct text key = TEXT_INIT, payload = TEXT_INIT;

	text_addf(&payload, "the same in all of them, then %u", number);
	switch (shape) {
	case SHORT_KEYS: /* of several lengths, many of them equal */
		text_addf(&key, "%u", random_below(3000));
		break;
	case LONG_KEYS: /* that differ behind what an entry holds */
		text_addf(&key, "region 331024 industry C26 and more %u", random_below(300));
		break;
	case ONE_KEY:
		text_adds(&key, "k");
		break;
	case IN_ORDER:
		text_addf(&key, "%08u", number / 2);
		break;
	default:
		text_addf(&key, "%u", random_below(100));
		for (unsigned i = random_below(4000); i > 0; i--)
			text_adds(&payload, "some more of it, so that one fills a chunk");
	}
	sorter_add(b, text_slice(&key), text_slice(&payload));
	text_release(&key);
	text_release(&payload);
}

static char *sort_many(enum shape shape, uint64_t memory, const char *threads)
{
	unsigned count = shape == LONG_PAYLOADS ? 30 : 5000;
	struct sorter s;
	struct sorter_batch batches[2];
	char *all;

	setenv("RDSTAT_THREADS", threads, 1);
	seed = 1;
	sorter_init(&s, memory, ".");
	sorter_batch_init(&batches[0], &s);
	sorter_batch_init(&batches[1], &s);
	for (unsigned i = 0; i < count; i++) {
		add_random(&batches[i / 100 % 2], shape, i);
		if (i % 100 == 99 || i + 1 == count)
			takes(&s, &batches[i / 100 % 2]);
	}
	all = sorted(&s);
	sorter_batch_release(&batches[0]);
	sorter_batch_release(&batches[1]);
	sorter_release(&s);
	unsetenv("RDSTAT_THREADS");
	return all;
}

static void memory_and_threads_change_nothing(void **state)
{
	static const uint64_t memories[] = {1 << 30, 1 << 20, 200 * 1024};
	static const char *const threads[] = {"1", "2", "3", "7"};

	(void)state;
	for (enum shape shape = 0; shape < SHAPES; shape++) {
		char *expected = sort_many(shape, 1 << 30, "1");
		for (size_t i = 0; i < 3; i++)
			for (size_t k = 0; k < 4; k++) {
				char *all = sort_many(shape, memories[i], threads[k]);
				assert_string_equal(all, expected);
				free(all);
			}
		free(expected);
	}
}

static void many_records_are_in_order(void **state)
{
	char *all = sort_many(SHORT_KEYS, 200 * 1024, "2");
	char *before = NULL;
	unsigned count = 0;

	(void)state;
	for (char *one = strtok(all, " "); one; one = strtok(NULL, " ")) {
		char *equals = strchr(one, '=');
		if (!equals) /* the payload has blanks */
			continue;
		*equals = '\0';
		assert_true(!before || strcmp(before, one) <= 0);
		before = one;
		count++;
	}
	assert_int_equal(count, 5000);
	free(all);
}

static size_t files_here(void)
{
	DIR *d = opendir(".");
	struct dirent *e;
	size_t count = 0;

	while ((e = readdir(d)))
		count += e->d_name[0] != '.' || strlen(e->d_name) > 2;
	closedir(d);
	return count;
}

static void the_temporary_file_has_no_name(void **state)
{
	size_t before = files_here();
	struct sorter s;
	struct sorter_batch b;

	(void)state;
	sorter_init(&s, 1, ".");
	sorter_batch_init(&b, &s);
	add(&b, "a", "1");
	takes(&s, &b);
	assert_true(s.file.fd >= 0);
	assert_int_equal(files_here(), before);
	sorter_batch_release(&b);
	sorter_release(&s);
}

static void a_full_or_missing_disk_is_an_output_error(void **state)
{
	struct err err = ERR_INIT;
	struct sorter s;
	struct sorter_batch b;

	(void)state;
	sorter_init(&s, 1, "missing");
	sorter_batch_init(&b, &s);
	add(&b, "a", "1");
	assert_int_equal(sorter_take(&s, &b, &err), -1);
	assert_int_equal(err.code, RD_OUTPUT);
	assert_string_equal(err.file, "missing");
	sorter_batch_release(&b);
	sorter_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(records_come_out_by_key_and_then_as_they_came),
	        TEST(nothing_sorts_to_nothing),
	        TEST(keys_and_payloads_may_hold_any_bytes_and_none),
	        TEST(memory_and_threads_change_nothing),
	        TEST(many_records_are_in_order),
	        TEST(the_temporary_file_has_no_name),
	        TEST(a_full_or_missing_disk_is_an_output_error),
	};

	return RUN_TESTS(tests);
}
