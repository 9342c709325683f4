#include "normalize/text_memory.h"

#include <stdlib.h>

#include "base/text.h"

enum { MOST_TEXTS = 16 * 1024, LONGEST_TEXT = 128 };

struct remembered {
	intptr_t answer;
	period at;
};

static uint32_t number_of(struct text_memory *m, struct slice text)
{
	uint32_t number;

	if (text.n && text.n == m->last_n && memcmp(text.p, m->last, text.n) == 0)
		return m->last_number;
	number = hash_map_get(&m->texts, text);
	if (number != HASH_MAP_NONE && text.n <= sizeof(m->last)) {
		memcpy(m->last, text.p, text.n);
		m->last_n = text.n;
		m->last_number = number;
	}
	return number;
}

bool text_memory_find(struct text_memory *m, struct slice text, period at, intptr_t *answer)
{
	uint32_t number = number_of(m, text);

	if (number == HASH_MAP_NONE ||
	    (m->answers[number].at != at && m->answers[number].at != ANY_PERIOD))
		return false;
	*answer = m->answers[number].answer;
	return true;
}

void text_memory_add(struct text_memory *m, struct slice text, period at, intptr_t answer)
{
	uint32_t number = number_of(m, text);

	if (number == HASH_MAP_NONE) {
		if (m->count == MOST_TEXTS || text.n > LONGEST_TEXT)
			return;
		VEC_GROW(m->answers, m->count, m->capacity);
		number = hash_map_add(&m->texts, text, (uint32_t)m->count++);
	}
	m->answers[number] = (struct remembered){answer, at};
}

void text_memory_release(struct text_memory *m)
{
	hash_map_release(&m->texts);
	free(m->answers);
	*m = (struct text_memory){0};
}
