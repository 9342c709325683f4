#include "fetch/store.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "fetch/journal.h"
#include "io/output.h"
#include "io/path.h"

/* Whole bytes that wait for store_flush. */
struct pending {
	char *partial;
	int fd;
	char sha256[SHA256_HEX + 1];
};

/* Flushing many files at once costs one commit of the file system's journal, not many. */
enum { PENDING_MOST = 64, PENDING_LONGEST_MS = 1000, WRITEBACK = 8 << 20 };

static char *in_store(const struct store *store, const char *name)
{
	return path_join(store->directory, name);
}

static int make_directory(const struct store *store, const char *name, struct err *err)
{
	char *path = in_store(store, name);
	int result = path_make_directories(path, err);

	free(path);
	return result;
}

int store_open(struct store *store, const char *directory, struct err *err)
{
	char *lock;
	int result = -1;

	*store = (struct store){.directory = xstrdup(directory), .lock = LOCK_INIT};
	lock = in_store(store, "lock");
	if (make_directory(store, "objects", err) == 0 &&
	    make_directory(store, "partial", err) == 0 && lock_take(&store->lock, lock, err) == 0)
		result = journal_load(store, err);
	free(lock);
	if (result < 0)
		store_close(store);
	return result;
}

static void drop_pending(struct store *store)
{
	for (size_t i = 0; i < store->pending_count; i++) {
		if (store->pending[i].fd >= 0)
			close(store->pending[i].fd);
		free(store->pending[i].partial);
	}
	store->pending_count = 0;
}

void store_close(struct store *store)
{
	drop_pending(store);
	text_release(&store->journal);
	lock_release(&store->lock);
	hash_map_release(&store->by_key);
	arena_release(&store->arena);
	free(store->pending);
	free(store->entries);
	free(store->directory);
	*store = (struct store){.lock = LOCK_INIT};
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

void store_remove(struct store *store)
{
	nftw(store->directory, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	store_close(store);
}

void store_key(char key[SHA256_HEX + 1], const char *source, const char *what)
{
	struct checksum c;

	checksum_init(&c);
	checksum_add(&c, source, strlen(source) + 1);
	checksum_add(&c, what, strlen(what));
	checksum_finish(&c, key);
	checksum_release(&c);
}

const struct store_entry *store_find(const struct store *store, const char *key)
{
	uint32_t i = hash_map_get(&store->by_key, slice_of(key));

	return i == HASH_MAP_NONE ? NULL : &store->entries[i];
}

char *store_object_path(const struct store *store, const char *sha256)
{
	return xasprintf("%s/objects/%.2s/%s", store->directory, sha256, sha256 + 2);
}

bool store_holds(const struct store *store, const char *sha256)
{
	char *path = store_object_path(store, sha256);
	char actual[SHA256_HEX + 1];
	struct err err = ERR_INIT;
	uint64_t bytes;
	bool holds = checksum_file(path, actual, &bytes, &err) == 0 && strcmp(actual, sha256) == 0;

	free(path);
	return holds;
}

/* --- Partials ------------------------------------------------------------------------ */

static int cannot_write(const char *path, struct err *err)
{
	err_set_errno(err, RD_OUTPUT, T("cannot be written", "无法写入"));
	err_hint(err, T("check free space and permissions", "请检查剩余空间和权限"));
	return err_at(err, path, 0, 0);
}

static int partial_open(struct partial *partial, const struct store *store, const char *key,
                        int flags, struct err *err)
{
	*partial = (struct partial){.path = xasprintf("%s/partial/%s", store->directory, key)};
	checksum_init(&partial->checksum);
	partial->fd = open(partial->path, flags | O_CLOEXEC, 0644);
	if (partial->fd >= 0)
		return 0;
	cannot_write(partial->path, err);
	partial_release(partial, false);
	return -1;
}

int partial_create(struct partial *partial, const struct store *store, const char *key,
                   struct err *err)
{
	return partial_open(partial, store, key, O_WRONLY | O_CREAT | O_TRUNC, err);
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
			return cannot_write(partial->path, err);
		checksum_add(&partial->checksum, buffer, (size_t)got);
		partial->bytes += (uint64_t)got;
	}
	if (ftruncate(partial->fd, (off_t)bytes) < 0)
		return cannot_write(partial->path, err);
	return 0;
}

int partial_resume(struct partial *partial, const struct store *store, const char *key,
                   struct err *err)
{
	char *path = xasprintf("%s/partial/%s", store->directory, key);
	struct stat st;
	bool any = stat(path, &st) == 0 && st.st_size > 1;

	free(path);
	if (!any)
		return 0;
	if (partial_open(partial, store, key, O_RDWR, err) < 0)
		return -1;
	if (take_up(partial, (uint64_t)st.st_size - 1, err) == 0)
		return 1;
	partial_release(partial, false);
	return -1;
}

int partial_restart(struct partial *partial, struct err *err)
{
	checksum_release(&partial->checksum);
	checksum_init(&partial->checksum);
	partial->bytes = 0;
	partial->sha256[0] = '\0';
	if (ftruncate(partial->fd, 0) < 0 || lseek(partial->fd, 0, SEEK_SET) < 0)
		return cannot_write(partial->path, err);
	return 0;
}

int partial_write(struct partial *partial, const void *p, size_t n, struct err *err)
{
	const uint64_t before = partial->bytes;
	const char *at = p;

	checksum_add(&partial->checksum, p, n);
	while (n) {
		ssize_t done = write(partial->fd, at, n);
		if (done < 0 && errno != EINTR)
			return cannot_write(partial->path, err);
		if (done > 0) {
			at += done;
			n -= (size_t)done;
			partial->bytes += (uint64_t)done;
		}
	}
	/* The disk works while the network does, so that the final fsync has little to do. */
	if (partial->bytes / WRITEBACK != before / WRITEBACK)
		sync_file_range(partial->fd, (off_t)(before / WRITEBACK * WRITEBACK), WRITEBACK,
		                SYNC_FILE_RANGE_WRITE);
	return 0;
}

void partial_finish(struct partial *partial)
{
	if (!partial->sha256[0])
		checksum_finish(&partial->checksum, partial->sha256);
}

void partial_release(struct partial *partial, bool discard)
{
	if (partial->fd >= 0)
		close(partial->fd);
	if (discard && partial->path)
		unlink(partial->path);
	checksum_release(&partial->checksum);
	free(partial->path);
	*partial = (struct partial){.fd = -1};
}

/* --- Objects ------------------------------------------------------------------------- */

static void add_pending(struct store *store, struct partial *partial)
{
	struct pending *pending;

	if (store->pending_count == 0)
		store->pending_since = clock_milliseconds();
	VEC_GROW(store->pending, store->pending_count, store->pending_capacity);
	pending = &store->pending[store->pending_count++];
	*pending = (struct pending){.partial = partial->path, .fd = partial->fd};
	memcpy(pending->sha256, partial->sha256, sizeof(pending->sha256));
	partial->path = NULL;
	partial->fd = -1;
	/* The bytes start on their way to the disk while others still come in. */
	sync_file_range(pending->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

int store_keep(struct store *store, struct partial *partial, const struct store_entry *last,
               struct store_entry *entry, struct err *err)
{
	struct fetched_file *file = &entry->file;
	const char *sha256 = partial->sha256;
	bool known;

	if (store->pending_count == PENDING_MOST && store_flush(store, err) < 0)
		return -1;
	partial_finish(partial);
	file->bytes = partial->bytes;
	file->sha256 = arena_strdup(&store->arena, slice_of(sha256));
	known = last && strcmp(last->file.sha256, sha256) == 0;
	if (known)
		file->stored = last->file.stored;
	if (!known || !same_text(last->file.etag, file->etag) ||
	    !same_text(last->file.last_modified, file->last_modified))
		store_note(store, entry);
	if (!store_holds(store, sha256))
		add_pending(store, partial);
	return 0;
}

void store_note(struct store *store, const struct store_entry *entry)
{
	journal_add(store, entry);
}

static int sync_pending(struct pending *pending, struct err *err)
{
	int fd = pending->fd;

	pending->fd = -1;
	if (fchmod(fd, 0444) < 0 || fsync(fd) < 0) {
		cannot_write(pending->partial, err);
		close(fd);
		return -1;
	}
	if (close(fd) < 0)
		return cannot_write(pending->partial, err);
	return 0;
}

static int move_pending(const struct store *store, const struct pending *pending, struct err *err)
{
	char *object = store_object_path(store, pending->sha256);
	char *directory = path_directory(object);
	int result = path_make_directories(directory, err);

	if (result == 0 && rename(pending->partial, object) < 0)
		result = cannot_write(object, err);
	free(directory);
	free(object);
	return result;
}

/* Each directory of objects once, then the one that names them all. */
static int sync_directories(const struct store *store, struct err *err)
{
	char *top = in_store(store, "objects/");
	bool done[256] = {false};
	int result = 0;

	for (size_t i = 0; i < store->pending_count && result == 0; i++) {
		const char *sha256 = store->pending[i].sha256;
		char prefix[3] = {sha256[0], sha256[1], '\0'};
		unsigned long n = strtoul(prefix, NULL, 16);
		char *object = store_object_path(store, sha256);
		if (!done[n])
			result = path_sync_directory(object, err);
		done[n] = true;
		free(object);
	}
	if (result == 0)
		result = path_sync_directory(top, err);
	free(top);
	return result;
}

static int flush_pending(struct store *store, struct err *err)
{
	for (size_t i = 0; i < store->pending_count; i++)
		if (sync_pending(&store->pending[i], err) < 0)
			return -1;
	for (size_t i = 0; i < store->pending_count; i++)
		if (move_pending(store, &store->pending[i], err) < 0)
			return -1;
	return store->pending_count ? sync_directories(store, err) : 0;
}

int store_flush(struct store *store, struct err *err)
{
	if (flush_pending(store, err) < 0 || journal_write(store, err) < 0)
		return -1;
	drop_pending(store);
	return 0;
}

int store_flush_old(struct store *store, struct err *err)
{
	if (store->pending_count == 0 ||
	    clock_milliseconds() - store->pending_since < PENDING_LONGEST_MS)
		return 0;
	return store_flush(store, err);
}

static int copy_file(const char *from, const char *to, struct err *err)
{
	char buffer[65536];
	struct output out;
	ssize_t got = 0;
	int fd = open(from, O_RDONLY | O_CLOEXEC);
	int result = -1;

	if (fd < 0 || output_open(&out, to, err) < 0)
		goto out;
	while ((got = read(fd, buffer, sizeof(buffer))) > 0)
		output_write(&out, buffer, (size_t)got);
	if (got == 0)
		result = output_commit(&out, err);
	output_release(&out);
out:
	if (fd < 0 || got < 0)
		cannot_write(to, err);
	if (fd >= 0)
		close(fd);
	return result;
}

int store_place(struct store *store, const char *sha256, const char *path, struct err *err)
{
	char *object = store_object_path(store, sha256);
	char *directory = path_directory(path);
	char *temporary = xasprintf("%s/.%s.%ld.tmp", directory, path_name(path), (long)getpid());
	int result = path_make_directories(directory, err);

	unlink(temporary);
	if (result == 0 && link(object, temporary) < 0)
		result = copy_file(object, path, err);
	else if (result == 0 && rename(temporary, path) < 0)
		result = cannot_write(path, err);
	/* rename leaves both names alone when they are the same file already */
	unlink(temporary);
	free(directory);
	free(temporary);
	free(object);
	return result;
}
