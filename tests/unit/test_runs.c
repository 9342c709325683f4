#include "run/runs.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/sync.h"
#include "unit.h"

static struct err err;

static char *new_id_after(const char *last)
{
	struct run_names names = {.items = (char *[]){(char *)(uintptr_t)last}, .count = 1};

	return runs_new_id(&names);
}

static void assert_new_id(const char *last, const char *expected)
{
	char *id = new_id_after(last);

	assert_string_equal(id, expected);
	free(id);
}

static void ids_follow_each_other_even_if_the_clock_goes_back(void **state)
{
	(void)state;
	setenv("SOURCE_DATE_EPOCH", "1714521600", 1);
	assert_new_id("20240430T235959Z", "20240501T000000Z");
	assert_new_id("20240430T235959Z-000007", "20240501T000000Z");
	assert_new_id("20240501T000000Z", "20240501T000000Z-000001");
	assert_new_id("20240501T000000Z-000009", "20240501T000000Z-000010");
	assert_new_id("20250101T000000Z", "20250101T000000Z-000001");
}

static void only_runs_are_listed_oldest_first(void **state)
{
	static const char *const there[] = {"20240501T000000Z-000001", "20240501T000000Z",
	                                    ".gone-20240401T000000Z", "20240501T000000", "notes"};
	struct run_names names;

	(void)state;
	mkdir("list", 0777);
	mkdir("list/runs", 0777);
	for (size_t i = 0; i < sizeof(there) / sizeof(there[0]); i++) {
		char *path = runs_directory("list", there[i]);
		mkdir(path, 0777);
		free(path);
	}
	run_names_list(&names, "list");
	assert_int_equal(names.count, 2);
	assert_string_equal(names.items[0], "20240501T000000Z");
	assert_string_equal(names.items[1], "20240501T000000Z-000001");
	run_names_release(&names);
	run_names_list(&names, "nowhere");
	assert_int_equal(names.count, 0);
	run_names_release(&names);
}

static int publish(const char *id)
{
	int filesystem =
	        sync_open_filesystem("out/runs"); /* -1 where there is no way to wait for it */
	int result = runs_publish("out", id, filesystem, &err);

	if (filesystem >= 0)
		close(filesystem);
	return result;
}

static void publishing_moves_the_link(void **state)
{
	char *published;

	(void)state;
	mkdir("out", 0777);
	mkdir("out/runs", 0777);
	mkdir("out/runs/20240501T000000Z", 0777);
	mkdir("out/runs/20240502T000000Z", 0777);
	assert_null(runs_published("out"));
	assert_int_equal(publish("20240501T000000Z"), 0);
	assert_int_equal(symlink("rubbish", "out/.current.tmp"), 0);
	assert_int_equal(publish("20240502T000000Z"), 0);
	published = runs_published("out");
	assert_string_equal(published, "20240502T000000Z");
	free(published);
	assert_int_equal(access("out/.current.tmp", F_OK), -1);
	assert_int_equal(publish("20240503T000000Z"), -1);
	assert_int_equal(err.code, RD_OUTPUT);
	assert_int_equal(runs_publish("out", "20240501T000000Z", -1, &err), 0);
	assert_int_equal(runs_publish("out", "20240503T000000Z", -1, &err), -1);
	assert_int_equal(err.code, RD_OUTPUT);
}

static void an_id_tells_when_the_run_began(void **state)
{
	(void)state;
	assert_int_equal(runs_time("20240501T000000Z"), 1714521600);
	assert_int_equal(runs_time("20240501T000001Z-000012"), 1714521601);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(ids_follow_each_other_even_if_the_clock_goes_back),
	        TEST(only_runs_are_listed_oldest_first),
	        TEST(publishing_moves_the_link),
	        TEST(an_id_tells_when_the_run_began),
	};

	return RUN_TESTS(tests);
}
