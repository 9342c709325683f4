/*
 * Records sorted by a key of bytes; records with equal keys keep the order in which they
 * came.
 *
 *	struct sorter s = SORTER_INIT;
 *	sorter_add(&s, key, payload);          // copies both
 *	sorter_sort(&s);
 *	while (sorter_next(&s, &key, &payload))
 *		...
 *	sorter_release(&s);
 */
#ifndef IO_SORTER_H
#define IO_SORTER_H

#include "base/arena.h"
#include "base/text.h"

struct sorter_record;

struct sorter {
	struct sorter_record *records;
	size_t count, capacity;
	size_t next;
	struct arena bytes;
};

#define SORTER_INIT                                                                                \
	{                                                                                          \
		NULL, 0, 0, 0, ARENA_INIT                                                          \
	}

void sorter_add(struct sorter *s, struct slice key, struct slice payload);
void sorter_sort(struct sorter *s);

/* False after the last. The slices live as long as the sorter. */
bool sorter_next(struct sorter *s, struct slice *key, struct slice *payload);
void sorter_release(struct sorter *s);

#endif
