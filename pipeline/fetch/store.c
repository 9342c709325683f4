#include "fetch/store.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fetch/batch.h"
#include "fetch/journal.h"
#include "io/output.h"
#include "io/path.h"

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

	*store = (struct store){
	        .directory = xstrdup(directory),
	        .lock = LOCK_INIT,
	};
	partials_init(&store->partials, directory);
	lock = in_store(store, "lock");
	if (make_directory(store, "objects", err) == 0 &&
	    make_directory(store, "partial", err) == 0 && lock_take(&store->lock, lock, err) == 0) {
		partials_find(&store->partials);
		store->batches = batches_new(store);
		result = journal_load(store, err);
	}
	free(lock);
	if (result < 0)
		store_close(store);
	return result;
}

void store_close(struct store *store)
{
	partials_release(&store->partials); /* and waits for what is flushed */
	batches_free(store->batches);
	lock_release(&store->lock);
	hash_map_release(&store->by_key);
	arena_release(&store->arena);
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
	return xasprintf("%s/objects/%s", store->directory, sha256);
}

static bool has_checksum(const char *path, const char *sha256)
{
	char actual[SHA256_HEX + 1];
	struct err ignored = ERR_INIT;
	uint64_t bytes;

	return checksum_file(path, actual, &bytes, &ignored) == 0 && strcmp(actual, sha256) == 0;
}

bool store_holds(const struct store *store, const char *sha256)
{
	char *path = store_object_path(store, sha256);
	bool holds = has_checksum(path, sha256);

	free(path);
	return holds;
}

static void check(struct job *job)
{
	struct store_check *check = (struct store_check *)job;

	check->holds = has_checksum(check->path, check->sha256);
}

bool store_check(struct store *store, struct store_check *c, const char *sha256)
{
	char *path = store_object_path(store, sha256);

	if (!path_exists(path)) {
		free(path);
		return false;
	}
	*c = (struct store_check){.job = {.run = check}, .path = path};
	memcpy(c->sha256, sha256, SHA256_HEX);
	aside_add(store->partials.aside, &c->job);
	return true;
}

void store_check_wait(struct store *store, const struct store_check *c)
{
	aside_wait(store->partials.aside, &c->job);
}

void store_check_release(struct store *store, struct store_check *c)
{
	store_check_wait(store, c);
	free(c->path);
	*c = (struct store_check){0};
}

/* --- Objects ------------------------------------------------------------------------- */

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

	if (batches_make_room(store->batches, err) < 0 || partial_finish(partial, err) < 0)
		return -1;
	file->bytes = partial->bytes;
	file->sha256 = arena_strdup(&store->arena, slice_of(sha256));
	known = last && strcmp(last->file.sha256, sha256) == 0;
	if (known)
		file->stored = last->file.stored;
	if (!known || !same_text(last->seen, entry->seen) ||
	    !same_text(last->file.etag, file->etag) ||
	    !same_text(last->file.last_modified, file->last_modified))
		store_note(store, entry);
	batches_keep(store->batches, partial);
	return 0;
}

void store_note(struct store *store, const struct store_entry *entry)
{
	batches_note(store->batches, journal_remember(store, entry));
}

void store_place_soon(struct store *store, const char *sha256, char *path)
{
	batches_place(store->batches, sha256, path);
}

int store_flush(struct store *store, struct err *err)
{
	return batches_flush(store->batches, err);
}

int store_flush_some(struct store *store, struct err *err)
{
	return batches_flush_some(store->batches, err);
}

/* --- Placing --------------------------------------------------------------------------- */

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
		path_cannot_write(to, err);
	if (fd >= 0)
		close(fd);
	return result;
}

static int make_way(const char *path, struct err *err)
{
	char *directory = path_directory(path);
	int result = path_make_directories(directory, err);

	free(directory);
	return result;
}

static int replace(const char *object, const char *path, struct err *err)
{
	char *directory = path_directory(path);
	char *temporary = xasprintf("%s/.%s.%ld.tmp", directory, path_name(path), (long)getpid());
	int result = 0;

	unlink(temporary);
	if (link(object, temporary) < 0)
		result = copy_file(object, path, err);
	else if (rename(temporary, path) < 0)
		result = path_cannot_write(path, err);
	if (result < 0)
		unlink(temporary);
	free(temporary);
	free(directory);
	return result;
}

static bool is_same_file(const char *a, const char *b)
{
	struct stat one, other;

	return stat(a, &one) == 0 && lstat(b, &other) == 0 && one.st_dev == other.st_dev &&
	       one.st_ino == other.st_ino;
}

int store_place(const struct store *store, const char *sha256, const char *path, struct err *err)
{
	char *object = store_object_path(store, sha256);
	bool placed = link(object, path) == 0;
	int result = 0;

	if (!placed && errno == ENOENT) {
		result = make_way(path, err);
		placed = result == 0 && link(object, path) == 0;
	}
	if (result == 0 && !placed && !is_same_file(object, path))
		result = replace(object, path, err);
	free(object);
	return result;
}
