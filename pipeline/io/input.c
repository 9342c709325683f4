#include "io/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/conveyor.h"
#include "base/pump.h"
#include "base/text.h"
#include "io/citation.h"
#include "io/gzip_members.h"
#include "io/inflate.h"

/* Enough to see what kind of file it is; compressed bytes are read so many at a time. */
enum { RAW_CHUNK = 64 * 1024, LARGE_PIPE = 1 << 20 };

static bool without_checksums;

void input_without_checksums(void)
{
	without_checksums = true;
}

/* --- Bytes of the file --------------------------------------------------------------------- */

static ssize_t read_file(struct input *in, void *buffer, size_t n, struct err *err)
{
	ssize_t got;

	do {
		got = read(in->fd, buffer, n);
	} while (got < 0 && errno == EINTR);
	if (got < 0) {
		err_set_errno(err, RD_INPUT, T("cannot be read", "无法读取"));
		return err_at(err, in->path, 0, 0);
	}
	in->bytes += (uint64_t)got;
	if (!in->cited)
		checksum_add(&in->checksum, buffer, (size_t)got);
	if (got == 0 && !in->ended) {
		in->ended = true;
		if (!in->cited)
			checksum_finish(&in->checksum, in->sha256);
	}
	return got;
}

/* Reads more behind the first `kept` raw bytes, which are still to be used. */
static int fill(struct input *in, size_t kept, struct err *err)
{
	ssize_t got = read_file(in, in->raw + kept, RAW_CHUNK - kept, err);

	if (got < 0)
		return -1;
	in->raw_at = 0;
	in->raw_count = kept + (size_t)got;
	return 0;
}

/* --- gzip ---------------------------------------------------------------------------------- */

static int bad_gzip(struct input *in, enum gzip_wrong what, struct err *err)
{
	gzip_wrong(what, err);
	return err_at(err, in->path, 0, 0);
}

/* A gzip file is one or more members end to end; between two the inflater starts anew. */
static int next_member(struct input *in, struct err *err)
{
	if (in->raw[in->raw_at] != 0x1f)
		return bad_gzip(in, GZIP_TRAILING, err);
	inflate_methods[0]->reset(in->inflater);
	in->in_member = true;
	return 0;
}

static ssize_t inflate_some(void *input, char *buffer, size_t n, struct err *err)
{
	struct input *in = input;
	struct inflate_io io = {.out = (unsigned char *)buffer, .out_count = n};

	while (io.out_count == n) {
		enum inflate_status status;
		if (in->raw_at == in->raw_count && !in->ended && fill(in, 0, err) < 0)
			return -1;
		if (in->raw_at == in->raw_count) {
			if (in->in_member)
				return bad_gzip(in, GZIP_CUT, err);
			return 0;
		}
		if (!in->in_member && next_member(in, err) < 0)
			return -1;
		io.in = in->raw + in->raw_at;
		io.in_count = in->raw_count - in->raw_at;
		status = inflate_methods[0]->run(in->inflater, &io);
		in->raw_at = in->raw_count - io.in_count;
		if (status == INFLATE_MEMBER_ENDS)
			in->in_member = false;
		else if (status == INFLATE_DAMAGED)
			return bad_gzip(in, GZIP_DAMAGED, err);
	}
	return (ssize_t)(n - io.out_count);
}

/* What was read to recognise the kind of file, then the file itself. */
static ssize_t read_plain(struct input *in, void *buffer, size_t n, struct err *err)
{
	size_t have = in->raw_count - in->raw_at;

	if (have == 0)
		return in->ended ? 0 : read_file(in, buffer, n, err);
	if (have > n)
		have = n;
	memcpy(buffer, in->raw + in->raw_at, have);
	in->raw_at += have;
	return (ssize_t)have;
}

static ssize_t read_packed(void *input, void *buffer, size_t n, struct err *err)
{
	return read_plain(input, buffer, n, err);
}

/* They are in `raw` still, or all that was in it has been read. */
static void unread_packed(void *input, const void *p, size_t n)
{
	struct input *in = input;

	if (in->raw_at < in->raw_count) {
		in->raw_at -= n;
		return;
	}
	memcpy(in->raw, p, n);
	in->raw_at = 0;
	in->raw_count = n;
}

/*
 * The threads that inflate start with the first read: until then the input may be moved. A
 * small file is not worth several.
 */
static void start_to_inflate(struct input *in)
{
	const struct gzip_source source = {in, read_packed, unread_packed, inflate_some};

	if (threads_wanted() > 1 && in->raw_count == RAW_CHUNK && !in->in_member &&
	    gzip_stated_size(in->raw + in->raw_at, in->raw_count - in->raw_at))
		in->members = gzip_members_start(&source);
	else
		in->pump = pump_start(inflate_some, in);
}

static ssize_t read_inflated(struct input *in, void *buffer, size_t n, struct err *err)
{
	ssize_t got;

	if (!in->pump && !in->members)
		start_to_inflate(in);
	if (in->pump)
		return pump_read(in->pump, buffer, n, err);
	got = gzip_members_read(in->members, buffer, n, err);
	if (got < 0)
		err_at(err, in->path, 0, 0);
	return got;
}

/* --- Both ---------------------------------------------------------------------------------- */

static int open_file(struct input *in, struct err *err)
{
	struct stat st;

	in->fd = strcmp(in->path, "-") == 0 ? dup(0) : open(in->path, O_RDONLY | O_CLOEXEC);
	if (in->fd < 0) {
		err_set_errno(err, RD_INPUT, T("cannot be opened", "无法打开"));
		err_hint(err, T("check the path and its permissions", "请检查路径和权限"));
		return err_at(err, in->path, 0, 0);
	}
	if (fstat(in->fd, &st) == 0 && S_ISREG(st.st_mode))
		in->cited = citation_find(in->path, &st, in->sha256);
	else
		(void)fcntl(in->fd, F_SETPIPE_SZ, LARGE_PIPE); /* where it is a pipe */
	in->cited = in->cited || without_checksums;
	return 0;
}

int input_open(struct input *in, const char *path, struct err *err)
{
	*in = (struct input){.path = xstrdup(path), .fd = -1};
	checksum_init(&in->checksum);
	in->raw = xmalloc(RAW_CHUNK);
	if (open_file(in, err) < 0 || fill(in, 0, err) < 0)
		goto fail;
	/* A pipe may hand over a single byte; it takes two to recognise gzip. */
	if (in->raw_count == 1 && fill(in, 1, err) < 0)
		goto fail;
	in->compressed = in->raw_count >= 2 && in->raw[0] == 0x1f && in->raw[1] == 0x8b;
	if (in->compressed)
		in->inflater = inflate_methods[0]->start();
	return 0;
fail:
	input_close(in);
	return -1;
}

void input_close(struct input *in)
{
	pump_stop(in->pump);
	gzip_members_stop(in->members);
	if (in->inflater)
		inflate_methods[0]->stop(in->inflater);
	if (in->fd >= 0)
		close(in->fd);
	checksum_release(&in->checksum);
	free(in->peeked);
	free(in->raw);
	free(in->path);
	*in = (struct input){.fd = -1};
}

static ssize_t read_bytes(struct input *in, void *buffer, size_t n, struct err *err)
{
	return in->compressed ? read_inflated(in, buffer, n, err) : read_plain(in, buffer, n, err);
}

int input_peek(struct input *in, size_t n, const unsigned char **p, size_t *got, struct err *err)
{
	const uint64_t bytes = in->bytes;
	const size_t raw_count = in->raw_count;
	const bool first = in->raw_at == 0 && in->peeked_count == 0;

	in->peeked = xrealloc(in->peeked, n);
	while (in->peeked_count < n) {
		unsigned char *to = in->peeked + in->peeked_count;
		size_t room = n - in->peeked_count;
		ssize_t more = in->compressed ? inflate_some(in, (char *)to, room, err)
		                              : read_plain(in, to, room, err);
		if (more < 0)
			return -1;
		if (more == 0)
			break;
		in->peeked_count += (size_t)more;
	}
	*p = in->peeked;
	*got = in->peeked_count;
	/* Inflated from what is there still: it will be again, as part of its whole member. */
	if (in->compressed && first && in->bytes == bytes && in->raw_count == raw_count) {
		in->raw_at = in->peeked_count = 0;
		in->in_member = false;
	}
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

char *input_read_all(struct input *in, uint64_t limit, size_t *n, struct err *err)
{
	struct text t = TEXT_INIT;
	ssize_t got;

	in->limit = limit;
	do {
		text_reserve(&t, RAW_CHUNK);
		got = input_read(in, t.p + t.n, t.capacity - t.n - 1, err);
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

char *input_whole(const char *path, uint64_t limit, size_t *n, enum exit_code code, struct err *err)
{
	struct input in;
	char *content;

	if (input_open(&in, path, err) < 0) {
		err->code = code;
		return NULL;
	}
	content = input_read_all(&in, limit, n, err);
	input_close(&in);
	if (!content)
		err->code = code;
	return content;
}
