#include "base/conveyor.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/parallel.h"

struct turns {
	const struct conveyor *belt;
	pthread_mutex_t taking, giving;
	pthread_cond_t given;
	uint64_t taken, done; /* pieces of work, so far */
	bool ended;           /* no more are taken */
	uint64_t failed;      /* the first piece that did; UINT64_MAX: none */
	struct err *err;      /* its error */
};

struct worker {
	struct turns *turns;
	void *slot;
	pthread_t thread;
};

/* The number of the piece taken goes to *turn. */
static int take(struct worker *w, uint64_t *turn, struct err *err)
{
	struct turns *t = w->turns;
	int got = 0;

	pthread_mutex_lock(&t->taking);
	if (!t->ended)
		got = t->belt->take(t->belt->shared, w->slot, err);
	if (got <= 0)
		t->ended = true;
	if (got != 0)
		*turn = t->taken++;
	pthread_mutex_unlock(&t->taking);
	return got;
}

/* Waits for its turn, if there is something to give. After an error nothing more is given. */
static int give(struct worker *w, uint64_t turn, int result, struct err *err)
{
	struct turns *t = w->turns;
	const struct conveyor *belt = t->belt;

	pthread_mutex_lock(&t->giving);
	while (belt->give && t->done != turn)
		pthread_cond_wait(&t->given, &t->giving);
	if (turn < t->failed && result == 0 && belt->give)
		result = belt->give(belt->shared, w->slot, err);
	if (turn < t->failed && result < 0) {
		t->failed = turn;
		*t->err = *err;
	}
	result = t->failed == UINT64_MAX ? 0 : -1;
	t->done++;
	pthread_cond_broadcast(&t->given);
	pthread_mutex_unlock(&t->giving);
	return result;
}

static void stop(struct turns *t)
{
	pthread_mutex_lock(&t->taking);
	t->ended = true;
	pthread_mutex_unlock(&t->taking);
}

static void *go_round(void *worker)
{
	struct worker *w = worker;
	const struct conveyor *belt = w->turns->belt;
	struct err err = ERR_INIT;
	uint64_t turn;
	int got;

	while ((got = take(w, &turn, &err)) != 0) {
		if (got > 0)
			got = belt->work(belt->shared, w->slot, &err);
		if (give(w, turn, got < 0 ? -1 : 0, &err) < 0) {
			stop(w->turns);
			break;
		}
	}
	return NULL;
}

int conveyor_run(const struct conveyor *belt, struct err *err)
{
	struct turns turns = {
	        .belt = belt,
	        .taking = PTHREAD_MUTEX_INITIALIZER,
	        .giving = PTHREAD_MUTEX_INITIALIZER,
	        .given = PTHREAD_COND_INITIALIZER,
	        .failed = UINT64_MAX,
	        .err = err,
	};
	struct worker workers[MOST_THREADS] = {{.turns = &turns, .slot = belt->slots[0]}};
	unsigned started = 1;

	for (unsigned i = 1; i < belt->threads; i++)
		workers[i] = (struct worker){.turns = &turns, .slot = belt->slots[i]};
	/* A thread that cannot be started is one less: the others do its work. */
	while (started < belt->threads &&
	       pthread_create(&workers[started].thread, NULL, go_round, &workers[started]) == 0)
		started++;
	go_round(&workers[0]);
	for (unsigned i = 1; i < started; i++)
		pthread_join(workers[i].thread, NULL);
	return turns.failed == UINT64_MAX ? 0 : -1;
}

unsigned threads_wanted(void)
{
	const char *given = getenv("RDSTAT_THREADS");
	long n = given ? strtol(given, NULL, 10) : 0;

	if (n < 1)
		n = processors_allotted();
	return n > MOST_THREADS ? MOST_THREADS : (unsigned)n;
}
