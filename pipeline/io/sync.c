#include "io/sync.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "io/path.h"

/* They wait for the disk, not for a processor. */
enum { AT_ONCE = 16 };

struct queue {
	pthread_mutex_t mutex;
	const struct unsynced *items;
	size_t count, taken;
	size_t failed; /* the first, `count` if none did */
	struct err *err;
};

static int sync_one(const struct unsynced *item, struct err *err)
{
	if (item->fd < 0)
		return path_sync_directory(item->path, err);
	return fsync(item->fd) == 0 ? 0 : path_cannot_write(item->path, err);
}

static void note_failure(struct queue *queue, size_t i, const struct err *err)
{
	pthread_mutex_lock(&queue->mutex);
	if (i < queue->failed) {
		queue->failed = i;
		*queue->err = *err;
	}
	pthread_mutex_unlock(&queue->mutex);
}

static void *sync_some(void *context)
{
	struct queue *queue = context;
	size_t i;

	while ((i = __atomic_fetch_add(&queue->taken, 1, __ATOMIC_RELAXED)) < queue->count) {
		struct err err = ERR_INIT;
		if (sync_one(&queue->items[i], &err) < 0)
			note_failure(queue, i, &err);
	}
	return NULL;
}

int sync_all(const struct unsynced *items, size_t count, struct err *err)
{
	struct queue queue = {
	        .mutex = PTHREAD_MUTEX_INITIALIZER,
	        .items = items,
	        .count = count,
	        .failed = count,
	        .err = err,
	};
	pthread_t threads[AT_ONCE];
	size_t started = 0, wanted = count < AT_ONCE ? count : AT_ONCE;

	/* A thread that cannot be started is one less: the others do its work. */
	while (started + 1 < wanted &&
	       pthread_create(&threads[started], NULL, sync_some, &queue) == 0)
		started++;
	sync_some(&queue);
	for (size_t i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	return queue.failed == count ? 0 : -1;
}

static bool reports_what_failed(void)
{
	struct utsname system;
	unsigned long major, minor;
	char *rest;

	if (uname(&system) < 0)
		return false;
	major = strtoul(system.release, &rest, 10);
	minor = *rest == '.' ? strtoul(rest + 1, NULL, 10) : 0;
	return major > 5 || (major == 5 && minor >= 8);
}

int sync_open_filesystem(const char *directory)
{
	return reports_what_failed() ? open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
}

int sync_filesystem(int fd, const char *path, struct err *err)
{
	return syncfs(fd) == 0 ? 0 : path_cannot_write(path, err);
}
