#include "io/sighting.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"

/* Longer than times of files take to tell two changes apart. */
static void let_time_pass(void)
{
	usleep(50000);
}

static struct sightings look_at(const char *path)
{
	struct sightings seen;

	let_time_pass();
	sightings_begin(&seen);
	sightings_add(&seen, path);
	return seen;
}

static bool hold(const struct sightings *seen)
{
	struct slice changed;

	return sightings_hold(text_slice(&seen->list), AT_FDCWD, &changed);
}

static void assert_noticed(struct sightings *seen)
{
	assert_false(hold(seen));
	sightings_release(seen);
}

static void an_untouched_file_holds(void **state)
{
	struct sightings seen;

	(void)state;
	put_file("./calm", "abc");
	seen = look_at("./calm");
	let_time_pass();
	assert_true(hold(&seen));
	sightings_release(&seen);
}

static void other_bytes_of_the_same_length_are_noticed(void **state)
{
	struct sightings seen;

	(void)state;
	put_file("./a", "abc");
	seen = look_at("./a");
	put_file("./a", "abd");
	assert_noticed(&seen);
}

/* cp -p and touch set the time of modification, nobody sets that of change. */
static void a_time_set_back_hides_nothing(void **state)
{
	struct timespec times[2];
	struct sightings seen;
	struct stat st;

	(void)state;
	put_file("./b", "abc");
	seen = look_at("./b");
	assert_int_equal(stat("./b", &st), 0);
	put_file("./b", "abd");
	times[0] = st.st_atim;
	times[1] = st.st_mtim;
	assert_int_equal(utimensat(AT_FDCWD, "./b", times, 0), 0);
	assert_noticed(&seen);
}

static void another_file_under_its_name_is_noticed(void **state)
{
	struct sightings seen;

	(void)state;
	put_file("./c", "abc");
	put_file("./d", "abc");
	seen = look_at("./c");
	assert_int_equal(rename("./d", "./c"), 0);
	assert_noticed(&seen);
}

static void a_file_that_is_gone_is_noticed(void **state)
{
	struct sightings seen;

	(void)state;
	put_file("./e", "abc");
	seen = look_at("./e");
	assert_int_equal(unlink("./e"), 0);
	assert_noticed(&seen);
}

static void a_file_that_comes_is_noticed(void **state)
{
	struct sightings seen = look_at("./not-yet");

	(void)state;
	assert_true(hold(&seen));
	put_file("./not-yet", "");
	assert_noticed(&seen);
}

static void a_new_file_in_a_directory_is_noticed(void **state)
{
	struct sightings seen;

	(void)state;
	assert_int_equal(mkdir("./folder", 0777), 0);
	seen = look_at("./folder");
	put_file("./folder/new", "");
	assert_noticed(&seen);
}

/* Its times are the same before and after a second change in the same instant. */
static void what_has_just_changed_never_holds(void **state)
{
	struct sightings seen;

	(void)state;
	put_file("./f", "abc");
	sightings_begin(&seen);
	sightings_add(&seen, "./f");
	assert_noticed(&seen);
}

static void what_changed_after_the_beginning_never_holds(void **state)
{
	struct sightings seen;

	(void)state;
	sightings_begin(&seen);
	let_time_pass();
	put_file("./g", "abc");
	let_time_pass();
	sightings_add(&seen, "./g");
	assert_noticed(&seen);
}

static void files_of_a_directory_are_listed_by_name(void **state)
{
	struct sightings seen;
	struct slice changed;

	(void)state;
	assert_int_equal(mkdir("./many", 0777), 0);
	put_file("./many/a", "1");
	put_file("./many/b", "2");
	put_file("./alone", "3");
	let_time_pass();
	sightings_begin(&seen);
	sightings_add(&seen, "./many");
	sightings_add(&seen, "./many/a");
	sightings_add(&seen, "./alone");
	sightings_add(&seen, "./many/b");
	assert_contains(seen.list.p, " ./many/\n");
	assert_contains(seen.list.p, " a\n");
	assert_contains(seen.list.p, " ./alone\n");
	assert_contains(seen.list.p, " b\n");
	assert_true(hold(&seen));
	put_file("./many/b", "4");
	assert_false(sightings_hold(text_slice(&seen.list), AT_FDCWD, &changed));
	assert_true(slice_is(changed, "b"));
	sightings_release(&seen);
}

static void an_own_file_may_get_more_links(void **state)
{
	int here = open(".", O_RDONLY | O_DIRECTORY);
	struct sightings seen = {0};
	struct slice changed;

	(void)state;
	put_file("./h", "abc");
	sightings_add_own(&seen, here, "h");
	assert_int_equal(link("./h", "./i"), 0);
	assert_true(sightings_hold(text_slice(&seen.list), here, &changed));
	assert_int_equal(truncate("./h", 2), 0);
	assert_false(sightings_hold(text_slice(&seen.list), here, &changed));
	sightings_release(&seen);
	close(here);
}

static void a_limit_in_time_is_kept(void **state)
{
	struct sightings seen;

	(void)state;
	setenv("SOURCE_DATE_EPOCH", "1000", 1);
	sightings_begin(&seen);
	sightings_add_until(&seen, 1001);
	assert_true(hold(&seen));
	setenv("SOURCE_DATE_EPOCH", "1001", 1);
	assert_noticed(&seen);
}

static void what_is_outside_never_holds(void **state)
{
	struct sightings seen;

	(void)state;
	sightings_begin(&seen);
	sightings_add_never(&seen, "city/returns");
	assert_noticed(&seen);
}

static void a_torn_list_does_not_hold(void **state)
{
	static const char *const lists[] = {"abc", "\n", " \n", "absent\n", "absent ", "absent x"};
	struct slice changed;

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		assert_false(sightings_hold(slice_of(lists[i]), AT_FDCWD, &changed));
	assert_true(sightings_hold(slice_of(""), AT_FDCWD, &changed));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(an_untouched_file_holds),
	        TEST(other_bytes_of_the_same_length_are_noticed),
	        TEST(a_time_set_back_hides_nothing),
	        TEST(another_file_under_its_name_is_noticed),
	        TEST(a_file_that_is_gone_is_noticed),
	        TEST(a_file_that_comes_is_noticed),
	        TEST(a_new_file_in_a_directory_is_noticed),
	        TEST(what_has_just_changed_never_holds),
	        TEST(what_changed_after_the_beginning_never_holds),
	        TEST(files_of_a_directory_are_listed_by_name),
	        TEST(an_own_file_may_get_more_links),
	        TEST(a_limit_in_time_is_kept),
	        TEST(what_is_outside_never_holds),
	        TEST(a_torn_list_does_not_hold),
	};

	return RUN_TESTS(tests);
}
