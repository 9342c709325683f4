#include "run/interrupt.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit.h"

static struct err err;

/* Returns once it has ended and its signal is there, and leaves it to be waited for. */
static pid_t start_child_that_ends(void)
{
	pid_t child = fork();
	siginfo_t info;

	if (child == 0)
		_exit(0);
	assert_int_equal(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT), 0);
	return child;
}

/* Without a limit: a wait that misses it never comes back. */
static void a_wait_wakes_for_a_child_that_ended_before_a_check(void **state)
{
	pid_t child;

	(void)state;
	assert_int_equal(interrupt_open(0, &err), 0);
	child = start_child_that_ends();
	assert_int_equal(interrupt_check(&err), 0);
	interrupt_wait(NULL, 0, -1);
	assert_int_equal(interrupt_signal(), 0); /* not somebody who lost patience */
	assert_int_equal(waitpid(child, NULL, WNOHANG), child);
	interrupt_close();
}

static void a_signal_is_told_each_time(void **state)
{
	(void)state;
	assert_int_equal(interrupt_open(0, &err), 0);
	assert_int_equal(interrupt_check(&err), 0);
	raise(SIGTERM);
	interrupt_wait(NULL, 0, -1);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(interrupt_check(&err), -1);
		assert_int_equal(err.code, RD_STOPPED);
	}
	assert_int_equal(interrupt_signal(), SIGTERM);
	interrupt_close();
}

static void the_limit_of_the_run_ends_a_wait(void **state)
{
	(void)state;
	assert_int_equal(interrupt_open(1, &err), 0);
	assert_int_equal(interrupt_check(&err), 0);
	interrupt_wait(NULL, 0, -1);
	assert_int_equal(interrupt_check(&err), -1);
	assert_int_equal(err.code, RD_TIMEOUT);
	interrupt_close();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_wait_wakes_for_a_child_that_ended_before_a_check),
	        TEST(a_signal_is_told_each_time),
	        TEST(the_limit_of_the_run_ends_a_wait),
	};

	return RUN_TESTS(tests);
}
