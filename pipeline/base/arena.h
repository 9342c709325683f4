/*
 * Memory that is given back all at once: many small allocations that live as long as the
 * thing that made them. Nothing in it is freed on its own.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/slice.h"

struct arena_block;

struct arena {
	struct arena_block *blocks;
};

#define ARENA_INIT                                                                                 \
	{                                                                                          \
		NULL                                                                               \
	}

/* `n` bytes, aligned for any type, not cleared. */
void *arena_alloc(struct arena *a, size_t n);

/* Gives back what of the last allocation, at p, is beyond `n` bytes. */
void arena_shrink(struct arena *a, const void *p, size_t n);

char *arena_strdup(struct arena *a, struct slice s);
struct slice arena_copy(struct arena *a, struct slice s);

/* Forgets everything in it but keeps one block for the next use. */
void arena_clear(struct arena *a);

void arena_release(struct arena *a);

#endif
