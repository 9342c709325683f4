#include "report/family.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/conveyor.h"

/* More are kept than are in use: pages of a city are followed by those of its counties. */
enum { MOST_FAMILIES = 3 * MOST_THREADS, IDLE_FAMILIES = 4 };

struct family {
	struct shelf shelf; /* first, to be told by it */
	uint32_t parent;
	unsigned borrowers;
	uint64_t last_use;
	bool taken; /* into memory, by the first borrower */
};

struct families {
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	struct family *items[MOST_FAMILIES];
	size_t count;
	uint64_t uses;
};

struct families *families_new(void)
{
	struct families *f = xcalloc(1, sizeof(*f));

	pthread_mutex_init(&f->mutex, NULL);
	pthread_cond_init(&f->changed, NULL);
	return f;
}

static void drop(struct families *f, size_t i)
{
	shelf_release(&f->items[i]->shelf);
	free(f->items[i]);
	f->items[i] = f->items[--f->count];
}

void families_free(struct families *f)
{
	if (!f)
		return;
	while (f->count)
		drop(f, 0);
	pthread_cond_destroy(&f->changed);
	pthread_mutex_destroy(&f->mutex);
	free(f);
}

/* Those not borrowed for longest go, down to as many idle ones as are kept. */
static void make_room(struct families *f)
{
	for (;;) {
		size_t oldest = f->count, idle = 0;
		for (size_t i = 0; i < f->count; i++) {
			if (f->items[i]->borrowers)
				continue;
			idle++;
			if (oldest == f->count ||
			    f->items[i]->last_use < f->items[oldest]->last_use)
				oldest = i;
		}
		if (idle <= IDLE_FAMILIES)
			return;
		drop(f, oldest);
	}
}

static struct family *find(struct families *f, uint32_t parent)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->items[i]->parent == parent)
			return f->items[i];
	return NULL;
}

static int take(struct family *family, struct publication *p, struct err *err)
{
	const struct code_tree *regions = &p->config.regions;

	if (shelf_take(&family->shelf, p, family->parent, LOT_COMPARED, err) < 0)
		return -1;
	for (uint32_t i = 0; i < regions->count; i++)
		if (regions->nodes[i].parent == family->parent &&
		    shelf_take(&family->shelf, p, i, LOT_COMPARED, err) < 0)
			return -1;
	return 0;
}

/* Called with the mutex held, which is let go meanwhile. */
static struct family *add(struct families *f, struct publication *p, uint32_t parent,
                          struct err *err)
{
	struct family *family = xcalloc(1, sizeof(*family));
	int result;

	make_room(f);
	*family = (struct family){.parent = parent, .borrowers = 1};
	f->items[f->count++] = family;
	pthread_mutex_unlock(&f->mutex);
	result = take(family, p, err);
	pthread_mutex_lock(&f->mutex);
	family->taken = result == 0;
	pthread_cond_broadcast(&f->changed);
	if (result == 0)
		return family;
	/* Who waits for it finds it gone, and meets the same error. */
	for (size_t i = 0; i < f->count; i++)
		if (f->items[i] == family) {
			drop(f, i);
			break;
		}
	return NULL;
}

const struct shelf *families_borrow(struct families *f, struct publication *p, uint32_t parent,
                                    struct err *err)
{
	struct family *family;

	pthread_mutex_lock(&f->mutex);
	while ((family = find(f, parent)) && !family->taken)
		pthread_cond_wait(&f->changed, &f->mutex);
	if (family)
		family->borrowers++;
	else
		family = add(f, p, parent, err);
	if (family)
		family->last_use = ++f->uses;
	pthread_mutex_unlock(&f->mutex);
	return family ? &family->shelf : NULL;
}

void families_return(struct families *f, const struct shelf *shelf)
{
	struct family *family = (struct family *)(uintptr_t)shelf;

	if (!family)
		return;
	pthread_mutex_lock(&f->mutex);
	family->borrowers--;
	pthread_mutex_unlock(&f->mutex);
}
