/*
 * How it works. Of 64 bytes four masks are made, one bit a byte: quotes, delimiters, LF, CR.
 * Everything else is arithmetic on masks, for all 64 bytes at once (after simdjson, Langdale
 * and Lemire 2019).
 *
 * A byte is within quotes if an odd number of quotes stands at or before it. That is the
 * prefix XOR of the quotes: one carry-less multiplication by all ones. So an opening quote
 * is within quotes, a closing one is not.
 *
 * Text is plain as long as
 *	an opening quote follows a delimiter, a line feed or the beginning,
 *	a closing quote is followed by a delimiter or a line end,
 *	no line end stands within quotes,
 *	a CR is followed by LF.
 * The first byte that breaks a rule is the lowest bit of `bad`: what stands before it and
 * ends in LF is plain. (The second of two quotes in a row breaks the second rule, so a
 * quoted quote is not plain.) In plain text every LF ends a record, whatever its number.
 *
 * What the next 64 bytes must know of these is carried in `struct before`.
 *
 * The masks come from AVX2 where the processor has it, else from ordinary 64-bit words.
 * The arithmetic is the same; csv_scan picks once.
 */
#include "io/csv_scan.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { WIDTH = 64 };

struct masks {
	uint64_t quotes, delimiters, line_feeds, returns;
};

struct before {
	uint64_t within;    /* all ones if the 64 bytes start within quotes */
	uint64_t separator; /* 1 if a delimiter or LF came last, or nothing yet */
	uint64_t closed;    /* 1 if a closing quote came last */
	uint64_t returned;  /* 1 if a CR came last */
};

typedef struct masks (*masks_of)(const char *p, char delimiter);
typedef bool (*quiet_of)(const char *p, uint64_t *line_feeds); /* neither quotes nor CR */
typedef uint64_t (*prefix_xor)(uint64_t bits);

/* --- Ordinary words ------------------------------------------------------------------------ */

/* The top bit of each byte that equals the one in `all`. Exact: no carry between bytes. */
static uint64_t equal_bytes(uint64_t word, uint64_t all)
{
	const uint64_t low = 0x7f7f7f7f7f7f7f7fULL;
	uint64_t different = word ^ all;

	return ~(((different & low) + low) | different) & ~low;
}

/* The top bits of eight bytes, gathered: byte k becomes bit k. */
static uint64_t gather(uint64_t tops)
{
	return (tops >> 7) * 0x0102040810204080ULL >> 56;
}

static struct masks masks_by_words(const char *p, char delimiter)
{
	const uint64_t every = 0x0101010101010101ULL;
	struct masks m = {0};

	for (unsigned i = 0; i < WIDTH; i += 8) {
		uint64_t word;
		memcpy(&word, p + i, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		word = __builtin_bswap64(word);
#endif
		m.quotes |= gather(equal_bytes(word, every * '"')) << i;
		m.delimiters |= gather(equal_bytes(word, every * (unsigned char)delimiter)) << i;
		m.line_feeds |= gather(equal_bytes(word, every * '\n')) << i;
		m.returns |= gather(equal_bytes(word, every * '\r')) << i;
	}
	return m;
}

static bool quiet_by_words(const char *p, uint64_t *line_feeds)
{
	struct masks m = masks_by_words(p, ',');

	*line_feeds = m.line_feeds;
	return !(m.quotes | m.returns);
}

static uint64_t prefix_xor_by_shifts(uint64_t bits)
{
	for (unsigned shift = 1; shift < WIDTH; shift *= 2)
		bits ^= bits << shift;
	return bits;
}

/* --- AVX2 ---------------------------------------------------------------------------------- */

#if defined(__x86_64__)
#define WITH_AVX2 __attribute__((target("avx2,pclmul,bmi,bmi2,popcnt")))

WITH_AVX2 static inline uint64_t mask_of(__m256i low, __m256i high, char c)
{
	const __m256i all = _mm256_set1_epi8(c);
	uint32_t a = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, all));
	uint32_t b = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, all));

	return (uint64_t)b << 32 | a;
}

WITH_AVX2 static inline struct masks masks_by_avx2(const char *p, char delimiter)
{
	__m256i low = _mm256_loadu_si256((const __m256i *)(const void *)p);
	__m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));

	return (struct masks){mask_of(low, high, '"'), mask_of(low, high, delimiter),
	                      mask_of(low, high, '\n'), mask_of(low, high, '\r')};
}

WITH_AVX2 static inline bool quiet_by_avx2(const char *p, uint64_t *line_feeds)
{
	const __m256i quote = _mm256_set1_epi8('"'), carriage_return = _mm256_set1_epi8('\r');
	__m256i low = _mm256_loadu_si256((const __m256i *)(const void *)p);
	__m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));
	__m256i quotes =
	        _mm256_or_si256(_mm256_cmpeq_epi8(low, quote), _mm256_cmpeq_epi8(high, quote));
	__m256i returns = _mm256_or_si256(_mm256_cmpeq_epi8(low, carriage_return),
	                                  _mm256_cmpeq_epi8(high, carriage_return));
	__m256i loud = _mm256_or_si256(quotes, returns);

	*line_feeds = mask_of(low, high, '\n');
	return _mm256_testz_si256(loud, loud);
}

WITH_AVX2 static inline uint64_t prefix_xor_by_clmul(uint64_t bits)
{
	const __m128i ones = _mm_set1_epi8((char)0xff);

	return (uint64_t)_mm_cvtsi128_si64(
	        _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), ones, 0));
}
#endif

/* --- The same for both --------------------------------------------------------------------- */

/*
 * Which of the delimiters and line feeds end fields; *bad gets the bytes that break a rule.
 */
static inline __attribute__((always_inline)) uint64_t ends_in(const struct masks *m,
                                                              struct before *before,
                                                              prefix_xor within_of, uint64_t *bad)
{
	uint64_t separators = m->delimiters | m->line_feeds;
	uint64_t within, opening, closing;

	/* Most of most files. */
	if (!(m->quotes | m->returns | before->within | before->closed | before->returned)) {
		before->separator = separators >> (WIDTH - 1);
		*bad = 0;
		return separators;
	}
	within = within_of(m->quotes) ^ before->within;
	opening = m->quotes & within;
	closing = m->quotes & ~within;
	*bad = opening & ~((separators & ~within) << 1 | before->separator);
	*bad |= (closing << 1 | before->closed) & ~(separators | m->returns);
	*bad |= (m->line_feeds | m->returns) & within;
	*bad |= (m->returns << 1 | before->returned) & ~m->line_feeds;
	before->within = (uint64_t)((int64_t)within >> (WIDTH - 1));
	before->separator = (separators & ~within) >> (WIDTH - 1);
	before->closed = closing >> (WIDTH - 1);
	before->returned = m->returns >> (WIDTH - 1);
	return separators & ~within;
}

/* Writes the positions of the set bits, eight at a time: there is room, and few branches. */
static inline __attribute__((always_inline)) void write_positions(uint32_t *to, uint32_t base,
                                                                  uint64_t bits, unsigned count)
{
	for (unsigned i = 0; i < count; i += 8)
		for (unsigned k = 0; k < 8; k++) {
			to[i + k] = base + (uint32_t)__builtin_ctzll(bits | 1ULL << 63);
			bits &= bits - 1;
		}
}

/* Where only records are looked for, most bytes need no look at their delimiters. */
static inline __attribute__((always_inline)) bool pass_quietly(const char *p, char delimiter,
                                                               struct before *before,
                                                               quiet_of quiet, uint64_t *line_feeds)
{
	char last = p[WIDTH - 1];

	if ((before->within | before->closed | before->returned) || !quiet(p, line_feeds))
		return false;
	before->separator = last == delimiter || last == '\n';
	return true;
}

static inline __attribute__((always_inline)) struct csv_scan scan(const char *p, size_t n,
                                                                  char delimiter, uint32_t *ends,
                                                                  masks_of masks, quiet_of quiet,
                                                                  prefix_xor within_of)
{
	struct before before = {.separator = 1};
	struct csv_scan result = {0};
	size_t count = 0;

	for (size_t at = 0; at < n && !result.irregular; at += WIDTH) {
		char last[WIDTH] = {0};
		struct masks m;
		uint64_t found, bad, records;
		if (!ends && n - at >= WIDTH &&
		    pass_quietly(p + at, delimiter, &before, quiet, &records)) {
			result.lines += (uint64_t)__builtin_popcountll(records);
			if (records)
				result.plain = at + WIDTH - (size_t)__builtin_clzll(records);
			continue;
		}
		if (n - at >= WIDTH) {
			m = masks(p + at, delimiter);
		} else {
			memcpy(last, p + at, n - at);
			m = masks(last, delimiter);
		}
		found = ends_in(&m, &before, within_of, &bad);
		if (n - at < WIDTH)
			bad &= (1ULL << (n - at)) - 1;
		if (bad) {
			result.irregular = true;
			found &= (bad & -bad) - 1;
		}
		if (ends)
			write_positions(ends + count, (uint32_t)at, found,
			                (unsigned)__builtin_popcountll(found));
		records = found & m.line_feeds;
		if (records) {
			unsigned last_end = WIDTH - 1 - (unsigned)__builtin_clzll(records);
			uint64_t in_records = found & ((2ULL << last_end) - 1);
			result.plain = at + last_end + 1;
			result.lines += (uint64_t)__builtin_popcountll(records);
			result.ends = count + (size_t)__builtin_popcountll(in_records);
		}
		count += (size_t)__builtin_popcountll(found);
	}
	return result;
}

struct csv_scan csv_scan_portable(const char *p, size_t n, char delimiter, uint32_t *ends)
{
	return scan(p, n, delimiter, ends, masks_by_words, quiet_by_words, prefix_xor_by_shifts);
}

#if defined(__x86_64__)
WITH_AVX2 static struct csv_scan scan_by_avx2(const char *p, size_t n, char delimiter,
                                              uint32_t *ends)
{
	return scan(p, n, delimiter, ends, masks_by_avx2, quiet_by_avx2, prefix_xor_by_clmul);
}

WITH_AVX2 static struct csv_scan records_by_avx2(const char *p, size_t n, char delimiter)
{
	return scan(p, n, delimiter, NULL, masks_by_avx2, quiet_by_avx2, prefix_xor_by_clmul);
}

struct csv_scan csv_scan(const char *p, size_t n, char delimiter, uint32_t *ends)
{
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("pclmul") &&
	    __builtin_cpu_supports("bmi2"))
		return ends ? scan_by_avx2(p, n, delimiter, ends)
		            : records_by_avx2(p, n, delimiter);
	return csv_scan_portable(p, n, delimiter, ends);
}
#else
struct csv_scan csv_scan(const char *p, size_t n, char delimiter, uint32_t *ends)
{
	return csv_scan_portable(p, n, delimiter, ends);
}
#endif
