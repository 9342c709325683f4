#include "base/aside.h"

#include <stdlib.h>
#include <unistd.h>

#include "unit.h"

enum { JOBS = 500 };

/* A job that notes its turn, and may wait to be let go. */
struct task {
	struct job job;
	unsigned turn;
	int gate; /* is read before it ends; -1: none */
};

static unsigned turns;

static void note(struct job *job)
{
	struct task *task = (struct task *)job;
	char byte;

	if (task->gate >= 0 && read(task->gate, &byte, 1) != 1)
		abort();
	task->turn = ++turns;
}

static void tell(void *context)
{
	int *gate = context;

	if (write(gate[1], "x", 1) != 1)
		abort();
}

static void jobs_are_done_in_the_order_in_which_they_came(void **state)
{
	static struct task tasks[JOBS];
	struct aside *aside = aside_new();

	(void)state;
	turns = 0;
	for (unsigned i = 0; i < JOBS; i++) {
		tasks[i] = (struct task){.job = {.run = note}, .gate = -1};
		aside_add(aside, &tasks[i].job);
	}
	aside_wait(aside, &tasks[JOBS - 1].job);
	for (unsigned i = 0; i < JOBS; i++) {
		assert_false(aside_busy(aside, &tasks[i].job));
		assert_int_equal(tasks[i].turn, i + 1);
	}
	aside_free(aside);
}

static void whoever_asked_is_told_of_the_end(void **state)
{
	int gate[2], told[2];
	char byte;
	struct task task = {.job = {.run = note}};
	struct aside *aside = aside_new();

	(void)state;
	setenv("RDSTAT_THREADS", "2", 1);
	assert_int_equal(pipe(gate), 0);
	assert_int_equal(pipe(told), 0);
	aside_tell(aside, tell, told);
	task.gate = gate[0];
	assert_false(aside_busy(aside, &task.job));
	aside_add(aside, &task.job);
	assert_true(aside_ask(aside, &task.job));
	assert_int_equal(write(gate[1], "x", 1), 1);
	assert_int_equal(read(told[0], &byte, 1), 1);
	assert_false(aside_busy(aside, &task.job));
	aside_free(aside);
	unsetenv("RDSTAT_THREADS");
}

static void what_waits_at_the_end_is_still_done(void **state)
{
	struct task tasks[10];
	struct aside *aside = aside_new();

	(void)state;
	turns = 0;
	for (unsigned i = 0; i < 10; i++) {
		tasks[i] = (struct task){.job = {.run = note}, .gate = -1};
		aside_add(aside, &tasks[i].job);
	}
	aside_free(aside);
	assert_int_equal(turns, 10);
	aside_free(NULL);
}

static void with_one_thread_a_job_is_done_when_it_is_added(void **state)
{
	struct task task = {.job = {.run = note}, .gate = -1};
	struct aside *aside = aside_new();

	(void)state;
	setenv("RDSTAT_THREADS", "1", 1);
	turns = 0;
	aside_add(aside, &task.job);
	assert_int_equal(task.turn, 1);
	assert_false(aside_busy(aside, &task.job));
	aside_free(aside);
	unsetenv("RDSTAT_THREADS");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(jobs_are_done_in_the_order_in_which_they_came),
	        TEST(whoever_asked_is_told_of_the_end),
	        TEST(what_waits_at_the_end_is_still_done),
	        TEST(with_one_thread_a_job_is_done_when_it_is_added),
	};

	return RUN_TESTS(tests);
}
