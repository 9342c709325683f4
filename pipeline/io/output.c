#include "io/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "io/path.h"
#include "io/sync.h"

enum { BUFFER = 512 * 1024 };

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
	bool there = lstat(out->path, &st) == 0;
	char *real;

	if (there && S_ISLNK(st.st_mode))
		there = stat(out->path, &st) == 0;
	if (there && S_ISDIR(st.st_mode)) {
		err_set(err, RD_OUTPUT, T("is a directory", "是一个目录"));
		return err_at(err, out->path, 0, 0);
	}
	if (there && !S_ISREG(st.st_mode)) {
		out->fd = open(out->path, O_WRONLY | O_CLOEXEC);
	} else {
		real = there ? realpath(out->path, NULL) : NULL;
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
	*out = (struct output){.path = xstrdup(path), .fd = -1};
	out->standard = strcmp(path, "-") == 0;
	if (out->standard) {
		out->fd = dup(1);
	} else if (open_file(out, err) < 0) {
		output_release(out);
		return -1;
	}
	checksum_init(&out->checksum);
	out->compressed = slice_ends(slice_of(path), ".gz");
	out->delivery =
	        delivery_start(out->fd, out->compressed, out->temporary ? &out->checksum : NULL);
	out->buffer = (struct buffer){xmalloc(BUFFER), 0, BUFFER};
	return 0;
}

void output_gather(struct output *out)
{
	*out = (struct output){.fd = -1, .buffer = {xmalloc(BUFFER), 0, BUFFER}};
}

static void grow(struct buffer *b, size_t n)
{
	while (b->capacity - b->n < n)
		b->capacity *= 2;
	b->p = xrealloc(b->p, b->capacity);
}

char *output_more_room(struct output *out, size_t n)
{
	if (out->delivery && out->buffer.n)
		delivery_add(out->delivery, &out->buffer, BUFFER);
	if (out->buffer.capacity - out->buffer.n < n)
		grow(&out->buffer, n);
	return out->buffer.p + out->buffer.n;
}

/* Buffers are filled to the last byte: where gzip members are cut depends on nothing else. */
void output_write(struct output *out, const void *p, size_t n)
{
	const char *at = p;

	while (n) {
		size_t room = out->buffer.capacity - out->buffer.n;
		size_t some = n < room ? n : room;
		memcpy(out->buffer.p + out->buffer.n, at, some);
		out->buffer.n += some;
		at += some;
		n -= some;
		if (n)
			output_more_room(out, 1);
	}
}

void output_write_slice(struct output *out, struct slice s)
{
	output_write(out, s.p, s.n);
}

void output_append(struct output *out, struct output *part)
{
	if (out->delivery && !out->compressed && part->buffer.n >= BUFFER / 4) {
		/* As it is: copying costs as much as writing. */
		if (out->buffer.n)
			delivery_add(out->delivery, &out->buffer, BUFFER);
		delivery_add(out->delivery, &part->buffer, BUFFER);
		return;
	}
	output_write(out, part->buffer.p, part->buffer.n);
	part->buffer.n = 0;
}

/* Everything is written; the first failure stays in out->failed. */
static void deliver_rest(struct output *out)
{
	int failed = delivery_end(out->delivery, &out->buffer, &out->bytes);

	out->delivery = NULL;
	if (!out->failed)
		out->failed = failed;
}

/* The temporary file is whole: it takes the place of what was there. */
static int put_in_place(struct output *out, struct err *err)
{
	if (!out->failed && out->temporary && rename(out->temporary, out->target) < 0)
		out->failed = errno;
	if (out->failed) {
		errno = out->failed;
		return path_cannot_write(out->standard ? "stdout" : out->path, err);
	}
	free(out->temporary);
	out->temporary = NULL;
	return 0;
}

static void finish(struct output *out, bool synced)
{
	deliver_rest(out);
	if (out->temporary)
		checksum_finish(&out->checksum, out->sha256);
	if (!out->failed && out->temporary && synced && fsync(out->fd) < 0)
		out->failed = errno;
	if (close(out->fd) < 0 && !out->failed)
		out->failed = errno;
	out->fd = -1;
	free(out->buffer.p);
	out->buffer = (struct buffer){0};
}

int output_commit(struct output *out, struct err *err)
{
	bool temporary = out->temporary;

	finish(out, true);
	if (put_in_place(out, err) < 0)
		return -1;
	return temporary ? path_sync_directory(out->target, err) : 0;
}

void output_finish(struct output *out)
{
	finish(out, false);
}

int output_commit_all(struct output *outs, size_t count, int filesystem, struct err *err)
{
	if (count == 0)
		return 0;
	if (sync_filesystem(filesystem, outs[0].path, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (put_in_place(&outs[i], err) < 0)
			return -1;
	return sync_filesystem(filesystem, outs[0].path, err);
}

void output_release(struct output *out)
{
	uint64_t bytes;

	if (out->delivery)
		delivery_end(out->delivery, NULL, &bytes);
	if (out->fd >= 0)
		close(out->fd);
	if (out->temporary)
		unlink(out->temporary);
	checksum_release(&out->checksum);
	free(out->buffer.p);
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
