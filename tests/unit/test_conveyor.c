#include "base/conveyor.h"

#include <sched.h>
#include <stdlib.h>

#include "base/text.h"
#include "unit.h"

enum { THREADS = 4, PIECES = 2000 };

struct slot {
	unsigned number, doubled;
};

struct shop {
	unsigned taken, given;
	unsigned fails_to_take, fails_to_work, fails_to_give; /* piece numbers; 0: none */
	bool in_order;
	bool gives_nothing;
};

static int failed(struct err *err, const char *what, unsigned number)
{
	return err_set(err, RD_INPUT, "%s %u", what, number);
}

static int take(void *shared, void *slot, struct err *err)
{
	struct shop *shop = shared;
	struct slot *s = slot;

	if (shop->taken == PIECES)
		return 0;
	s->number = ++shop->taken;
	return s->number == shop->fails_to_take ? failed(err, "take", s->number) : 1;
}

/* Takes longer for some, so that they overtake each other. */
static int work(void *shared, void *slot, struct err *err)
{
	struct shop *shop = shared;
	struct slot *s = slot;
	volatile unsigned sum = 0;

	for (unsigned i = 0; i < s->number % 7 * 1000; i++)
		sum += i;
	s->doubled = 2 * s->number;
	return shop->fails_to_work && s->number >= shop->fails_to_work
	               ? failed(err, "work", s->number)
	               : 0;
}

static int give(void *shared, void *slot, struct err *err)
{
	struct shop *shop = shared;
	struct slot *s = slot;

	shop->given++;
	shop->in_order = shop->in_order && s->doubled == 2 * shop->given;
	return s->number == shop->fails_to_give ? failed(err, "give", s->number) : 0;
}

static int run(struct shop *shop, unsigned threads, struct err *err)
{
	struct slot own[THREADS];
	void *slots[THREADS] = {&own[0], &own[1], &own[2], &own[3]};
	struct conveyor belt = {shop, slots, threads,
	                        take, work,  shop->gives_nothing ? NULL : give};

	shop->in_order = true;
	return conveyor_run(&belt, err);
}

static void results_leave_in_the_order_in_which_work_came(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	for (unsigned threads = 1; threads <= THREADS; threads++) {
		struct shop shop = {0};
		assert_int_equal(run(&shop, threads, &err), 0);
		assert_int_equal(shop.given, PIECES);
		assert_true(shop.in_order);
	}
}

static void fails_with(struct shop shop, const char *message, unsigned given)
{
	for (unsigned threads = 1; threads <= THREADS; threads++) {
		struct err err = ERR_INIT;
		struct shop own = shop;
		assert_int_equal(run(&own, threads, &err), -1);
		assert_int_equal(err.code, RD_INPUT);
		assert_string_equal(err.message, message);
		assert_int_equal(own.given, given);
		assert_true(own.in_order);
	}
}

static void the_first_error_in_order_stops_the_belt(void **state)
{
	(void)state;
	fails_with((struct shop){.fails_to_take = 10}, "take 10", 9);
	fails_with((struct shop){.fails_to_work = 10}, "work 10", 9);
	fails_with((struct shop){.fails_to_give = 10}, "give 10", 10);
	fails_with((struct shop){.fails_to_work = 10, .fails_to_give = 8}, "give 8", 8);
	fails_with((struct shop){.fails_to_take = 12, .fails_to_work = 10}, "work 10", 9);
}

static void so_it_does_where_nothing_is_given(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 50; round++) {
		fails_with((struct shop){.fails_to_work = 10, .gives_nothing = true}, "work 10", 0);
		fails_with((struct shop){.fails_to_take = 10, .gives_nothing = true}, "take 10", 0);
	}
}

static void the_environment_says_how_many_threads(void **state)
{
	(void)state;
	setenv("RDSTAT_THREADS", "3", 1);
	assert_int_equal(threads_wanted(), 3);
	setenv("RDSTAT_THREADS", "100000", 1);
	assert_int_equal(threads_wanted(), MOST_THREADS);
	setenv("RDSTAT_THREADS", "none", 1);
	assert_true(threads_wanted() >= 1);
	unsetenv("RDSTAT_THREADS");
	assert_true(threads_wanted() >= 1);
}

static void a_task_of_slurm_runs_the_threads_that_it_was_allotted(void **state)
{
	cpu_set_t before, one;

	(void)state;
	setenv("SLURM_CPUS_PER_TASK", "5", 1);
	assert_int_equal(threads_wanted(), 5);
	unsetenv("SLURM_CPUS_PER_TASK");
	assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
	CPU_ZERO(&one);
	for (size_t i = 0; i < CPU_SETSIZE && !CPU_COUNT(&one); i++)
		if (CPU_ISSET(i, &before))
			CPU_SET(i, &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	assert_int_equal(threads_wanted(), 1);
	assert_int_equal(sched_setaffinity(0, sizeof(before), &before), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(results_leave_in_the_order_in_which_work_came),
	        TEST(the_first_error_in_order_stops_the_belt),
	        TEST(so_it_does_where_nothing_is_given),
	        TEST(the_environment_says_how_many_threads),
	        TEST(a_task_of_slurm_runs_the_threads_that_it_was_allotted),
	};

	return RUN_TESTS(tests);
}
