/*
 * A growing text buffer, always NUL-terminated once something was added.
 *
 *	struct text t = TEXT_INIT;
 *	text_addf(&t, "%s %d", name, n);
 *	puts(t.p);
 *	text_release(&t);
 *
 * init/release for what the caller owns; text_clear keeps the memory for reuse. Running
 * out of memory ends the program with exit code 1: a batch stage has nothing better to do,
 * and its outputs are still in their temporary files.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdarg.h>
#include <stdint.h>

#include "base/slice.h"

struct text {
	char *p;
	size_t n;
	size_t capacity;
};

#define TEXT_INIT                                                                                  \
	{                                                                                          \
		NULL, 0, 0                                                                         \
	}

void text_release(struct text *t);
void text_clear(struct text *t);
void text_reserve(struct text *t, size_t more); /* room for `more` bytes and the NUL */
void text_add(struct text *t, const char *p, size_t n);
void text_adds(struct text *t, const char *s);
void text_add_slice(struct text *t, struct slice s);
void text_addc(struct text *t, char c);
void text_addf(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void text_vaddf(struct text *t, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
void text_add_u64(struct text *t, uint64_t v);
void text_add_i128(struct text *t, __int128 v);

/* As the inside of a JSON string; a byte that is no UTF-8 becomes U+FFFD. */
void text_add_json(struct text *t, struct slice s);

void text_truncate(struct text *t, size_t n);

/* The text as a slice; empty, not NULL, when nothing was added. */
static inline struct slice text_slice(const struct text *t)
{
	return (struct slice){t->p ? t->p : "", t->n};
}

/* Hands the buffer to the caller, to be freed with free(); t is empty afterwards. */
char *text_detach(struct text *t);

/* malloc, calloc, realloc and strdup that do not return on failure. */
void *xmalloc(size_t n);

/* For megabytes that will all be used: in large pages where the system has them. */
void *xmalloc_large(size_t n);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *p, size_t n);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);

/* printf into fresh memory, to be freed by the caller. */
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Makes room for one more element in a growing array: VEC_GROW(items, count, capacity). */
#define VEC_GROW(items, count, capacity)                                                           \
	do {                                                                                       \
		if ((count) == (capacity)) {                                                       \
			(capacity) = (capacity) ? (capacity)*2 : 16;                               \
			(items) = xrealloc((items), (size_t)(capacity) * sizeof(*(items)));        \
		}                                                                                  \
	} while (0)

#endif
