#include "normalize/text_memory.h"

#include <endian.h>
#include <stdlib.h>

#include "base/hash_map.h"

enum { FEWEST_SLOTS = 64, MOST_TEXTS = 16 * 1024, LONGEST_TEXT = 128, SHORT = 7 };

/*
 * Codes, periods and units are short: such a text is a number, with its length on top, and
 * comparing texts is comparing numbers. Of a longer one the number is a hash, and the text is
 * kept elsewhere. A slot is a quarter of a cache line.
 */
struct remembered {
	uint64_t word; /* 0: a free slot */
	int32_t answer;
	int16_t from, to;
};

static const uint64_t is_long = 1ULL << 63;

/* Parts that may overlap: no byte outside the text is touched. */
static uint64_t word_of(struct slice text)
{
	const unsigned char *p = (const unsigned char *)text.p;
	uint32_t first, last;
	uint64_t word = 0;

	if (text.n > SHORT)
		return hash_bytes(text.p, text.n) | is_long;
	if (text.n >= 4) {
		memcpy(&first, p, 4);
		memcpy(&last, p + text.n - 4, 4);
		word = le32toh(first) | (uint64_t)le32toh(last) << 8 * (text.n - 4);
	} else if (text.n) {
		size_t half = text.n / 2, end = text.n - 1;
		word = p[0] | (uint64_t)p[half] << 8 * half | (uint64_t)p[end] << 8 * end;
	}
	return word | (uint64_t)(text.n + 1) << 56;
}

static bool has_text(const struct text_memory *m, size_t slot, uint64_t word, struct slice text)
{
	return m->slots[slot].word == word &&
	       (!(word & is_long) || slice_eq(m->long_texts[slot], text));
}

/* The slot that has the text, or the free one where it belongs. */
static size_t slot_of(const struct text_memory *m, uint64_t word, struct slice text)
{
	uint64_t h = word * 0x9e3779b97f4a7c15ULL;
	size_t i = (size_t)(h ^ h >> 32) & (m->capacity - 1);

	while (m->slots[i].word && !has_text(m, i, word, text))
		i = (i + 1) & (m->capacity - 1);
	return i;
}

bool text_memory_find(struct text_memory *m, struct slice text, period at, int32_t *answer)
{
	const struct remembered *slot;
	uint64_t word;

	if (!m->count)
		return false;
	word = word_of(text);
	/* Periods and units are often the same from row to row. */
	if (!has_text(m, m->last, word, text))
		m->last = slot_of(m, word, text);
	slot = &m->slots[m->last];
	*answer = slot->answer;
	return slot->word && slot->from <= at && at <= slot->to;
}

static void grow(struct text_memory *m)
{
	struct text_memory old = *m;

	m->capacity = old.capacity ? 2 * old.capacity : FEWEST_SLOTS;
	m->slots = xcalloc(m->capacity, sizeof(*m->slots));
	m->long_texts = xcalloc(m->capacity, sizeof(*m->long_texts));
	for (size_t i = 0; i < old.capacity; i++)
		if (old.slots[i].word) {
			size_t to = slot_of(m, old.slots[i].word, old.long_texts[i]);
			m->slots[to] = old.slots[i];
			m->long_texts[to] = old.long_texts[i];
		}
	m->last = 0;
	free(old.slots);
	free(old.long_texts);
}

static int16_t clamp(period at)
{
	return (int16_t)(at < INT16_MIN ? INT16_MIN : at > INT16_MAX ? INT16_MAX : at);
}

void text_memory_add(struct text_memory *m, struct slice text, struct periods periods,
                     int32_t answer)
{
	uint64_t word = word_of(text);
	struct remembered *slot;
	size_t at;

	if (2 * m->count >= m->capacity)
		grow(m);
	at = slot_of(m, word, text);
	slot = &m->slots[at];
	if (!slot->word) {
		if (m->count == MOST_TEXTS || text.n > LONGEST_TEXT)
			return;
		m->count++;
		slot->word = word;
		if (word & is_long)
			m->long_texts[at] = arena_copy(&m->texts, text);
	}
	slot->from = clamp(periods.from);
	slot->to = clamp(periods.to);
	slot->answer = answer;
}

void text_memory_release(struct text_memory *m)
{
	arena_release(&m->texts);
	free(m->slots);
	free(m->long_texts);
	*m = (struct text_memory){0};
}
