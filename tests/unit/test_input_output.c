#include "io/input.h"
#include "io/output.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "unit.h"

#define SHA256_OF_NOTHING "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define SHA256_OF_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static void put(const char *path, const void *p, size_t n)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(p, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

/* The bytes of a file as they lie on disk, to be freed. */
static char *get(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	char *p = xmalloc(1 << 24);

	assert_non_null(f);
	*n = fread(p, 1, (1 << 24) - 1, f);
	p[*n] = '\0';
	fclose(f);
	return p;
}

static void holds(const char *path, const char *expected)
{
	size_t n;
	char *p = get(path, &n);

	assert_string_equal(p, expected);
	free(p);
}

static size_t files_like(const char *suffix)
{
	DIR *d = opendir(".");
	struct dirent *e;
	size_t count = 0;

	assert_non_null(d);
	while ((e = readdir(d)))
		count += slice_ends(slice_of(e->d_name), suffix);
	closedir(d);
	return count;
}

/* Reads path as an input, `step` bytes at a time; NULL if it fails. To be freed. */
static char *read_in_steps(const char *path, size_t step, size_t *n, struct err *err)
{
	struct input in;
	struct text t = TEXT_INIT;
	ssize_t got = -1;

	if (input_open(&in, path, err) < 0)
		return NULL;
	do {
		text_reserve(&t, step);
		got = input_read(&in, t.p + t.n, step, err);
		if (got > 0)
			t.n += (size_t)got;
	} while (got > 0);
	t.p[t.n] = '\0';
	*n = t.n;
	input_close(&in);
	if (got == 0)
		return text_detach(&t);
	text_release(&t);
	return NULL;
}

/* Lines that compress, but not to nothing; longer than every buffer on the way. */
static char *many_lines(size_t *n)
{
	struct text t = TEXT_INIT;
	uint64_t x = 1;

	for (int i = 0; i < 200000; i++) {
		x = x * 6364136223846793005u + 1442695040888963407u;
		text_addf(&t, "%d,%llu\n", i, (unsigned long long)(x >> 40));
	}
	*n = t.n;
	return text_detach(&t);
}

static void write_file(const char *path, const void *p, size_t n)
{
	struct err err = ERR_INIT;

	assert_int_equal(output_whole(path, (struct slice){p, n}, &err), 0);
}

static void what_is_written_is_read_back(void **state)
{
	struct err err = ERR_INIT;
	size_t n, m;
	char *lines = many_lines(&n);
	char *back;

	(void)state;
	write_file("lines.csv", lines, n);
	back = read_in_steps("lines.csv", 4099, &m, &err);
	assert_non_null(back);
	assert_int_equal(m, n);
	assert_memory_equal(back, lines, n);
	free(back);
	free(lines);
}

static void gzip_is_written_by_name_and_read_back(void **state)
{
	static const size_t steps[] = {1, 4096, 1 << 20};
	struct err err = ERR_INIT;
	size_t n, m;
	char *lines = many_lines(&n);
	char *raw;

	(void)state;
	write_file("lines.csv", lines, n);
	write_file("lines.csv.gz", lines, n);
	raw = get("lines.csv.gz", &m);
	assert_memory_equal(raw, "\x1f\x8b", 2);
	assert_true(m < n);
	free(raw);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		char *back = read_in_steps("lines.csv.gz", steps[i], &m, &err);
		assert_non_null(back);
		assert_int_equal(m, n);
		assert_memory_equal(back, lines, n);
		free(back);
	}
	assert_int_equal(system("gzip -dc lines.csv.gz | cmp - lines.csv"), 0);
	free(lines);
}

static void the_same_rows_give_the_same_gzip_bytes(void **state)
{
	size_t n, m;
	char *one, *two;

	(void)state;
	write_file("one.gz", "a,b\n", 4);
	write_file("two.gz", "a,b\n", 4);
	one = get("one.gz", &n);
	two = get("two.gz", &m);
	assert_int_equal(n, m);
	assert_memory_equal(one, two, n);
	free(one);
	free(two);
}

/* Ten buffers' worth, cut as they come; the bytes of the file, to be freed. */
static char *gzip_with_threads(const char *threads, size_t *n)
{
	struct err err = ERR_INIT;
	struct output out;
	size_t count;
	char *lines = many_lines(&count);

	setenv("RDSTAT_THREADS", threads, 1);
	assert_int_equal(output_open(&out, "lines.csv.gz", &err), 0);
	for (size_t at = 0; at < count; at += 7919)
		output_write(&out, lines + at, count - at < 7919 ? count - at : 7919);
	assert_int_equal(output_commit(&out, &err), 0);
	output_release(&out);
	unsetenv("RDSTAT_THREADS");
	free(lines);
	return get("lines.csv.gz", n);
}

static void gzip_bytes_do_not_depend_on_the_number_of_threads(void **state)
{
	static const char *const numbers[] = {"2", "3", "7"};
	size_t n, m;
	char *one = gzip_with_threads("1", &n);

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		char *more = gzip_with_threads(numbers[i], &m);
		assert_int_equal(m, n);
		assert_memory_equal(more, one, n);
		free(more);
	}
	free(one);
}

static void an_output_given_up_half_way_leaves_nothing(void **state)
{
	struct err err = ERR_INIT;
	struct output out;
	size_t n;
	char *lines = many_lines(&n);

	(void)state;
	assert_int_equal(output_open(&out, "lines.csv", &err), 0);
	output_write(&out, lines, n);
	output_release(&out);
	assert_int_equal(files_like(".tmp") + files_like(".csv"), 0);
	free(lines);
}

static void gzip_is_recognised_by_content_not_by_name(void **state)
{
	struct err err = ERR_INIT;
	size_t n;
	char *p;

	(void)state;
	write_file("named.gz", "abc", 3);
	assert_int_equal(rename("named.gz", "named.csv"), 0);
	p = read_in_steps("named.csv", 10, &n, &err);
	assert_string_equal(p, "abc");
	free(p);
	put("plain.gz", "abc", 3);
	p = read_in_steps("plain.gz", 10, &n, &err);
	assert_string_equal(p, "abc");
	free(p);
}

static void gzip_members_end_to_end_are_one_stream(void **state)
{
	struct err err = ERR_INIT;
	size_t n;
	char *p;

	(void)state;
	write_file("first.gz", "abc", 3);
	write_file("empty.gz", "", 0);
	write_file("second.gz", "def", 3);
	assert_int_equal(system("cat first.gz empty.gz second.gz >members.gz"), 0);
	p = read_in_steps("members.gz", 2, &n, &err);
	assert_string_equal(p, "abcdef");
	free(p);
}

static void an_empty_gzip_stream_is_an_empty_input(void **state)
{
	struct err err = ERR_INIT;
	size_t n = 1;
	char *p;

	(void)state;
	write_file("empty.gz", "", 0);
	p = read_in_steps("empty.gz", 10, &n, &err);
	assert_non_null(p);
	assert_int_equal(n, 0);
	free(p);
}

static void refused(const char *path, const char *message)
{
	struct err err = ERR_INIT;
	size_t n;

	assert_null(read_in_steps(path, 4096, &n, &err));
	assert_int_equal(err.code, RD_INPUT);
	assert_string_equal(err.file, path);
	assert_string_equal(err.message, message);
}

static void a_cut_gzip_file_is_refused_wherever_it_is_cut(void **state)
{
	size_t n;
	char *whole;

	(void)state;
	write_file("short.gz", "enterprise,period\n", 18);
	whole = get("short.gz", &n);
	for (size_t cut = 2; cut < n; cut++) {
		put("cut.gz", whole, cut);
		refused("cut.gz", "the gzip stream ends early: the file is cut");
	}
	free(whole);
}

static void damaged_gzip_data_is_refused(void **state)
{
	size_t n;
	char *whole;
	static const char header[] = "\x1f\x8b\x07 and then nothing that gzip would write";

	(void)state;
	write_file("good.gz", "enterprise,period\n", 18);
	whole = get("good.gz", &n);
	whole[n - 6] ^= 1; /* in the CRC */
	put("damaged.gz", whole, n);
	refused("damaged.gz", "the gzip stream is damaged");
	free(whole);
	put("damaged.gz", header, sizeof(header));
	refused("damaged.gz", "the gzip stream is damaged");
}

static void bytes_behind_a_gzip_stream_are_refused(void **state)
{
	(void)state;
	write_file("good.gz", "abc", 3);
	assert_int_equal(system("{ cat good.gz; printf rubbish; } >trailing.gz"), 0);
	refused("trailing.gz", "bytes after the end of the gzip stream");
}

static void files_of_no_and_one_byte_are_read(void **state)
{
	struct err err = ERR_INIT;
	size_t n = 9;
	char *p;

	(void)state;
	put("none", "", 0);
	p = read_in_steps("none", 10, &n, &err);
	assert_non_null(p);
	assert_int_equal(n, 0);
	free(p);
	put("one", "\x1f", 1);
	p = read_in_steps("one", 10, &n, &err);
	assert_string_equal(p, "\x1f");
	free(p);
}

static void a_missing_file_says_so_and_what_to_do(void **state)
{
	struct err err = ERR_INIT;
	struct input in;

	(void)state;
	assert_int_equal(input_open(&in, "nowhere.csv", &err), -1);
	assert_int_equal(err.code, RD_INPUT);
	assert_string_equal(err.file, "nowhere.csv");
	assert_string_equal(err.message, "cannot be opened: No such file or directory");
	assert_string_equal(err.hint, "check the path and its permissions");
}

static void a_directory_is_no_input(void **state)
{
	struct err err = ERR_INIT;
	struct input in;

	(void)state;
	assert_int_equal(input_open(&in, ".", &err), -1);
	assert_string_equal(err.message, "cannot be read: Is a directory");
}

static void bytes_and_checksum_are_those_on_disk(void **state)
{
	struct err err = ERR_INIT;
	struct input in;
	char buffer[16];
	char hex[SHA256_HEX + 1];
	uint64_t bytes;

	(void)state;
	put("abc", "abc", 3);
	assert_int_equal(input_open(&in, "abc", &err), 0);
	assert_int_equal(input_read(&in, buffer, sizeof(buffer), &err), 3);
	assert_int_equal(input_read(&in, buffer, sizeof(buffer), &err), 0);
	assert_int_equal(in.bytes, 3);
	assert_string_equal(in.sha256, SHA256_OF_ABC);
	input_close(&in);

	write_file("abc.gz", "abc", 3);
	assert_int_equal(checksum_file("abc.gz", hex, &bytes, &err), 0);
	assert_int_equal(input_open(&in, "abc.gz", &err), 0);
	while (input_read(&in, buffer, sizeof(buffer), &err) > 0)
		;
	assert_int_equal(in.bytes, bytes);
	assert_string_equal(in.sha256, hex);
	input_close(&in);
}

static void the_limit_is_on_inflated_bytes(void **state)
{
	struct err err = ERR_INIT;
	struct input in;
	char *zeros = xcalloc(1, 1 << 20);
	char *p;
	size_t n;

	(void)state;
	write_file("zeros.gz", zeros, 1 << 20);
	free(zeros);
	assert_int_equal(input_open(&in, "zeros.gz", &err), 0);
	assert_null(input_read_all(&in, (1 << 20) - 1, &n, &err));
	assert_int_equal(err.code, RD_INPUT);
	assert_string_equal(err.message, "is larger than the limit of 1048575 bytes");
	input_close(&in);
	assert_int_equal(input_open(&in, "zeros.gz", &err), 0);
	p = input_read_all(&in, 1 << 20, &n, &err);
	assert_non_null(p);
	assert_int_equal(n, 1 << 20);
	assert_int_equal(p[n], '\0');
	free(p);
	input_close(&in);
}

static void a_dash_reads_standard_input(void **state)
{
	struct err err = ERR_INIT;
	int before = dup(0);
	int fd;
	size_t n;
	char *p;

	(void)state;
	put("abc", "abc", 3);
	fd = open("abc", O_RDONLY);
	dup2(fd, 0);
	close(fd);
	p = read_in_steps("-", 10, &n, &err);
	dup2(before, 0);
	close(before);
	assert_string_equal(p, "abc");
	free(p);
}

static void a_pipe_that_trickles_is_read_to_its_end(void **state)
{
	struct err err = ERR_INIT;
	size_t n;
	char *p;

	(void)state;
	write_file("abc.gz", "abc", 3);
	assert_int_equal(mkfifo("trickle", 0600), 0);
	assert_int_equal(system("{ head -c 1 abc.gz; sleep 0.05; tail -c +2 abc.gz; } >trickle &"),
	                 0);
	p = read_in_steps("trickle", 10, &n, &err);
	assert_non_null(p);
	assert_string_equal(p, "abc");
	free(p);
}

static void an_output_replaces_the_old_file_only_at_the_commit(void **state)
{
	struct err err = ERR_INIT;
	struct output out;

	(void)state;
	put("result.csv", "old", 3);
	assert_int_equal(output_open(&out, "result.csv", &err), 0);
	output_write(&out, "abc", 3);
	holds("result.csv", "old");
	assert_int_equal(output_commit(&out, &err), 0);
	holds("result.csv", "abc");
	assert_int_equal(out.bytes, 3);
	assert_string_equal(out.sha256, SHA256_OF_ABC);
	output_release(&out);
	holds("result.csv", "abc");
	assert_int_equal(files_like(".tmp"), 0);
}

static void an_uncommitted_output_leaves_the_old_file(void **state)
{
	struct err err = ERR_INIT;
	struct output out;

	(void)state;
	put("result.csv", "old", 3);
	assert_int_equal(output_open(&out, "result.csv", &err), 0);
	output_write(&out, "abc", 3);
	output_release(&out);
	holds("result.csv", "old");
	assert_int_equal(files_like(".tmp"), 0);
}

static void an_output_of_nothing_is_an_empty_file(void **state)
{
	struct err err = ERR_INIT;
	struct output out;

	(void)state;
	assert_int_equal(output_open(&out, "nothing.csv", &err), 0);
	assert_int_equal(output_commit(&out, &err), 0);
	assert_string_equal(out.sha256, SHA256_OF_NOTHING);
	output_release(&out);
	holds("nothing.csv", "");
}

static void the_checksum_of_a_compressed_output_is_that_on_disk(void **state)
{
	struct err err = ERR_INIT;
	struct output out;
	char hex[SHA256_HEX + 1];
	uint64_t bytes;

	(void)state;
	assert_int_equal(output_open(&out, "sum.gz", &err), 0);
	output_write(&out, "abc", 3);
	assert_int_equal(output_commit(&out, &err), 0);
	assert_int_equal(checksum_file("sum.gz", hex, &bytes, &err), 0);
	assert_string_equal(out.sha256, hex);
	assert_int_equal(out.bytes, bytes);
	output_release(&out);
}

/* Stands in for a full disk: this process may write no file beyond 64 KB. */
static void a_full_disk_is_reported_at_the_commit_and_leaves_the_old_file(void **state)
{
	struct rlimit before, small;
	struct err err = ERR_INIT;
	struct output out;
	size_t n;
	char *lines = many_lines(&n);

	(void)state;
	put("result.csv", "old", 3);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	small = before;
	small.rlim_cur = 65536;
	setrlimit(RLIMIT_FSIZE, &small);
	assert_int_equal(output_open(&out, "result.csv", &err), 0);
	output_write(&out, lines, n);
	assert_int_equal(output_commit(&out, &err), -1);
	setrlimit(RLIMIT_FSIZE, &before);
	output_release(&out);
	assert_int_equal(err.code, RD_OUTPUT);
	assert_string_equal(err.file, "result.csv");
	assert_string_equal(err.message, "cannot be written: File too large");
	holds("result.csv", "old");
	assert_int_equal(files_like(".tmp"), 0);
	free(lines);
}

static void standard_output_that_is_full_is_reported(void **state)
{
	struct err err = ERR_INIT;
	struct output out;
	int before = dup(1);
	int full = open("/dev/full", O_WRONLY);
	int result;

	(void)state;
	if (full < 0)
		skip();
	fflush(stdout);
	dup2(full, 1);
	close(full);
	result = output_open(&out, "-", &err);
	if (result == 0) {
		output_write(&out, "abc", 3);
		result = output_commit(&out, &err);
		output_release(&out);
	}
	dup2(before, 1);
	close(before);
	assert_int_equal(result, -1);
	assert_int_equal(err.code, RD_OUTPUT);
	assert_string_equal(err.file, "stdout");
	assert_string_equal(err.message, "cannot be written: No space left on device");
}

static void a_missing_or_wrong_directory_is_reported_at_the_opening(void **state)
{
	struct err err = ERR_INIT;
	struct output out;

	(void)state;
	assert_int_equal(output_open(&out, "nowhere/result.csv", &err), -1);
	assert_int_equal(err.code, RD_OUTPUT);
	assert_string_equal(err.file, "nowhere/result.csv");
	assert_string_equal(err.message, "cannot be written: No such file or directory");
	assert_int_equal(output_open(&out, ".", &err), -1);
	assert_string_equal(err.message, "is a directory");
}

/* Renaming over /dev/stdout, a pipe or a device would put a plain file in its place. */
static void what_is_not_a_plain_file_is_written_to_not_replaced(void **state)
{
	struct err err = ERR_INIT;
	struct stat st;
	int reader;
	char got[8] = "";

	(void)state;
	assert_int_equal(mkfifo("pipe", 0600), 0);
	reader = open("pipe", O_RDONLY | O_NONBLOCK);
	assert_true(reader >= 0);
	assert_int_equal(output_whole("pipe", slice_of("abc"), &err), 0);
	assert_int_equal(lstat("pipe", &st), 0);
	assert_true(S_ISFIFO(st.st_mode));
	assert_int_equal(read(reader, got, sizeof(got)), 3);
	close(reader);
}

static void a_link_keeps_pointing_where_it_did(void **state)
{
	struct err err = ERR_INIT;
	struct stat st;

	(void)state;
	assert_int_equal(mkdir("elsewhere", 0777), 0);
	put("elsewhere/target.csv", "old", 3);
	assert_int_equal(symlink("elsewhere/target.csv", "link.csv"), 0);
	assert_int_equal(output_whole("link.csv", slice_of("abc"), &err), 0);
	assert_int_equal(lstat("link.csv", &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	holds("elsewhere/target.csv", "abc");
}

static void a_checksum_of_a_missing_file_is_an_input_error(void **state)
{
	struct err err = ERR_INIT;
	char hex[SHA256_HEX + 1];
	uint64_t bytes;

	(void)state;
	assert_int_equal(checksum_file("nowhere", hex, &bytes, &err), -1);
	assert_int_equal(err.code, RD_INPUT);
	assert_string_equal(err.file, "nowhere");
	assert_string_equal(err.message, "cannot be read: No such file or directory");
	put("none", "", 0);
	assert_int_equal(checksum_file("none", hex, &bytes, &err), 0);
	assert_string_equal(hex, SHA256_OF_NOTHING);
	assert_int_equal(bytes, 0);
}

/* Each test starts in a directory of its own. */
static int start(void **state)
{
	static char name[] = "0000";
	static int count;

	(void)state;
	lang_set(LANG_EN);
	snprintf(name, sizeof(name), "%03d", ++count % 1000);
	return mkdir(name, 0777) || chdir(name);
}

static int end(void **state)
{
	(void)state;
	return chdir("..");
}

#define IN_OWN_DIRECTORY(function) cmocka_unit_test_setup_teardown(function, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        IN_OWN_DIRECTORY(what_is_written_is_read_back),
	        IN_OWN_DIRECTORY(gzip_is_written_by_name_and_read_back),
	        IN_OWN_DIRECTORY(the_same_rows_give_the_same_gzip_bytes),
	        IN_OWN_DIRECTORY(gzip_bytes_do_not_depend_on_the_number_of_threads),
	        IN_OWN_DIRECTORY(an_output_given_up_half_way_leaves_nothing),
	        IN_OWN_DIRECTORY(gzip_is_recognised_by_content_not_by_name),
	        IN_OWN_DIRECTORY(gzip_members_end_to_end_are_one_stream),
	        IN_OWN_DIRECTORY(an_empty_gzip_stream_is_an_empty_input),
	        IN_OWN_DIRECTORY(a_cut_gzip_file_is_refused_wherever_it_is_cut),
	        IN_OWN_DIRECTORY(damaged_gzip_data_is_refused),
	        IN_OWN_DIRECTORY(bytes_behind_a_gzip_stream_are_refused),
	        IN_OWN_DIRECTORY(files_of_no_and_one_byte_are_read),
	        IN_OWN_DIRECTORY(a_missing_file_says_so_and_what_to_do),
	        IN_OWN_DIRECTORY(a_directory_is_no_input),
	        IN_OWN_DIRECTORY(bytes_and_checksum_are_those_on_disk),
	        IN_OWN_DIRECTORY(the_limit_is_on_inflated_bytes),
	        IN_OWN_DIRECTORY(a_dash_reads_standard_input),
	        IN_OWN_DIRECTORY(a_pipe_that_trickles_is_read_to_its_end),
	        IN_OWN_DIRECTORY(an_output_replaces_the_old_file_only_at_the_commit),
	        IN_OWN_DIRECTORY(an_uncommitted_output_leaves_the_old_file),
	        IN_OWN_DIRECTORY(an_output_of_nothing_is_an_empty_file),
	        IN_OWN_DIRECTORY(the_checksum_of_a_compressed_output_is_that_on_disk),
	        IN_OWN_DIRECTORY(a_full_disk_is_reported_at_the_commit_and_leaves_the_old_file),
	        IN_OWN_DIRECTORY(standard_output_that_is_full_is_reported),
	        IN_OWN_DIRECTORY(a_missing_or_wrong_directory_is_reported_at_the_opening),
	        IN_OWN_DIRECTORY(what_is_not_a_plain_file_is_written_to_not_replaced),
	        IN_OWN_DIRECTORY(a_link_keeps_pointing_where_it_did),
	        IN_OWN_DIRECTORY(a_checksum_of_a_missing_file_is_an_input_error),
	};

	return RUN_TESTS(tests);
}
