#include "fetch/partial.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "io/path.h"

/* So much is written at a time, so much is sent to the disk at a time. */
enum { BUFFER = 256 << 10, WRITEBACK = 8 << 20 };

struct partial_buffer {
	struct partial_buffer *next; /* idle */
	size_t n;
	char bytes[BUFFER];
};

void partials_init(struct partials *partials, const char *store)
{
	*partials = (struct partials){.directory = path_join(store, "partial"),
	                              .aside = aside_new(),
	                              .read = xmalloc(BUFFER)};
}

void partials_release(struct partials *partials)
{
	struct partial_buffer *next;

	aside_free(partials->aside);
	for (struct partial_buffer *b = partials->idle; b; b = next) {
		next = b->next;
		free(b);
	}
	free(partials->read);
	free(partials->directory);
	*partials = (struct partials){0};
}

/* --- The checksum, aside ---------------------------------------------------------------- */

static void add_to_sum(struct partial_sum *sum)
{
	while (sum->at < sum->end) {
		uint64_t left = sum->end - sum->at;
		ssize_t got = pread(sum->fd, sum->all->read, left < BUFFER ? (size_t)left : BUFFER,
		                    (off_t)sum->at);
		if (got > 0) {
			checksum_add(&sum->checksum, sum->all->read, (size_t)got);
			sum->at += (uint64_t)got;
		} else if (got == 0 || errno != EINTR) {
			sum->failed = got == 0 ? EIO : errno;
			return;
		}
	}
}

/* The disk works while the network does, so that the final fsync has little to do. */
static void take_written(struct job *job)
{
	struct partial_sum *sum = (struct partial_sum *)job;
	const uint64_t from = sum->at / WRITEBACK * WRITEBACK;

	if (sum->last || sum->end / WRITEBACK != sum->at / WRITEBACK)
		sync_file_range(sum->fd, (off_t)from, (off_t)(sum->end - from),
		                SYNC_FILE_RANGE_WRITE);
	add_to_sum(sum);
}

static void begin_sum(struct partial *partial)
{
	partial->sum = (struct partial_sum){
	        .job = {.run = take_written}, .all = partial->all, .fd = partial->fd};
	checksum_init(&partial->sum.checksum);
	partial->sha256[0] = '\0';
}

static void end_sum(struct partial *partial)
{
	if (partial->all)
		aside_wait(partial->all->aside, &partial->sum.job);
	checksum_release(&partial->sum.checksum);
}

/* What has been written since the thread last looked. */
static void tell(struct partial *partial)
{
	if (aside_busy(partial->all->aside, &partial->sum.job))
		return;
	partial->sum.end = partial->bytes;
	partial->sum.last = partial->ended;
	aside_add(partial->all->aside, &partial->sum.job);
}

bool partial_busy(struct partial *partial)
{
	struct partial_sum *sum = &partial->sum;

	if (partial->fd < 0)
		return false;
	if (!aside_ask(partial->all->aside, &sum->job) && sum->at < partial->bytes && !sum->failed)
		tell(partial);
	return aside_ask(partial->all->aside, &sum->job);
}

/* --- The bytes, here -------------------------------------------------------------------- */

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
	if (cut(partial, (uint64_t)st.st_size - 1, err) == 0)
		return 1;
	partial_release(partial, false);
	return -1;
}

static struct partial_buffer *take_buffer(struct partials *all)
{
	struct partial_buffer *b = all->idle;

	if (b)
		all->idle = b->next;
	else
		b = xmalloc(sizeof(*b));
	b->n = 0;
	return b;
}

static void give_buffer_back(struct partial *partial)
{
	if (!partial->buffer)
		return;
	partial->buffer->next = partial->all->idle;
	partial->all->idle = partial->buffer;
	partial->buffer = NULL;
}

int partial_restart(struct partial *partial, struct err *err)
{
	end_sum(partial);
	begin_sum(partial);
	give_buffer_back(partial);
	partial->ended = false;
	return cut(partial, 0, err);
}

static int write_buffer(struct partial *partial, struct err *err)
{
	struct partial_buffer *b = partial->buffer;

	for (size_t at = 0; b && at < b->n;) {
		ssize_t done = write(partial->fd, b->bytes + at, b->n - at);
		if (done < 0 && errno != EINTR)
			return path_cannot_write(partial->path, err);
		at += done > 0 ? (size_t)done : 0;
	}
	if (b)
		b->n = 0;
	return 0;
}

int partial_write(struct partial *partial, const void *p, size_t n, struct err *err)
{
	const char *from = p;

	if (!partial->buffer)
		partial->buffer = take_buffer(partial->all);
	while (n) {
		struct partial_buffer *b = partial->buffer;
		size_t room = BUFFER - b->n, some = n < room ? n : room;
		memcpy(b->bytes + b->n, from, some);
		b->n += some;
		partial->bytes += some;
		from += some;
		n -= some;
		if (b->n < BUFFER)
			break;
		if (write_buffer(partial, err) < 0)
			return -1;
		tell(partial);
	}
	return 0;
}

int partial_end(struct partial *partial, struct err *err)
{
	if (write_buffer(partial, err) < 0)
		return -1;
	give_buffer_back(partial);
	partial->ended = true;
	return 0;
}

int partial_finish(struct partial *partial, struct err *err)
{
	struct partial_sum *sum = &partial->sum;

	if (partial->sha256[0])
		return 0;
	if (!partial->ended && partial_end(partial, err) < 0)
		return -1;
	while (partial_busy(partial))
		aside_wait(partial->all->aside, &sum->job);
	if (sum->failed) {
		errno = sum->failed;
		return path_cannot_write(partial->path, err);
	}
	checksum_finish(&sum->checksum, partial->sha256);
	return 0;
}

void partial_release(struct partial *partial, bool discard)
{
	struct err ignored = ERR_INIT;

	if (!discard && partial->fd >= 0)
		write_buffer(partial, &ignored);
	give_buffer_back(partial);
	end_sum(partial);
	if (partial->fd >= 0)
		close(partial->fd);
	if (discard && partial->path)
		unlink(partial->path);
	free(partial->path);
	*partial = (struct partial){.fd = -1};
}
