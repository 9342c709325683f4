/*
 * Makes files and directories durable: a few each by itself, many by syncing the file system
 * that holds them once.
 *
 *	struct syncer *syncer = syncer_new("out");  // before anything is written there
 *	syncer_add(syncer, fd, "out/a.csv");        // takes the descriptor over
 *	syncer_add(syncer, -1, "out/a.csv");        // the directory out/
 *	if (syncer_wait(syncer, &err) < 0) ...      // all of them are on the disk
 *	syncer_free(syncer);
 */
#ifndef IO_SYNC_H
#define IO_SYNC_H

#include "base/err.h"

struct syncer;

/* For what lies on the file system of this directory. */
struct syncer *syncer_new(const char *directory);

/* A file, which may be closed at once; or, fd -1, the directory that holds `path`. */
void syncer_add(struct syncer *syncer, int fd, const char *path);

/*
 * 0 once all that was added is on the disk; -1 with RD_OUTPUT if some of it may not be. In
 * both cases nothing waits any more.
 */
int syncer_wait(struct syncer *syncer, struct err *err);

/* NULL is fine. What still waits is closed without. */
void syncer_free(struct syncer *syncer);

/*
 * Everything that was written to the file system that holds a directory, by whomever, is on
 * the disk at once. Open it before the first of one's own files is written, for only what
 * fails after that is reported. -1 if that cannot be relied on here: before Linux 5.8 it hides
 * what failed (syncfs(2)), and file systems over others or in user space may not pass it on.
 * Then sync each file.
 */
int sync_open_filesystem(const char *directory);

/* 0 once all is on the disk; -1 with RD_OUTPUT. `path` is for the message. */
int sync_filesystem(int fd, const char *path, struct err *err);

#endif
