#include "io/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/text.h"

enum { RAW_CHUNK = 1 << 20 };

/* Reads more behind the first `kept` raw bytes, which are still to be used. */
static int fill(struct input *in, size_t kept, struct err *err)
{
	ssize_t got;

	do {
		got = read(in->fd, in->raw + kept, RAW_CHUNK - kept);
	} while (got < 0 && errno == EINTR);
	if (got < 0) {
		err_set_errno(err, RD_INPUT, T("cannot be read", "无法读取"));
		return err_at(err, in->path, 0, 0);
	}
	in->raw_at = 0;
	in->raw_count = kept + (size_t)got;
	in->bytes += (uint64_t)got;
	checksum_add(&in->checksum, in->raw + kept, (size_t)got);
	if (got == 0 && !in->ended) {
		in->ended = true;
		checksum_finish(&in->checksum, in->sha256);
	}
	return 0;
}

static int start_inflating(struct input *in, struct err *err)
{
	z_stream *z = xcalloc(1, sizeof(*z));

	in->inflater = z;
	if (inflateInit2(z, 15 + 16) == Z_OK)
		return 0;
	return err_set(err, RD_INTERNAL, T("zlib cannot start", "zlib 无法启动"));
}

int input_open(struct input *in, const char *path, struct err *err)
{
	*in = (struct input){.path = xstrdup(path), .fd = -1};
	checksum_init(&in->checksum);
	in->raw = xmalloc(RAW_CHUNK);
	in->fd = strcmp(path, "-") == 0 ? dup(0) : open(path, O_RDONLY | O_CLOEXEC);
	if (in->fd < 0) {
		err_set_errno(err, RD_INPUT, T("cannot be opened", "无法打开"));
		err_hint(err, T("check the path and its permissions", "请检查路径和权限"));
		err_at(err, path, 0, 0);
		goto fail;
	}
	if (fill(in, 0, err) < 0)
		goto fail;
	/* A pipe may hand over a single byte; it takes two to recognise gzip. */
	if (in->raw_count == 1 && fill(in, 1, err) < 0)
		goto fail;
	in->compressed = in->raw_count >= 2 && in->raw[0] == 0x1f && in->raw[1] == 0x8b;
	if (in->compressed && start_inflating(in, err) < 0)
		goto fail;
	return 0;
fail:
	input_close(in);
	return -1;
}

void input_close(struct input *in)
{
	if (in->inflater) {
		inflateEnd(in->inflater);
		free(in->inflater);
	}
	if (in->fd >= 0)
		close(in->fd);
	checksum_release(&in->checksum);
	free(in->peeked);
	free(in->raw);
	free(in->path);
	*in = (struct input){.fd = -1};
}

static int bad_gzip(struct input *in, const char *what, struct err *err)
{
	err_set(err, RD_INPUT, "%s", what);
	err_hint(err, T("fetch the file again", "请重新获取该文件"));
	return err_at(err, in->path, 0, 0);
}

/* A gzip file is one or more members end to end; between two the inflater starts anew. */
static int next_member(struct input *in, struct err *err)
{
	z_stream *z = in->inflater;

	if (in->raw[in->raw_at] != 0x1f)
		return bad_gzip(
		        in,
		        T("bytes after the end of the gzip stream", "gzip 流结束后还有多余字节"),
		        err);
	inflateReset(z);
	in->in_member = true;
	return 0;
}

static ssize_t read_inflated(struct input *in, void *buffer, size_t n, struct err *err)
{
	z_stream *z = in->inflater;
	size_t most = n < (1u << 30) ? n : (1u << 30);

	z->next_out = buffer;
	z->avail_out = (unsigned)most;
	while (z->avail_out == most) {
		int status;
		if (in->raw_at == in->raw_count && !in->ended && fill(in, 0, err) < 0)
			return -1;
		if (in->raw_at == in->raw_count) {
			if (in->in_member)
				return bad_gzip(in,
				                T("the gzip stream ends early: the file is cut",
				                  "gzip 流提前结束：文件不完整"),
				                err);
			return 0;
		}
		if (!in->in_member && next_member(in, err) < 0)
			return -1;
		z->next_in = in->raw + in->raw_at;
		z->avail_in = (unsigned)(in->raw_count - in->raw_at);
		status = inflate(z, Z_NO_FLUSH);
		in->raw_at = in->raw_count - z->avail_in;
		if (status == Z_STREAM_END)
			in->in_member = false;
		else if (status != Z_OK && status != Z_BUF_ERROR)
			return bad_gzip(in, T("the gzip stream is damaged", "gzip 流已损坏"), err);
	}
	return (ssize_t)(most - z->avail_out);
}

static ssize_t read_plain(struct input *in, void *buffer, size_t n, struct err *err)
{
	size_t have;

	if (in->raw_at == in->raw_count && !in->ended && fill(in, 0, err) < 0)
		return -1;
	have = in->raw_count - in->raw_at;
	if (have > n)
		have = n;
	memcpy(buffer, in->raw + in->raw_at, have);
	in->raw_at += have;
	return (ssize_t)have;
}

static ssize_t read_bytes(struct input *in, void *buffer, size_t n, struct err *err)
{
	return in->compressed ? read_inflated(in, buffer, n, err) : read_plain(in, buffer, n, err);
}

int input_peek(struct input *in, size_t n, const unsigned char **p, size_t *got, struct err *err)
{
	in->peeked = xrealloc(in->peeked, n);
	while (in->peeked_count < n) {
		ssize_t more = read_bytes(in, in->peeked + in->peeked_count, n - in->peeked_count,
		                          err);
		if (more < 0)
			return -1;
		if (more == 0)
			break;
		in->peeked_count += (size_t)more;
	}
	*p = in->peeked;
	*got = in->peeked_count;
	return 0;
}

static ssize_t read_peeked(struct input *in, void *buffer, size_t n)
{
	size_t have = in->peeked_count - in->peeked_at;

	if (have > n)
		have = n;
	memcpy(buffer, in->peeked + in->peeked_at, have);
	in->peeked_at += have;
	return (ssize_t)have;
}

ssize_t input_read(struct input *in, void *buffer, size_t n, struct err *err)
{
	ssize_t got = in->peeked_at < in->peeked_count ? read_peeked(in, buffer, n)
	                                               : read_bytes(in, buffer, n, err);

	if (got <= 0)
		return got;
	in->delivered += (uint64_t)got;
	if (in->limit && in->delivered > in->limit) {
		err_set(err, RD_INPUT,
		        T("is larger than the limit of %llu bytes", "超过 %llu 字节的上限"),
		        (unsigned long long)in->limit);
		return err_at(err, in->path, 0, 0);
	}
	return got;
}

int input_drain(struct input *in, struct err *err)
{
	while (!in->ended)
		if (fill(in, 0, err) < 0)
			return -1;
	return 0;
}

char *input_read_all(struct input *in, uint64_t limit, size_t *n, struct err *err)
{
	struct text t = TEXT_INIT;
	ssize_t got;

	in->limit = limit;
	do {
		text_reserve(&t, RAW_CHUNK);
		got = input_read(in, t.p + t.n, RAW_CHUNK, err);
		if (got > 0)
			t.n += (size_t)got;
	} while (got > 0);
	if (got < 0) {
		text_release(&t);
		return NULL;
	}
	t.p[t.n] = '\0';
	*n = t.n;
	return text_detach(&t);
}
