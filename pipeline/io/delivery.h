/*
 * Full buffers on their way to a file: compressed where that is asked, hashed, and written
 * in the order in which they came, by threads of their own while the next one is filled.
 *
 *	struct delivery *d = delivery_start(fd, compressed, &checksum);
 *	delivery_add(d, &buffer);       // takes the full one, leaves an empty one
 *	failed = delivery_end(d, &buffer, &bytes);
 *
 * In a compressed file each buffer is a gzip member, so that several can be made at once;
 * whoever cuts buffers by size alone gets the same bytes for any number of threads. No
 * thread is started before the first buffer is full, and none if the stage is to have one.
 */
#ifndef IO_DELIVERY_H
#define IO_DELIVERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/checksum.h"

struct delivery;

struct buffer {
	char *p;
	size_t n, capacity;
};

/* checksum: of what is written; NULL if nobody asks. */
struct delivery *delivery_start(int fd, bool compressed, struct checksum *checksum);

/* The buffer that comes back has this capacity, or more if nothing is compressed. */
void delivery_add(struct delivery *d, struct buffer *buffer, size_t capacity);

/*
 * Waits until everything is written, then writes a last buffer, unless it is NULL, and frees
 * d. Returns the errno of the first failure, or 0; after one nothing more is written. bytes:
 * on disk.
 */
int delivery_end(struct delivery *d, const struct buffer *last, uint64_t *bytes);

#endif
