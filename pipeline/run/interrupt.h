/*
 * Being asked to stop: SIGTERM, SIGINT and SIGHUP, and the time limit of the whole run.
 * The signals are blocked and read where it is safe to act on them.
 *
 *	if (interrupt_open(seconds, &err) < 0) ...
 *	interrupt_wait(fds, count, milliseconds);     // poll() that also wakes for signals
 *	if (interrupt_check(&err) < 0) ...            // RD_STOPPED or RD_TIMEOUT
 *	interrupt_close();
 */
#ifndef RUN_INTERRUPT_H
#define RUN_INTERRUPT_H

#include <poll.h>
#include <stddef.h>

#include "base/err.h"

/* limit: seconds for the whole run, 0 for none. */
int interrupt_open(uint64_t limit, struct err *err);
void interrupt_close(void);

/*
 * Waits until something happens on one of the descriptors, a child ends, a signal comes, or
 * the time is over (-1: none). Interrupted or not, look and wait again.
 */
void interrupt_wait(struct pollfd *fds, size_t count, int milliseconds);

/* 0, or -1 once the run is to stop, each time it is asked. */
int interrupt_check(struct err *err);

/* The signal that asked for it, 0 if none did. */
int interrupt_signal(void);

/* In a child, before exec: signals as every program expects them. */
void interrupt_reset_child(void);

#endif
