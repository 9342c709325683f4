/*
 * Makes many files or directories durable at once. Each is synced by itself, but many at the
 * same time: then the disk flushes a few times, and not once for each.
 *
 *	struct unsynced files[] = {{fd, "a.csv"}, {other_fd, "b.csv"}};
 *	if (sync_all(files, 2, &err) < 0) ...
 */
#ifndef IO_SYNC_H
#define IO_SYNC_H

#include <stddef.h>

#include "base/err.h"

struct unsynced {
	int fd;           /* of a file; -1: the directory that holds `path` */
	const char *path; /* for the message */
};

/* 0 once all of them are on the disk; -1 with RD_OUTPUT of the first that is not. */
int sync_all(const struct unsynced *items, size_t count, struct err *err);

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
