#include "fetch/batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "fetch/journal.h"
#include "io/path.h"
#include "io/sync.h"

/* Whole bytes that are to become durable; a name that is NULL is done with. */
struct pending {
	char *partial;
	int fd;
	char sha256[SHA256_HEX + 1];
};

/* An object that is to get a name elsewhere. */
struct placement {
	char *path;
	char sha256[SHA256_HEX + 1];
};

struct batch {
	struct job job;
	const struct store *store;
	struct syncer *syncer;
	struct pending *pending;
	size_t count, capacity;
	uint64_t since;              /* of the first thing to do, in clock_milliseconds */
	struct store_entry *entries; /* for the journal */
	size_t entry_count, entry_capacity;
	struct placement *placements;
	size_t placement_count, placement_capacity;
	struct err err;
};

struct batches {
	struct batch all[2], *filling, *flushing;
};

/*
 * A batch begins with so many files, or once the first of them has waited so long. More than so
 * many are not kept open.
 */
enum { BATCH_FILES = 32, BATCH_LONGEST_MS = 1000, MOST_OPEN = 256 };

struct batches *batches_new(const struct store *store)
{
	struct batches *b = xcalloc(1, sizeof(*b));

	for (int i = 0; i < 2; i++)
		b->all[i] = (struct batch){
		        .store = store, .syncer = syncer_new(store->directory), .err = ERR_INIT};
	b->filling = &b->all[0];
	b->flushing = &b->all[1];
	return b;
}

static void empty(struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		if (batch->pending[i].fd >= 0)
			close(batch->pending[i].fd);
		free(batch->pending[i].partial);
	}
	for (size_t i = 0; i < batch->placement_count; i++)
		free(batch->placements[i].path);
	batch->count = batch->placement_count = batch->entry_count = 0;
}

void batches_free(struct batches *b)
{
	if (!b)
		return;
	for (int i = 0; i < 2; i++) {
		struct batch *batch = &b->all[i];
		empty(batch);
		syncer_free(batch->syncer);
		free(batch->entries);
		free(batch->pending);
		free(batch->placements);
	}
	free(b);
}

/* --- Filling one ------------------------------------------------------------------------ */

static bool is_empty(const struct batch *batch)
{
	return batch->count == 0 && batch->placement_count == 0;
}

static void note_time(struct batch *batch)
{
	if (is_empty(batch))
		batch->since = clock_milliseconds();
}

void batches_keep(struct batches *b, struct partial *partial)
{
	struct batch *batch = b->filling;
	struct pending *pending;

	note_time(batch);
	VEC_GROW(batch->pending, batch->count, batch->capacity);
	pending = &batch->pending[batch->count++];
	*pending = (struct pending){.partial = partial->path, .fd = partial->fd};
	memcpy(pending->sha256, partial->sha256, sizeof(pending->sha256));
	partial->path = NULL;
	partial->fd = -1;
}

void batches_place(struct batches *b, const char *sha256, char *path)
{
	struct batch *batch = b->filling;
	struct placement *placement;

	note_time(batch);
	VEC_GROW(batch->placements, batch->placement_count, batch->placement_capacity);
	placement = &batch->placements[batch->placement_count++];
	*placement = (struct placement){.path = path};
	memcpy(placement->sha256, sha256, SHA256_HEX);
}

void batches_note(struct batches *b, const struct store_entry *entry)
{
	struct batch *batch = b->filling;

	VEC_GROW(batch->entries, batch->entry_count, batch->entry_capacity);
	batch->entries[batch->entry_count++] = *entry;
}

/* --- Becoming durable, aside ------------------------------------------------------------ */

/* What the store has is not written once more. */
static void drop(struct pending *pending)
{
	close(pending->fd);
	unlink(pending->partial);
	free(pending->partial);
	*pending = (struct pending){.fd = -1};
}

static int add_to_syncer(struct batch *batch, struct err *err)
{
	for (size_t i = 0; i < batch->count; i++) {
		struct pending *pending = &batch->pending[i];
		if (store_holds(batch->store, pending->sha256)) {
			drop(pending);
			continue;
		}
		if (fchmod(pending->fd, 0444) < 0)
			return path_cannot_write(pending->partial, err);
		syncer_add(batch->syncer, pending->fd, pending->partial);
		pending->fd = -1;
	}
	return 0;
}

static int name_objects(const struct batch *batch, struct err *err)
{
	int result = 0;

	for (size_t i = 0; i < batch->count && result == 0; i++) {
		const struct pending *pending = &batch->pending[i];
		char *object = store_object_path(batch->store, pending->sha256);
		if (pending->partial && rename(pending->partial, object) < 0)
			result = path_cannot_write(object, err);
		free(object);
	}
	return result;
}

/* First the bytes, then their names: a name never stands for bytes that a power cut may take. */
static int sync_objects(struct batch *batch, struct err *err)
{
	char *objects;
	int result = -1;

	if (batch->count == 0)
		return 0;
	objects = path_join(batch->store->directory, "objects/");
	if (add_to_syncer(batch, err) == 0 && syncer_wait(batch->syncer, err) == 0 &&
	    name_objects(batch, err) == 0)
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

static void flush(struct job *job)
{
	struct batch *batch = JOB_OF(struct batch, job, job);

	if (sync_objects(batch, &batch->err) == 0 &&
	    journal_write(batch->store, batch->entries, batch->entry_count, &batch->err) == 0)
		place_objects(batch, &batch->err);
}

/* The one that is filled, once the one before it is on the disk. */
static int begin_flush(struct batches *b, struct err *err)
{
	struct batch *before = b->flushing;
	struct aside *disk = before->store->partials.disk;

	aside_wait(disk, &before->job);
	if (before->err.code) {
		*err = before->err;
		return -1;
	}
	empty(before);
	b->flushing = b->filling;
	b->filling = before;
	b->flushing->job = (struct job){.run = flush};
	aside_add(disk, &b->flushing->job);
	return 0;
}

int batches_make_room(struct batches *b, struct err *err)
{
	return b->filling->count < MOST_OPEN ? 0 : begin_flush(b, err);
}

int batches_flush(struct batches *b, struct err *err)
{
	if (begin_flush(b, err) < 0)
		return -1;
	/* with nothing in it: for the end of the one before */
	return begin_flush(b, err);
}

int batches_flush_some(struct batches *b, struct err *err)
{
	const struct batch *batch = b->filling;
	bool many = batch->count >= BATCH_FILES || batch->placement_count >= BATCH_FILES;

	if (is_empty(batch) || aside_busy(batch->store->partials.disk, &b->flushing->job))
		return 0;
	if (!many && clock_milliseconds() - batch->since < BATCH_LONGEST_MS)
		return 0;
	return begin_flush(b, err);
}
