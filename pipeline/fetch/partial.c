#include "fetch/partial.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "io/path.h"

/*
 * So much is written at a time, so much is sent to the disk at a time; and a file of so much
 * has its checksum worked out aside.
 */
enum { BUFFER = 256 << 10, WRITEBACK = 8 << 20, LARGE = 1 << 20 };

static char *path_of(const char *store, const char *key)
{
	return xasprintf("%s/partial/%s", store, key);
}

static int partial_open(struct partial *partial, char *path, int flags, struct err *err)
{
	*partial = (struct partial){.path = path, .buffer = xmalloc(BUFFER)};
	checksum_init(&partial->checksum);
	partial->fd = open(path, flags | O_RDWR | O_CLOEXEC, 0644);
	if (partial->fd >= 0)
		return 0;
	path_cannot_write(path, err);
	partial_release(partial, false);
	return -1;
}

int partial_create(struct partial *partial, const char *store, const char *key, struct err *err)
{
	return partial_open(partial, path_of(store, key), O_CREAT | O_TRUNC, err);
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

int partial_resume(struct partial *partial, const char *store, const char *key, struct err *err)
{
	char *path = path_of(store, key);
	struct stat st;

	if (stat(path, &st) < 0 || st.st_size <= 1) {
		free(path);
		return 0;
	}
	if (partial_open(partial, path, 0, err) < 0)
		return -1;
	if (take_up(partial, (uint64_t)st.st_size - 1, err) == 0)
		return 1;
	partial_release(partial, false);
	return -1;
}

static void stop_trailing(struct partial *partial)
{
	if (partial->trailing)
		trailing_checksum_end(partial->trailing, 0);
	partial->trailing = NULL;
}

int partial_restart(struct partial *partial, struct err *err)
{
	stop_trailing(partial);
	checksum_release(&partial->checksum);
	checksum_init(&partial->checksum);
	partial->bytes = 0;
	partial->buffered = 0;
	partial->sha256[0] = '\0';
	if (ftruncate(partial->fd, 0) < 0 || lseek(partial->fd, 0, SEEK_SET) < 0)
		return path_cannot_write(partial->path, err);
	return 0;
}

/* Of the buffer, which stands in the file from `before` on. */
static void add_to_checksum(struct partial *partial, uint64_t before)
{
	if (!partial->trailing && before >= LARGE)
		partial->trailing =
		        trailing_checksum_start(&partial->checksum, partial->fd, before);
	if (partial->trailing)
		trailing_checksum_wrote(partial->trailing, partial->bytes);
	else
		checksum_add(&partial->checksum, partial->buffer, partial->buffered);
}

static int write_buffer(struct partial *partial, struct err *err)
{
	const uint64_t before = partial->bytes - partial->buffered;

	for (size_t at = 0; at < partial->buffered;) {
		ssize_t done = write(partial->fd, partial->buffer + at, partial->buffered - at);
		if (done < 0 && errno != EINTR)
			return path_cannot_write(partial->path, err);
		at += done > 0 ? (size_t)done : 0;
	}
	add_to_checksum(partial, before);
	partial->buffered = 0;
	/* The disk works while the network does, so that the final fsync has little to do. */
	if (partial->bytes / WRITEBACK != before / WRITEBACK)
		sync_file_range(partial->fd, (off_t)(before / WRITEBACK * WRITEBACK), WRITEBACK,
		                SYNC_FILE_RANGE_WRITE);
	return 0;
}

int partial_write(struct partial *partial, const void *p, size_t n, struct err *err)
{
	const char *from = p;

	while (n) {
		size_t room = BUFFER - partial->buffered, some = n < room ? n : room;
		memcpy(partial->buffer + partial->buffered, from, some);
		partial->buffered += some;
		partial->bytes += some;
		from += some;
		n -= some;
		if (partial->buffered == BUFFER && write_buffer(partial, err) < 0)
			return -1;
	}
	return 0;
}

int partial_finish(struct partial *partial, struct err *err)
{
	if (partial->sha256[0])
		return 0;
	if (write_buffer(partial, err) < 0)
		return -1;
	if (partial->trailing) {
		int result = trailing_checksum_end(partial->trailing, partial->bytes);
		partial->trailing = NULL;
		if (result < 0)
			return path_cannot_write(partial->path, err);
	}
	checksum_finish(&partial->checksum, partial->sha256);
	return 0;
}

void partial_release(struct partial *partial, bool discard)
{
	struct err ignored = ERR_INIT;

	if (!discard && partial->fd >= 0)
		write_buffer(partial, &ignored);
	stop_trailing(partial);
	if (partial->fd >= 0)
		close(partial->fd);
	if (discard && partial->path)
		unlink(partial->path);
	checksum_release(&partial->checksum);
	free(partial->buffer);
	free(partial->path);
	*partial = (struct partial){.fd = -1};
}
