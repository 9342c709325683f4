#include "io/sort_runs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/varint.h"
#include "io/path.h"

enum { BLOCK = 16 * 1024, NUMBERS = 4 * MOST_VARINT };

int run_file_open(struct run_file *f, const char *directory, struct err *err)
{
	char *name;

	*f = (struct run_file){.fd = -1, .directory = directory};
#ifdef O_TMPFILE
	f->fd = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (f->fd >= 0)
		return 0;
#endif
	/* Not every file system can make a file without a name. */
	name = path_join(directory, ".rdstat-sort-XXXXXX");
	f->fd = mkostemp(name, O_CLOEXEC);
	if (f->fd >= 0)
		unlink(name);
	free(name);
	if (f->fd >= 0)
		return 0;
	err_set_errno(err, RD_OUTPUT,
	              T("no temporary file can be made for sorting", "无法创建排序用的临时文件"));
	err_hint(err, T("check that the directory exists and can be written to",
	                "请检查目录是否存在、是否可写"));
	return err_at(err, directory, 0, 0);
}

void run_file_close(struct run_file *f)
{
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
}

int run_file_check(const struct run_file *f, struct err *err)
{
	if (!f->failed)
		return 0;
	errno = f->failed;
	err_set_errno(
	        err, RD_OUTPUT,
	        T("the temporary file for sorting cannot be written", "无法写入排序用的临时文件"));
	err_hint(err, T("free some space there, or give more --memory",
	                "请腾出空间，或用 --memory 给更多内存"));
	return err_at(err, f->directory, 0, 0);
}

/* --- Writing ------------------------------------------------------------------------------- */

struct block_writer {
	struct sorted_run *run;
	struct run_file *file;
	char *bytes;
	size_t used, capacity;
	struct slice key, payload; /* of the record before, in this block */
};

static void write_block(struct block_writer *w)
{
	uint64_t at = __atomic_fetch_add(&w->file->end, w->used, __ATOMIC_RELAXED);
	size_t written = 0;

	w->run->blocks[w->run->count - 1].at = at;
	w->run->blocks[w->run->count - 1].size = w->used;
	while (written < w->used && !w->file->failed) {
		ssize_t done = pwrite(w->file->fd, w->bytes + written, w->used - written,
		                      (off_t)(at + written));
		if (done < 0 && errno != EINTR)
			__atomic_store_n(&w->file->failed, errno, __ATOMIC_RELAXED);
		if (done > 0)
			written += (size_t)done;
	}
	w->used = 0;
}

static void start_block(struct block_writer *w, struct slice first)
{
	struct sorted_run *run = w->run;

	VEC_GROW(run->blocks, run->count, run->capacity);
	run->blocks[run->count++].first = arena_copy(&run->keys, first);
	w->key = w->payload = (struct slice){"", 0};
}

static size_t shared(struct slice a, struct slice b)
{
	size_t n = a.n < b.n ? a.n : b.n, i = 0;
	uint64_t x, y;

	for (; i + 8 <= n; i += 8) {
		memcpy(&x, a.p + i, 8);
		memcpy(&y, b.p + i, 8);
		if (x != y)
			break;
	}
	while (i < n && a.p[i] == b.p[i])
		i++;
	return i;
}

static void put_record(struct block_writer *w, struct slice key, struct slice payload)
{
	size_t same = shared(w->key, key), alike = shared(w->payload, payload);
	char *to = w->bytes + w->used;

	to = varint_put(to, same);
	to = varint_put(to, key.n - same);
	to = varint_put(to, alike);
	to = varint_put(to, payload.n - alike);
	memcpy(to, key.p + same, key.n - same);
	to += key.n - same;
	memcpy(to, payload.p + alike, payload.n - alike);
	to += payload.n - alike;
	w->used = (size_t)(to - w->bytes);
	w->key = key;
	w->payload = payload;
}

void run_write(struct sorted_run *run, struct run_file *f, const struct sort_entry *entries,
               size_t count)
{
	enum { AHEAD = 12 }; /* records lie anywhere: ask for them in time */
	struct block_writer w = {.run = run, .file = f};

	for (size_t i = 0; i < count; i++) {
		struct slice key = sort_record_key(entries[i].record);
		struct slice payload = sort_record_payload(entries[i].record);
		size_t most = w.used + NUMBERS + key.n + payload.n;
		if (i + AHEAD < count) {
			__builtin_prefetch(entries[i + AHEAD].record);
			__builtin_prefetch(entries[i + AHEAD].record + 64);
		}
		if (w.used == 0)
			start_block(&w, key);
		if (!w.bytes || most > w.capacity) {
			w.capacity = most + BLOCK;
			w.bytes = xrealloc(w.bytes, w.capacity);
		}
		put_record(&w, key, payload);
		if (w.used >= BLOCK)
			write_block(&w);
	}
	if (w.used)
		write_block(&w);
	free(w.bytes);
}

void run_release(struct sorted_run *run)
{
	free(run->blocks);
	arena_release(&run->keys);
	*run = (struct sorted_run){0};
}

/* --- Reading ------------------------------------------------------------------------------- */

void run_reader_open(struct run_reader *r, const struct sorted_run *run,
                     const struct run_file *file, struct slice from)
{
	size_t low = 0, high = run->count;

	/* Records with the key may stand at the end of the block before the first that has it. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (slice_cmp(run->blocks[middle].first, from) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*r = (struct run_reader){.run = run, .file = file, .next = low ? low - 1 : 0};
}

static int read_block(struct run_reader *r, struct err *err)
{
	const struct run_block *block = &r->run->blocks[r->next++];
	size_t got = 0;

	if (block->size > r->capacity) {
		r->capacity = block->size;
		r->block = xrealloc(r->block, r->capacity);
	}
	while (got < block->size) {
		ssize_t some = pread(r->file->fd, r->block + got, block->size - got,
		                     (off_t)(block->at + got));
		if (some == 0)
			errno = EIO;
		if (some == 0 || (some < 0 && errno != EINTR)) {
			err_set_errno(err, RD_OUTPUT,
			              T("the temporary file for sorting cannot be read",
			                "无法读取排序用的临时文件"));
			return err_at(err, r->file->directory, 0, 0);
		}
		got += some > 0 ? (size_t)some : 0;
	}
	r->at = r->block;
	r->end = r->block + block->size;
	text_clear(&r->key);
	text_clear(&r->payload);
	return 0;
}

int run_reader_next(struct run_reader *r, struct err *err)
{
	size_t key, payload;

	if (r->at == r->end) {
		if (r->next == r->run->count)
			return 0;
		if (read_block(r, err) < 0)
			return -1;
	}
	text_truncate(&r->key, varint_get(&r->at));
	key = varint_get(&r->at);
	text_truncate(&r->payload, varint_get(&r->at));
	payload = varint_get(&r->at);
	text_add(&r->key, r->at, key);
	text_add(&r->payload, r->at + key, payload);
	r->at += key + payload;
	return 1;
}

void run_reader_close(struct run_reader *r)
{
	free(r->block);
	text_release(&r->key);
	text_release(&r->payload);
	*r = (struct run_reader){0};
}
