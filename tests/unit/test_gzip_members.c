#include "io/gzip_members.h"

#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include "base/text.h"
#include "io/input.h"
#include "io/output.h"
#include "unit.h"

/* Numbers, several members of them, in memory and in lines.gz. */
static struct text lines, packed;

static void put(const char *path, struct slice content)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(content.p, 1, content.n, f), content.n);
	assert_int_equal(fclose(f), 0);
}

/* Reads a file with some threads; NULL on error. To be freed. */
static char *read_with(const char *threads, const char *path, size_t *n, struct err *err)
{
	struct input in;
	char *content;

	setenv("RDSTAT_THREADS", threads, 1);
	assert_int_equal(input_open(&in, path, err), 0);
	content = input_read_all(&in, 0, n, err);
	input_close(&in);
	return content;
}

static void reads(const char *path, struct slice expected)
{
	static const char *const threads[] = {"1", "2", "5"};

	for (size_t i = 0; i < 3; i++) {
		struct err err = ERR_INIT;
		size_t n;
		char *found = read_with(threads[i], path, &n, &err);
		assert_non_null(found);
		assert_int_equal(n, expected.n);
		assert_memory_equal(found, expected.p, n);
		free(found);
	}
}

/* Whatever is wrong is found by several threads; those that ask for no size may not mind. */
static void refuses(const char *path, const char *message)
{
	struct err err = ERR_INIT;
	size_t n;

	assert_null(read_with("3", path, &n, &err));
	assert_int_equal(err.code, RD_INPUT);
	assert_string_equal(err.file, path);
	assert_string_equal(err.message, message);
}

static int make_lines(void **state)
{
	struct err err = ERR_INIT;
	uint64_t x = 1;
	FILE *f;

	(void)state;
	for (int i = 0; i < 150000; i++) {
		x = x * 6364136223846793005u + 1442695040888963407u;
		text_addf(&lines, "%d,%llu\n", i, (unsigned long long)(x >> 40));
	}
	assert_int_equal(output_whole("lines.gz", text_slice(&lines), &err), 0);
	f = fopen("lines.gz", "rb");
	assert_non_null(f);
	text_reserve(&packed, lines.n);
	packed.n = fread(packed.p, 1, lines.n, f);
	fclose(f);
	return 0;
}

static int release_lines(void **state)
{
	(void)state;
	text_release(&lines);
	text_release(&packed);
	return 0;
}

static size_t stated_at(size_t at)
{
	return gzip_stated_size((const unsigned char *)packed.p + at, packed.n - at);
}

static void members_that_are_written_say_how_long_they_are(void **state)
{
	size_t at = 0, members = 0;

	(void)state;
	for (; at < packed.n; at += stated_at(at), members++)
		assert_true(stated_at(at) > 0);
	assert_int_equal(at, packed.n);
	assert_true(members > 3);
	assert_int_equal(system("gzip -t lines.gz"), 0);
}

static void they_are_read_alike_by_any_number_of_threads(void **state)
{
	(void)state;
	reads("lines.gz", text_slice(&lines));
}

/* A member as bgzip writes them. */
static void add_bgzip_member(struct text *t, struct slice content)
{
	unsigned char extra[] = {'B', 'C', 2, 0, 0, 0};
	gz_header header = {.os = 255, .extra = extra, .extra_len = sizeof(extra)};
	z_stream z = {0};
	size_t start = t->n;

	text_reserve(t, content.n + 1000);
	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	deflateSetHeader(&z, &header);
	z.next_in = (unsigned char *)(uintptr_t)content.p;
	z.avail_in = (unsigned)content.n;
	z.next_out = (unsigned char *)t->p + t->n;
	z.avail_out = (unsigned)content.n + 1000;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	t->n += content.n + 1000 - z.avail_out;
	deflateEnd(&z);
	t->p[start + 16] = (char)(t->n - start - 1);
	t->p[start + 17] = (char)((t->n - start - 1) >> 8);
}

static void members_of_bgzip_are_read(void **state)
{
	struct text t = TEXT_INIT;
	size_t n;

	(void)state;
	for (size_t at = 0; at < lines.n; at += n) {
		n = lines.n - at < 65280 ? lines.n - at : 65280;
		add_bgzip_member(&t, (struct slice){lines.p + at, n});
	}
	add_bgzip_member(&t, (struct slice){"", 0});
	assert_int_equal(gzip_stated_size((const unsigned char *)t.p + t.n - 28, 28), 28);
	put("bgzip.gz", text_slice(&t));
	reads("bgzip.gz", text_slice(&lines));
	text_release(&t);
}

static void members_that_do_not_say_it_may_follow(void **state)
{
	struct text t = TEXT_INIT;

	(void)state;
	assert_int_equal(system("gzip -dc lines.gz | gzip -c >one.gz;"
	                        "cat lines.gz one.gz lines.gz >mixed.gz"),
	                 0);
	for (int i = 0; i < 3; i++)
		text_add(&t, lines.p, lines.n);
	reads("mixed.gz", text_slice(&t));
	text_release(&t);
}

/* Writes wrong.gz, in which some bytes of the second member differ. */
static void put_with(size_t at, const void *bytes, size_t n)
{
	struct text t = TEXT_INIT;

	text_add(&t, packed.p, packed.n);
	memcpy(t.p + stated_at(0) + at, bytes, n);
	put("wrong.gz", text_slice(&t));
	text_release(&t);
}

static void put_with_size(size_t size)
{
	const unsigned char bytes[4] = {(unsigned char)size, (unsigned char)(size >> 8),
	                                (unsigned char)(size >> 16), (unsigned char)(size >> 24)};

	put_with(GZIP_SIZE_AT, bytes, 4);
}

static void a_size_that_is_not_true_is_damage(void **state)
{
	const size_t size = stated_at(stated_at(0));

	(void)state;
	put_with_size(size + 1);
	refuses("wrong.gz", "the gzip stream is damaged");
	put_with_size(size - 1);
	refuses("wrong.gz", "the gzip stream is damaged");
	put_with_size(28);
	refuses("wrong.gz", "the gzip stream is damaged");
	put_with_size(4 << 20);
	refuses("wrong.gz", "the gzip stream ends early: the file is cut");
}

static void a_size_that_cannot_be_is_not_asked(void **state)
{
	(void)state;
	put_with_size(0xffffffff);
	reads("wrong.gz", text_slice(&lines));
	put_with_size(27);
	reads("wrong.gz", text_slice(&lines));
	put_with_size(0);
	reads("wrong.gz", text_slice(&lines));
}

static void damage_within_a_member_is_noticed(void **state)
{
	const size_t size = stated_at(stated_at(0));

	(void)state;
	put_with(size - 4, "\xff\xff\xff\xff", 4); /* its length: too much for memory */
	refuses("wrong.gz", "the gzip stream is damaged");
	put_with(size - 4, "\0\0\0\0", 4);
	refuses("wrong.gz", "the gzip stream is damaged");
	put_with(size - 8, "abcd", 4); /* its checksum */
	refuses("wrong.gz", "the gzip stream is damaged");
	put_with(size / 2, "\0\0\0\0\0\0\0\0", 8);
	refuses("wrong.gz", "the gzip stream is damaged");
}

static void a_file_that_is_cut_is_refused(void **state)
{
	const size_t cuts[] = {1,
	                       8,
	                       9,
	                       5000,
	                       packed.n - stated_at(0) - 1,
	                       packed.n - stated_at(0) - 19,
	                       packed.n - stated_at(0) - 20};

	(void)state;
	for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
		put("cut.gz", (struct slice){packed.p, packed.n - cuts[i]});
		refuses("cut.gz", "the gzip stream ends early: the file is cut");
	}
	assert_int_equal(system("{ cat lines.gz; printf rubbish; } >trailing.gz"), 0);
	refuses("trailing.gz", "bytes after the end of the gzip stream");
}

static void reading_may_end_before_the_file_does(void **state)
{
	char some[100];
	struct err err = ERR_INIT;

	(void)state;
	setenv("RDSTAT_THREADS", "3", 1);
	for (int i = 0; i < 20; i++) {
		struct input in;
		assert_int_equal(input_open(&in, "lines.gz", &err), 0);
		assert_true(i % 2 || input_read(&in, some, sizeof(some), &err) > 0);
		input_close(&in);
	}
}

/* Who looks at the beginning first reads all of it nevertheless. */
static void what_was_looked_at_is_read_once(void **state)
{
	const unsigned char *p;
	struct err err = ERR_INIT;
	struct input in;
	char *found;
	size_t n;

	(void)state;
	setenv("RDSTAT_THREADS", "3", 1);
	assert_int_equal(input_open(&in, "lines.gz", &err), 0);
	for (size_t many = 10; many <= 1000000; many *= 100) {
		assert_int_equal(input_peek(&in, many, &p, &n, &err), 0);
		assert_int_equal(n, many);
		assert_memory_equal(p, lines.p, n);
	}
	found = input_read_all(&in, 0, &n, &err);
	assert_int_equal(n, lines.n);
	assert_memory_equal(found, lines.p, n);
	free(found);
	input_close(&in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(members_that_are_written_say_how_long_they_are),
	        TEST(they_are_read_alike_by_any_number_of_threads),
	        TEST(members_of_bgzip_are_read),
	        TEST(members_that_do_not_say_it_may_follow),
	        TEST(a_size_that_is_not_true_is_damage),
	        TEST(a_size_that_cannot_be_is_not_asked),
	        TEST(damage_within_a_member_is_noticed),
	        TEST(a_file_that_is_cut_is_refused),
	        TEST(reading_may_end_before_the_file_does),
	        TEST(what_was_looked_at_is_read_once),
	};

	return cmocka_run_group_tests(tests, make_lines, release_lines);
}
