/*
 * Inflating gzip members: by ISA-L where the library was there at build time (it is twice as
 * fast), else by zlib.
 *
 *	void *state = inflate->start();
 *	while ((status = inflate->run(state, &io)) == INFLATE_GOES_ON) ...
 *	inflate->reset(state);    // before the next member
 *	inflate->stop(state);
 */
#ifndef IO_INFLATE_H
#define IO_INFLATE_H

#include <stddef.h>

enum inflate_status {
	INFLATE_GOES_ON, /* it wants more input, or more room */
	INFLATE_MEMBER_ENDS,
	INFLATE_DAMAGED,
};

/* Both ends move as bytes are used. */
struct inflate_io {
	const unsigned char *in;
	size_t in_count;
	unsigned char *out;
	size_t out_count;
};

struct inflate_method {
	const char *name;
	void *(*start)(void);
	enum inflate_status (*run)(void *state, struct inflate_io *io);
	void (*reset)(void *state);
	void (*stop)(void *state);
};

/* All that were built in, the best one first, up to NULL. */
extern const struct inflate_method *const inflate_methods[];

#endif
