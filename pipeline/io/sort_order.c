#include "io/sort_order.h"

#include <stdlib.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "base/parallel.h"
#include "base/text.h"

typedef unsigned __int128 wide_key;

enum { BUCKET_BITS = 11, BUCKETS = 1 << BUCKET_BITS, FEW = 24 };

/* --- Bits that differ ---------------------------------------------------------------------- */

/* The key's first bytes as numbers that compare as the bytes do, zeros behind its end. */
static void load_key(const char *record, uint64_t words[SORT_WORDS])
{
	struct slice key = sort_record_key(record);

	memcpy(words, key.p, SORT_KEY);
	for (size_t i = 0; i < SORT_WORDS; i++) {
		size_t from = 8 * i;
		size_t have = key.n <= from ? 0 : key.n - from;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
		words[i] = __builtin_bswap64(words[i]);
#endif
		if (have < 8)
			words[i] = have ? words[i] & ~0ULL << (64 - 8 * have) : 0;
	}
}

void sort_keys_add(struct sort_keys *k, const char *record)
{
	size_t n = sort_record_key(record).n;
	uint64_t words[SORT_WORDS];

	load_key(record, words);
	if (!k->any) {
		k->any = true;
		memcpy(k->first, words, sizeof(words));
		k->shortest = k->longest = n;
	}
	for (size_t i = 0; i < SORT_WORDS; i++)
		k->varying[i] |= words[i] ^ k->first[i];
	k->shortest = n < k->shortest ? n : k->shortest;
	k->longest = n > k->longest ? n : k->longest;
}

void sort_keys_merge(struct sort_keys *k, const struct sort_keys *more)
{
	if (!more->any)
		return;
	if (!k->any) {
		*k = *more;
		return;
	}
	for (size_t i = 0; i < SORT_WORDS; i++)
		k->varying[i] |= more->varying[i] | (k->first[i] ^ more->first[i]);
	k->shortest = more->shortest < k->shortest ? more->shortest : k->shortest;
	k->longest = more->longest > k->longest ? more->longest : k->longest;
}

/* Which bits are drawn from each word, and whether they tell all keys apart. */
struct extraction {
	uint64_t masks[SORT_WORDS];
	unsigned bits[SORT_WORDS], total;
	bool exact;
};

static struct extraction plan(const struct sort_keys *keys)
{
	struct extraction x = {.exact = keys->longest <= SORT_KEY &&
	                                keys->shortest == keys->longest};

	for (size_t i = 0; i < SORT_WORDS; i++) {
		x.masks[i] = keys->varying[i];
		while (x.total + (unsigned)__builtin_popcountll(x.masks[i]) > 128) {
			x.masks[i] &= x.masks[i] - 1;
			x.exact = false;
		}
		x.bits[i] = (unsigned)__builtin_popcountll(x.masks[i]);
		x.total += x.bits[i];
	}
	return x;
}

static uint64_t draw_by_loop(uint64_t word, uint64_t mask)
{
	uint64_t drawn = 0;

	for (unsigned at = 0; mask; mask &= mask - 1, at++)
		drawn |= (uint64_t)((word & (mask & -mask)) != 0) << at;
	return drawn;
}

static inline __attribute__((always_inline)) wide_key extract(const struct extraction *x,
                                                              const char *record,
                                                              uint64_t (*draw)(uint64_t, uint64_t))
{
	uint64_t words[SORT_WORDS];
	wide_key drawn = 0;

	if (!x->total)
		return 0;
	load_key(record, words);
	for (size_t i = 0; i < SORT_WORDS; i++)
		drawn = drawn << x->bits[i] | draw(words[i], x->masks[i]);
	return drawn << (128 - x->total);
}

static wide_key extract_portably(const struct extraction *x, const char *record)
{
	return extract(x, record, draw_by_loop);
}

#if defined(__x86_64__)
__attribute__((target("bmi2"))) static inline uint64_t draw_by_pext(uint64_t word, uint64_t mask)
{
	return _pext_u64(word, mask);
}

__attribute__((target("bmi2"))) static wide_key extract_by_pext(const struct extraction *x,
                                                                const char *record)
{
	return extract(x, record, draw_by_pext);
}
#endif

/* --- One bucket ---------------------------------------------------------------------------- */

static bool before(const struct sort_entry *a, const struct sort_entry *b)
{
	return a->high != b->high ? a->high < b->high : a->low < b->low;
}

static void sort_few(struct sort_entry *e, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct sort_entry one = e[i];
		size_t k = i;
		for (; k > 0 && before(&one, &e[k - 1]); k--)
			e[k] = e[k - 1];
		e[k] = one;
	}
}

/* The byte of the drawn bits that stands at `shift` of 128. */
static unsigned digit(const struct sort_entry *e, unsigned shift)
{
	uint64_t bits = shift < 64 ? e->low >> shift : e->high >> (shift - 64);

	return (unsigned)(bits & 0xff);
}

/* By the lowest byte first; a byte in which none differ is passed over. */
static void sort_by_radix(struct sort_entry *e, size_t n, struct sort_entry *scratch,
                          unsigned total)
{
	struct sort_entry *from = e, *to = scratch, *swap;

	for (unsigned shift = (128 - total) & ~7u; shift < 128; shift += 8) {
		size_t at[256] = {0}, sum = 0;
		for (size_t i = 0; i < n; i++)
			at[digit(&from[i], shift)]++;
		if (at[digit(&from[0], shift)] == n)
			continue;
		for (size_t i = 0; i < 256; i++) {
			size_t count = at[i];
			at[i] = sum;
			sum += count;
		}
		for (size_t i = 0; i < n; i++)
			to[at[digit(&from[i], shift)]++] = from[i];
		swap = from;
		from = to;
		to = swap;
	}
	if (from != e)
		memcpy(e, from, n * sizeof(*e));
}

static int by_whole_key(const struct sort_entry *a, const struct sort_entry *b)
{
	return slice_cmp(sort_record_key(a->record), sort_record_key(b->record));
}

/* By merging, so that equal ones stay in order. */
static void sort_whole_keys(struct sort_entry *e, size_t n, struct sort_entry *scratch)
{
	size_t half = n / 2, i = 0, k = half, to = 0;

	if (n < 2)
		return;
	sort_whole_keys(e, half, scratch);
	sort_whole_keys(e + half, n - half, scratch);
	memcpy(scratch, e, half * sizeof(*e));
	while (i < half && k < n)
		e[to++] = by_whole_key(&scratch[i], &e[k]) <= 0 ? scratch[i++] : e[k++];
	memcpy(e + to, scratch + i, (half - i) * sizeof(*e));
}

static void sort_bucket(struct sort_entry *e, size_t n, struct sort_entry *scratch,
                        const struct extraction *x)
{
	if (n <= FEW)
		sort_few(e, n);
	else
		sort_by_radix(e, n, scratch, x->total);
	for (size_t i = 0, same; i < n && !x->exact; i += same) {
		for (same = 1; i + same < n; same++)
			if (before(&e[i], &e[i + same]))
				break;
		sort_whole_keys(e + i, same, scratch);
	}
}

/* --- All of them --------------------------------------------------------------------------- */

struct order {
	const struct sort_chunk *chunks;
	size_t chunk_count;
	struct extraction extraction;
	wide_key (*extract)(const struct extraction *x, const char *record);
	bool sorted;
	unsigned threads;
	struct sort_entry *entries;
	size_t *starts[MOST_THREADS]; /* by bucket: of each thread's records */
	size_t next;                  /* bucket to be sorted */
};

/* Calls for each record of the chunks that are the thread's share. */
static void each_record(struct order *o, unsigned thread,
                        void (*use)(struct order *, size_t *starts, const char *record))
{
	size_t from = o->chunk_count * thread / o->threads;
	size_t to = o->chunk_count * (thread + 1) / o->threads;

	for (size_t i = from; i < to; i++) {
		const char *p = o->chunks[i].bytes, *end = p + o->chunks[i].used;
		for (; p < end; p += sort_record_size(p))
			use(o, o->starts[thread], p);
	}
}

static size_t bucket_of(wide_key key)
{
	return (size_t)(key >> (128 - BUCKET_BITS));
}

static void count_record(struct order *o, size_t *starts, const char *record)
{
	starts[o->sorted ? 0 : bucket_of(o->extract(&o->extraction, record))]++;
}

static void place_record(struct order *o, size_t *starts, const char *record)
{
	wide_key key = o->extract(&o->extraction, record);

	o->entries[starts[o->sorted ? 0 : bucket_of(key)]++] =
	        (struct sort_entry){(uint64_t)(key >> 64), (uint64_t)key, record};
}

static void count_share(void *order, unsigned thread)
{
	each_record(order, thread, count_record);
}

static void place_share(void *order, unsigned thread)
{
	each_record(order, thread, place_record);
}

/* From how many records each thread has of each bucket to where they go. */
static void find_starts(struct order *o)
{
	size_t sum = 0;

	for (size_t b = 0; b < BUCKETS; b++)
		for (unsigned t = 0; t < o->threads; t++) {
			size_t count = o->starts[t][b];
			o->starts[t][b] = sum;
			sum += count;
		}
}

/* After placing, where the last thread's records of a bucket end is where the bucket ends. */
static void sort_some(void *order, unsigned thread)
{
	struct order *o = order;
	const size_t *ends = o->starts[o->threads - 1];
	struct sort_entry *scratch = NULL;
	size_t room = 0, b;

	(void)thread;
	while ((b = __atomic_fetch_add(&o->next, 1, __ATOMIC_RELAXED)) < BUCKETS) {
		size_t start = b ? ends[b - 1] : 0, n = ends[b] - start;
		if (n > room) {
			free(scratch);
			room = n + n / 4;
			scratch = xmalloc(room * sizeof(*scratch));
		}
		if (n > 1)
			sort_bucket(o->entries + start, n, scratch, &o->extraction);
	}
	free(scratch);
}

static void make_room(struct sort_entries *entries, size_t records)
{
	if (records < entries->room)
		return;
	free(entries->items);
	entries->room = records + records / 16 + 1; /* the next ones are about as many */
	entries->items = xmalloc_large(entries->room * sizeof(*entries->items));
}

void sort_order(struct sort_entries *entries, const struct sort_chunk *chunks, size_t count,
                size_t records, const struct sort_keys *keys, bool sorted, unsigned threads)
{
	struct order o = {.chunks = chunks,
	                  .chunk_count = count,
	                  .extraction = plan(keys),
	                  .extract = extract_portably,
	                  .sorted = sorted,
	                  .threads = threads};

	make_room(entries, records);
	o.entries = entries->items;
#if defined(__x86_64__)
	if (__builtin_cpu_supports("bmi2"))
		o.extract = extract_by_pext;
#endif
	for (unsigned t = 0; t < threads; t++)
		o.starts[t] = xcalloc(BUCKETS, sizeof(size_t));
	parallel_run(threads, count_share, &o);
	find_starts(&o);
	parallel_run(threads, place_share, &o);
	if (!sorted)
		parallel_run(threads, sort_some, &o);
	for (unsigned t = 0; t < threads; t++)
		free(o.starts[t]);
}
