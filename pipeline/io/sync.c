#include "io/sync.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/parallel.h"
#include "base/text.h"
#include "io/path.h"

/*
 * So many are few: the file system may hold much that is none of our business. They are synced
 * at once, for they wait for the disk, not for a processor.
 */
enum { FEW = 16 };

struct unsynced {
	int fd; /* of a file; -1: the directory that holds `path` */
	char *path;
};

struct syncer {
	char *directory;
	int filesystem;
	struct unsynced *items;
	size_t count, capacity;
	pthread_mutex_t mutex; /* from here on: while they are synced */
	size_t taken, failed;  /* the first that failed; SIZE_MAX: none did */
	struct err err;
};

struct syncer *syncer_new(const char *directory)
{
	struct syncer *s = xcalloc(1, sizeof(*s));

	*s = (struct syncer){.directory = xstrdup(directory),
	                     .filesystem = sync_open_filesystem(directory),
	                     .mutex = PTHREAD_MUTEX_INITIALIZER};
	return s;
}

static bool has_few(const struct syncer *s)
{
	return s->filesystem < 0 || s->count <= FEW;
}

void syncer_add(struct syncer *s, int fd, const char *path)
{
	VEC_GROW(s->items, s->count, s->capacity);
	s->items[s->count++] = (struct unsynced){fd, xstrdup(path)};
	if (has_few(s) || fd < 0)
		return;
	/* Descriptors are few as well, and the file system needs none of them. */
	close(fd);
	s->items[s->count - 1].fd = -1;
}

static int sync_one(const struct unsynced *item, struct err *err)
{
	if (item->fd < 0)
		return path_sync_directory(item->path, err);
	return fsync(item->fd) == 0 ? 0 : path_cannot_write(item->path, err);
}

static void sync_some(void *syncer, unsigned thread)
{
	struct syncer *s = syncer;

	(void)thread;
	pthread_mutex_lock(&s->mutex);
	while (s->taken < s->count) {
		size_t i = s->taken++;
		struct err err = ERR_INIT;
		int result;
		pthread_mutex_unlock(&s->mutex);
		result = sync_one(&s->items[i], &err);
		pthread_mutex_lock(&s->mutex);
		if (result < 0 && i < s->failed) {
			s->failed = i;
			s->err = err;
		}
	}
	pthread_mutex_unlock(&s->mutex);
}

static int sync_each(struct syncer *s, struct err *err)
{
	s->taken = 0;
	s->failed = SIZE_MAX;
	parallel_run(s->count < FEW ? (unsigned)s->count : FEW, sync_some, s);
	if (s->failed == SIZE_MAX)
		return 0;
	*err = s->err;
	return -1;
}

static void forget(struct syncer *s)
{
	for (size_t i = 0; i < s->count; i++) {
		if (s->items[i].fd >= 0)
			close(s->items[i].fd);
		free(s->items[i].path);
	}
	s->count = 0;
}

int syncer_wait(struct syncer *s, struct err *err)
{
	int result = 0;

	if (!has_few(s))
		result = sync_filesystem(s->filesystem, s->directory, err);
	else if (s->count)
		result = sync_each(s, err);
	forget(s);
	return result;
}

void syncer_free(struct syncer *s)
{
	if (!s)
		return;
	forget(s);
	if (s->filesystem >= 0)
		close(s->filesystem);
	free(s->directory);
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

/* Those that do what is asked themselves, and say when they could not. */
static bool is_relied_on(long type)
{
	static const long types[] = {EXT4_SUPER_MAGIC, XFS_SUPER_MAGIC, BTRFS_SUPER_MAGIC,
	                             F2FS_SUPER_MAGIC, TMPFS_MAGIC,     NFS_SUPER_MAGIC};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i] == type)
			return true;
	return false;
}

int sync_open_filesystem(const char *directory)
{
	struct statfs filesystem;

	if (!reports_what_failed() || statfs(directory, &filesystem) < 0 ||
	    !is_relied_on((long)filesystem.f_type))
		return -1;
	return open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

int sync_filesystem(int fd, const char *path, struct err *err)
{
	return syncfs(fd) == 0 ? 0 : path_cannot_write(path, err);
}
