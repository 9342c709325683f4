/*
 * One run at a time: flock on a file that names its holder.
 *
 *	struct lock lock = LOCK_INIT;
 *	if (lock_take(&lock, path, &err) < 0) ...
 *	lock_release(&lock);
 *
 * The kernel drops the lock with its holder, however that ends, so it never goes stale.
 * The file stays; what it says counts only while the lock is held. Child processes do not
 * inherit the lock.
 */
#ifndef IO_LOCK_H
#define IO_LOCK_H

#include <stdbool.h>

#include "base/err.h"

struct lock {
	int fd;
};

#define LOCK_INIT                                                                                  \
	{                                                                                          \
		-1                                                                                 \
	}

/* RD_LOCKED with who holds it and since when; RD_OUTPUT if the file cannot be made. */
int lock_take(struct lock *lock, const char *path, struct err *err);
void lock_release(struct lock *lock);

/* Whether somebody holds the lock now. */
bool lock_is_held(const char *path);

#endif
