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
enum { BLOCK = 64 << 10, WRITEBACK = 8 << 20 };

/* Some bytes of the file. While the job is busy they, and the checksum, are the thread's. */
struct partial_block {
	struct job job;
	struct partial_block *next; /* idle */
	struct checksum checksum;
	int fd;
	uint64_t at; /* in the file */
	size_t n;
	bool last;
	char bytes[BLOCK];
};

void partials_init(struct partials *partials, const char *store)
{
	*partials = (struct partials){path_join(store, "partial"), aside_new(), NULL};
}

void partials_release(struct partials *partials)
{
	struct partial_block *next;

	aside_free(partials->aside);
	for (struct partial_block *b = partials->idle; b; b = next) {
		next = b->next;
		free(b);
	}
	free(partials->directory);
	*partials = (struct partials){NULL, NULL, NULL};
}

static int partial_open(struct partial *partial, struct partials *all, char *path, int flags,
                        struct err *err)
{
	*partial = (struct partial){.path = path, .all = all};
	checksum_init(&partial->checksum);
	partial->fd = open(path, flags | O_RDWR | O_CLOEXEC, 0644);
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

/* Reads what is there up to `bytes` into the checksum, and cuts the file there. */
static int take_up(struct partial *partial, uint64_t bytes, struct err *err)
{
	char buffer[65536];

	while (partial->bytes < bytes) {
		uint64_t left = bytes - partial->bytes;
		size_t some = left < sizeof(buffer) ? (size_t)left : sizeof(buffer);
		ssize_t got = read(partial->fd, buffer, some);
		if (got <= 0)
			return path_cannot_write(partial->path, err);
		checksum_add(&partial->checksum, buffer, (size_t)got);
		partial->bytes += (uint64_t)got;
	}
	if (ftruncate(partial->fd, (off_t)bytes) < 0)
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
	if (take_up(partial, (uint64_t)st.st_size - 1, err) == 0)
		return 1;
	partial_release(partial, false);
	return -1;
}

/* --- Aside ------------------------------------------------------------------------------ */

/* The disk works while the network does, so that the final fsync has little to do. */
static void send_to_disk(const struct partial_block *b)
{
	const uint64_t from = b->at / WRITEBACK * WRITEBACK, end = b->at + b->n;

	if (b->last || end / WRITEBACK != b->at / WRITEBACK)
		sync_file_range(b->fd, (off_t)from, (off_t)(end - from), SYNC_FILE_RANGE_WRITE);
}

static void take_block(struct job *job)
{
	struct partial_block *b = (struct partial_block *)job;

	send_to_disk(b);
	checksum_add(&b->checksum, b->bytes, b->n);
	b->n = 0;
}

bool partial_busy(const struct partial *partial)
{
	for (size_t i = 0; i < PARTIAL_BLOCKS; i++)
		if (partial->blocks[i] && aside_busy(partial->all->aside, &partial->blocks[i]->job))
			return true;
	return false;
}

static void wait_for_all(const struct partial *partial)
{
	for (size_t i = 0; i < PARTIAL_BLOCKS; i++)
		if (partial->blocks[i])
			aside_wait(partial->all->aside, &partial->blocks[i]->job);
}

static void give_blocks_back(struct partial *partial)
{
	wait_for_all(partial);
	for (size_t i = 0; i < PARTIAL_BLOCKS; i++) {
		if (!partial->blocks[i])
			continue;
		partial->blocks[i]->next = partial->all->idle;
		partial->all->idle = partial->blocks[i];
		partial->blocks[i] = NULL;
	}
}

/* --- Here ------------------------------------------------------------------------------- */

/* The one to fill, empty or with some room. */
static struct partial_block *take_idle(struct partials *all)
{
	struct partial_block *b = all->idle;

	if (b)
		all->idle = b->next;
	else
		b = xmalloc(sizeof(*b));
	b->job = (struct job){.run = take_block};
	b->n = 0;
	return b;
}

static struct partial_block *current(struct partial *partial)
{
	struct partial_block **b = &partial->blocks[partial->block];

	if (!*b)
		*b = take_idle(partial->all);
	aside_wait(partial->all->aside, &(*b)->job);
	return *b;
}

int partial_restart(struct partial *partial, struct err *err)
{
	give_blocks_back(partial);
	checksum_release(&partial->checksum);
	checksum_init(&partial->checksum);
	partial->bytes = 0;
	partial->ended = false;
	partial->sha256[0] = '\0';
	if (ftruncate(partial->fd, 0) < 0 || lseek(partial->fd, 0, SEEK_SET) < 0)
		return path_cannot_write(partial->path, err);
	return 0;
}

static int write_block(struct partial *partial, struct partial_block *b, struct err *err)
{
	for (size_t at = 0; at < b->n;) {
		ssize_t done = write(partial->fd, b->bytes + at, b->n - at);
		if (done < 0 && errno != EINTR)
			return path_cannot_write(partial->path, err);
		at += done > 0 ? (size_t)done : 0;
	}
	b->at = partial->bytes - b->n;
	b->fd = partial->fd;
	b->checksum = partial->checksum;
	return 0;
}

static void pass_on(struct partial *partial, struct partial_block *b, bool last)
{
	b->last = last;
	aside_add(partial->all->aside, &b->job);
	partial->block = (partial->block + 1) % PARTIAL_BLOCKS;
}

int partial_write(struct partial *partial, const void *p, size_t n, struct err *err)
{
	const char *from = p;

	while (n) {
		struct partial_block *b = current(partial);
		size_t room = BLOCK - b->n, some = n < room ? n : room;
		memcpy(b->bytes + b->n, from, some);
		b->n += some;
		partial->bytes += some;
		from += some;
		n -= some;
		if (b->n < BLOCK)
			break;
		if (write_block(partial, b, err) < 0)
			return -1;
		pass_on(partial, b, false);
	}
	return 0;
}

int partial_end(struct partial *partial, struct err *err)
{
	struct partial_block *b;

	if (partial->ended)
		return 0;
	b = current(partial);
	if (write_block(partial, b, err) < 0)
		return -1;
	pass_on(partial, b, true);
	partial->ended = true;
	return 0;
}

int partial_finish(struct partial *partial, struct err *err)
{
	if (partial->sha256[0])
		return 0;
	if (partial_end(partial, err) < 0)
		return -1;
	give_blocks_back(partial);
	checksum_finish(&partial->checksum, partial->sha256);
	return 0;
}

void partial_release(struct partial *partial, bool discard)
{
	struct err ignored = ERR_INIT;

	if (!discard && partial->fd >= 0 && !partial->ended)
		write_block(partial, current(partial), &ignored);
	give_blocks_back(partial);
	if (partial->fd >= 0)
		close(partial->fd);
	if (discard && partial->path)
		unlink(partial->path);
	checksum_release(&partial->checksum);
	free(partial->path);
	*partial = (struct partial){.fd = -1};
}
