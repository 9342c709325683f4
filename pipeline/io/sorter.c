#include "io/sorter.h"

#include <stdlib.h>

#include "base/parallel.h"

/*
 * Chunks are small, for a batch rarely fills its last one, and cut from slabs, which are
 * kept: memory that was not used before costs more than sorting what is in it.
 */
enum { CHUNK = 128 * 1024, SLAB = 4 << 20 };

/* A part takes some milliseconds, so that threads rarely wait for each other. */
enum { PART_RECORDS = 4 * 1024, PART_BLOCKS = 128 };

void sorter_init(struct sorter *s, uint64_t memory, const char *directory)
{
	*s = (struct sorter){.memory = memory,
	                     .directory = directory,
	                     .threads = threads_wanted(),
	                     .sorted = true,
	                     .file.fd = -1};
	pthread_mutex_init(&s->lock, NULL);
}

/* --- Memory -------------------------------------------------------------------------------- */

static char *cut_from_slab(struct sorter *s)
{
	if (s->slab_count == 0 || s->slab_used == SLAB) {
		VEC_GROW(s->slabs, s->slab_count, s->slab_capacity);
		s->slabs[s->slab_count++] = xmalloc_large(SLAB);
		s->slab_used = 0;
	}
	s->slab_used += CHUNK;
	return s->slabs[s->slab_count - 1] + s->slab_used - CHUNK;
}

/* For records of up to n bytes. */
static struct sort_chunk new_chunk(struct sorter *s, size_t n)
{
	struct sort_chunk chunk = {.capacity = CHUNK};

	if (n > CHUNK - SORT_SLACK) {
		chunk.capacity = n + SORT_SLACK;
		chunk.bytes = xmalloc(chunk.capacity);
		return chunk;
	}
	pthread_mutex_lock(&s->lock);
	chunk.bytes = s->spare_count ? s->spare[--s->spare_count] : cut_from_slab(s);
	pthread_mutex_unlock(&s->lock);
	return chunk;
}

static void give_back(struct sorter *s, struct sort_chunk *chunks, size_t count)
{
	pthread_mutex_lock(&s->lock);
	for (size_t i = 0; i < count; i++) {
		if (chunks[i].capacity > CHUNK) {
			free(chunks[i].bytes);
			continue;
		}
		VEC_GROW(s->spare, s->spare_count, s->spare_capacity);
		s->spare[s->spare_count++] = chunks[i].bytes;
	}
	pthread_mutex_unlock(&s->lock);
}

static void forget_records(struct sorter *s)
{
	give_back(s, s->chunks, s->chunk_count);
	s->chunk_count = s->records = 0;
	s->used = 0;
	s->keys = (struct sort_keys){0};
	s->sorted = true;
	s->any = false;
}

static void release_memory(struct sorter *s)
{
	forget_records(s);
	free(s->entries.items);
	s->entries = (struct sort_entries){0};
	for (size_t i = 0; i < s->slab_count; i++)
		free(s->slabs[i]);
	free(s->slabs);
	free(s->spare);
	s->slabs = s->spare = NULL;
	s->slab_count = s->slab_capacity = s->spare_count = s->spare_capacity = 0;
}

void sorter_release(struct sorter *s)
{
	release_memory(s);
	for (size_t i = 0; i < s->run_count; i++)
		run_release(&s->runs[i]);
	run_file_close(&s->file);
	free(s->runs);
	free(s->chunks);
	free(s->starts);
	free(s->splitters);
	text_release(&s->last);
	pthread_mutex_destroy(&s->lock);
	*s = (struct sorter){.file.fd = -1};
}

/* --- Batches ------------------------------------------------------------------------------- */

void sorter_batch_init(struct sorter_batch *b, struct sorter *s)
{
	*b = (struct sorter_batch){.sorter = s, .sorted = true};
}

static struct sort_chunk *chunk_for(struct sorter_batch *b, size_t n)
{
	struct sort_chunk *last = b->count ? &b->chunks[b->count - 1] : NULL;

	if (last && last->capacity - last->used >= n + SORT_SLACK)
		return last;
	VEC_GROW(b->chunks, b->count, b->capacity);
	/* No capacity without chunks. NOLINTNEXTLINE(clang-analyzer-core.NullDereference) */
	b->chunks[b->count++] = new_chunk(b->sorter, n);
	return &b->chunks[b->count - 1];
}

void sorter_add(struct sorter_batch *b, struct slice key, struct slice payload)
{
	const struct sort_record record = {(uint32_t)key.n, (uint32_t)payload.n};
	size_t n = sizeof(record) + key.n + payload.n;
	struct sort_chunk *chunk = chunk_for(b, n);
	char *to = chunk->bytes + chunk->used;

	memcpy(to, &record, sizeof(record));
	slice_copy(slice_copy(to + sizeof(record), key), payload);
	chunk->used += n;
	chunk->count++;
	b->records++;
	sort_keys_add(&b->keys, to);
	if (!b->first)
		b->first = to;
	else if (b->sorted)
		b->sorted = slice_cmp(sort_record_key(b->last), key) <= 0;
	b->last = to;
}

static void empty_batch(struct sorter_batch *b)
{
	b->count = b->records = 0;
	b->keys = (struct sort_keys){0};
	b->sorted = true;
	b->first = b->last = NULL;
}

void sorter_batch_clear(struct sorter_batch *b)
{
	give_back(b->sorter, b->chunks, b->count);
	empty_batch(b);
}

void sorter_batch_release(struct sorter_batch *b)
{
	sorter_batch_clear(b);
	free(b->chunks);
	*b = (struct sorter_batch){0};
}

/* --- Runs ---------------------------------------------------------------------------------- */

static void write_share(void *sorter, unsigned thread)
{
	struct sorter *s = sorter;
	size_t from = s->records * thread / s->threads, to = s->records * (thread + 1) / s->threads;

	run_write(&s->runs[s->run_count + thread], &s->file, s->entries.items + from, to - from);
}

/* Sorts what is in memory and moves it to disk, a run for each thread. */
static int spill(struct sorter *s, struct err *err)
{
	if (s->file.fd < 0 && run_file_open(&s->file, s->directory, err) < 0)
		return -1;
	sort_order(&s->entries, s->chunks, s->chunk_count, s->records, &s->keys, s->sorted,
	           s->threads);
	if (s->run_capacity < s->run_count + s->threads) {
		s->run_capacity = 2 * (s->run_count + s->threads);
		s->runs = xrealloc(s->runs, s->run_capacity * sizeof(*s->runs));
	}
	memset(s->runs + s->run_count, 0, s->threads * sizeof(*s->runs));
	parallel_run(s->threads, write_share, s);
	s->run_count += s->threads;
	forget_records(s);
	return run_file_check(&s->file, err);
}

int sorter_take(struct sorter *s, struct sorter_batch *b, struct err *err)
{
	if (b->records == 0)
		return 0;
	s->sorted = s->sorted && b->sorted &&
	            (!s->any || slice_cmp(text_slice(&s->last), sort_record_key(b->first)) <= 0);
	s->any = true;
	text_clear(&s->last);
	text_add_slice(&s->last, sort_record_key(b->last));
	sort_keys_merge(&s->keys, &b->keys);
	for (size_t i = 0; i < b->count; i++) {
		VEC_GROW(s->chunks, s->chunk_count, s->chunk_capacity);
		s->chunks[s->chunk_count++] = b->chunks[i];
		s->used += b->chunks[i].capacity;
	}
	s->records += b->records;
	s->used += b->records * sizeof(struct sort_entry);
	empty_batch(b);
	return s->used > s->memory ? spill(s, err) : 0;
}

/* --- Parts --------------------------------------------------------------------------------- */

/* A key up to its first NUL, the NUL included: what a part keeps together. */
static struct slice group_of(struct slice key)
{
	const char *end = memchr(key.p, '\0', key.n);

	return (struct slice){key.p, end ? (size_t)(end - key.p) + 1 : key.n};
}

static bool is_same_group(const struct sort_entry *a, const struct sort_entry *b)
{
	return slice_eq(group_of(sort_record_key(a->record)), group_of(sort_record_key(b->record)));
}

static void cut_entries(struct sorter *s)
{
	s->starts = xmalloc((s->records / PART_RECORDS + 2) * sizeof(*s->starts));
	s->starts[0] = 0;
	while (s->starts[s->part_count] < s->records) {
		size_t end = s->starts[s->part_count] + PART_RECORDS;
		while (end < s->records &&
		       is_same_group(&s->entries.items[end - 1], &s->entries.items[end]))
			end++;
		s->starts[++s->part_count] = end < s->records ? end : s->records;
	}
}

static int by_bytes(const void *a, const void *b)
{
	return slice_cmp(*(const struct slice *)a, *(const struct slice *)b);
}

/*
 * At the first keys of blocks, of every so many of them: more for more runs, for each part reads
 * some blocks of each run of which it needs but the end or the beginning.
 */
static void cut_runs(struct sorter *s)
{
	size_t blocks = 0, count = 0;
	size_t step = s->run_count > PART_BLOCKS ? s->run_count : PART_BLOCKS;
	struct slice *firsts;

	for (size_t i = 0; i < s->run_count; i++)
		blocks += s->runs[i].count;
	firsts = xmalloc((blocks + 1) * sizeof(*firsts));
	for (size_t i = 0; i < s->run_count; i++)
		for (size_t k = 0; k < s->runs[i].count; k++)
			firsts[count++] = group_of(s->runs[i].blocks[k].first);
	qsort(firsts, count, sizeof(*firsts), by_bytes);
	s->splitters = firsts;
	s->part_count = 1;
	for (size_t i = step; i < count; i += step)
		if (s->part_count == 1 || !slice_eq(firsts[i], firsts[s->part_count - 2]))
			firsts[s->part_count++ - 1] = firsts[i];
}

int sorter_finish(struct sorter *s, struct err *err)
{
	if (s->file.fd < 0) {
		sort_order(&s->entries, s->chunks, s->chunk_count, s->records, &s->keys, s->sorted,
		           s->threads);
		cut_entries(s);
		return 0;
	}
	if (s->records && spill(s, err) < 0)
		return -1;
	release_memory(s);
	cut_runs(s);
	return 0;
}

/* --- Reading ------------------------------------------------------------------------------- */

/* Equal keys come from the earlier run first. */
static bool is_before(const struct sorter_cursor *c, size_t a, size_t b)
{
	int order = slice_cmp(text_slice(&c->readers[a].key), text_slice(&c->readers[b].key));

	return order ? order < 0 : a < b;
}

static void sift_down(struct sorter_cursor *c, size_t at)
{
	size_t moved = c->heap[at], child;

	for (; (child = 2 * at + 1) < c->count; at = child) {
		if (child + 1 < c->count && is_before(c, c->heap[child + 1], c->heap[child]))
			child++;
		if (!is_before(c, c->heap[child], moved))
			break;
		c->heap[at] = c->heap[child];
	}
	c->heap[at] = moved;
}

/* 1: the reader stands on a record of the part, 0: it has no more, -1: an error. */
static int move_on(const struct sorter_cursor *c, struct run_reader *r, struct err *err)
{
	int got = run_reader_next(r, err);

	if (got > 0 && c->until.n && slice_cmp(text_slice(&r->key), c->until) >= 0)
		return 0;
	return got;
}

static int open_runs(struct sorter_cursor *c, struct slice from, struct err *err)
{
	const struct sorter *s = c->sorter;

	c->readers = xcalloc(s->run_count, sizeof(*c->readers));
	c->heap = xcalloc(s->run_count, sizeof(*c->heap));
	for (size_t i = 0; i < s->run_count; i++) {
		struct run_reader *r = &c->readers[i];
		int got;
		run_reader_open(r, &s->runs[i], &s->file, from);
		do {
			got = move_on(c, r, err);
		} while (got > 0 && slice_cmp(text_slice(&r->key), from) < 0);
		if (got < 0)
			return -1;
		if (got > 0)
			c->heap[c->count++] = i;
		else
			run_reader_close(r);
	}
	for (size_t i = c->count / 2; i > 0; i--)
		sift_down(c, i - 1);
	return 0;
}

int sorter_open(struct sorter_cursor *c, const struct sorter *s, size_t part, struct err *err)
{
	const struct slice all = {"", 0};

	*c = (struct sorter_cursor){.sorter = s, .until = all};
	if (!s->splitters) {
		c->at = s->starts[part];
		c->end = s->starts[part + 1];
		return 0;
	}
	if (part + 1 < s->part_count)
		c->until = s->splitters[part];
	if (open_runs(c, part ? s->splitters[part - 1] : all, err) == 0)
		return 0;
	sorter_close(c);
	return -1;
}

static int next_of_runs(struct sorter_cursor *c, struct slice *key, struct slice *payload,
                        struct err *err)
{
	struct run_reader *r;

	if (c->advance) {
		int got = move_on(c, &c->readers[c->heap[0]], err);
		if (got < 0)
			return -1;
		if (got == 0) {
			run_reader_close(&c->readers[c->heap[0]]);
			c->heap[0] = c->heap[--c->count];
		}
		sift_down(c, 0);
	}
	c->advance = true;
	if (c->count == 0)
		return 0;
	r = &c->readers[c->heap[0]];
	*key = text_slice(&r->key);
	*payload = text_slice(&r->payload);
	return 1;
}

int sorter_next(struct sorter_cursor *c, struct slice *key, struct slice *payload, struct err *err)
{
	enum { AHEAD = 12 }; /* records lie anywhere: ask for them in time */
	const struct sort_entry *e;

	if (c->readers)
		return next_of_runs(c, key, payload, err);
	if (c->at == c->end)
		return 0;
	e = &c->sorter->entries.items[c->at++];
	if (c->end - c->at > AHEAD) {
		__builtin_prefetch(e[AHEAD].record);
		__builtin_prefetch(e[AHEAD].record + 64);
		__builtin_prefetch(e[AHEAD].record + 128);
	}
	*key = sort_record_key(e->record);
	*payload = sort_record_payload(e->record);
	return 1;
}

void sorter_close(struct sorter_cursor *c)
{
	for (size_t i = 0; c->readers && i < c->sorter->run_count; i++)
		run_reader_close(&c->readers[i]);
	free(c->readers);
	free(c->heap);
	*c = (struct sorter_cursor){0};
}
