#include "fetch/partial.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "io/path.h"

/* So much is handed on at a time, so much made durable; so many are with the threads at most. */
enum { BUFFER = 256 << 10, WRITEBACK = 16 << 20, MOST_AT_WORK = 16 };

struct partial_buffer {
	struct job writing, summing;
	struct partial_buffer *next; /* idle, or handed on after it */
	struct partial *partial;     /* whose bytes they are */
	uint64_t left_behind;        /* instead: the first so many of its file */
	int unwritten, unread;       /* errno of what failed */
	size_t n;
	char bytes[BUFFER];
};

/* --- The checksum, by a thread ----------------------------------------------------------- */

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
			b->unread = got == 0 ? EIO : errno;
			return;
		}
	}
}

static void add_to_checksum(struct job *job)
{
	struct partial_buffer *b = JOB_OF(struct partial_buffer, summing, job);

	if (b->left_behind)
		add_left_behind(b);
	else
		checksum_add(&b->partial->checksum, b->bytes, b->n);
}

/* --- The bytes, by another --------------------------------------------------------------- */

static void write_back(struct job *job)
{
	struct partial_writeback *w = JOB_OF(struct partial_writeback, job, job);

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

	if (partial->written - w->end < WRITEBACK || aside_busy(partial->all->disk, &w->job))
		return;
	w->job = (struct job){.run = write_back};
	w->fd = partial->fd;
	w->end = partial->written;
	aside_add(partial->all->disk, &w->job);
}

static int write_out(struct partial *partial, const struct partial_buffer *b)
{
	for (size_t at = 0; at < b->n;) {
		ssize_t done = write(partial->fd, b->bytes + at, b->n - at);
		if (done < 0 && errno != EINTR)
			return -1;
		at += done > 0 ? (size_t)done : 0;
	}
	partial->written += b->n;
	return 0;
}

static int make_file(struct partial *partial)
{
	if (partial->fd < 0)
		partial->fd = open(partial->path, O_CREAT | O_TRUNC | O_RDWR | O_CLOEXEC, 0644);
	return partial->fd < 0 ? -1 : 0;
}

/* After what could not be written nothing is: nobody knows how much of it is there. */
static void write_buffer(struct job *job)
{
	struct partial_buffer *b = JOB_OF(struct partial_buffer, writing, job);
	struct partial *partial = b->partial;

	if (partial->unwritable)
		b->unwritten = partial->unwritable;
	else if (make_file(partial) < 0 || write_out(partial, b) < 0)
		b->unwritten = partial->unwritable = errno;
	else
		send_to_disk(partial);
}

/* --- Buffers ------------------------------------------------------------------------------ */

static void put_idle(struct partials *all, struct partial_buffer *b)
{
	b->next = all->idle;
	all->idle = b;
}

static bool is_at_work(struct partials *all, const struct partial_buffer *b)
{
	return aside_busy(all->writer, &b->writing) || aside_busy(all->aside, &b->summing);
}

/* They come back in the order in which they were handed on. */
static void take_back(struct partials *all)
{
	struct partial_buffer *b;

	while ((b = all->at_work) && !is_at_work(all, b)) {
		struct partial *partial = b->partial;
		all->at_work = b->next;
		if (!b->next)
			all->at_work_end = &all->at_work;
		all->at_work_count--;
		partial->at_work--;
		if (!partial->failed)
			partial->failed = b->unwritten ? b->unwritten : b->unread;
		put_idle(all, b);
	}
}

static void wait_for_buffer(struct partials *all, const struct partial_buffer *b)
{
	aside_wait(all->writer, &b->writing);
	aside_wait(all->aside, &b->summing);
	take_back(all);
}

static struct partial_buffer *take_buffer(struct partials *all)
{
	struct partial_buffer *b;

	take_back(all);
	if (all->at_work_count >= MOST_AT_WORK)
		wait_for_buffer(all, all->at_work);
	b = all->idle;
	if (b)
		all->idle = b->next;
	else
		b = xmalloc(sizeof(*b));
	b->writing = (struct job){.run = write_buffer};
	b->summing = (struct job){.run = add_to_checksum};
	b->left_behind = 0;
	b->unwritten = b->unread = 0;
	b->n = 0;
	return b;
}

static void drop_buffer(struct partial *partial)
{
	if (partial->buffer)
		put_idle(partial->all, partial->buffer);
	partial->buffer = NULL;
}

static void hand_on(struct partial *partial)
{
	struct partials *all = partial->all;
	struct partial_buffer *b = partial->buffer;

	partial->buffer = NULL;
	partial->newest = b;
	partial->at_work++;
	b->partial = partial;
	b->next = NULL;
	*all->at_work_end = b;
	all->at_work_end = &b->next;
	all->at_work_count++;
	if (!b->left_behind)
		aside_add(all->writer, &b->writing);
	aside_add(all->aside, &b->summing);
}

/* --- What all share ------------------------------------------------------------------------ */

void partials_init(struct partials *partials, const char *store)
{
	*partials = (struct partials){.directory = path_join(store, "partial"),
	                              .writer = aside_new(),
	                              .aside = aside_new(),
	                              .disk = aside_new()};
	partials->at_work_end = &partials->at_work;
}

void partials_release(struct partials *partials)
{
	struct partial_buffer *b;

	aside_free(partials->writer);
	aside_free(partials->aside);
	aside_free(partials->disk); /* for which the writer had work */
	while ((b = partials->idle)) {
		partials->idle = b->next;
		free(b);
	}
	free(partials->directory);
	*partials = (struct partials){0};
}

void partials_find(struct partials *partials)
{
	DIR *directory = opendir(partials->directory);
	const struct dirent *entry;

	while (directory && (entry = readdir(directory)))
		partials->leftovers = partials->leftovers || entry->d_name[0] != '.';
	if (directory)
		closedir(directory);
}

void partials_tell(struct partials *partials, void (*tell)(void *context), void *context)
{
	aside_tell(partials->writer, tell, context);
	aside_tell(partials->aside, tell, context);
	aside_tell(partials->disk, tell, context);
}

/* --- From the first byte to the last ------------------------------------------------------ */

static void wait_for_threads(struct partial *partial)
{
	if (!partial->all)
		return;
	if (partial->at_work)
		wait_for_buffer(partial->all, partial->newest);
	aside_wait(partial->all->disk, &partial->writeback.job);
}

bool partial_busy(struct partial *partial)
{
	struct partials *all = partial->all;

	if (!partial->path)
		return false;
	return (partial->at_work && (aside_ask(all->aside, &partial->newest->summing) ||
	                             aside_ask(all->writer, &partial->newest->writing))) ||
	       aside_ask(all->disk, &partial->writeback.job);
}

static void begin_sum(struct partial *partial)
{
	checksum_init(&partial->checksum);
	partial->failed = partial->unwritable = 0;
	partial->sha256[0] = '\0';
}

static void end_sum(struct partial *partial)
{
	wait_for_threads(partial);
	checksum_release(&partial->checksum);
}

void partial_create(struct partial *partial, struct partials *all, const char *key)
{
	*partial = (struct partial){.path = path_join(all->directory, key), .fd = -1, .all = all};
	begin_sum(partial);
	/* Not when the writer comes to it: a note of how to go on may be there before. */
	if (all->leftovers)
		unlink(partial->path);
}

static int cut(struct partial *partial, uint64_t bytes, struct err *err)
{
	partial->bytes = partial->written = bytes;
	if (partial->fd >= 0 && (ftruncate(partial->fd, (off_t)bytes) < 0 ||
	                         lseek(partial->fd, (off_t)bytes, SEEK_SET) < 0))
		return path_cannot_write(partial->path, err);
	return 0;
}

static int go_on(struct partial *partial, uint64_t bytes, struct err *err)
{
	partial->fd = open(partial->path, O_RDWR | O_CLOEXEC);
	if (partial->fd < 0)
		return path_cannot_write(partial->path, err);
	if (cut(partial, bytes, err) < 0)
		return -1;
	partial->buffer = take_buffer(partial->all);
	partial->buffer->left_behind = bytes;
	hand_on(partial);
	return 1;
}

int partial_resume(struct partial *partial, struct partials *all, const char *key, struct err *err)
{
	char *path = path_join(all->directory, key);
	struct stat st;
	int result;

	if (stat(path, &st) < 0 || st.st_size <= 1) {
		free(path);
		return 0;
	}
	*partial = (struct partial){.path = path, .fd = -1, .all = all};
	begin_sum(partial);
	result = go_on(partial, (uint64_t)st.st_size - 1, err);
	if (result < 0)
		partial_release(partial, false);
	return result;
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

static int refuse_failed(const struct partial *partial, struct err *err)
{
	if (!partial->failed)
		return 0;
	errno = partial->failed;
	return path_cannot_write(partial->path, err);
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
		if (b->n == BUFFER)
			hand_on(partial);
	}
	return refuse_failed(partial, err);
}

/* Without a byte there is a file as well. */
void partial_end(struct partial *partial)
{
	partial->ended = true;
	if (!partial->buffer && !partial->bytes)
		partial->buffer = take_buffer(partial->all);
	if (partial->buffer)
		hand_on(partial);
}

int partial_finish(struct partial *partial, struct err *err)
{
	if (partial->sha256[0])
		return 0;
	if (!partial->ended)
		partial_end(partial);
	wait_for_threads(partial);
	if (!partial->failed)
		partial->failed = partial->writeback.failed;
	if (refuse_failed(partial, err) < 0)
		return -1;
	checksum_finish(&partial->checksum, partial->sha256);
	return 0;
}

void partial_release(struct partial *partial, bool discard)
{
	if (partial->buffer && !discard)
		hand_on(partial);
	drop_buffer(partial);
	end_sum(partial);
	if (partial->fd >= 0) {
		close(partial->fd);
		if (discard)
			unlink(partial->path);
	}
	free(partial->path);
	*partial = (struct partial){.fd = -1};
}
