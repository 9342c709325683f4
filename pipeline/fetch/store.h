/*
 * The raw store: every vintage that ever came, each once, named by the SHA-256 of its bytes.
 *
 *	objects/SHA256       the bytes, read-only, never changed and never removed
 *	journal.jsonl        one line for each arrival: source, address, ETag, sha256, when
 *	partial/KEY          what has come so far of a transfer; KEY.json: of which version
 *	lock                 held while a process uses the store
 *
 * A file becomes an object only when it is whole: written to partial/, fsynced, renamed,
 * then named in the journal. Killed at any instant, the store holds whole objects, and
 * partials that the next run resumes or throws away. A torn last line of the journal is
 * dropped. What is kept becomes durable in batches, by a thread, while the next is filled.
 *
 *	struct store store;
 *	if (store_open(&store, path, &err) < 0) ...         // RD_OUTPUT, RD_LOCKED, RD_INPUT
 *	known = store_find(&store, key);                    // what came from there the last time
 *	partial_create(&partial, &store.partials, key, &err); partial_write(...)
 *	store_keep(&store, &partial, known, &entry, &err);  // takes the partial over
 *	store_flush(&store, &err);                          // now it is durable
 *	store_place(&store, entry.file.sha256, "out/raw/city/a.csv", &err);
 *	store_close(&store);
 */
#ifndef FETCH_STORE_H
#define FETCH_STORE_H

#include "base/hash_map.h"
#include "base/text.h"
#include "fetch/partial.h"
#include "io/lock.h"
#include "model/fetch_record.h"

/* One arrival. Texts belong to whoever made it; the store copies what it keeps. */
struct store_entry {
	const char *key;    /* of the request, see store_key */
	const char *source; /* its name */
	struct fetched_file file;
	const char *seen; /* of a local file, how it looked and when (local.c), else NULL */
};

struct store {
	char *directory;
	struct lock lock;
	struct store_entry *entries; /* the latest of each key */
	size_t count, capacity;
	struct hash_map by_key;
	struct arena arena;
	struct partials partials;
	struct batches *batches; /* of what is kept, but not yet durable */
};

#define STORE_INIT                                                                                 \
	{                                                                                          \
		.lock = LOCK_INIT                                                                  \
	}

int store_open(struct store *store, const char *directory, struct err *err);
void store_close(struct store *store);

/* Closes it and removes it from the disk; what was placed elsewhere stays. */
void store_remove(struct store *store);

/* Name of a request in the store: a hash of what was asked, which holds no secret. */
void store_key(char key[SHA256_HEX + 1], const char *source, const char *what);

/* The last arrival under this key, or NULL; until the next one. */
const struct store_entry *store_find(const struct store *store, const char *key);

/* Whether the object is there and its bytes still have this checksum. */
bool store_holds(const struct store *store, const char *sha256);

/* The same, found out aside. */
struct store_check {
	struct job job; /* busy until it is */
	char *path;
	char sha256[SHA256_HEX + 1];
	bool holds;
};

/* False if the object is not there at all; then nothing is begun. */
bool store_check(struct store *store, struct store_check *check, const char *sha256);
void store_check_wait(struct store *store, const struct store_check *check);
void store_check_release(struct store *store, struct store_check *check);

/* Where an object lies, to be freed. */
char *store_object_path(const struct store *store, const char *sha256);

/*
 * Makes an object of a whole partial and fills in bytes and sha256 of the entry, and in
 * `stored` the earlier time if `last`, the last arrival from there, has the same bytes; NULL
 * if there was none. Durable after the next store_flush. RD_OUTPUT.
 */
int store_keep(struct store *store, struct partial *partial, const struct store_entry *last,
               struct store_entry *entry, struct err *err);

/* Notes an arrival without new bytes, such as a new ETag for the same ones. */
void store_note(struct store *store, const struct store_entry *entry);

int store_flush(struct store *store, struct err *err);

/*
 * Begins to make durable what was kept, if it is much or has waited for a while; for a loop that
 * has other things to do. -1 if what was begun earlier went wrong.
 */
int store_flush_some(struct store *store, struct err *err);

/*
 * Puts an object at a path: a hard link where the file system allows, else a copy; what was
 * there is replaced at once. The directory is for the caller to sync. RD_OUTPUT.
 */
int store_place(const struct store *store, const char *sha256, const char *path, struct err *err);

/*
 * The same, once what was kept before is durable: done by the time that store_flush returns, which
 * tells of what went wrong. Takes the path over.
 */
void store_place_soon(struct store *store, const char *sha256, char *path);

#endif
