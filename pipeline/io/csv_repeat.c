/*
 * Why a match is plain. What stands before, between and behind the fields that may differ is,
 * byte for byte, what it is in a plain record, from a delimiter (or the beginning) to the next
 * such field. The fields themselves have only bytes above the comma, so neither quotes nor
 * blanks nor line ends: none of them changes what the bytes behind it mean.
 *
 * The ends of such fields are looked for 64 bytes at a time, so that those of several are
 * found without waiting for each other.
 */
#include "io/csv_repeat.h"

#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { DELIMITER = ',', WIDTH = 64 };

/* Of 64 bytes, a bit for each that is no larger than the comma. */
static inline uint64_t low_bytes(const char *p)
{
	uint64_t bits = 0;

#if defined(__SSE2__)
	const __m128i most = _mm_set1_epi8(DELIMITER);
	for (unsigned i = 0; i < WIDTH; i += 16) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
		__m128i low = _mm_cmpeq_epi8(_mm_min_epu8(bytes, most), bytes);
		bits |= (uint64_t)(unsigned)_mm_movemask_epi8(low) << i;
	}
#else
	for (unsigned i = 0; i < WIDTH; i++)
		bits |= (uint64_t)((unsigned char)p[i] <= DELIMITER) << i;
#endif
	return bits;
}

static inline uint64_t word(const char *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof(w));
	return w;
}

/* Mostly they are: no branch between the first word and the last. */
static inline bool same(const char *a, const char *b, size_t n)
{
	uint64_t different = 0;

	if (n < sizeof(different)) {
		for (size_t i = 0; i < n; i++)
			different |= (uint64_t)(a[i] ^ b[i]);
		return different == 0;
	}
	for (size_t i = 0; i + sizeof(different) < n; i += sizeof(different))
		different |= word(a + i) ^ word(b + i);
	n -= sizeof(different);
	return (different | (word(a + n) ^ word(b + n))) == 0;
}

void csv_repeat_expect(struct csv_repeat *repeat, const uint16_t *varying, size_t count)
{
	struct csv_stretch *s = repeat->stretches;

	for (size_t i = 0; i < count; i++) {
		if (i == 0 || varying[i] != varying[i - 1] + 1)
			*s++ = (struct csv_stretch){.first = varying[i]};
		s[-1].count++;
	}
	*s++ = (struct csv_stretch){.count = 0};
	repeat->count = (size_t)(s - repeat->stretches);
}

/* Whether a field is one that csv_repeat_match finds, from delimiter to delimiter. */
static bool is_simple(struct slice field, struct slice raw)
{
	const char *end = field.p + field.n;

	for (const char *p = field.p; p < end; p++)
		if ((unsigned char)*p <= DELIMITER)
			return false;
	return (field.p == raw.p || field.p[-1] == DELIMITER) &&
	       (end == raw.p + raw.n || *end == DELIMITER);
}

bool csv_repeat_learn(struct csv_repeat *repeat, const struct slice *fields, size_t count,
                      struct slice raw)
{
	const char *at = raw.p;

	/* A line end of two bytes is rare, and left to the scanner; so is a blank line. */
	if (count < 2 || raw.p[raw.n] != '\n')
		return false;
	for (size_t i = 0; i < repeat->count; i++) {
		struct csv_stretch *s = &repeat->stretches[i];
		const char *end = raw.p + raw.n + 1;
		if (s->first + s->count > count)
			return false;
		if (s->count)
			end = fields[s->first].p;
		s->before = (struct slice){at, (size_t)(end - at)};
		for (unsigned c = s->first; c < s->first + s->count; c++) {
			if (!is_simple(fields[c], raw))
				return false;
			at = fields[c].p + fields[c].n;
		}
	}
	return true;
}

/* The end of the last of some fields that stand at `at`; NULL if they are not simple. */
static inline const char *find_fields(const char *at, const char *end, struct slice *fields,
                                      unsigned count)
{
	const char *base = at;
	uint64_t ends = low_bytes(at);

	for (unsigned i = 0;; at++) {
		const char *stop;
		if (!ends) {
			if (end - at < WIDTH)
				return NULL;
			base = at;
			ends = low_bytes(at);
			if (!ends)
				return NULL;
		}
		stop = base + __builtin_ctzll(ends);
		ends &= ends - 1;
		fields[i] = (struct slice){at, (size_t)(stop - at)};
		at = stop;
		if (++i == count)
			return at;
		if (*at != DELIMITER)
			return NULL;
	}
}

size_t csv_repeat_match(const struct csv_repeat *repeat, const char *p, const char *end,
                        struct slice *fields)
{
	const char *at = p;

	for (const struct csv_stretch *s = repeat->stretches;; s++) {
		if ((size_t)(end - at) < s->before.n + WIDTH || !same(at, s->before.p, s->before.n))
			return 0;
		at += s->before.n;
		if (s->count == 0)
			return (size_t)(at - p);
		at = find_fields(at, end, fields + s->first, s->count);
		if (!at)
			return 0;
	}
}
