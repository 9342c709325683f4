/*
 * Gzip members that say how long they are, inflated several at a time.
 *
 * RFC 1952 lets a member's header hold an extra field of subfields, which other readers pass
 * over. Two are known here: "BC" of bgzip's members (the size less one, in 16 bits), and "RD"
 * of those that rdstat writes (the size, in 32 bits). The size is that of the whole member,
 * from its header to its trailer.
 *
 *	struct gzip_members *m = gzip_members_start(&source);
 *	while ((got = gzip_members_read(m, buffer, n, &err)) > 0) ...
 *	gzip_members_stop(m);
 *
 * Sizes are believed only as far as they turn out to be true: a member that ends elsewhere, or
 * has another length or checksum than its trailer says, is damaged. From the first member on
 * that states no size, or one that is too large to be kept in memory, the rest is inflated by
 * one thread.
 */
#ifndef IO_GZIP_MEMBERS_H
#define IO_GZIP_MEMBERS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

/* What rdstat's own headers have between the fixed part and the data: the extra field. */
enum { GZIP_FIXED = 10, GZIP_EXTRA = 8, GZIP_SIZE_AT = GZIP_FIXED + 2 + 4 };

/* The extra field with a size to be filled in, little-endian, at GZIP_SIZE_AT of the member. */
extern const unsigned char gzip_size_field[GZIP_EXTRA];

/* The size that the member stated which p begins with; 0 if it states none. */
size_t gzip_stated_size(const unsigned char *p, size_t n);

enum gzip_wrong { GZIP_CUT, GZIP_DAMAGED, GZIP_TRAILING };

/* RD_INPUT; returns -1. */
int gzip_wrong(enum gzip_wrong what, struct err *err);

struct gzip_source {
	void *state; /* is the threads' own until gzip_members_read has returned 0 or -1 */
	/* Up to n compressed bytes; 0 at the end, -1 on error. */
	ssize_t (*read)(void *state, void *p, size_t n, struct err *err);
	/* Takes back what was read last; only before `inflate`. */
	void (*unread)(void *state, const void *p, size_t n);
	/* Up to n bytes, inflated from here on; 0 at the end, -1 on error. */
	ssize_t (*inflate)(void *state, char *p, size_t n, struct err *err);
};

struct gzip_members;

struct gzip_members *gzip_members_start(const struct gzip_source *source);

/* Up to n > 0 bytes; 0 at the end, -1 with RD_INPUT. */
ssize_t gzip_members_read(struct gzip_members *m, char *buffer, size_t n, struct err *err);

/* Ends the threads, whatever is left, and frees m; NULL is fine. */
void gzip_members_stop(struct gzip_members *m);

#endif
