#include "base/parallel.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

struct part {
	void (*work)(void *shared, unsigned thread);
	void *shared;
	unsigned thread;
	pthread_t id;
	bool started;
};

static void *run(void *part)
{
	const struct part *p = part;

	p->work(p->shared, p->thread);
	return NULL;
}

void parallel_run(unsigned threads, void (*work)(void *shared, unsigned thread), void *shared)
{
	struct part parts[MOST_THREADS];

	for (unsigned i = 1; i < threads; i++) {
		parts[i] = (struct part){.work = work, .shared = shared, .thread = i};
		parts[i].started = pthread_create(&parts[i].id, NULL, run, &parts[i]) == 0;
	}
	work(shared, 0);
	for (unsigned i = 1; i < threads; i++) {
		if (parts[i].started)
			pthread_join(parts[i].id, NULL);
		else
			run(&parts[i]);
	}
}
