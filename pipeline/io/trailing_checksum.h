/*
 * The checksum of a file while it is written: a thread reads behind the writer, so that a
 * large file costs the writer no time for it.
 *
 *	struct trailing_checksum *t = trailing_checksum_start(&checksum, fd, bytes);
 *	trailing_checksum_wrote(t, bytes);              // so many in all
 *	if (trailing_checksum_end(t, bytes) < 0) ...           // errno
 *	checksum_finish(&checksum, hex);
 */
#ifndef IO_TRAILING_CHECKSUM_H
#define IO_TRAILING_CHECKSUM_H

#include <stdint.h>

#include "io/checksum.h"

struct trailing_checksum;

/*
 * The checksum has taken the first `bytes` of the file, which is open for reading; it belongs
 * to the thread until the end. NULL if no thread can be started.
 */
struct trailing_checksum *trailing_checksum_start(struct checksum *checksum, int fd,
                                                  uint64_t bytes);

/* So many bytes of the file are written by now. */
void trailing_checksum_wrote(struct trailing_checksum *t, uint64_t bytes);

/*
 * Takes what is left of so many bytes, ends the thread and frees t. With 0 bytes it ends where
 * it is, and the checksum is of no use. -1 with errno if the file cannot be read.
 */
int trailing_checksum_end(struct trailing_checksum *t, uint64_t bytes);

#endif
