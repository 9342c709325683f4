#include "io/sorter.h"

#include <stdlib.h>

struct sorter_record {
	const char *bytes; /* key, then payload */
	size_t key, payload;
	size_t number;
};

void sorter_add(struct sorter *s, struct slice key, struct slice payload)
{
	char *bytes = arena_alloc(&s->bytes, key.n + payload.n);

	memcpy(bytes, key.p, key.n);
	if (payload.n)
		memcpy(bytes + key.n, payload.p, payload.n);
	VEC_GROW(s->records, s->count, s->capacity);
	s->records[s->count] = (struct sorter_record){bytes, key.n, payload.n, s->count};
	s->count++;
}

static int by_key(const void *a, const void *b)
{
	const struct sorter_record *x = a, *y = b;
	int c = slice_cmp((struct slice){x->bytes, x->key}, (struct slice){y->bytes, y->key});

	return c ? c : (x->number > y->number) - (x->number < y->number);
}

void sorter_sort(struct sorter *s)
{
	if (s->count)
		qsort(s->records, s->count, sizeof(*s->records), by_key);
	s->next = 0;
}

bool sorter_next(struct sorter *s, struct slice *key, struct slice *payload)
{
	const struct sorter_record *record;

	if (s->next == s->count)
		return false;
	record = &s->records[s->next++];
	*key = (struct slice){record->bytes, record->key};
	*payload = (struct slice){record->bytes + record->key, record->payload};
	return true;
}

void sorter_release(struct sorter *s)
{
	free(s->records);
	arena_release(&s->bytes);
	*s = (struct sorter)SORTER_INIT;
}
