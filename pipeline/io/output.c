#include "io/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/text.h"
#include "io/path.h"

enum { BUFFER = 256 * 1024 };

static int start_deflating(struct output *out, struct err *err)
{
	z_stream *z = xcalloc(1, sizeof(*z));

	out->deflater = z;
	out->deflated = xmalloc(BUFFER);
	/* No name and no time in the header: the same rows give the same bytes. */
	if (deflateInit2(z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK)
		return 0;
	return err_set(err, RD_INTERNAL, T("zlib cannot start", "zlib 无法启动"));
}

/* With the host: on a shared directory, two nodes may write the same file at once. */
static char *temporary_name(const char *path)
{
	char host[HOST_NAME_MAX + 1] = "";
	char *directory = path_directory(path), *name, *whole;

	gethostname(host, sizeof(host) - 1);
	name = xasprintf(".%s.%s.%ld.tmp", path_name(path), host, (long)getpid());
	whole = path_join(directory, name);
	free(directory);
	free(name);
	return whole;
}

/*
 * A link keeps pointing at its file, and what is not a plain file (a pipe, /dev/null) is
 * written to as it stands: a rename would put a plain file in its place.
 */
static int open_file(struct output *out, struct err *err)
{
	struct stat st;
	char *real;

	if (path_is_directory(out->path)) {
		err_set(err, RD_OUTPUT, T("is a directory", "是一个目录"));
		return err_at(err, out->path, 0, 0);
	}
	if (stat(out->path, &st) == 0 && !S_ISREG(st.st_mode)) {
		out->fd = open(out->path, O_WRONLY | O_CLOEXEC);
	} else {
		real = realpath(out->path, NULL);
		out->target = real ? real : xstrdup(out->path);
		out->temporary = temporary_name(out->target);
		out->fd = open(out->temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	}
	if (out->fd >= 0)
		return 0;
	err_set_errno(err, RD_OUTPUT, T("cannot be written", "无法写入"));
	err_hint(err, T("check that the directory exists and can be written to",
	                "请检查目录是否存在、是否可写"));
	return err_at(err, out->path, 0, 0);
}

int output_open(struct output *out, const char *path, struct err *err)
{
	size_t n = strlen(path);

	*out = (struct output){.path = xstrdup(path), .fd = -1};
	out->standard = strcmp(path, "-") == 0;
	checksum_init(&out->checksum);
	out->buffer = xmalloc(BUFFER);
	if (out->standard)
		out->fd = dup(1);
	else if (open_file(out, err) < 0)
		goto fail;
	if (n > 3 && strcmp(path + n - 3, ".gz") == 0 && start_deflating(out, err) < 0)
		goto fail;
	return 0;
fail:
	output_release(out);
	return -1;
}

static void write_disk(struct output *out, const void *p, size_t n)
{
	const char *at = p;

	checksum_add(&out->checksum, p, n);
	out->bytes += n;
	while (n && !out->failed) {
		ssize_t done = write(out->fd, at, n);
		if (done < 0 && errno != EINTR)
			out->failed = errno;
		if (done > 0) {
			at += done;
			n -= (size_t)done;
		}
	}
}

static void deflate_some(struct output *out, const void *p, size_t n, int flush)
{
	z_stream *z = out->deflater;

	z->next_in = (unsigned char *)(uintptr_t)p;
	z->avail_in = (unsigned)n;
	do {
		z->next_out = out->deflated;
		z->avail_out = BUFFER;
		deflate(z, flush);
		write_disk(out, out->deflated, BUFFER - z->avail_out);
	} while (z->avail_out == 0);
}

static void flush_buffer(struct output *out, int flush)
{
	if (out->deflater)
		deflate_some(out, out->buffer, out->used, flush);
	else
		write_disk(out, out->buffer, out->used);
	out->used = 0;
}

void output_write(struct output *out, const void *p, size_t n)
{
	const char *at = p;

	while (n) {
		size_t room = BUFFER - out->used;
		size_t some = n < room ? n : room;
		memcpy(out->buffer + out->used, at, some);
		out->used += some;
		at += some;
		n -= some;
		if (out->used == BUFFER)
			flush_buffer(out, Z_NO_FLUSH);
	}
}

void output_write_slice(struct output *out, struct slice s)
{
	output_write(out, s.p, s.n);
}

int output_commit(struct output *out, struct err *err)
{
	flush_buffer(out, Z_FINISH);
	checksum_finish(&out->checksum, out->sha256);
	if (!out->failed && out->temporary && fsync(out->fd) < 0)
		out->failed = errno;
	if (close(out->fd) < 0 && !out->failed)
		out->failed = errno;
	out->fd = -1;
	if (!out->failed && out->temporary && rename(out->temporary, out->target) < 0)
		out->failed = errno;
	if (out->failed) {
		errno = out->failed;
		err_set_errno(err, RD_OUTPUT, T("cannot be written", "无法写入"));
		err_hint(err, T("check free space and permissions", "请检查剩余空间和权限"));
		return err_at(err, out->standard ? "stdout" : out->path, 0, 0);
	}
	if (!out->temporary)
		return 0;
	free(out->temporary);
	out->temporary = NULL;
	return path_sync_directory(out->target, err);
}

void output_release(struct output *out)
{
	if (out->fd >= 0)
		close(out->fd);
	if (out->temporary)
		unlink(out->temporary);
	if (out->deflater) {
		deflateEnd(out->deflater);
		free(out->deflater);
	}
	checksum_release(&out->checksum);
	free(out->deflated);
	free(out->buffer);
	free(out->temporary);
	free(out->target);
	free(out->path);
	*out = (struct output){.fd = -1};
}

int output_whole(const char *path, struct slice content, struct err *err)
{
	struct output out;
	int result;

	if (output_open(&out, path, err) < 0)
		return -1;
	output_write_slice(&out, content);
	result = output_commit(&out, err);
	output_release(&out);
	return result;
}
