#include "io/sync.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/text.h"
#include "io/path.h"

/* They wait for the disk, not for a processor. */
enum { AT_ONCE = 16 };

struct unsynced {
	int fd; /* of a file; -1: the directory that holds `path` */
	char *path;
};

struct syncer {
	pthread_mutex_t mutex;
	pthread_cond_t more, all_done;
	struct unsynced *items; /* since the last wait, in the order in which they were added */
	size_t count, capacity, taken, done;
	size_t failed; /* the first; SIZE_MAX if none did */
	struct err err;
	bool ended;
	pthread_t threads[AT_ONCE];
	unsigned thread_count, idle;
};

struct syncer *syncer_new(void)
{
	struct syncer *s = xcalloc(1, sizeof(*s));

	*s = (struct syncer){.mutex = PTHREAD_MUTEX_INITIALIZER,
	                     .more = PTHREAD_COND_INITIALIZER,
	                     .all_done = PTHREAD_COND_INITIALIZER,
	                     .failed = SIZE_MAX,
	                     .err = ERR_INIT};
	return s;
}

static int sync_one(const struct unsynced *item, struct err *err)
{
	if (item->fd < 0)
		return path_sync_directory(item->path, err);
	return fsync(item->fd) == 0 ? 0 : path_cannot_write(item->path, err);
}

/* Syncs the next one; with the mutex held, which it lets go of meanwhile. */
static void sync_next(struct syncer *s)
{
	const size_t i = s->taken++;
	const struct unsynced item = s->items[i];
	struct err err = ERR_INIT;
	int result;

	pthread_mutex_unlock(&s->mutex);
	result = sync_one(&item, &err);
	pthread_mutex_lock(&s->mutex);
	if (result < 0 && i < s->failed) {
		s->failed = i;
		s->err = err;
	}
	if (++s->done == s->count)
		pthread_cond_signal(&s->all_done);
}

static void *sync_some(void *context)
{
	struct syncer *s = context;

	pthread_mutex_lock(&s->mutex);
	while (!s->ended) {
		if (s->taken < s->count) {
			sync_next(s);
			continue;
		}
		s->idle++;
		pthread_cond_wait(&s->more, &s->mutex);
		s->idle--;
	}
	pthread_mutex_unlock(&s->mutex);
	return NULL;
}

void syncer_add(struct syncer *s, int fd, const char *path)
{
	pthread_mutex_lock(&s->mutex);
	VEC_GROW(s->items, s->count, s->capacity);
	s->items[s->count++] = (struct unsynced){fd, xstrdup(path)};
	/* A thread that cannot be started is one less: who waits does its work. */
	if (s->idle < s->count - s->taken && s->thread_count < AT_ONCE &&
	    pthread_create(&s->threads[s->thread_count], NULL, sync_some, s) == 0)
		s->thread_count++;
	pthread_cond_signal(&s->more);
	pthread_mutex_unlock(&s->mutex);
}

static void forget(struct syncer *s)
{
	for (size_t i = 0; i < s->count; i++)
		free(s->items[i].path);
	s->count = s->taken = s->done = 0;
	s->failed = SIZE_MAX;
}

int syncer_wait(struct syncer *s, struct err *err)
{
	int result = 0;

	pthread_mutex_lock(&s->mutex);
	while (s->taken < s->count)
		sync_next(s);
	while (s->done < s->count)
		pthread_cond_wait(&s->all_done, &s->mutex);
	if (s->failed != SIZE_MAX) {
		*err = s->err;
		result = -1;
	}
	forget(s);
	pthread_mutex_unlock(&s->mutex);
	return result;
}

void syncer_free(struct syncer *s)
{
	if (!s)
		return;
	pthread_mutex_lock(&s->mutex);
	s->ended = true;
	pthread_cond_broadcast(&s->more);
	pthread_mutex_unlock(&s->mutex);
	for (unsigned i = 0; i < s->thread_count; i++)
		pthread_join(s->threads[i], NULL);
	forget(s);
	free(s->items);
	free(s);
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
