#include "io/input.h"

#include <fcntl.h>

#include "files.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
	        IN_OWN_DIRECTORY(what_is_written_is_read_back),
	        IN_OWN_DIRECTORY(gzip_is_written_by_name_and_read_back),
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
	        IN_OWN_DIRECTORY(a_checksum_of_a_missing_file_is_an_input_error),
	};

	return RUN_TESTS(tests);
}
