#include "report/spool.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/varint.h"
#include "io/path.h"

enum { CHUNK = 1 << 20, NO_SPAN = -1 };

/* Neighbouring rows of one lot. */
struct spool_span {
	uint64_t offset, bytes;
	uint32_t next;
};

/* --- Rows: their numbers, the lengths of their fields, and the fields' bytes ------------------ */

static void add_number(struct text *t, uint64_t value)
{
	text_reserve(t, MOST_VARINT);
	t->n = (size_t)(varint_put(t->p + t->n, value) - t->p);
}

static void add_row(struct text *t, const struct spool_row *row)
{
	add_number(t, row->tag);
	add_number(t, row->source);
	add_number(t, row->line);
	add_number(t, row->field_count);
	for (size_t i = 0; i < row->field_count; i++)
		add_number(t, row->fields[i].n);
	for (size_t i = 0; i < row->field_count; i++)
		text_add_slice(t, row->fields[i]);
}

/* The row at the start of the block; returns its end. */
static const char *take_row(struct spool *s, const char *p, struct spool_row *row)
{
	row->tag = (uint32_t)varint_get(&p);
	row->source = (uint32_t)varint_get(&p);
	row->line = varint_get(&p);
	row->field_count = varint_get(&p);
	if (row->field_count > s->field_capacity) {
		s->field_capacity = row->field_count;
		s->fields = xrealloc(s->fields, s->field_capacity * sizeof(*s->fields));
	}
	row->fields = s->fields;
	for (size_t i = 0; i < row->field_count; i++)
		s->fields[i].n = varint_get(&p);
	for (size_t i = 0; i < row->field_count; i++) {
		s->fields[i].p = p;
		p += s->fields[i].n;
	}
	return p;
}

/* --- Sheaves --------------------------------------------------------------------------------- */

void sheaf_add(struct sheaf *s, uint32_t lot, const struct spool_row *row)
{
	size_t before = s->rows.n;

	add_row(&s->rows, row);
	if (!s->count || s->runs[s->count - 1].lot != lot) {
		VEC_GROW(s->runs, s->count, s->capacity);
		s->runs[s->count++] = (struct sheaf_run){lot, 0};
	}
	s->runs[s->count - 1].bytes += s->rows.n - before;
}

void sheaf_release(struct sheaf *s)
{
	text_release(&s->rows);
	free(s->runs);
	*s = (struct sheaf){0};
}

/* --- The file -------------------------------------------------------------------------------- */

int spool_open(struct spool *s, size_t lots, struct err *err)
{
	char *path = xasprintf("%s/rd-report.XXXXXX", temporary_directory());

	*s = (struct spool){.fd = mkstemp(path)};
	if (s->fd < 0) {
		err_set_errno(err, RD_OUTPUT, T("no temporary file", "无法建立临时文件"));
		err_hint(err,
		         T("set TMPDIR to a directory with room", "请把 TMPDIR 设为有空间的目录"));
		err_at(err, path, 0, 0);
		free(path);
		return -1;
	}
	unlink(path);
	free(path);
	s->first = xmalloc(lots * sizeof(*s->first));
	s->last = xmalloc(lots * sizeof(*s->last));
	memset(s->first, NO_SPAN, lots * sizeof(*s->first));
	memset(s->last, NO_SPAN, lots * sizeof(*s->last));
	return 0;
}

static void write_pending(struct spool *s)
{
	size_t done = 0;

	while (!s->failed && done < s->pending.n) {
		ssize_t n = write(s->fd, s->pending.p + done, s->pending.n - done);
		if (n < 0 && errno != EINTR)
			s->failed = errno;
		else if (n > 0)
			done += (size_t)n;
	}
	text_clear(&s->pending);
}

/* The span that rows go to: the lot's last one if it ends here. */
static struct spool_span *span_for(struct spool *s, uint32_t lot)
{
	struct spool_span *last =
	        s->last[lot] == (uint32_t)NO_SPAN ? NULL : &s->spans[s->last[lot]];
	uint32_t index = (uint32_t)s->span_count;

	if (last && last->offset + last->bytes == s->bytes)
		return last;
	if (last)
		last->next = index;
	else
		s->first[lot] = index;
	s->last[lot] = index;
	VEC_GROW(s->spans, s->span_count, s->span_capacity);
	s->spans[s->span_count] = (struct spool_span){s->bytes, 0, (uint32_t)NO_SPAN};
	return &s->spans[s->span_count++];
}

void spool_put(struct spool *s, struct sheaf *sheaf)
{
	for (size_t i = 0; i < sheaf->count; i++) {
		span_for(s, sheaf->runs[i].lot)->bytes += sheaf->runs[i].bytes;
		s->bytes += sheaf->runs[i].bytes;
	}
	text_add_slice(&s->pending, text_slice(&sheaf->rows));
	text_clear(&sheaf->rows);
	sheaf->count = 0;
	if (s->pending.n >= CHUNK)
		write_pending(s);
}

static int failed(const struct spool *s, struct err *err)
{
	errno = s->failed;
	err_set_errno(err, RD_OUTPUT, T("the temporary file failed", "临时文件读写失败"));
	return err_hint(err,
	                T("set TMPDIR to a directory with room", "请把 TMPDIR 设为有空间的目录"));
}

static int read_span(struct spool *s, const struct spool_span *span, struct err *err)
{
	text_clear(&s->block);
	text_reserve(&s->block, span->bytes);
	while (!s->failed && s->block.n < span->bytes) {
		ssize_t n = pread(s->fd, s->block.p + s->block.n, span->bytes - s->block.n,
		                  (off_t)(span->offset + s->block.n));
		if (n > 0)
			s->block.n += (size_t)n;
		else if (n == 0 || errno != EINTR)
			s->failed = n == 0 ? EIO : errno;
	}
	return s->failed ? failed(s, err) : 0;
}

int spool_each(struct spool *s, uint32_t lot,
               int (*use)(void *context, const struct spool_row *row, struct err *err),
               void *context, struct err *err)
{
	write_pending(s);
	for (uint32_t i = s->first[lot]; i != (uint32_t)NO_SPAN; i = s->spans[i].next) {
		const char *at, *end;
		if (read_span(s, &s->spans[i], err) < 0)
			return -1;
		at = s->block.p;
		end = at + s->block.n;
		while (at < end) {
			struct spool_row row;
			at = take_row(s, at, &row);
			if (use(context, &row, err) < 0)
				return -1;
		}
	}
	return s->failed ? failed(s, err) : 0;
}

void spool_view(struct spool *view, struct spool *s)
{
	write_pending(s);
	*view = *s;
	view->pending = view->block = (struct text)TEXT_INIT;
	view->fields = NULL;
	view->field_capacity = 0;
}

void spool_view_release(struct spool *view)
{
	text_release(&view->block);
	free(view->fields);
	*view = (struct spool){.fd = -1};
}

void spool_release(struct spool *s)
{
	if (s->fd >= 0)
		close(s->fd);
	text_release(&s->pending);
	text_release(&s->block);
	free(s->first);
	free(s->last);
	free(s->spans);
	free(s->fields);
	*s = (struct spool){.fd = -1};
}
