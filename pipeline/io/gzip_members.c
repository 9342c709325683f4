#include "io/gzip_members.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/conveyor.h"
#include "base/text.h"
#include "io/inflate.h"

/*
 * HEADER: as much as tells the size. Members are gathered until there are BATCH bytes of what
 * they make; larger ones than LARGEST, packed or not, are not kept in memory. Some inflaters
 * want SLACK at the end of their output to see that there is no more.
 */
enum { HEADER = 20, TRAILER = 8, BATCH = 256 * 1024, LARGEST = 4 << 20, SLACK = 64, WAITING = 3 };

const unsigned char gzip_size_field[GZIP_EXTRA] = {'R', 'D', 4, 0};

int gzip_wrong(enum gzip_wrong what, struct err *err)
{
	const char *const texts[] = {
	        T("the gzip stream ends early: the file is cut", "gzip 流提前结束：文件不完整"),
	        T("the gzip stream is damaged", "gzip 流已损坏"),
	        T("bytes after the end of the gzip stream", "gzip 流结束后还有多余字节"),
	};

	err_set(err, RD_INPUT, "%s", texts[what]);
	return err_hint(err, T("fetch the file again", "请重新获取该文件"));
}

static size_t little_endian(const unsigned char *p, unsigned bytes)
{
	size_t value = 0;

	for (unsigned i = bytes; i > 0; i--)
		value = value << 8 | p[i - 1];
	return value;
}

size_t gzip_stated_size(const unsigned char *p, size_t n)
{
	enum { METHOD = 8, FLAG_EXTRA = 4 };
	const unsigned char *field = p + GZIP_FIXED + 2;
	size_t extra;

	if (n < HEADER || p[0] != 0x1f || p[1] != 0x8b || p[2] != METHOD || !(p[3] & FLAG_EXTRA))
		return 0;
	extra = little_endian(p + GZIP_FIXED, 2);
	if (extra >= 8 && memcmp(field, gzip_size_field, 4) == 0)
		return little_endian(field + 4, 4);
	if (extra >= 6 && memcmp(field, "BC\2\0", 4) == 0)
		return little_endian(field + 4, 2) + 1;
	return 0;
}

struct bytes {
	unsigned char *p;
	size_t n, capacity;
};

static void reserve(struct bytes *b, size_t capacity)
{
	if (b->capacity >= capacity)
		return;
	b->p = xrealloc(b->p, capacity);
	b->capacity = capacity;
}

static void swap(struct bytes *a, struct bytes *b)
{
	struct bytes c = *a;

	*a = *b;
	*b = c;
}

/* Whole members and what they make; or what is left of the file, which one thread inflates. */
struct batch {
	struct bytes packed, plain;
	bool rest;
	void *inflater;
};

struct gzip_members {
	struct gzip_source source;
	struct batch *batches;
	unsigned threads;
	unsigned char ahead[HEADER]; /* of a member that is not in the batch before */
	size_t ahead_count;
	bool last; /* the rest is taken */
	/* what is inflated, on its way to the reader */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct bytes waiting[WAITING];
	size_t added, taken; /* so far */
	size_t read;         /* of the one that is taken next */
	bool ended, stopping;
	int result;
	struct err err;
};

/* --- Taking members from the file ---------------------------------------------------------- */

/* Makes b longer, up to n bytes in all if there are so many. */
static int read_up_to(struct gzip_members *m, struct bytes *b, size_t n, struct err *err)
{
	while (b->n < n) {
		ssize_t got = m->source.read(m->source.state, b->p + b->n, n - b->n, err);
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		b->n += (size_t)got;
	}
	return 0;
}

/* Adds a member if it is small. 1: it is there, 0: there is none, or it is not; -1: an error. */
static int take_member(struct gzip_members *m, struct batch *b, struct err *err)
{
	struct bytes *packed = &b->packed;
	size_t start = packed->n, size, plain;

	memcpy(packed->p + start, m->ahead, m->ahead_count);
	packed->n += m->ahead_count;
	m->ahead_count = 0;
	if (read_up_to(m, packed, start + HEADER, err) < 0)
		return -1;
	size = gzip_stated_size(packed->p + start, packed->n - start);
	if (size < HEADER + TRAILER || size > LARGEST) {
		m->ahead_count = packed->n - start;
		memcpy(m->ahead, packed->p + start, m->ahead_count);
		packed->n = start;
		return 0;
	}
	if (read_up_to(m, packed, start + size, err) < 0)
		return -1;
	if (packed->n < start + size)
		return gzip_wrong(GZIP_CUT, err);
	plain = little_endian(packed->p + packed->n - 4, 4);
	if (plain > LARGEST)
		return gzip_wrong(GZIP_DAMAGED, err);
	b->plain.n += plain;
	return 1;
}

static bool is_stopping(struct gzip_members *m)
{
	bool stopping;

	pthread_mutex_lock(&m->lock);
	stopping = m->stopping;
	pthread_mutex_unlock(&m->lock);
	return stopping;
}

static int take(void *members, void *batch, struct err *err)
{
	struct gzip_members *m = members;
	struct batch *b = batch;
	int got = 1;

	b->packed.n = b->plain.n = 0;
	if (m->last || is_stopping(m))
		return 0;
	reserve(&b->packed, BATCH + LARGEST);
	while (got > 0 && b->plain.n < BATCH && b->packed.n < BATCH)
		got = take_member(m, b, err);
	if (got < 0)
		return -1;
	m->last = b->rest = b->packed.n == 0;
	return b->packed.n > 0 || m->ahead_count > 0;
}

/* --- Inflating ----------------------------------------------------------------------------- */

/* One member of `size` bytes, to where io stands: both must turn out as they are stated. */
static bool inflate_member(void *inflater, struct inflate_io *io, size_t size)
{
	const unsigned char *end = io->in + size;
	size_t plain = little_endian(end - 4, 4), room = io->out_count;
	enum inflate_status status;
	size_t in_before, out_before;

	if (plain + SLACK > room)
		return false;
	io->in_count = size;
	io->out_count = plain + SLACK;
	inflate_methods[0]->reset(inflater);
	do {
		in_before = io->in_count;
		out_before = io->out_count;
		status = inflate_methods[0]->run(inflater, io);
	} while (status == INFLATE_GOES_ON &&
	         (io->in_count < in_before || io->out_count < out_before));
	if (status != INFLATE_MEMBER_ENDS || io->in != end || io->out_count != SLACK)
		return false;
	io->out_count = room - plain;
	return true;
}

static int work(void *members, void *batch, struct err *err)
{
	struct batch *b = batch;
	const unsigned char *end = b->packed.p + b->packed.n;
	struct inflate_io io = {.in = b->packed.p};

	(void)members;
	if (b->rest)
		return 0;
	if (!b->inflater)
		b->inflater = inflate_methods[0]->start();
	reserve(&b->plain, b->plain.n + SLACK);
	io.out = b->plain.p;
	io.out_count = b->plain.n + SLACK;
	while (io.in < end)
		if (!inflate_member(b->inflater, &io,
		                    gzip_stated_size(io.in, (size_t)(end - io.in))))
			return gzip_wrong(GZIP_DAMAGED, err);
	return 0;
}

/* --- Handing it on ------------------------------------------------------------------------- */

/* False if nobody reads any more. */
static bool hand_on(struct gzip_members *m, struct bytes *plain)
{
	bool going;

	if (plain->n == 0)
		return true;
	pthread_mutex_lock(&m->lock);
	while (m->added - m->taken == WAITING && !m->stopping)
		pthread_cond_wait(&m->changed, &m->lock);
	going = !m->stopping;
	if (going) {
		swap(&m->waiting[m->added++ % WAITING], plain);
		pthread_cond_broadcast(&m->changed);
	}
	pthread_mutex_unlock(&m->lock);
	return going;
}

static int inflate_rest(struct gzip_members *m, struct bytes *plain, struct err *err)
{
	ssize_t got;

	m->source.unread(m->source.state, m->ahead, m->ahead_count);
	do {
		reserve(plain, BATCH);
		got = m->source.inflate(m->source.state, (char *)plain->p, BATCH, err);
		plain->n = got > 0 ? (size_t)got : 0;
	} while (got > 0 && hand_on(m, plain));
	return got < 0 ? -1 : 0;
}

static int give(void *members, void *batch, struct err *err)
{
	struct gzip_members *m = members;
	struct batch *b = batch;

	if (b->rest)
		return inflate_rest(m, &b->plain, err);
	hand_on(m, &b->plain);
	return 0;
}

static void *run(void *members)
{
	struct gzip_members *m = members;
	void *slots[MOST_THREADS];
	struct conveyor belt = {.shared = m,
	                        .slots = slots,
	                        .threads = m->threads,
	                        .take = take,
	                        .work = work,
	                        .give = give};
	int result;

	for (unsigned i = 0; i < m->threads; i++)
		slots[i] = &m->batches[i];
	result = conveyor_run(&belt, &m->err);
	pthread_mutex_lock(&m->lock);
	m->result = result;
	m->ended = true;
	pthread_cond_broadcast(&m->changed);
	pthread_mutex_unlock(&m->lock);
	return NULL;
}

struct gzip_members *gzip_members_start(const struct gzip_source *source)
{
	struct gzip_members *m = xcalloc(1, sizeof(*m));

	m->source = *source;
	m->threads = threads_wanted();
	m->batches = xcalloc(m->threads, sizeof(*m->batches));
	m->err = (struct err)ERR_INIT;
	pthread_mutex_init(&m->lock, NULL);
	pthread_cond_init(&m->changed, NULL);
	if (pthread_create(&m->thread, NULL, run, m) != 0)
		abort();
	return m;
}

/* Waits for more; NULL at the end. */
static struct bytes *next_waiting(struct gzip_members *m)
{
	bool more;

	pthread_mutex_lock(&m->lock);
	while (m->added == m->taken && !m->ended)
		pthread_cond_wait(&m->changed, &m->lock);
	more = m->added > m->taken;
	pthread_mutex_unlock(&m->lock);
	return more ? &m->waiting[m->taken % WAITING] : NULL;
}

ssize_t gzip_members_read(struct gzip_members *m, char *buffer, size_t n, struct err *err)
{
	struct bytes *b = next_waiting(m);
	size_t have;

	if (!b) {
		if (m->result < 0)
			*err = m->err;
		return m->result;
	}
	have = b->n - m->read < n ? b->n - m->read : n;
	memcpy(buffer, b->p + m->read, have);
	m->read += have;
	if (m->read == b->n) {
		pthread_mutex_lock(&m->lock);
		m->read = 0;
		m->taken++;
		pthread_cond_broadcast(&m->changed);
		pthread_mutex_unlock(&m->lock);
	}
	return (ssize_t)have;
}

void gzip_members_stop(struct gzip_members *m)
{
	if (!m)
		return;
	pthread_mutex_lock(&m->lock);
	m->stopping = true;
	pthread_cond_broadcast(&m->changed);
	pthread_mutex_unlock(&m->lock);
	pthread_join(m->thread, NULL);
	for (unsigned i = 0; i < m->threads; i++) {
		struct batch *b = &m->batches[i];
		if (b->inflater)
			inflate_methods[0]->stop(b->inflater);
		free(b->packed.p);
		free(b->plain.p);
	}
	for (size_t i = 0; i < WAITING; i++)
		free(m->waiting[i].p);
	pthread_mutex_destroy(&m->lock);
	pthread_cond_destroy(&m->changed);
	free(m->batches);
	free(m);
}
