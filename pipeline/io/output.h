/*
 * The one writer of files. A path holds its old content or all of the new one, whatever
 * happens: bytes go to a temporary file in the same directory, output_commit flushes,
 * fsyncs, renames, and fsyncs the directory. A name that ends in .gz is compressed; "-"
 * is stdout. A pipe or a device is written to directly.
 *
 *	struct output out;
 *	if (output_open(&out, path, &err) < 0) ...
 *	output_write(&out, p, n);          // errors stick and come out at the commit
 *	if (output_commit(&out, &err) < 0) ...
 *	output_release(&out);              // without a commit: the temporary file goes
 */
#ifndef IO_OUTPUT_H
#define IO_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/slice.h"
#include "io/delivery.h"

struct output {
	char *path;      /* as given */
	bool standard;   /* "-": stdout */
	char *target;    /* the file behind path; NULL if that is no plain file */
	char *temporary; /* beside target; NULL if there is none */
	int fd;
	bool compressed;
	int failed; /* errno of the first failure, known at the commit; 0 if none */
	struct buffer buffer;
	struct delivery *delivery; /* of full buffers; NULL if it only gathers */
	uint64_t bytes;            /* on disk, after compression */
	struct checksum checksum;
	char sha256[SHA256_HEX + 1]; /* of a plain file's bytes on disk, set by commit and finish */
};

int output_open(struct output *out, const char *path, struct err *err);

/* An output that keeps everything in memory, to be appended to another one. */
void output_gather(struct output *out);

void output_write(struct output *out, const void *p, size_t n);
void output_write_slice(struct output *out, struct slice s);

/* Moves what a part has gathered behind what is there. The part is empty then. */
void output_append(struct output *out, struct output *part);

/*
 * To write without a copy: where the next n bytes go, at most; out->buffer.n is then
 * increased by how many they are.
 */
static inline char *output_room(struct output *out, size_t n);
char *output_more_room(struct output *out, size_t n);

/* -1 with RD_OUTPUT if any write failed or the file cannot be put in its place. */
int output_commit(struct output *out, struct err *err);

/*
 * The same for many small files of one file system, for which the disk is waited for twice in
 * all: output_finish writes the last bytes of one, after which `bytes` and `sha256` are known;
 * output_commit_all puts all of them in their places. Until then each path holds its old content.
 * `filesystem` is from sync_open_filesystem, before the first of them was opened.
 */
void output_finish(struct output *out);
int output_commit_all(struct output *outs, size_t count, int filesystem, struct err *err);
void output_release(struct output *out);

/* A whole small file at once. */
int output_whole(const char *path, struct slice content, struct err *err);

static inline char *output_room(struct output *out, size_t n)
{
	if (out->buffer.capacity - out->buffer.n < n)
		return output_more_room(out, n);
	return out->buffer.p + out->buffer.n;
}

#endif
