#include "io/sync.h"

#include <fcntl.h>
#include <unistd.h>

#include "unit.h"

static int add_file(struct syncer *syncer, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	assert_true(fd >= 0);
	syncer_add(syncer, fd, path);
	return fd;
}

static bool is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

static void the_first_that_cannot_be_synced_is_named(void **state)
{
	struct syncer *syncer = syncer_new(".");
	struct err err = ERR_INIT;
	int ends[2], file;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	file = add_file(syncer, "a");
	syncer_add(syncer, -1, "a");
	syncer_add(syncer, ends[0], "the pipe");
	syncer_add(syncer, -1, "nowhere/a");
	assert_int_equal(syncer_wait(syncer, &err), -1);
	assert_int_equal(err.code, RD_OUTPUT);
	assert_string_equal(err.file, "the pipe");
	assert_false(is_open(file));
	assert_false(is_open(ends[0]));
	/* and is forgotten then */
	add_file(syncer, "b");
	assert_int_equal(syncer_wait(syncer, &err), 0);
	syncer_free(syncer);
	close(ends[1]);
}

static void of_many_the_descriptors_are_not_kept(void **state)
{
	struct syncer *syncer = syncer_new(".");
	struct err err = ERR_INIT;
	int filesystem = sync_open_filesystem("."), last = -1;

	(void)state;
	for (int i = 0; i < 300; i++)
		last = add_file(syncer, "many");
	assert_int_equal(is_open(last), filesystem < 0);
	assert_int_equal(syncer_wait(syncer, &err), 0);
	assert_false(is_open(last));
	syncer_free(syncer);
	if (filesystem >= 0)
		close(filesystem);
}

static void a_file_system_that_hides_failures_is_not_relied_on(void **state)
{
	(void)state;
	assert_int_equal(sync_open_filesystem("/proc"), -1);
	assert_int_equal(sync_open_filesystem("nowhere"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(the_first_that_cannot_be_synced_is_named),
	        TEST(of_many_the_descriptors_are_not_kept),
	        TEST(a_file_system_that_hides_failures_is_not_relied_on),
	};

	return RUN_TESTS(tests);
}
