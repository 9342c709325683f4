/*
 * Records sorted by a key of bytes, in bounded memory, by several threads; records with equal
 * keys keep the order in which they came.
 *
 *	struct sorter s;
 *	sorter_init(&s, memory, directory);
 *	struct sorter_batch b;                  // one a thread
 *	sorter_batch_init(&b, &s);
 *	sorter_add(&b, key, payload);           // at any time; copies both
 *	sorter_take(&s, &b, &err);              // one batch at a time, in the order that counts
 *	...
 *	sorter_finish(&s, &err);
 *	for (size_t part = 0; part < s.part_count; part++) {    // or by several threads
 *		struct sorter_cursor c;
 *		if (sorter_open(&c, &s, part, &err) < 0) ...
 *		while ((got = sorter_next(&c, &key, &payload, &err)) > 0) ...
 *		sorter_close(&c);
 *	}
 *	sorter_release(&s);
 *
 * What does not fit `memory` is sorted and written to a temporary file in the directory
 * (sort_runs.h), and merged as it is read. Records that come in order are not sorted again.
 *
 * The records come out in parts, one after the other the whole. All records whose keys are
 * the same up to the first NUL are in one part. Where parts are cut may depend on memory
 * and threads; the order does not.
 */
#ifndef IO_SORTER_H
#define IO_SORTER_H

#include <pthread.h>

#include "io/sort_runs.h"

struct sorter {
	uint64_t memory;
	const char *directory;
	unsigned threads;
	/* records in memory */
	struct sort_chunk *chunks;
	size_t chunk_count, chunk_capacity, records;
	uint64_t used; /* bytes, of chunks and of what sorting them takes */
	struct sort_keys keys;
	struct text last; /* key */
	bool sorted, any;
	struct sort_entries entries;
	/* memory of chunks that are not in use */
	pthread_mutex_t lock;
	char **slabs, **spare;
	size_t slab_count, slab_capacity, spare_count, spare_capacity, slab_used;
	/* records on disk */
	struct run_file file;
	struct sorted_run *runs;
	size_t run_count, run_capacity;
	/* once finished */
	size_t part_count;
	size_t *starts;          /* in memory: entries, one more than parts */
	struct slice *splitters; /* on disk: where parts but the first start */
};

struct sorter_batch {
	struct sorter *sorter;
	struct sort_chunk *chunks;
	size_t count, capacity, records;
	struct sort_keys keys;
	bool sorted;
	const char *first, *last; /* records */
};

/* memory: bytes. The directory, of the temporary file, must outlive the sorter. */
void sorter_init(struct sorter *s, uint64_t memory, const char *directory);
void sorter_release(struct sorter *s);

void sorter_batch_init(struct sorter_batch *b, struct sorter *s);
void sorter_add(struct sorter_batch *b, struct slice key, struct slice payload);
void sorter_batch_clear(struct sorter_batch *b);
void sorter_batch_release(struct sorter_batch *b);

/* Takes over what the batch holds; it is empty then. RD_OUTPUT if the disk is full. */
int sorter_take(struct sorter *s, struct sorter_batch *b, struct err *err);

/* To be called once, when everything was taken. */
int sorter_finish(struct sorter *s, struct err *err);

struct sorter_cursor {
	const struct sorter *sorter;
	size_t at, end; /* entries in memory */
	struct run_reader *readers;
	size_t *heap; /* of readers, the one with the least key first */
	size_t count;
	bool advance; /* the first is to be moved on */
	struct slice until;
};

int sorter_open(struct sorter_cursor *c, const struct sorter *s, size_t part, struct err *err);

/* 1: a record, whose slices are valid until the next call, 0: the end, -1: RD_OUTPUT. */
int sorter_next(struct sorter_cursor *c, struct slice *key, struct slice *payload, struct err *err);
void sorter_close(struct sorter_cursor *c);

#endif
