/*
 * Text key to number: the one hash table. Keys are copied; numbers are the caller's,
 * usually an index into an array of things.
 */
#ifndef BASE_HASH_MAP_H
#define BASE_HASH_MAP_H

#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

struct hash_map_slot;

struct hash_map {
	struct hash_map_slot *slots;
	size_t count;
	size_t capacity; /* a power of two, or 0 before the first key */
	struct arena keys;
};

#define HASH_MAP_INIT                                                                              \
	{                                                                                          \
		NULL, 0, 0, ARENA_INIT                                                             \
	}

#define HASH_MAP_NONE UINT32_MAX

/* The number stored under key, or HASH_MAP_NONE. */
uint32_t hash_map_get(const struct hash_map *m, struct slice key);

/* Stores value (not HASH_MAP_NONE) unless the key is there; returns the value now stored. */
uint32_t hash_map_add(struct hash_map *m, struct slice key, uint32_t value);

void hash_map_release(struct hash_map *m);

/* 64-bit hash of bytes; the same in every run and on every machine. */
uint64_t hash_bytes(const void *p, size_t n);

#endif
