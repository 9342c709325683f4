/*
 * The order of records in memory by their keys of bytes; records with equal keys stay in the
 * order in which they stand.
 *
 * A record is its key's and its payload's length, then both: what a batch of the sorter
 * (sorter.h) holds end to end. Of all keys together only some bits differ: ids are digits,
 * of which four bits of eight do. These bits, from the first on, are drawn together into an
 * entry of 128, and entries are sorted by radix, in buckets that fit a cache. Keys that the
 * entries do not tell apart are compared as a whole.
 */
#ifndef IO_SORT_ORDER_H
#define IO_SORT_ORDER_H

#include <stdint.h>

#include "base/slice.h"

enum { SORT_KEY = 32, SORT_WORDS = SORT_KEY / 8 };

/* What follows a record must be readable for so many bytes. */
enum { SORT_SLACK = SORT_KEY };

struct sort_record {
	uint32_t key, payload; /* bytes */
};

static inline struct sort_record sort_record_at(const char *p)
{
	struct sort_record r;

	memcpy(&r, p, sizeof(r));
	return r;
}

static inline struct slice sort_record_key(const char *p)
{
	return (struct slice){p + sizeof(struct sort_record), sort_record_at(p).key};
}

static inline struct slice sort_record_payload(const char *p)
{
	struct sort_record r = sort_record_at(p);

	return (struct slice){p + sizeof(r) + r.key, r.payload};
}

static inline size_t sort_record_size(const char *p)
{
	struct sort_record r = sort_record_at(p);

	return sizeof(r) + r.key + r.payload;
}

/* Some records end to end. */
struct sort_chunk {
	char *bytes;
	size_t used, capacity;
	size_t count;
};

/* What is known of some keys: their first bytes as numbers, and the bits in which these differ. */
struct sort_keys {
	bool any;
	uint64_t first[SORT_WORDS], varying[SORT_WORDS];
	size_t shortest, longest;
};

void sort_keys_add(struct sort_keys *k, const char *record);
void sort_keys_merge(struct sort_keys *k, const struct sort_keys *more);

struct sort_entry {
	uint64_t high, low; /* the bits that differ, from the top on */
	const char *record;
};

/* Memory for entries, used again for the next ones: new memory costs more than sorting in it. */
struct sort_entries {
	struct sort_entry *items; /* to be freed */
	size_t room;
};

/*
 * Puts the entries of all records in order, by several threads. `sorted`: they stand in order
 * already.
 */
void sort_order(struct sort_entries *entries, const struct sort_chunk *chunks, size_t count,
                size_t records, const struct sort_keys *keys, bool sorted, unsigned threads);

#endif
