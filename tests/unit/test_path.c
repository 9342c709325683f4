#include "io/path.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"

static void joined(const char *directory, const char *name, const char *expected)
{
	char *path = path_join(directory, name);

	assert_string_equal(path, expected);
	free(path);
}

static void paths_join_with_one_slash(void **state)
{
	(void)state;
	joined("a", "b", "a/b");
	joined("a/", "b", "a/b");
	joined("/", "b", "/b");
	joined("", "b", "b");
	joined("a", "/b", "/b");
	joined("a", "", "a/");
}

static void split(const char *path, const char *directory, const char *name)
{
	char *before = path_directory(path);

	assert_string_equal(before, directory);
	assert_string_equal(path_name(path), name);
	free(before);
}

static void paths_split_at_the_last_slash(void **state)
{
	(void)state;
	split("a/b/c.csv", "a/b", "c.csv");
	split("c.csv", ".", "c.csv");
	split("/c.csv", "/", "c.csv");
	split("a/", "a", "");
}

static void directories_are_made_with_their_parents(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(path_make_directories("made/of/many", &err), 0);
	assert_true(path_is_directory("made/of/many"));
	assert_int_equal(path_make_directories("made/of/many", &err), 0);
	assert_int_equal(path_make_directories("made/with/slash/", &err), 0);
	assert_true(path_is_directory("made/with/slash"));
	assert_int_equal(path_make_directories("made//twice", &err), 0);
	assert_true(path_is_directory("made/twice"));
	assert_int_equal(path_make_directories("/", &err), 0);
	assert_int_equal(path_make_directories(".", &err), 0);
	assert_int_equal(err.code, RD_DONE);
}

static void a_file_in_the_way_is_an_output_error(void **state)
{
	struct err err = ERR_INIT;
	int fd = open("in-the-way", O_CREAT | O_WRONLY, 0666);

	(void)state;
	close(fd);
	assert_int_equal(path_make_directories("in-the-way", &err), -1);
	assert_int_equal(err.code, RD_OUTPUT);
	assert_string_equal(err.file, "in-the-way");
	assert_int_equal(path_make_directories("in-the-way/below", &err), -1);
	assert_int_equal(err.code, RD_OUTPUT);
}

static void what_exists_is_told_from_what_does_not(void **state)
{
	(void)state;
	assert_true(path_exists("."));
	assert_false(path_exists("nowhere"));
	assert_false(path_is_directory("nowhere"));
	assert_int_equal(symlink("nowhere", "dangling"), 0);
	assert_false(path_exists("dangling"));
}

static void syncing_reports_a_directory_that_is_not_there(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(path_sync_directory("some-file", &err), 0);
	assert_int_equal(path_sync_directory("nowhere/some-file", &err), -1);
	assert_int_equal(err.code, RD_OUTPUT);
	assert_string_equal(err.file, "nowhere");
}

static void the_program_knows_where_it_lies(void **state)
{
	char *directory = path_of_program();

	(void)state;
	assert_non_null(directory);
	assert_int_equal(directory[0], '/');
	assert_true(path_is_directory(directory));
	free(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(paths_join_with_one_slash),
	        TEST(paths_split_at_the_last_slash),
	        TEST(directories_are_made_with_their_parents),
	        TEST(a_file_in_the_way_is_an_output_error),
	        TEST(what_exists_is_told_from_what_does_not),
	        TEST(syncing_reports_a_directory_that_is_not_there),
	        TEST(the_program_knows_where_it_lies),
	};

	return RUN_TESTS(tests);
}
