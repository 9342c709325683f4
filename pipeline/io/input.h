/*
 * A stream of bytes from a file or stdin, inflated on the way if it is gzip.
 *
 *	struct input in;
 *	if (input_open(&in, path, &err) < 0) ...
 *	while ((got = input_read(&in, buffer, size, &err)) > 0) ...
 *	input_close(&in);
 *
 * Compression is recognised by its first two bytes, not by the name, and undone in a thread
 * of its own, or in several where its members say how long they are (gzip_members.h): from
 * the first read on an input stays where it is. At the end of the stream `bytes` and
 * `sha256` describe the bytes as they lay on disk; the latter is taken from the
 * datapackage.json beside the file where that can be trusted (citation.h). A gzip stream
 * that ends early, or is followed by rubbish, is an error (RD_INPUT), never a short read.
 */
#ifndef IO_INPUT_H
#define IO_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "io/checksum.h"

struct pump;
struct gzip_members;

struct input {
	char *path; /* as given; "-" is stdin */
	int fd;
	bool compressed;
	bool ended; /* the file has no more bytes */
	void *inflater;
	bool in_member; /* inside a gzip member */
	/* One of them inflates, if compressed; until it ends the fields here are its own. */
	struct pump *pump;
	struct gzip_members *members;
	unsigned char *raw;
	size_t raw_at, raw_count;
	uint64_t bytes;        /* read from the file so far */
	uint64_t delivered;    /* handed to the caller so far */
	uint64_t limit;        /* most bytes to hand out; 0 is no limit */
	unsigned char *peeked; /* bytes looked at and not handed out yet */
	size_t peeked_at, peeked_count;
	struct checksum checksum;
	bool cited;                  /* sha256 is known from the start, or of no interest */
	char sha256[SHA256_HEX + 1]; /* set when input_read has returned 0 */
};

int input_open(struct input *in, const char *path, struct err *err);

/*
 * From here on nobody in this program asks for the sha256 of its inputs, which are opened
 * later: a fifth of the time of a stage in a pipe.
 */
void input_without_checksums(void);

/* Up to n > 0 bytes; 0 at the end, -1 with RD_INPUT. */
ssize_t input_read(struct input *in, void *buffer, size_t n, struct err *err);

/*
 * The first bytes that input_read will hand out, without taking them: up to `n`, fewer at
 * the end. To be called before the first input_read.
 */
int input_peek(struct input *in, size_t n, const unsigned char **p, size_t *got, struct err *err);

void input_close(struct input *in);

/* Everything in one buffer, to be freed; NULL with RD_INPUT, also above `limit` bytes. */
char *input_read_all(struct input *in, uint64_t limit, size_t *n, struct err *err);

/* A whole file at once; NULL with `code` for whatever is wrong with it. */
char *input_whole(const char *path, uint64_t limit, size_t *n, enum exit_code code,
                  struct err *err);

#endif
