#include "io/package.h"

#include <stdlib.h>
#include <unistd.h>

#include "io/path.h"
#include "unit.h"

static const struct column columns[] = {{"region", COLUMN_TEXT, {"地区", "region"}}};
static const struct table cells = {"cells", {"单元", "cells"}, columns, 1};
static const struct table side = {"side", {"旁表", "side"}, columns, 1};

static struct package package(const char *output)
{
	static char *argv[] = {"rd-test", "in.csv", NULL};
	struct program program = {.name = "rd-test", .output = output, .argc = 2, .argv = argv};
	struct package p;
	struct err err = ERR_INIT;

	if (package_init(&p, &program, "cells", &err) < 0)
		fail_msg("%s", err.message);
	return p;
}

static void put_one_row(struct package *p, const struct table *table)
{
	struct table_writer w;
	struct err err = ERR_INIT;
	char *path = package_path(p, table->name);

	assert_int_equal(table_create(&w, path, table, &err), 0);
	table_put_text(&w, "331024");
	table_end_row(&w);
	assert_int_equal(table_commit(&w, &err), 0);
	package_table(p, &w);
	table_close(&w);
	free(path);
}

static void holds_text(const char *path, const char *expected)
{
	struct err err = ERR_INIT;
	size_t n = 0;
	char *text = input_whole(path, 1 << 10, &n, RD_INPUT, &err);

	assert_non_null(text);
	assert_int_equal(n, strlen(expected));
	assert_memory_equal(text, expected, n);
	free(text);
}

static void rows_that_are_all_accounted_for_reconcile(void **state)
{
	struct package p = package("out");
	struct err err = ERR_INIT;

	(void)state;
	package_count(&p, "read", 10);
	package_count(&p, "written", 7);
	package_count(&p, "rejected", 2);
	package_count(&p, "superseded", 1);
	assert_int_equal(
	        package_reconcile(&p, &err, "read", "written", "rejected", "superseded", NULL), 0);
	package_release(&p);
}

static void a_lost_row_fails_the_stage(void **state)
{
	struct package p = package("out");
	struct err err = ERR_INIT;

	(void)state;
	package_count(&p, "read", 10);
	package_count(&p, "written", 7);
	package_count(&p, "rejected", 2);
	assert_int_equal(package_reconcile(&p, &err, "read", "written", "rejected", NULL), -1);
	assert_int_equal(err.code, RD_INTERNAL);
	assert_string_equal(err.message,
	                    "rows do not reconcile: read 10, but written 7 + rejected 2");
	/* A row too many is no better. */
	package_count(&p, "written", 9);
	assert_int_equal(package_reconcile(&p, &err, "read", "written", "rejected", NULL), -1);
	package_release(&p);
}

static void what_was_never_counted_counts_nothing(void **state)
{
	struct package p = package("out");
	struct err err = ERR_INIT;

	(void)state;
	package_count(&p, "read", 1);
	assert_int_equal(package_reconcile(&p, &err, "read", "written", NULL), -1);
	package_release(&p);
}

static void without_an_output_it_says_what_to_give(void **state)
{
	struct program program = {.name = "rd-test"};
	struct package p;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(package_init(&p, &program, "cells", &err), -1);
	assert_int_equal(err.code, RD_USAGE);
	assert_contains(err.hint, "-o DIRECTORY");
}

static void a_file_as_output_takes_the_main_table_alone(void **state)
{
	struct package p = package("main.csv.gz");
	struct err err = ERR_INIT;
	char *path = package_path(&p, "cells");

	(void)state;
	assert_string_equal(path, "main.csv.gz");
	assert_null(package_path(&p, "side"));
	free(path);
	put_one_row(&p, &side);
	assert_int_equal(package_write(&p, &err), 0);
	assert_false(path_exists("datapackage.json"));
	assert_false(path_exists("side.csv"));
	package_release(&p);
}

static void a_directory_gets_every_table_and_their_description(void **state)
{
	struct package p = package("new/directory");
	struct err err = ERR_INIT;
	char hex[SHA256_HEX + 1];
	uint64_t bytes;
	json_t *root, *resource, *rdstat;

	(void)state;
	put_one_row(&p, &cells);
	put_one_row(&p, &side);
	package_count(&p, "read", 2);
	assert_int_equal(package_write(&p, &err), 0);
	package_release(&p);
	root = json_load_path("new/directory/datapackage.json", RD_INPUT, &err);
	assert_non_null(root);
	assert_int_equal(json_array_size(json_object_get(root, "resources")), 2);
	resource = json_array_get(json_object_get(root, "resources"), 0);
	assert_string_equal(json_string_value(json_object_get(resource, "path")), "cells.csv");
	assert_int_equal(json_integer_value(json_object_get(resource, "rows")), 1);
	assert_int_equal(checksum_file("new/directory/cells.csv", hex, &bytes, &err), 0);
	assert_int_equal(json_integer_value(json_object_get(resource, "bytes")), bytes);
	assert_string_equal(
	        json_string_value(json_object_get(resource, "hash")) + strlen("sha256:"), hex);
	rdstat = json_object_get(root, "rdstat");
	assert_string_equal(json_string_value(json_object_get(rdstat, "stage")), "rd-test");
	assert_string_equal(
	        json_string_value(json_array_get(json_object_get(rdstat, "arguments"), 0)),
	        "in.csv");
	assert_int_equal(
	        json_integer_value(json_object_get(json_object_get(rdstat, "counts"), "read")), 2);
	json_decref(root);
}

static void whole_files_come_to_their_places_together(void **state)
{
	struct package p = package("whole");
	struct err err = ERR_INIT;
	json_t *root;

	(void)state;
	assert_int_equal(output_whole("whole/a.txt", slice_of("old"), &err), 0);
	assert_int_equal(package_whole_file(&p, "a.txt", "txt", slice_of("new a"), &err), 0);
	assert_int_equal(package_whole_file(&p, "b.txt", "txt", slice_of("new b"), &err), 0);
	if (p.filesystem >= 0) {
		holds_text("whole/a.txt", "old");
		assert_false(path_exists("whole/b.txt"));
	}
	assert_int_equal(package_write(&p, &err), 0);
	holds_text("whole/a.txt", "new a");
	holds_text("whole/b.txt", "new b");
	root = json_load_path("whole/datapackage.json", RD_INPUT, &err);
	assert_int_equal(json_array_size(json_object_get(root, "resources")), 2);
	json_decref(root);
	package_release(&p);
}

static void whole_files_of_a_stage_that_fails_leave_nothing(void **state)
{
	struct package p = package("failed");
	struct err err = ERR_INIT;
	bool together;

	(void)state;
	assert_int_equal(package_whole_file(&p, "a.txt", "txt", slice_of("a"), &err), 0);
	together = p.filesystem >= 0;
	package_release(&p);
	if (together)
		assert_int_equal(rmdir("failed"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(rows_that_are_all_accounted_for_reconcile),
	        TEST(a_lost_row_fails_the_stage),
	        TEST(what_was_never_counted_counts_nothing),
	        TEST(without_an_output_it_says_what_to_give),
	        TEST(a_file_as_output_takes_the_main_table_alone),
	        TEST(a_directory_gets_every_table_and_their_description),
	        TEST(whole_files_come_to_their_places_together),
	        TEST(whole_files_of_a_stage_that_fails_leave_nothing),
	};

	return RUN_TESTS(tests);
}
