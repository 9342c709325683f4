#include "io/lock.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit.h"

static struct err err;

static void a_second_taker_learns_who_was_first(void **state)
{
	struct lock first = LOCK_INIT, second = LOCK_INIT;

	(void)state;
	assert_int_equal(lock_take(&first, "lock", &err), 0);
	assert_true(lock_is_held("lock"));
	assert_int_equal(lock_take(&second, "lock", &err), -1);
	assert_int_equal(err.code, RD_LOCKED);
	assert_non_null(strstr(err.message, "is locked by process "));
	assert_non_null(strstr(err.message, " since 2"));
	lock_release(&first);
	assert_false(lock_is_held("lock"));
	assert_int_equal(lock_take(&second, "lock", &err), 0);
	lock_release(&second);
}

static void a_lock_goes_with_the_process_that_took_it(void **state)
{
	struct lock lock = LOCK_INIT;
	int taken[2];
	char byte;
	pid_t child;

	(void)state;
	assert_int_equal(pipe(taken), 0);
	child = fork();
	if (child == 0) {
		if (lock_take(&lock, "other", &err) == 0 && write(taken[1], "x", 1) == 1)
			pause();
		_exit(1);
	}
	assert_int_equal(read(taken[0], &byte, 1), 1);
	assert_int_equal(lock_take(&lock, "other", &err), -1);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	assert_int_equal(lock_take(&lock, "other", &err), 0);
	lock_release(&lock);
	close(taken[0]);
	close(taken[1]);
}

static void a_lock_that_cannot_be_made_is_an_output_error(void **state)
{
	struct lock lock = LOCK_INIT;

	(void)state;
	assert_int_equal(lock_take(&lock, "no/such/place", &err), -1);
	assert_int_equal(err.code, RD_OUTPUT);
	assert_false(lock_is_held("no/such/place"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_second_taker_learns_who_was_first),
	        TEST(a_lock_goes_with_the_process_that_took_it),
	        TEST(a_lock_that_cannot_be_made_is_an_output_error),
	};

	return RUN_TESTS(tests);
}
