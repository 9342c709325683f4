#include "io/delivery.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/conveyor.h"
#include "base/text.h"
#include "io/gzip_members.h"

enum { WAITING = 2 };

/* A buffer and what it becomes. */
struct parcel {
	struct buffer content;
	z_stream deflater; /* if compressed */
	struct buffer deflated;
};

struct delivery {
	int fd;
	struct checksum *checksum;
	bool compressed;
	int failed;
	uint64_t bytes;
	struct parcel *parcels; /* one a thread, the first without threads */
	unsigned threads;
	/* buffers that wait for a thread */
	bool running;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct buffer waiting[WAITING];
	size_t added, taken; /* so far */
	bool ended;
};

struct delivery *delivery_start(int fd, bool compressed, struct checksum *checksum)
{
	struct delivery *d = xcalloc(1, sizeof(*d));

	d->fd = fd;
	d->compressed = compressed;
	d->checksum = checksum;
	d->threads = compressed ? threads_wanted() : 1;
	d->parcels = xcalloc(d->threads, sizeof(*d->parcels));
	pthread_mutex_init(&d->lock, NULL);
	pthread_cond_init(&d->changed, NULL);
	return d;
}

/* --- One parcel ---------------------------------------------------------------------------- */

/*
 * A gzip member. No name and no time in its header: the same rows give the same bytes. There is
 * its size, for a reader that inflates several at once.
 */
static void deflate_parcel(struct parcel *p)
{
	unsigned char extra[GZIP_EXTRA];
	gz_header header = {.os = 3, .extra = extra, .extra_len = GZIP_EXTRA};
	z_stream *z = &p->deflater;
	size_t most;

	memcpy(extra, gzip_size_field, GZIP_EXTRA);
	if (z->state)
		deflateReset(z);
	else if (deflateInit2(z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	if (deflateSetHeader(z, &header) != Z_OK)
		abort();
	most = deflateBound(z, p->content.n);
	if (p->deflated.capacity < most) {
		free(p->deflated.p);
		p->deflated = (struct buffer){xmalloc(most), 0, most};
	}
	z->next_in = (unsigned char *)p->content.p;
	z->avail_in = (unsigned)p->content.n;
	z->next_out = (unsigned char *)p->deflated.p;
	z->avail_out = (unsigned)p->deflated.capacity;
	if (deflate(z, Z_FINISH) != Z_STREAM_END)
		abort();
	p->deflated.n = p->deflated.capacity - z->avail_out;
	for (unsigned i = 0; i < 4; i++)
		p->deflated.p[GZIP_SIZE_AT + i] = (char)(p->deflated.n >> (8 * i));
}

static int work(void *delivery, void *parcel, struct err *err)
{
	const struct delivery *d = delivery;

	(void)err;
	if (d->compressed)
		deflate_parcel(parcel);
	return 0;
}

static int write_parcel(void *delivery, void *parcel, struct err *err)
{
	struct delivery *d = delivery;
	const struct parcel *p = parcel;
	const struct buffer *b = d->compressed ? &p->deflated : &p->content;
	size_t written = 0;

	(void)err;
	if (d->checksum)
		checksum_add(d->checksum, b->p, b->n);
	d->bytes += b->n;
	while (written < b->n && !d->failed) {
		ssize_t done = write(d->fd, b->p + written, b->n - written);
		if (done < 0 && errno != EINTR)
			d->failed = errno;
		if (done > 0)
			written += (size_t)done;
	}
	return 0;
}

/* --- Many ---------------------------------------------------------------------------------- */

static void swap(struct buffer *a, struct buffer *b)
{
	struct buffer c = *a;

	*a = *b;
	*b = c;
}

static int take(void *delivery, void *parcel, struct err *err)
{
	struct delivery *d = delivery;
	struct parcel *p = parcel;
	bool more;

	(void)err;
	pthread_mutex_lock(&d->lock);
	while (d->taken == d->added && !d->ended)
		pthread_cond_wait(&d->changed, &d->lock);
	more = d->taken < d->added;
	if (more) {
		swap(&d->waiting[d->taken++ % WAITING], &p->content);
		pthread_cond_broadcast(&d->changed);
	}
	pthread_mutex_unlock(&d->lock);
	return more;
}

static void *run(void *delivery)
{
	struct delivery *d = delivery;
	void *slots[MOST_THREADS];
	struct conveyor belt = {.shared = d,
	                        .slots = slots,
	                        .threads = d->threads,
	                        .take = take,
	                        .work = work,
	                        .give = write_parcel};
	struct err err = ERR_INIT;

	for (unsigned i = 0; i < d->threads; i++)
		slots[i] = &d->parcels[i];
	conveyor_run(&belt, &err);
	return NULL;
}

static void deliver_here(struct delivery *d, struct buffer *buffer)
{
	struct parcel *p = &d->parcels[0];

	swap(&p->content, buffer);
	work(d, p, NULL);
	write_parcel(d, p, NULL);
	swap(&p->content, buffer);
}

void delivery_add(struct delivery *d, struct buffer *buffer, size_t capacity)
{
	if (!d->running && threads_wanted() > 1)
		d->running = pthread_create(&d->thread, NULL, run, d) == 0;
	if (d->running) {
		pthread_mutex_lock(&d->lock);
		while (d->added - d->taken == WAITING)
			pthread_cond_wait(&d->changed, &d->lock);
		swap(&d->waiting[d->added++ % WAITING], buffer);
		pthread_cond_broadcast(&d->changed);
		pthread_mutex_unlock(&d->lock);
	} else {
		deliver_here(d, buffer);
	}
	buffer->n = 0;
	if (buffer->capacity < capacity) {
		free(buffer->p);
		*buffer = (struct buffer){xmalloc(capacity), 0, capacity};
	}
	/* However large it once was: members are of one size. */
	if (d->compressed)
		buffer->capacity = capacity;
}

static void release(struct delivery *d)
{
	for (unsigned i = 0; i < d->threads; i++) {
		struct parcel *p = &d->parcels[i];
		if (p->deflater.state)
			deflateEnd(&p->deflater);
		free(p->content.p);
		free(p->deflated.p);
	}
	for (size_t i = 0; i < WAITING; i++)
		free(d->waiting[i].p);
	pthread_mutex_destroy(&d->lock);
	pthread_cond_destroy(&d->changed);
	free(d->parcels);
	free(d);
}

int delivery_end(struct delivery *d, const struct buffer *last, uint64_t *bytes)
{
	int failed;

	if (d->running) {
		pthread_mutex_lock(&d->lock);
		d->ended = true;
		pthread_cond_broadcast(&d->changed);
		pthread_mutex_unlock(&d->lock);
		pthread_join(d->thread, NULL);
	}
	/* Of nothing at all a gzip file still has a member. */
	if (last && (last->n || !d->bytes)) {
		struct buffer rest = *last;
		deliver_here(d, &rest);
	}
	failed = d->failed;
	*bytes = d->bytes;
	release(d);
	return failed;
}
