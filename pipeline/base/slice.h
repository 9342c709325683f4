/*
 * A piece of somebody else's bytes: pointer and length, not terminated, never owned.
 */
#ifndef BASE_SLICE_H
#define BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct slice {
	const char *p;
	size_t n;
};

static inline struct slice slice_of(const char *s)
{
	return (struct slice){s, strlen(s)};
}

static inline bool slice_eq(struct slice a, struct slice b)
{
	return a.n == b.n && (a.n == 0 || a.p == b.p || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool slice_is(struct slice a, const char *s)
{
	return slice_eq(a, slice_of(s));
}

/* Byte order, shorter first on a common prefix: the order of every sorted file. */
static inline int slice_cmp(struct slice a, struct slice b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;

	if (c)
		return c;
	return (a.n > b.n) - (a.n < b.n);
}

static inline bool slice_starts(struct slice a, const char *prefix)
{
	size_t n = strlen(prefix);

	return a.n >= n && memcmp(a.p, prefix, n) == 0;
}

static inline bool slice_ends(struct slice a, const char *suffix)
{
	size_t n = strlen(suffix);

	return a.n >= n && memcmp(a.p + a.n - n, suffix, n) == 0;
}

/*
 * Copies the bytes and returns what follows them: as memcpy does, but most values are short, and
 * a call takes longer than they do. Two pieces may overlap.
 */
static inline char *slice_copy(char *to, struct slice s)
{
	if (s.n > 16) {
		memcpy(to, s.p, s.n);
	} else if (s.n >= 8) {
		memcpy(to, s.p, 8);
		memcpy(to + s.n - 8, s.p + s.n - 8, 8);
	} else if (s.n >= 4) {
		memcpy(to, s.p, 4);
		memcpy(to + s.n - 4, s.p + s.n - 4, 4);
	} else {
		for (size_t i = 0; i < s.n; i++)
			to[i] = s.p[i];
	}
	return to + s.n;
}

/* Without ASCII blanks at both ends. */
struct slice slice_trim(struct slice s);

/* For printf's "%.*s". */
#define SLICE_FMT(s) (int)(s).n, (s).p

#endif
