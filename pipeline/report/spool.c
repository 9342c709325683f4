#include "report/spool.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "io/path.h"

enum { CHUNK = 1 << 20, NO_SPAN = -1 };

/* Neighbouring rows of one region. */
struct spool_span {
	uint64_t offset, bytes;
	uint32_t next;
};

/* In front of each row; the lengths of its fields and their bytes follow. */
struct row_header {
	uint32_t tag, source;
	uint64_t line;
	uint32_t field_count, bytes;
};

int spool_open(struct spool *s, size_t regions, struct err *err)
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
	s->first = xmalloc(regions * sizeof(*s->first));
	s->last = xmalloc(regions * sizeof(*s->last));
	memset(s->first, NO_SPAN, regions * sizeof(*s->first));
	memset(s->last, NO_SPAN, regions * sizeof(*s->last));
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

/* The span that the row goes to: the region's last one if it ends here. */
static struct spool_span *span_for(struct spool *s, uint32_t region)
{
	struct spool_span *last =
	        s->last[region] == (uint32_t)NO_SPAN ? NULL : &s->spans[s->last[region]];
	uint32_t index = (uint32_t)s->span_count;

	if (last && last->offset + last->bytes == s->bytes)
		return last;
	if (last)
		last->next = index;
	else
		s->first[region] = index;
	s->last[region] = index;
	VEC_GROW(s->spans, s->span_count, s->span_capacity);
	s->spans[s->span_count] = (struct spool_span){s->bytes, 0, (uint32_t)NO_SPAN};
	return &s->spans[s->span_count++];
}

void spool_put(struct spool *s, uint32_t region, const struct spool_row *row)
{
	struct row_header header = {.tag = row->tag,
	                            .source = row->source,
	                            .line = row->line,
	                            .field_count = (uint32_t)row->field_count};
	struct spool_span *span = span_for(s, region);
	size_t before = s->pending.n;

	for (size_t i = 0; i < row->field_count; i++)
		header.bytes += (uint32_t)row->fields[i].n;
	text_add(&s->pending, (const char *)&header, sizeof(header));
	for (size_t i = 0; i < row->field_count; i++) {
		uint32_t n = (uint32_t)row->fields[i].n;
		text_add(&s->pending, (const char *)&n, sizeof(n));
	}
	for (size_t i = 0; i < row->field_count; i++)
		text_add_slice(&s->pending, row->fields[i]);
	span->bytes += s->pending.n - before;
	s->bytes += s->pending.n - before;
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

/* The row at the start of the block; returns its size. */
static size_t take_row(struct spool *s, const char *p, struct spool_row *row)
{
	struct row_header header;
	const char *lengths = p + sizeof(header);
	const char *bytes;

	memcpy(&header, p, sizeof(header));
	bytes = lengths + header.field_count * sizeof(uint32_t);
	if (header.field_count > s->field_capacity) {
		s->field_capacity = header.field_count;
		s->fields = xrealloc(s->fields, s->field_capacity * sizeof(*s->fields));
	}
	for (size_t i = 0; i < header.field_count; i++) {
		uint32_t n;
		memcpy(&n, lengths + i * sizeof(n), sizeof(n));
		s->fields[i] = (struct slice){bytes, n};
		bytes += n;
	}
	*row = (struct spool_row){header.tag, header.source, header.line, s->fields,
	                          header.field_count};
	return (size_t)(bytes - p);
}

int spool_each(struct spool *s, uint32_t region,
               int (*use)(void *context, const struct spool_row *row, struct err *err),
               void *context, struct err *err)
{
	write_pending(s);
	for (uint32_t i = s->first[region]; i != (uint32_t)NO_SPAN; i = s->spans[i].next) {
		size_t at = 0;
		if (read_span(s, &s->spans[i], err) < 0)
			return -1;
		while (at < s->block.n) {
			struct spool_row row;
			at += take_row(s, s->block.p + at, &row);
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
