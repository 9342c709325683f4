/*
 * Bytes on their way into the store: a file under partial/ that grows, and its checksum. Both
 * are the work of threads, which get what came in pieces of 256 kB; whoever brings it only
 * copies it.
 *
 *	partial_create(&partial, &partials, key);                  // or partial_resume
 *	partial_write(&partial, p, n, &err) ...
 *	partial_end(&partial);
 *	... while (partial_busy(&partial)) ...
 *	partial_finish(&partial, &err);                            // can be read; partial.sha256
 *	partial_release(&partial, false);                          // unless the store took it over
 *
 * RD_OUTPUT if the disk refuses: told by a later write, or by partial_finish.
 */
#ifndef FETCH_PARTIAL_H
#define FETCH_PARTIAL_H

#include "base/aside.h"
#include "io/checksum.h"

struct partial_buffer;

/* What all of a store share. */
struct partials {
	char *directory;
	bool leftovers;                                /* of earlier runs */
	struct aside *writer;                          /* writes */
	struct aside *aside;                           /* works out checksums */
	struct aside *disk;                            /* waits for it */
	struct partial_buffer *idle;                   /* for the next one that needs one */
	struct partial_buffer *at_work, **at_work_end; /* with the threads, in order */
	size_t at_work_count;
};

/* A long file becomes durable while it comes. */
struct partial_writeback {
	struct job job;
	int fd;
	uint64_t end; /* of what was sent last */
	int failed;   /* errno */
};

struct partial {
	char *path;     /* NULL: there is none */
	int fd;         /* with `writer`, which makes the file; to be used once it is finished */
	uint64_t bytes; /* those that are not written yet too */
	struct partials *all;
	struct partial_buffer *buffer;
	bool ended;
	struct checksum checksum;      /* of what was handed on, with `aside` */
	uint64_t written;              /* with `writer` */
	int unwritable;                /* with `writer`: errno */
	int failed;                    /* errno of what came back from the threads */
	size_t at_work;                /* buffers that were handed on and are not back yet */
	struct partial_buffer *newest; /* the last of them */
	struct partial_writeback writeback;
	char sha256[SHA256_HEX + 1]; /* set by partial_finish */
};

#define PARTIAL_INIT                                                                               \
	{                                                                                          \
		.fd = -1                                                                           \
	}

/* In the directory `partial` of a store. */
void partials_init(struct partials *partials, const char *store);

/* Whether earlier runs left anything there, for nothing else is looked for one by one. */
void partials_find(struct partials *partials);
/* Once every partial has been released. */
void partials_release(struct partials *partials);

/* `tell` is called from a thread when what somebody asked after is done, see aside_ask. */
void partials_tell(struct partials *partials, void (*tell)(void *context), void *context);

/* Starts with nothing; what an earlier run left is thrown away. */
void partial_create(struct partial *partial, struct partials *all, const char *key);

/*
 * Goes on with what an earlier run left, without its last byte: so there is always one to
 * ask for. 1, or 0 if nothing is there to go on with.
 */
int partial_resume(struct partial *partial, struct partials *all, const char *key, struct err *err);

/* Back to nothing. */
int partial_restart(struct partial *partial, struct err *err);
int partial_write(struct partial *partial, const void *p, size_t n, struct err *err);

/* Hands on what is left, which may take the threads a while. */
void partial_end(struct partial *partial);
bool partial_busy(struct partial *partial); /* as aside_ask */

/* Ends it, unless that has been done, and waits for the threads. It stays where it is till then. */
int partial_finish(struct partial *partial, struct err *err);

/* Closes it. The bytes stay for the next run unless they are discarded. */
void partial_release(struct partial *partial, bool discard);

#endif
