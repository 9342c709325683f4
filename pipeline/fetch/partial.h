/*
 * Bytes on their way into the store: a file under partial/ that grows, and its checksum,
 * which is worked out aside.
 *
 *	partial_create(&partial, &partials, key, &err);            // or partial_resume
 *	partial_write(&partial, p, n, &err) ...
 *	partial_end(&partial, &err);                               // now the file can be read
 *	... while (partial_busy(&partial)) ...
 *	partial_finish(&partial, &err);                            // partial.sha256
 *	partial_release(&partial, false);                          // unless the store took it over
 *
 * What is asked for is RD_OUTPUT if the disk refuses.
 */
#ifndef FETCH_PARTIAL_H
#define FETCH_PARTIAL_H

#include "base/aside.h"
#include "io/checksum.h"

struct partial_buffer;

/* What all of a store share. */
struct partials {
	char *directory;
	struct aside *aside;                           /* works out checksums */
	struct aside *disk;                            /* waits for it */
	struct partial_buffer *idle;                   /* for the next one that needs one */
	struct partial_buffer *summing, **summing_end; /* with `aside`, in order */
	size_t summing_count;
};

/* A long file becomes durable while it comes. */
struct partial_writeback {
	struct job job;
	int fd;
	uint64_t end; /* of what was sent last */
	int failed;   /* errno */
};

struct partial {
	char *path;
	int fd;
	uint64_t bytes; /* those that wait in the buffer too */
	struct partials *all;
	struct partial_buffer *buffer;
	bool ended;
	struct checksum checksum;      /* of what was handed on, with `aside` */
	int failed;                    /* errno of reading what an earlier run left */
	size_t summing;                /* buffers that were handed on and are not back yet */
	struct partial_buffer *newest; /* the last of them */
	struct partial_writeback writeback;
	char sha256[SHA256_HEX + 1]; /* set by partial_finish */
};

#define PARTIAL_INIT                                                                               \
	{                                                                                          \
		.fd = -1                                                                           \
	}

/* In the directory `partial` of a store, which must be there. */
void partials_init(struct partials *partials, const char *store);
void partials_release(struct partials *partials);

/* `tell` is called from a thread when what somebody asked after is done, see aside_ask. */
void partials_tell(struct partials *partials, void (*tell)(void *context), void *context);

/* Starts with nothing; what an earlier run left is thrown away. */
int partial_create(struct partial *partial, struct partials *all, const char *key, struct err *err);

/*
 * Goes on with what an earlier run left, without its last byte: so there is always one to
 * ask for. 1, or 0 if nothing is there to go on with.
 */
int partial_resume(struct partial *partial, struct partials *all, const char *key, struct err *err);

/* Back to nothing. */
int partial_restart(struct partial *partial, struct err *err);
int partial_write(struct partial *partial, const void *p, size_t n, struct err *err);

/* Writes what is left: now the file can be read. Its checksum may take a while. */
int partial_end(struct partial *partial, struct err *err);
bool partial_busy(struct partial *partial); /* as aside_ask */

/* Ends it, unless that has been done, and waits for the checksum. It stays where it is till then. */
int partial_finish(struct partial *partial, struct err *err);

/* Closes it. The bytes stay for the next run unless they are discarded. */
void partial_release(struct partial *partial, bool discard);

#endif
