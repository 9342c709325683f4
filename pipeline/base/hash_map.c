#include "base/hash_map.h"

#include <stdlib.h>

#include "base/text.h"

struct hash_map_slot {
	uint64_t hash;
	struct slice key;
	uint32_t value;
};

static uint64_t mix(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Multiply-and-fold over 8-byte words, after wyhash's public-domain construction. */
uint64_t hash_bytes(const void *p, size_t n)
{
	const uint64_t k0 = 0xa0761d6478bd642fULL, k1 = 0xe7037ed1a0b428dbULL;
	const unsigned char *at = p;
	uint64_t h = k0 ^ n;
	uint64_t word;

	for (; n >= 8; n -= 8, at += 8) {
		memcpy(&word, at, 8);
		h = mix(h ^ word, k1);
	}
	word = 0;
	if (n)
		memcpy(&word, at, n);
	return mix(h ^ word, k1 ^ (k0 + n));
}

/* Codes, periods and units are as short as this. */
enum { SHORT = 8 };

/* A short key's bytes as a number, from parts that may overlap. */
static uint64_t number_of(struct slice key)
{
	const unsigned char *p = (const unsigned char *)key.p;
	uint32_t low, high;

	if (key.n >= 4) {
		memcpy(&low, p, 4);
		memcpy(&high, p + key.n - 4, 4);
		return low | (uint64_t)high << 8 * (key.n - 4);
	}
	return key.n ? p[0] | (unsigned)p[key.n / 2] << 8 | (unsigned)p[key.n - 1] << 16 : 0;
}

/*
 * Of short keys of one length no two have the same hash: each step of this mixing, the
 * finaliser of MurmurHash3 (in the public domain), can be undone. So their bytes, which lie
 * elsewhere in memory, need not be compared.
 */
static uint64_t hash_of(struct slice key)
{
	uint64_t h;

	if (key.n > SHORT)
		return hash_bytes(key.p, key.n);
	h = number_of(key);
	h = (h ^ h >> 33) * 0xff51afd7ed558ccdULL;
	h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53ULL;
	return h ^ h >> 33;
}

static bool is_key(const struct hash_map_slot *slot, struct slice key, uint64_t hash)
{
	return slot->hash == hash && slot->key.n == key.n &&
	       (key.n <= SHORT || memcmp(slot->key.p, key.p, key.n) == 0);
}

static struct hash_map_slot *find(const struct hash_map *m, struct slice key, uint64_t hash)
{
	size_t mask = m->capacity - 1;
	size_t i = (size_t)hash & mask;

	while (m->slots[i].key.p && !is_key(&m->slots[i], key, hash))
		i = (i + 1) & mask;
	return &m->slots[i];
}

uint32_t hash_map_get(const struct hash_map *m, struct slice key)
{
	const struct hash_map_slot *slot;

	if (!m->count)
		return HASH_MAP_NONE;
	slot = find(m, key, hash_of(key));
	return slot->key.p ? slot->value : HASH_MAP_NONE;
}

static void grow(struct hash_map *m)
{
	struct hash_map_slot *old = m->slots;
	size_t old_capacity = m->capacity;

	m->capacity = old_capacity ? old_capacity * 2 : 64;
	m->slots = xcalloc(m->capacity, sizeof(*m->slots));
	for (size_t i = 0; i < old_capacity; i++)
		if (old[i].key.p)
			*find(m, old[i].key, old[i].hash) = old[i];
	free(old);
}

uint32_t hash_map_add(struct hash_map *m, struct slice key, uint32_t value)
{
	uint64_t hash = hash_of(key);
	struct hash_map_slot *slot;

	if (m->count * 2 >= m->capacity)
		grow(m);
	slot = find(m, key, hash);
	if (!slot->key.p) {
		slot->hash = hash;
		slot->key = arena_copy(&m->keys, key);
		slot->value = value;
		m->count++;
	}
	return slot->value;
}

void hash_map_release(struct hash_map *m)
{
	free(m->slots);
	arena_release(&m->keys);
	*m = (struct hash_map)HASH_MAP_INIT;
}
