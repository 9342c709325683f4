#include "io/sighting.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hash_map.h"

#define NEVER "never"
#define UNTIL "until-"

/* A mark is 16 hexadecimal digits, with OWN before them if the time of change does not count. */
enum { DIGITS = 16, OWN = '=' };

static const int64_t SECOND = 1000000000;

static int64_t nanoseconds(struct timespec t)
{
	return t.tv_sec * SECOND + t.tv_nsec;
}

void sightings_begin(struct sightings *seen)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	*seen = (struct sightings){.begun = nanoseconds(now)};
}

void sightings_release(struct sightings *seen)
{
	text_release(&seen->list);
	text_release(&seen->directory);
}

/* --- Marks ------------------------------------------------------------------------------- */

/*
 * Whether a change after `begun` would show in the times. They advance by the kernel's tick,
 * at most 10 ms; on file systems that keep whole seconds only, by up to two of those.
 */
static bool is_settled(const struct stat *st, int64_t begun)
{
	int64_t modified = nanoseconds(st->st_mtim), changed = nanoseconds(st->st_ctim);
	bool coarse = st->st_mtim.tv_nsec == 0 && st->st_ctim.tv_nsec == 0;
	int64_t last = modified > changed ? modified : changed;

	return last < begun - (coarse ? 2 * SECOND : SECOND / 50);
}

/* Devices are left out: their numbers change when a machine starts anew. */
static void mark_of(const struct stat *st, bool own, char mark[SIGHTING_MARK])
{
	const int64_t parts[] = {
	        (int64_t)st->st_ino,
	        (int64_t)(st->st_mode & S_IFMT),
	        S_ISDIR(st->st_mode) ? 0 : (int64_t)st->st_size,
	        nanoseconds(st->st_mtim),
	        own ? 0 : nanoseconds(st->st_ctim),
	};
	uint64_t hash = hash_bytes(parts, sizeof(parts));

	if (own)
		*mark++ = OWN;
	for (int i = 0; i < DIGITS; i++)
		mark[i] = "0123456789abcdef"[hash >> (60 - 4 * i) & 15];
	mark[DIGITS] = '\0';
}

bool sightings_mark(const struct sightings *seen, int fd, char mark[SIGHTING_MARK])
{
	struct stat st;

	if (fstat(fd, &st) < 0 || !is_settled(&st, seen->begun))
		return false;
	mark_of(&st, false, mark);
	return true;
}

static void mark_missing(int cause, char mark[SIGHTING_MARK])
{
	if (cause == ENOENT || cause == ENOTDIR)
		snprintf(mark, SIGHTING_MARK, "absent");
	else
		snprintf(mark, SIGHTING_MARK, "error-%d", cause);
}

/* --- Lists ------------------------------------------------------------------------------- */

/* In the directory of the last line a name says enough. */
static void add_line(struct sightings *seen, const char *mark, const char *path, bool directory)
{
	struct slice base = text_slice(&seen->directory), whole = slice_of(path);
	bool inside = base.n && whole.n > base.n && memcmp(path, base.p, base.n) == 0 &&
	              !strchr(path + base.n, '/');

	if (directory)
		text_addf(&seen->list, "%s %s/\n", mark, path);
	else if (inside)
		text_addf(&seen->list, "%s %s\n", mark, path + base.n);
	else
		text_addf(&seen->list, "%s %s%s\n", mark, strchr(path, '/') ? "" : "./", path);
	if (directory) {
		text_clear(&seen->directory);
		text_addf(&seen->directory, "%s/", path);
	}
}

static void add(struct sightings *seen, int from, const char *path, bool own)
{
	char mark[SIGHTING_MARK];
	struct stat st;
	bool there = fstatat(from, path, &st, 0) == 0;

	if (!there)
		mark_missing(errno, mark);
	else if (own || is_settled(&st, seen->begun))
		mark_of(&st, own, mark);
	else
		snprintf(mark, SIGHTING_MARK, NEVER);
	if (strchr(path, '\n') || strlen(path) >= PATH_MAX)
		sightings_add_never(seen, "?");
	else
		add_line(seen, mark, path, there && S_ISDIR(st.st_mode));
}

void sightings_add(struct sightings *seen, const char *path)
{
	add(seen, AT_FDCWD, path, false);
}

void sightings_add_own(struct sightings *seen, int directory, const char *path)
{
	add(seen, directory, path, true);
}

void sightings_add_never(struct sightings *seen, const char *what)
{
	add_line(seen, NEVER, what, false);
}

void sightings_add_until(struct sightings *seen, int64_t time)
{
	char mark[SIGHTING_MARK];

	snprintf(mark, SIGHTING_MARK, UNTIL "%" PRId64, time);
	add_line(seen, mark, ".", false);
}

/* --- Comparing --------------------------------------------------------------------------- */

struct walk {
	int from;      /* where relative paths start */
	int directory; /* of the last line; -1 if there is none */
};

/* A name alone belongs to the last directory. */
static int base_of(const struct walk *walk, const char *path)
{
	return walk->directory >= 0 && !strchr(path, '/') ? walk->directory : walk->from;
}

static void enter(struct walk *walk, const char *path)
{
	if (walk->directory >= 0)
		close(walk->directory);
	walk->directory = openat(walk->from, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static bool holds(struct walk *walk, struct slice mark, const char *path)
{
	char now[SIGHTING_MARK];
	struct stat st;

	if (slice_is(mark, NEVER))
		return false;
	if (slice_starts(mark, UNTIL))
		return clock_now() < strtoll(mark.p + strlen(UNTIL), NULL, 10);
	if (fstatat(base_of(walk, path), path, &st, 0) < 0)
		mark_missing(errno, now);
	else
		mark_of(&st, *mark.p == OWN, now);
	if (path[strlen(path) - 1] == '/')
		enter(walk, path);
	return slice_is(mark, now);
}

/* Cuts off the first line, "MARK PATH"; false if it is not of that form. */
static bool next_line(struct slice *list, struct slice *mark, char path[PATH_MAX])
{
	const char *end = memchr(list->p, '\n', list->n);
	const char *blank = end ? memchr(list->p, ' ', (size_t)(end - list->p)) : NULL;
	size_t n = blank ? (size_t)(end - blank) - 1 : 0;

	if (n == 0 || n >= PATH_MAX)
		return false;
	*mark = (struct slice){list->p, (size_t)(blank - list->p)};
	memcpy(path, blank + 1, n);
	path[n] = '\0';
	list->n -= (size_t)(end + 1 - list->p);
	list->p = end + 1;
	return true;
}

bool sightings_hold(struct slice list, int directory, struct slice *changed)
{
	struct walk walk = {directory, -1};
	char path[PATH_MAX];
	struct slice mark;
	bool all = true;

	while (all && list.n) {
		*changed = (struct slice){list.p, 0};
		all = next_line(&list, &mark, path);
		if (all)
			*changed = (struct slice){mark.p + mark.n + 1, strlen(path)};
		all = all && holds(&walk, mark, path);
	}
	if (walk.directory >= 0)
		close(walk.directory);
	return all;
}
