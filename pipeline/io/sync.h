/*
 * Makes many files and directories durable while others are still being written. Each is
 * synced by itself, but many at the same time: then the disk flushes a few times, and not
 * once for each.
 *
 *	struct syncer *syncer = syncer_new();
 *	syncer_add(syncer, fd, "a.csv");            // starts at once, and does not wait
 *	syncer_add(syncer, -1, "out/a.csv");        // the directory out/
 *	if (syncer_wait(syncer, &err) < 0) ...      // all of them are on the disk
 *	syncer_free(syncer);
 */
#ifndef IO_SYNC_H
#define IO_SYNC_H

#include "base/err.h"

struct syncer;

struct syncer *syncer_new(void);

/*
 * A file; or, fd -1, the directory that holds `path`. The descriptor must stay open until
 * syncer_wait or syncer_free; the path is copied.
 */
void syncer_add(struct syncer *syncer, int fd, const char *path);

/* 0 once all that was added is on the disk; -1 with RD_OUTPUT of the first that is not. */
int syncer_wait(struct syncer *syncer, struct err *err);

/* Lets what has begun come to its end. NULL is fine. */
void syncer_free(struct syncer *syncer);

/*
 * For thousands of small files: everything that was written to the file system that holds a
 * directory, by whomever, is on the disk at once. Open it before the first of them is written,
 * for only what fails after that is reported. -1 if that cannot be relied on here (before
 * Linux 5.8 it hides what failed, syncfs(2)): then sync each file.
 */
int sync_open_filesystem(const char *directory);

/* 0 once all is on the disk; -1 with RD_OUTPUT. `path` is for the message. */
int sync_filesystem(int fd, const char *path, struct err *err);

#endif
