#include "fetch/partial.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "io/path.h"

/* So much is written at a time, so much is made durable at a time; so many wait for checksums. */
enum { BUFFER = 256 << 10, WRITEBACK = 16 << 20, MOST_SUMMING = 16 };

struct partial_buffer {
	struct job job;
	struct partial_buffer *next; /* idle, or handed on after it */
	struct partial *partial;     /* whose bytes they are */
	uint64_t left_behind;        /* instead: the first so many of its file */
	size_t n;
	char bytes[BUFFER];
};

void partials_init(struct partials *partials, const char *store)
{
	*partials = (struct partials){.directory = path_join(store, "partial"),
	                              .aside = aside_new(),
	                              .disk = aside_new()};
	partials->summing_end = &partials->summing;
}

static void free_buffers(struct partial_buffer *b)
{
	struct partial_buffer *next;

	for (; b; b = next) {
		next = b->next;
		free(b);
	}
}

void partials_release(struct partials *partials)
{
	aside_free(partials->aside);
	aside_free(partials->disk);
	free_buffers(partials->idle);
	free_buffers(partials->summing);
	free(partials->directory);
	*partials = (struct partials){0};
}

void partials_tell(struct partials *partials, void (*tell)(void *context), void *context)
{
	aside_tell(partials->aside, tell, context);
	aside_tell(partials->disk, tell, context);
}

/* --- The checksum, aside ---------------------------------------------------------------- */

static void add_left_behind(struct partial_buffer *b)
{
	struct partial *partial = b->partial;

	for (uint64_t at = 0; at < b->left_behind;) {
		uint64_t left = b->left_behind - at;
		ssize_t got = pread(partial->fd, b->bytes, left < BUFFER ? (size_t)left : BUFFER,
		                    (off_t)at);
		if (got > 0) {
			checksum_add(&partial->checksum, b->bytes, (size_t)got);
			at += (uint64_t)got;
		} else if (got == 0 || errno != EINTR) {
			partial->failed = got == 0 ? EIO : errno;
			return;
		}
	}
}

static void add_to_checksum(struct job *job)
{
	struct partial_buffer *b = (struct partial_buffer *)job;

	if (b->left_behind)
		add_left_behind(b);
	else
		checksum_add(&b->partial->checksum, b->bytes, b->n);
}

static void put_idle(struct partials *all, struct partial_buffer *b)
{
	b->next = all->idle;
	all->idle = b;
}

/* They come back in the order in which they were handed on. */
static void take_back(struct partials *all)
{
	struct partial_buffer *b;

	while ((b = all->summing) && !aside_busy(all->aside, &b->job)) {
		all->summing = b->next;
		if (!b->next)
			all->summing_end = &all->summing;
		all->summing_count--;
		b->partial->summing--;
		put_idle(all, b);
	}
}

static struct partial_buffer *take_buffer(struct partials *all)
{
	struct partial_buffer *b;

	take_back(all);
	if (!all->idle && all->summing_count >= MOST_SUMMING) {
		aside_wait(all->aside, &all->summing->job);
		take_back(all);
	}
	b = all->idle;
	if (b)
		all->idle = b->next;
	else
		b = xmalloc(sizeof(*b));
	b->job = (struct job){.run = add_to_checksum};
	b->left_behind = 0;
	b->n = 0;
	return b;
}

/* It can still be read, until it is taken back. */
static struct partial_buffer *hand_on(struct partial *partial)
{
	struct partials *all = partial->all;
	struct partial_buffer *b = partial->buffer;

	partial->buffer = NULL;
	partial->newest = b;
	partial->summing++;
	b->partial = partial;
	b->next = NULL;
	*all->summing_end = b;
	all->summing_end = &b->next;
	all->summing_count++;
	aside_add(all->aside, &b->job);
	return b;
}

static void begin_sum(struct partial *partial)
{
	checksum_init(&partial->checksum);
	partial->failed = 0;
	partial->sha256[0] = '\0';
}

static void wait_for_threads(struct partial *partial)
{
	if (!partial->all)
		return;
	if (partial->summing)
		aside_wait(partial->all->aside, &partial->newest->job);
	take_back(partial->all);
	aside_wait(partial->all->disk, &partial->writeback.job);
}

static void end_sum(struct partial *partial)
{
	wait_for_threads(partial);
	checksum_release(&partial->checksum);
}

bool partial_busy(struct partial *partial)
{
	struct partials *all = partial->all;

	if (partial->fd < 0)
		return false;
	return (partial->summing && aside_ask(all->aside, &partial->newest->job)) ||
	       aside_ask(all->disk, &partial->writeback.job);
}

/* --- The bytes, here -------------------------------------------------------------------- */

static void write_back(struct job *job)
{
	struct partial_writeback *w = (struct partial_writeback *)job;

	/* Who is told of a failure is told once. */
	if (fdatasync(w->fd) < 0 && !w->failed)
		w->failed = errno;
}

/*
 * The disk works while the network does, so that the final fsync has little to do. To send the
 * bytes to it is not enough: what takes long is to wait until it has them.
 */
static void send_to_disk(struct partial *partial)
{
	struct partial_writeback *w = &partial->writeback;

	if (aside_busy(partial->all->disk, &w->job) || partial->bytes - w->end < WRITEBACK)
		return;
	w->job = (struct job){.run = write_back};
	w->fd = partial->fd;
	w->end = partial->bytes;
	aside_add(partial->all->disk, &w->job);
}

static int partial_open(struct partial *partial, struct partials *all, char *path, int flags,
                        struct err *err)
{
	*partial = (struct partial){.path = path, .all = all};
	partial->fd = open(path, flags | O_RDWR | O_CLOEXEC, 0644);
	begin_sum(partial);
	if (partial->fd >= 0)
		return 0;
	path_cannot_write(path, err);
	partial_release(partial, false);
	return -1;
}

int partial_create(struct partial *partial, struct partials *all, const char *key, struct err *err)
{
	return partial_open(partial, all, path_join(all->directory, key), O_CREAT | O_TRUNC, err);
}

static int cut(struct partial *partial, uint64_t bytes, struct err *err)
{
	partial->bytes = bytes;
	if (ftruncate(partial->fd, (off_t)bytes) < 0 ||
	    lseek(partial->fd, (off_t)bytes, SEEK_SET) < 0)
		return path_cannot_write(partial->path, err);
	return 0;
}

int partial_resume(struct partial *partial, struct partials *all, const char *key, struct err *err)
{
	char *path = path_join(all->directory, key);
	struct stat st;

	if (stat(path, &st) < 0 || st.st_size <= 1) {
		free(path);
		return 0;
	}
	if (partial_open(partial, all, path, 0, err) < 0)
		return -1;
	if (cut(partial, (uint64_t)st.st_size - 1, err) < 0) {
		partial_release(partial, false);
		return -1;
	}
	partial->buffer = take_buffer(all);
	partial->buffer->left_behind = partial->bytes;
	hand_on(partial);
	return 1;
}

static void drop_buffer(struct partial *partial)
{
	if (partial->buffer)
		put_idle(partial->all, partial->buffer);
	partial->buffer = NULL;
}

int partial_restart(struct partial *partial, struct err *err)
{
	drop_buffer(partial);
	end_sum(partial);
	begin_sum(partial);
	partial->ended = false;
	partial->writeback = (struct partial_writeback){0};
	return cut(partial, 0, err);
}

static int write_out(const struct partial *partial, const struct partial_buffer *b, struct err *err)
{
	for (size_t at = 0; at < b->n;) {
		ssize_t done = write(partial->fd, b->bytes + at, b->n - at);
		if (done < 0 && errno != EINTR)
			return path_cannot_write(partial->path, err);
		at += done > 0 ? (size_t)done : 0;
	}
	return 0;
}

/* What could not be written is not tried again: nobody knows how much of it is there. */
static int pass_buffer(struct partial *partial, struct err *err)
{
	if (partial->buffer && write_out(partial, hand_on(partial), err) < 0)
		return -1;
	send_to_disk(partial);
	return 0;
}

int partial_write(struct partial *partial, const void *p, size_t n, struct err *err)
{
	const char *from = p;

	while (n) {
		struct partial_buffer *b = partial->buffer;
		size_t some;
		if (!b)
			b = partial->buffer = take_buffer(partial->all);
		some = n < BUFFER - b->n ? n : BUFFER - b->n;
		memcpy(b->bytes + b->n, from, some);
		b->n += some;
		partial->bytes += some;
		from += some;
		n -= some;
		if (b->n == BUFFER && pass_buffer(partial, err) < 0)
			return -1;
	}
	return 0;
}

int partial_end(struct partial *partial, struct err *err)
{
	partial->ended = true;
	return pass_buffer(partial, err);
}

int partial_finish(struct partial *partial, struct err *err)
{
	if (partial->sha256[0])
		return 0;
	if (!partial->ended && partial_end(partial, err) < 0)
		return -1;
	wait_for_threads(partial);
	if (partial->failed || partial->writeback.failed) {
		errno = partial->failed ? partial->failed : partial->writeback.failed;
		return path_cannot_write(partial->path, err);
	}
	checksum_finish(&partial->checksum, partial->sha256);
	return 0;
}

void partial_release(struct partial *partial, bool discard)
{
	struct err ignored = ERR_INIT;

	if (partial->buffer && !discard)
		write_out(partial, partial->buffer, &ignored);
	drop_buffer(partial);
	end_sum(partial);
	if (partial->fd >= 0)
		close(partial->fd);
	if (discard && partial->path)
		unlink(partial->path);
	free(partial->path);
	*partial = (struct partial){.fd = -1};
}
