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
#include "io/sync.h"

/* Whole bytes that are to become durable. */
struct pending {
	char *partial;
	char sha256[SHA256_HEX + 1];
};

/* An object that is to get a name elsewhere. */
struct placement {
	char *path;
	char sha256[SHA256_HEX + 1];
};

/*
 * What becomes durable together, and then gets its names and its lines in the journal: while the
 * disk works on one batch, the next one is filled.
 */
struct batch {
	struct job job;
	struct store *store;
	struct syncer *syncer;
	struct pending *pending;
	size_t count, capacity;
	uint64_t since;      /* of the first thing to do, in clock_milliseconds */
	struct text journal; /* lines */
	struct placement *placements;
	size_t placement_count, placement_capacity;
	struct err err;
};

/* A batch begins with so many files, or once the first of them has waited so long. */
enum { BATCH_FILES = 64, BATCH_LONGEST_MS = 1000 };

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

/* For the syncers, before anything is written. */
static void open_batches(struct store *store)
{
	store->batches = xcalloc(2, sizeof(*store->batches));
	for (int i = 0; i < 2; i++)
		store->batches[i] = (struct batch){
		        .store = store, .syncer = syncer_new(store->directory), .err = ERR_INIT};
	store->filling = &store->batches[0];
	store->flushing = &store->batches[1];
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
		open_batches(store);
		result = journal_load(store, err);
	}
	free(lock);
	if (result < 0)
		store_close(store);
	return result;
}

static void empty_batch(struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++)
		free(batch->pending[i].partial);
	for (size_t i = 0; i < batch->placement_count; i++)
		free(batch->placements[i].path);
	batch->count = batch->placement_count = 0;
	text_clear(&batch->journal);
}

static void close_batches(struct store *store)
{
	for (int i = 0; store->batches && i < 2; i++) {
		struct batch *batch = &store->batches[i];
		empty_batch(batch);
		text_release(&batch->journal);
		syncer_free(batch->syncer);
		free(batch->pending);
		free(batch->placements);
	}
	free(store->batches);
}

void store_close(struct store *store)
{
	partials_release(&store->partials); /* and waits for what is flushed */
	close_batches(store);
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

static bool is_empty(const struct batch *batch)
{
	return batch->count == 0 && batch->placement_count == 0;
}

static void note_time(struct batch *batch)
{
	if (is_empty(batch))
		batch->since = clock_milliseconds();
}

static void add_pending(struct store *store, struct partial *partial)
{
	struct batch *batch = store->filling;
	struct pending *pending;

	note_time(batch);
	VEC_GROW(batch->pending, batch->count, batch->capacity);
	pending = &batch->pending[batch->count++];
	*pending = (struct pending){.partial = partial->path};
	memcpy(pending->sha256, partial->sha256, sizeof(pending->sha256));
	syncer_add(batch->syncer, partial->fd, partial->path);
	partial->path = NULL;
	partial->fd = -1;
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

	if ((syncer_is_full(store->filling->syncer) && store_flush(store, err) < 0) ||
	    partial_finish(partial, err) < 0)
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
	if (store_holds(store, sha256))
		return 0;
	if (fchmod(partial->fd, 0444) < 0)
		return path_cannot_write(partial->path, err);
	add_pending(store, partial);
	return 0;
}

void store_note(struct store *store, const struct store_entry *entry)
{
	journal_add(store, entry, &store->filling->journal);
}

void store_place_soon(struct store *store, const char *sha256, char *path)
{
	struct batch *batch = store->filling;
	struct placement *placement;

	note_time(batch);
	VEC_GROW(batch->placements, batch->placement_count, batch->placement_capacity);
	placement = &batch->placements[batch->placement_count++];
	*placement = (struct placement){.path = path};
	memcpy(placement->sha256, sha256, SHA256_HEX);
}

/* --- Becoming durable, aside --------------------------------------------------------- */

static int name_objects(const struct batch *batch, struct err *err)
{
	int result = 0;

	for (size_t i = 0; i < batch->count && result == 0; i++) {
		char *object = store_object_path(batch->store, batch->pending[i].sha256);
		if (rename(batch->pending[i].partial, object) < 0)
			result = path_cannot_write(object, err);
		free(object);
	}
	return result;
}

/* First the bytes, then their names: a name never stands for bytes that a power cut may take. */
static int sync_objects(const struct batch *batch, struct err *err)
{
	char *objects;
	int result = -1;

	if (batch->count == 0)
		return 0;
	objects = in_store(batch->store, "objects/");
	if (syncer_wait(batch->syncer, err) == 0 && name_objects(batch, err) == 0)
		result = path_sync_directory(objects, err);
	free(objects);
	return result;
}

static int place_objects(const struct batch *batch, struct err *err)
{
	int result = 0;

	for (size_t i = 0; i < batch->placement_count && result == 0; i++)
		result = store_place(batch->store, batch->placements[i].sha256,
		                     batch->placements[i].path, err);
	return result;
}

static void flush_batch(struct job *job)
{
	struct batch *batch = (struct batch *)job;

	if (sync_objects(batch, &batch->err) == 0 &&
	    journal_write(batch->store, text_slice(&batch->journal), &batch->err) == 0)
		place_objects(batch, &batch->err);
}

/* The one that is filled, once the one before it is on the disk. */
static int begin_flush(struct store *store, struct err *err)
{
	struct batch *before = store->flushing;

	aside_wait(store->partials.disk, &before->job);
	if (before->err.code) {
		*err = before->err;
		return -1;
	}
	empty_batch(before);
	store->flushing = store->filling;
	store->filling = before;
	store->flushing->job = (struct job){.run = flush_batch};
	aside_add(store->partials.disk, &store->flushing->job);
	return 0;
}

int store_flush(struct store *store, struct err *err)
{
	if (begin_flush(store, err) < 0)
		return -1;
	/* with nothing in it: for the end of the one before */
	return begin_flush(store, err);
}

int store_flush_some(struct store *store, struct err *err)
{
	const struct batch *batch = store->filling;
	bool many = batch->count >= BATCH_FILES || batch->placement_count >= BATCH_FILES;

	if (is_empty(batch) || aside_busy(store->partials.disk, &store->flushing->job))
		return 0;
	if (!many && clock_milliseconds() - batch->since < BATCH_LONGEST_MS)
		return 0;
	return begin_flush(store, err);
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
