#include "base/pump.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { BUFFERS = 4, SIZE = 256 * 1024 };

struct pump_buffer {
	char bytes[SIZE];
	ssize_t count; /* as `fill` returned it */
	size_t read;
};

struct pump {
	pump_fill fill;
	void *state;
	struct err err;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	size_t filled, emptied; /* buffers, so far */
	bool stopping;
	struct pump_buffer buffers[BUFFERS];
};

/* Fills the next buffer; false if it was the last. */
static bool fill_next(struct pump *p)
{
	struct pump_buffer *b = &p->buffers[p->filled % BUFFERS];

	b->count = p->fill(p->state, b->bytes, SIZE, &p->err);
	b->read = 0;
	return b->count > 0;
}

static void *work(void *pump)
{
	struct pump *p = pump;
	bool more = true;

	pthread_mutex_lock(&p->lock);
	while (more) {
		while (p->filled - p->emptied == BUFFERS && !p->stopping)
			pthread_cond_wait(&p->changed, &p->lock);
		if (p->stopping)
			break;
		pthread_mutex_unlock(&p->lock);
		more = fill_next(p);
		pthread_mutex_lock(&p->lock);
		p->filled++;
		pthread_cond_broadcast(&p->changed);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

struct pump *pump_start(pump_fill fill, void *state)
{
	struct pump *p = xmalloc(sizeof(*p));

	p->fill = fill;
	p->state = state;
	p->err = (struct err)ERR_INIT;
	p->filled = p->emptied = 0;
	p->stopping = false;
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->changed, NULL);
	if (pthread_create(&p->thread, NULL, work, p) != 0)
		abort();
	return p;
}

void pump_stop(struct pump *p)
{
	if (!p)
		return;
	pthread_mutex_lock(&p->lock);
	p->stopping = true;
	pthread_cond_broadcast(&p->changed);
	pthread_mutex_unlock(&p->lock);
	pthread_join(p->thread, NULL);
	pthread_cond_destroy(&p->changed);
	pthread_mutex_destroy(&p->lock);
	free(p);
}

/* Waits for the buffer that is read next. */
static struct pump_buffer *next_filled(struct pump *p)
{
	pthread_mutex_lock(&p->lock);
	while (p->filled == p->emptied)
		pthread_cond_wait(&p->changed, &p->lock);
	pthread_mutex_unlock(&p->lock);
	return &p->buffers[p->emptied % BUFFERS];
}

ssize_t pump_read(struct pump *p, char *buffer, size_t n, struct err *err)
{
	struct pump_buffer *b = next_filled(p);
	size_t have;

	if (b->count < 0)
		*err = p->err;
	if (b->count <= 0)
		return b->count; /* and again, if asked again */
	have = (size_t)b->count - b->read;
	if (have > n)
		have = n;
	memcpy(buffer, b->bytes + b->read, have);
	b->read += have;
	if (b->read == (size_t)b->count) {
		pthread_mutex_lock(&p->lock);
		p->emptied++;
		pthread_cond_broadcast(&p->changed);
		pthread_mutex_unlock(&p->lock);
	}
	return (ssize_t)have;
}
