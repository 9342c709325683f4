#include "base/arena.h"

#include <stdlib.h>

#include "base/text.h"

/* Blocks grow with what is in them, from little to large pages; see xmalloc_large. */
enum { FIRST_BLOCK = 4 * 1024, LARGEST_BLOCK = 4 << 20, ALIGN = 16 };

struct arena_block {
	struct arena_block *next;
	size_t used;
	size_t size;
	_Alignas(16) char bytes[];
};

/* Of the block after `last`, for an allocation of n bytes. */
static size_t block_size(const struct arena_block *last, size_t n)
{
	size_t whole = last ? 2 * (last->size + sizeof(*last)) : FIRST_BLOCK;
	size_t size = (whole < LARGEST_BLOCK ? whole : LARGEST_BLOCK) - sizeof(*last);

	return n > size ? n : size;
}

void *arena_alloc(struct arena *a, size_t n)
{
	struct arena_block *b = a->blocks;
	void *p;

	n = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (!b || b->size - b->used < n) {
		size_t size = block_size(b, n);
		b = xmalloc_large(sizeof(*b) + size);
		b->used = 0;
		b->size = size;
		b->next = a->blocks;
		a->blocks = b;
	}
	p = b->bytes + b->used;
	b->used += n;
	return p;
}

void arena_shrink(struct arena *a, const void *p, size_t n)
{
	struct arena_block *b = a->blocks;

	b->used = (size_t)((const char *)p - b->bytes) + ((n + ALIGN - 1) & ~(size_t)(ALIGN - 1));
}

char *arena_strdup(struct arena *a, struct slice s)
{
	char *p = arena_alloc(a, s.n + 1);

	if (s.n)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return p;
}

struct slice arena_copy(struct arena *a, struct slice s)
{
	return (struct slice){arena_strdup(a, s), s.n};
}

void arena_clear(struct arena *a)
{
	struct arena_block *keep = a->blocks;

	if (!keep)
		return;
	a->blocks = keep->next;
	arena_release(a);
	keep->next = NULL;
	keep->used = 0;
	a->blocks = keep;
}

void arena_release(struct arena *a)
{
	while (a->blocks) {
		struct arena_block *next = a->blocks->next;
		free(a->blocks);
		a->blocks = next;
	}
}
