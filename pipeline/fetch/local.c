#include "fetch/local.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "fetch/content.h"
#include "fetch/raw_name.h"
#include "io/path.h"

enum { CHUNK = 1 << 20 };

static void miss(struct collection *c, enum fetch_state state, struct fetched_file *file,
                 const char *what)
{
	char *message = xasprintf("'%s': %s", file->address, what);

	collection_miss(c, state, file, message);
	free(message);
}

static bool same_version(const struct stat *a, const struct stat *b)
{
	return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* Whether the source's limit holds it; noted if not. */
static bool is_small_enough(struct collection *c, int fd, struct fetched_file *file)
{
	uint64_t limit = c->source->limits.bytes;
	struct stat st;
	char *what;

	if (fstat(fd, &st) < 0 || (uint64_t)st.st_size <= limit)
		return true;
	what = xasprintf(T("is larger than the limit of %llu bytes", "超过 %llu 字节的上限"),
	                 (unsigned long long)limit);
	miss(c, FETCH_FAILED, file, what);
	free(what);
	return false;
}

enum copied { COPIED, UNREADABLE, CHANGED, NO_ROOM = -1 };

/* Somebody may be writing the file just now; then what was read is no version of it. */
static enum copied copy_bytes(int fd, struct partial *partial, struct err *err)
{
	struct stat before, after;
	char *buffer = xmalloc(CHUNK);
	enum copied result = COPIED;
	off_t copied = 0;
	ssize_t got;

	if (fstat(fd, &before) < 0)
		result = UNREADABLE;
	while (result == COPIED && (got = read(fd, buffer, CHUNK)) != 0) {
		if (got < 0)
			result = UNREADABLE;
		else if (partial_write(partial, buffer, (size_t)got, err) < 0)
			result = NO_ROOM;
		else if ((copied += got) > before.st_size)
			result = CHANGED; /* it may never end */
	}
	if (result == COPIED && (fstat(fd, &after) < 0 || !same_version(&before, &after)))
		result = CHANGED;
	free(buffer);
	return result;
}

static int64_t nanoseconds(struct timespec t)
{
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* "MARK TIME": what the file looked like, and that the store has had its bytes since; or NULL. */
static const char *note_look(const struct collection *c, const char *mark)
{
	struct timespec now;
	const char *note;
	char *text;

	if (!*mark)
		return NULL;
	clock_gettime(CLOCK_REALTIME, &now);
	text = xasprintf("%s %" PRId64, mark, nanoseconds(now));
	note = arena_strdup(c->arena, slice_of(text));
	free(text);
	return note;
}

/*
 * Whether the file looks as it did when the store got its bytes, and nobody has written to those
 * since. Then nothing is read, as with a file on a server that has not changed.
 */
static bool looks_unchanged(const struct collection *c, const struct store_entry *last,
                            const char *mark)
{
	size_t n = strlen(mark);
	struct stat st;
	bool untouched;
	char *object;

	if (c->compare || !n || !last || !last->seen || strncmp(last->seen, mark, n) != 0 ||
	    last->seen[n] != ' ')
		return false;
	object = store_object_path(c->store, last->file.sha256);
	untouched = stat(object, &st) == 0 && (uint64_t)st.st_size == last->file.bytes &&
	            nanoseconds(st.st_mtim) <= strtoll(last->seen + n, NULL, 10);
	free(object);
	return untouched;
}

static int keep(struct collection *c, struct partial *partial, const char *key, const char *mark,
                struct fetched_file *file, struct err *err)
{
	const struct store_entry *last = store_find(c->store, key);
	struct store_entry entry = {key, c->source->name, *file, note_look(c, mark)};

	if (store_keep(c->store, partial, last, &entry, err) < 0)
		return -1;
	collection_add(c, &entry.file);
	return 0;
}

/* Whether it is what the source says it is; what is wrong with it is noted. */
static bool is_fine(struct collection *c, int fd, const char *path, const char *sha256,
                    struct fetched_file *file)
{
	const char *expected = c->source->expect.sha256;
	const struct secrets none = {0};
	struct text why = TEXT_INIT;
	enum verdict verdict =
	        content_inspect(c->source, fd, path, path_name(file->path), NULL, &none, &why);
	bool as_expected = !expected || strcmp(expected, sha256) == 0;

	if (verdict != CONTENT_FINE)
		miss(c, verdict == CONTENT_NOT_YET ? FETCH_NOT_PUBLISHED : FETCH_FAILED, file,
		     why.p);
	else if (!as_expected)
		miss(c, FETCH_FAILED, file,
		     T("has another SHA-256 than expected", "SHA-256 与预期不符"));
	text_release(&why);
	return verdict == CONTENT_FINE && as_expected;
}

static int inspect(struct collection *c, struct partial *partial, const char *key, const char *mark,
                   struct fetched_file *file, struct err *err)
{
	if (partial_finish(partial, err) < 0)
		return -1;
	if (!is_fine(c, partial->fd, partial->path, partial->sha256, file))
		return 0;
	return keep(c, partial, key, mark, file, err);
}

static int take_anew(struct collection *c, int fd, const char *key, const char *mark,
                     struct fetched_file *file, struct err *err)
{
	struct partial partial;
	enum copied copied;
	int result = 0;

	partial_create(&partial, &c->store->partials, key);
	copied = copy_bytes(fd, &partial, err);
	if (copied == NO_ROOM)
		result = -1;
	else if (copied == UNREADABLE)
		miss(c, FETCH_FAILED, file, strerror(errno));
	else if (copied == CHANGED)
		miss(c, FETCH_FAILED, file, T("changed while it was read", "读取期间发生了变化"));
	else
		result = inspect(c, &partial, key, mark, file, err);
	partial_release(&partial, true);
	return result;
}

/* Read beside what the store has of the last time: equal, and that still what its name says. */
static bool is_unchanged(int fd, int object, const struct fetched_file *last)
{
	char *buffer = xmalloc(2 * CHUNK), sha256[SHA256_HEX + 1] = "";
	struct checksum sum;
	uint64_t at = 0;
	ssize_t got;

	checksum_init(&sum);
	while ((got = pread(fd, buffer, CHUNK, (off_t)at)) > 0) {
		if (pread(object, buffer + CHUNK, (size_t)got, (off_t)at) != got ||
		    memcmp(buffer, buffer + CHUNK, (size_t)got) != 0)
			break;
		checksum_add(&sum, buffer, (size_t)got);
		at += (uint64_t)got;
	}
	if (got == 0 && at == last->bytes)
		checksum_finish(&sum, sha256);
	checksum_release(&sum);
	free(buffer);
	return strcmp(sha256, last->sha256) == 0;
}

/* Whether every byte is that of the last time, and nobody is writing the file just now. */
static bool is_same(const struct collection *c, int fd, const struct store_entry *last)
{
	struct stat before, after;
	bool same = false;
	char *object;
	int stored;

	if (!last || fstat(fd, &before) < 0 || (uint64_t)before.st_size != last->file.bytes)
		return false;
	object = store_object_path(c->store, last->file.sha256);
	stored = open(object, O_RDONLY | O_CLOEXEC);
	if (stored >= 0) {
		same = is_unchanged(fd, stored, &last->file) && fstat(fd, &after) == 0 &&
		       same_version(&before, &after);
		close(stored);
	}
	free(object);
	return same;
}

/* What has not changed is not written again. */
static void take_known(struct collection *c, int fd, const char *path,
                       const struct store_entry *last, struct fetched_file *file)
{
	file->bytes = last->file.bytes;
	file->sha256 = last->file.sha256;
	file->stored = last->file.stored;
	if (is_fine(c, fd, path, file->sha256, file))
		collection_add(c, file);
}

static int take(struct collection *c, int fd, const char *path, struct fetched_file *file,
                struct err *err)
{
	char key[SHA256_HEX + 1], mark[SIGHTING_MARK] = "";
	const struct store_entry *last;
	const char *look;

	if (!is_small_enough(c, fd, file))
		return 0;
	store_key(key, c->source->name, file->address);
	last = store_find(c->store, key);
	if (!sightings_mark(c->seen, fd, mark))
		*mark = '\0';
	if (looks_unchanged(c, last, mark)) {
		take_known(c, fd, path, last, file);
		return 0;
	}
	look = note_look(c, mark);
	if (!is_same(c, fd, last))
		return take_anew(c, fd, key, mark, file, err);
	take_known(c, fd, path, last, file);
	if (look)
		store_note(c->store, &(struct store_entry){key, c->source->name, last->file, look});
	return 0;
}

/* A pipe, too, opens at once. */
static int open_to_read(const char *path, int flags)
{
	return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | flags);
}

static bool is_below(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	return strncmp(path, folder, n) == 0 && (path[n] == '/' || folder[n - 1] == '/');
}

/*
 * Whoever may drop files into a folder may drop a link as well, to a file that only we may read:
 * EXDEV if it leads out of the folder.
 */
static int open_in(const char *folder, const char *path)
{
	int fd = open_to_read(path, O_NOFOLLOW);
	char *inside, *end;

	if (fd >= 0 || errno != ELOOP)
		return fd;
	inside = realpath(folder, NULL);
	end = realpath(path, NULL);
	if (inside && end && is_below(end, inside))
		fd = open_to_read(end, O_NOFOLLOW);
	else if (inside && end)
		errno = EXDEV;
	free(inside);
	free(end);
	return fd;
}

/* What keeps us from reading it as a file; NULL: nothing. */
static const char *what_else(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return strerror(errno);
	if (S_ISDIR(st.st_mode))
		return strerror(EISDIR);
	return S_ISREG(st.st_mode) ? NULL
	                           : T("is no file but a pipe, a socket or a device",
	                               "不是文件，而是管道、套接字或设备");
}

static const char *why_not(int cause)
{
	return cause == EXDEV
	               ? T("is a link that leads out of the folder", "是指向文件夹之外的链接")
	               : strerror(cause);
}

/* Of the folder, if there is one. */
static int take_named(struct collection *c, const char *folder, const char *path,
                      const char *raw_name, struct fetched_file *file, enum fetch_state if_absent,
                      struct err *err)
{
	char now[CLOCK_TEXT];
	const char *other;
	int fd, cause, result = 0;

	sightings_add(c->seen, path);
	fd = folder ? open_in(folder, path) : open_to_read(path, 0);
	cause = errno;
	clock_text(clock_now(), now);
	file->started = arena_strdup(c->arena, slice_of(now));
	file->finished = file->stored = file->started;
	file->path = collection_path(c, slice_of(raw_name));
	if (fd < 0)
		miss(c, cause == ENOENT ? if_absent : FETCH_FAILED, file, why_not(cause));
	else if ((other = what_else(fd)))
		miss(c, FETCH_FAILED, file, other);
	else
		result = take(c, fd, path, file, err);
	if (fd >= 0)
		close(fd);
	return result;
}

int local_file(struct collection *c, const char *path, const char *address, const struct ask *ask,
               enum fetch_state if_absent, struct err *err)
{
	struct fetched_file file = {.address = address, .period = ask->period, .tries = 1};

	return take_named(c, NULL, path, ask->raw_name, &file, if_absent, err);
}

/* --- Folders ------------------------------------------------------------------------------ */

struct name {
	char *bytes, *readable;
};

struct names {
	struct name *items;
	size_t count, capacity;
};

static int compare_names(const void *a, const void *b)
{
	return strcmp(((const struct name *)a)->bytes, ((const struct name *)b)->bytes);
}

static char *readable(const char *name)
{
	struct text t = TEXT_INIT;

	raw_name_add_readable(&t, slice_of(name));
	return text_detach(&t);
}

/* All but what cannot be meant: what cannot be read is said, not passed over. */
static bool wanted(const char *match, const char *directory, const struct name *name)
{
	char *path;
	struct stat st;
	bool is_directory;

	/* Hidden names are temporary files of whoever is copying something in. */
	if (name->bytes[0] == '.' || (match && fnmatch(match, name->readable, FNM_PERIOD) != 0))
		return false;
	path = path_join(directory, name->bytes);
	is_directory = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
	free(path);
	return !is_directory;
}

static void release_name(struct name *name)
{
	free(name->bytes);
	free(name->readable);
}

static int list_folder(const char *match, const char *path, struct names *names)
{
	DIR *directory = opendir(path);
	struct dirent *entry;

	if (!directory)
		return -1;
	while ((entry = readdir(directory))) {
		struct name name = {xstrdup(entry->d_name), readable(entry->d_name)};
		if (!wanted(match, path, &name)) {
			release_name(&name);
			continue;
		}
		VEC_GROW(names->items, names->count, names->capacity);
		names->items[names->count++] = name;
	}
	closedir(directory);
	if (names->count)
		qsort(names->items, names->count, sizeof(*names->items), compare_names);
	return 0;
}

/* Unless it fitted the pattern of another period, and is here already. */
static int take_from(struct collection *c, const char *folder, const struct name *name,
                     const struct ask *ask, struct err *err)
{
	char *path = path_join(folder, name->bytes);
	char *address = path_join(ask->address, name->readable);
	char *raw_name = xasprintf("%s%s", ask->prefix, name->readable);
	struct fetched_file file = {.address = address, .period = ask->period, .tries = 1};
	int result = 0;

	if (!collection_holds(c, collection_path(c, slice_of(raw_name)), address))
		result = take_named(c, folder, path, raw_name, &file, FETCH_FAILED, err);
	free(raw_name);
	free(address);
	free(path);
	return result;
}

/* The same in two encodings: nobody could tell which is which. */
static bool is_twin(struct collection *c, const struct names *names, size_t i,
                    struct hash_map *seen, const struct ask *ask)
{
	struct fetched_file file = {.period = ask->period};
	char *address;

	if (hash_map_add(seen, slice_of(names->items[i].readable), (uint32_t)i) == i)
		return false;
	address = path_join(ask->address, names->items[i].readable);
	file.address = address;
	miss(c, FETCH_FAILED, &file,
	     T("is there twice, in two encodings: rename one", "有两份，编码不同：请改名"));
	free(address);
	return true;
}

int local_folder(struct collection *c, const char *path, const struct ask *ask,
                 enum fetch_state if_absent, struct err *err)
{
	struct fetched_file folder = {.address = ask->address, .period = ask->period};
	struct names names = {NULL, 0, 0};
	struct hash_map seen = HASH_MAP_INIT;
	int result = 0;

	sightings_add(c->seen, path);
	if (list_folder(ask->match, path, &names) < 0)
		miss(c, errno == ENOENT ? if_absent : FETCH_FAILED, &folder, strerror(errno));
	else if (names.count == 0)
		miss(c, FETCH_NOT_PUBLISHED, &folder,
		     T("no file with such a name has been put here", "尚未放入符合名称的文件"));
	for (size_t i = 0; i < names.count; i++) {
		if (result == 0 && !is_twin(c, &names, i, &seen, ask))
			result = take_from(c, path, &names.items[i], ask, err);
		release_name(&names.items[i]);
	}
	free(names.items);
	hash_map_release(&seen);
	return result;
}
