#include "base/aside.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/conveyor.h"
#include "base/text.h"

struct aside {
	pthread_mutex_t mutex;
	pthread_cond_t added, done;
	struct job *first, **end; /* that wait */
	void (*tell)(void *context);
	void *context;
	bool running, ended;
	pthread_t thread;
};

struct aside *aside_new(void)
{
	struct aside *a = xcalloc(1, sizeof(*a));

	*a = (struct aside){.mutex = PTHREAD_MUTEX_INITIALIZER,
	                    .added = PTHREAD_COND_INITIALIZER,
	                    .done = PTHREAD_COND_INITIALIZER};
	a->end = &a->first;
	return a;
}

static void do_job(struct aside *a, struct job *job)
{
	job->run(job);
	pthread_mutex_lock(&a->mutex);
	job->busy = false;
	pthread_cond_broadcast(&a->done);
	if (job->tells && a->tell)
		a->tell(a->context);
	pthread_mutex_unlock(&a->mutex);
}

static struct job *take(struct aside *a)
{
	struct job *job;

	pthread_mutex_lock(&a->mutex);
	while (!a->first && !a->ended)
		pthread_cond_wait(&a->added, &a->mutex);
	job = a->first;
	if (job)
		a->first = job->next;
	if (!a->first)
		a->end = &a->first;
	pthread_mutex_unlock(&a->mutex);
	return job;
}

static void *do_all(void *context)
{
	struct aside *a = context;
	struct job *job;

	while ((job = take(a)))
		do_job(a, job);
	return NULL;
}

void aside_tell(struct aside *a, void (*tell)(void *context), void *context)
{
	pthread_mutex_lock(&a->mutex);
	a->tell = tell;
	a->context = context;
	pthread_mutex_unlock(&a->mutex);
}

void aside_add(struct aside *a, struct job *job)
{
	bool runs;

	job->busy = true;
	job->tells = false;
	job->next = NULL;
	pthread_mutex_lock(&a->mutex);
	if (!a->running && threads_wanted() > 1)
		a->running = pthread_create(&a->thread, NULL, do_all, a) == 0;
	runs = a->running;
	if (runs) {
		*a->end = job;
		a->end = &job->next;
		pthread_cond_signal(&a->added);
	}
	pthread_mutex_unlock(&a->mutex);
	if (!runs)
		do_job(a, job);
}

bool aside_busy(struct aside *a, const struct job *job)
{
	bool busy;

	pthread_mutex_lock(&a->mutex);
	busy = job->busy;
	pthread_mutex_unlock(&a->mutex);
	return busy;
}

bool aside_ask(struct aside *a, struct job *job)
{
	bool busy;

	pthread_mutex_lock(&a->mutex);
	busy = job->tells = job->busy;
	pthread_mutex_unlock(&a->mutex);
	return busy;
}

void aside_wait(struct aside *a, const struct job *job)
{
	pthread_mutex_lock(&a->mutex);
	while (job->busy)
		pthread_cond_wait(&a->done, &a->mutex);
	pthread_mutex_unlock(&a->mutex);
}

void aside_free(struct aside *a)
{
	if (!a)
		return;
	pthread_mutex_lock(&a->mutex);
	a->ended = true;
	pthread_cond_signal(&a->added);
	pthread_mutex_unlock(&a->mutex);
	if (a->running)
		pthread_join(a->thread, NULL);
	free(a);
}
