/*
 * Rows of a published table by their key, for comparing two vintages of it.
 */
#ifndef REVISE_ROW_STORE_H
#define REVISE_ROW_STORE_H

#include "base/hash_map.h"
#include "io/package.h"

struct stored_row {
	const struct slice *cells;
	bool matched; /* the other vintage has it too */
};

struct row_store {
	const struct table *table;
	const size_t *key; /* columns */
	size_t key_count;
	struct stored_row *items; /* in the order of the files */
	size_t count, capacity;
	struct hash_map by_key;
	struct arena arena;
};

void row_store_init(struct row_store *store, const struct table *table, const size_t *key,
                    size_t key_count);
void row_store_release(struct row_store *store);

/* Reads a file and notes it as an input; RD_INPUT, also if a key stands twice. */
int row_store_load(struct row_store *store, const char *path, struct package *package,
                   struct err *err);

/* The row whose key has these cells, in the order of the key; NULL if there is none. */
struct stored_row *row_store_find(const struct row_store *store, const struct slice *key);

/* The row with the same key as another store's. */
struct stored_row *row_store_same(const struct row_store *store, const struct stored_row *row);

#endif
