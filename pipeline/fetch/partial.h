/*
 * Bytes on their way into the store: a file under partial/ that grows, and its checksum.
 *
 *	partial_create(&partial, "store", key, &err);       // or partial_resume
 *	partial_write(&partial, p, n, &err) ...
 *	partial_finish(&partial, &err);                     // partial.sha256
 *	partial_release(&partial, false);                   // unless the store took it over
 *
 * What is asked for is RD_OUTPUT if the disk refuses.
 */
#ifndef FETCH_PARTIAL_H
#define FETCH_PARTIAL_H

#include <stdbool.h>

#include "io/trailing_checksum.h"

struct partial {
	char *path;
	int fd;
	uint64_t bytes; /* those that wait in the buffer too */
	char *buffer;
	size_t buffered;
	struct checksum checksum;
	struct trailing_checksum *trailing; /* that works it out, once the file is large */
	char sha256[SHA256_HEX + 1];        /* set by partial_finish */
};

#define PARTIAL_INIT                                                                               \
	{                                                                                          \
		.fd = -1                                                                           \
	}

/* In the store's directory. Starts with nothing; what an earlier run left is thrown away. */
int partial_create(struct partial *partial, const char *store, const char *key, struct err *err);

/*
 * Goes on with what an earlier run left, without its last byte: so there is always one to
 * ask for. 1, or 0 if nothing is there to go on with.
 */
int partial_resume(struct partial *partial, const char *store, const char *key, struct err *err);

/* Back to nothing. */
int partial_restart(struct partial *partial, struct err *err);
int partial_write(struct partial *partial, const void *p, size_t n, struct err *err);

/* Writes what is left, and works out the checksum: now the file can be read. */
int partial_finish(struct partial *partial, struct err *err);

/* Closes it. The bytes stay for the next run unless they are discarded. */
void partial_release(struct partial *partial, bool discard);

#endif
