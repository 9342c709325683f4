#include "revise/row_store.h"

#include <stdlib.h>

void row_store_init(struct row_store *store, const struct table *table, const size_t *key,
                    size_t key_count)
{
	*store = (struct row_store){.table = table, .key = key, .key_count = key_count};
}

void row_store_release(struct row_store *store)
{
	free(store->items);
	hash_map_release(&store->by_key);
	arena_release(&store->arena);
	*store = (struct row_store){0};
}

/* Cells end to end; no cell holds a NUL. */
static void add_key(struct text *t, const struct slice *cells, const size_t *columns, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		text_add_slice(t, cells[columns ? columns[i] : i]);
		text_addc(t, '\0');
	}
}

static int add_row(struct row_store *store, const struct table_reader *r, struct err *err)
{
	struct slice *cells = arena_alloc(&store->arena, store->table->count * sizeof(*cells));
	uint32_t index = (uint32_t)store->count;
	struct text key = TEXT_INIT;
	bool is_new;

	for (size_t i = 0; i < store->table->count; i++)
		cells[i] = arena_copy(&store->arena, table_field(r, i));
	add_key(&key, cells, store->key, store->key_count);
	is_new = hash_map_add(&store->by_key, text_slice(&key), index) == index;
	text_release(&key);
	if (!is_new)
		return table_wrong(r, store->key[0], err, T("stands twice", "重复出现"));
	VEC_GROW(store->items, store->count, store->capacity);
	store->items[store->count++] = (struct stored_row){.cells = cells};
	return 0;
}

int row_store_load(struct row_store *store, const char *path, struct package *package,
                   struct err *err)
{
	struct table_reader r;
	int got;

	if (table_open(&r, path, &store->table, 1, err) < 0)
		return -1;
	while ((got = table_next(&r, err)) > 0)
		if ((got = add_row(store, &r, err)) < 0)
			break;
	if (got == 0)
		package_input(package, &r.csv.in.in);
	table_reader_close(&r);
	return got;
}

static struct stored_row *find(const struct row_store *store, const struct slice *cells,
                               const size_t *columns)
{
	struct text key = TEXT_INIT;
	uint32_t index;

	add_key(&key, cells, columns, store->key_count);
	index = hash_map_get(&store->by_key, text_slice(&key));
	text_release(&key);
	return index == HASH_MAP_NONE ? NULL : &store->items[index];
}

struct stored_row *row_store_find(const struct row_store *store, const struct slice *key)
{
	return find(store, key, NULL);
}

struct stored_row *row_store_same(const struct row_store *store, const struct stored_row *row)
{
	return find(store, row->cells, store->key);
}
