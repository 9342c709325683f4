#include "base/parallel.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

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

unsigned processors_allotted(void)
{
	const char *given = getenv("SLURM_CPUS_PER_TASK");
	long n = given ? strtol(given, NULL, 10) : 0;
	cpu_set_t bound;

	if (n < 1 && sched_getaffinity(0, sizeof(bound), &bound) == 0)
		n = CPU_COUNT(&bound);
	if (n < 1)
		n = sysconf(_SC_NPROCESSORS_ONLN);
	return n < 1 ? 1 : (unsigned)n;
}
