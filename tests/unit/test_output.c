#include "io/output.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

#include "files.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
	        IN_OWN_DIRECTORY(the_same_rows_give_the_same_gzip_bytes),
	        IN_OWN_DIRECTORY(gzip_bytes_do_not_depend_on_the_number_of_threads),
	        IN_OWN_DIRECTORY(an_output_given_up_half_way_leaves_nothing),
	        IN_OWN_DIRECTORY(an_output_replaces_the_old_file_only_at_the_commit),
	        IN_OWN_DIRECTORY(an_uncommitted_output_leaves_the_old_file),
	        IN_OWN_DIRECTORY(an_output_of_nothing_is_an_empty_file),
	        IN_OWN_DIRECTORY(the_checksum_of_a_compressed_output_is_that_on_disk),
	        IN_OWN_DIRECTORY(a_full_disk_is_reported_at_the_commit_and_leaves_the_old_file),
	        IN_OWN_DIRECTORY(standard_output_that_is_full_is_reported),
	        IN_OWN_DIRECTORY(a_missing_or_wrong_directory_is_reported_at_the_opening),
	        IN_OWN_DIRECTORY(what_is_not_a_plain_file_is_written_to_not_replaced),
	        IN_OWN_DIRECTORY(a_link_keeps_pointing_where_it_did),
	};

	return RUN_TESTS(tests);
}
