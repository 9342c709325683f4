/*
 * A thread that produces bytes ahead of whoever reads them.
 *
 *	struct pump *pump = pump_start(inflate_more, &state);
 *	while ((got = pump_read(pump, buffer, n, &err)) > 0) ...
 *	pump_stop(pump);
 *
 * `fill` runs in the thread and owns its state until pump_read has returned 0 or -1, or
 * pump_stop has returned.
 */
#ifndef BASE_PUMP_H
#define BASE_PUMP_H

#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"

struct pump;

/* Up to `size` bytes into the buffer; 0 at the end, -1 on error. */
typedef ssize_t (*pump_fill)(void *state, char *buffer, size_t size, struct err *err);

struct pump *pump_start(pump_fill fill, void *state);

/* Up to n > 0 bytes; 0 at the end, -1 with the error of `fill`. */
ssize_t pump_read(struct pump *p, char *buffer, size_t n, struct err *err);

/* Ends the thread, whatever is left, and frees p; NULL is fine. */
void pump_stop(struct pump *p);

#endif
