#include "normalize/text_memory.h"

#include <stdlib.h>

#include "base/hash_map.h"

enum { FEWEST_SLOTS = 64, MOST_TEXTS = 16 * 1024, LONGEST_TEXT = 128, SHORT = 16 };

/*
 * Codes, periods and units fit two words, so that comparing texts is comparing numbers; of a
 * longer text the first word is a hash, and the text is kept elsewhere.
 */
struct key {
	uint64_t words[2];
	size_t n;
};

struct remembered {
	struct key key;
	const char *text; /* of a long one; NULL in a free slot */
	struct periods periods;
	intptr_t answer;
};

/* Parts that may overlap: no byte outside the text is touched. */
static struct key key_of(struct slice text)
{
	struct key key = {.n = text.n};
	uint32_t parts[2];

	if (text.n > SHORT) {
		key.words[0] = hash_bytes(text.p, text.n);
	} else if (text.n >= 8) {
		memcpy(&key.words[0], text.p, 8);
		memcpy(&key.words[1], text.p + text.n - 8, 8);
	} else if (text.n >= 4) {
		memcpy(&parts[0], text.p, 4);
		memcpy(&parts[1], text.p + text.n - 4, 4);
		key.words[0] = parts[0];
		key.words[1] = parts[1];
	} else if (text.n) {
		key.words[0] = (unsigned char)text.p[0];
		key.words[1] = (unsigned)(unsigned char)text.p[text.n / 2] << 8 |
		               (unsigned char)text.p[text.n - 1];
	}
	return key;
}

static size_t place_of(const struct key *key, size_t capacity)
{
	uint64_t h = (key->words[0] ^ key->words[1] * 0xc4ceb9fe1a85ec53ULL ^ key->n) *
	             0x9e3779b97f4a7c15ULL;

	return (size_t)(h ^ h >> 32) & (capacity - 1);
}

/* The slot that has the text, or the free one where it belongs. */
static struct remembered *slot_of(const struct text_memory *m, const struct key *key,
                                  struct slice text)
{
	size_t i = place_of(key, m->capacity);

	for (; m->slots[i].text; i = (i + 1) & (m->capacity - 1)) {
		const struct key *other = &m->slots[i].key;
		if (other->words[0] == key->words[0] && other->words[1] == key->words[1] &&
		    other->n == key->n &&
		    (key->n <= SHORT || memcmp(m->slots[i].text, text.p, text.n) == 0))
			break;
	}
	return &m->slots[i];
}

bool text_memory_find(const struct text_memory *m, struct slice text, period at, intptr_t *answer)
{
	const struct remembered *slot;
	struct key key;

	if (!m->count)
		return false;
	key = key_of(text);
	slot = slot_of(m, &key, text);
	*answer = slot->answer;
	return slot->text && slot->periods.from <= at && at <= slot->periods.to;
}

static void grow(struct text_memory *m)
{
	struct remembered *old = m->slots;
	size_t old_capacity = m->capacity;

	m->capacity = old_capacity ? 2 * old_capacity : FEWEST_SLOTS;
	m->slots = xcalloc(m->capacity, sizeof(*m->slots));
	for (size_t i = 0; i < old_capacity; i++)
		if (old[i].text)
			*slot_of(m, &old[i].key, (struct slice){old[i].text, old[i].key.n}) =
			        old[i];
	free(old);
}

void text_memory_add(struct text_memory *m, struct slice text, struct periods periods,
                     intptr_t answer)
{
	struct key key = key_of(text);
	struct remembered *slot;

	if (2 * m->count >= m->capacity)
		grow(m);
	slot = slot_of(m, &key, text);
	if (!slot->text) {
		if (m->count == MOST_TEXTS || text.n > LONGEST_TEXT)
			return;
		m->count++;
		slot->key = key;
		slot->text = text.n > SHORT ? arena_copy(&m->texts, text).p : "";
	}
	slot->periods = periods;
	slot->answer = answer;
}

void text_memory_release(struct text_memory *m)
{
	arena_release(&m->texts);
	free(m->slots);
	*m = (struct text_memory){0};
}
