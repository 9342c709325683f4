/*
 * The programs of the chain: found beside the running program, then on PATH, and known by
 * the checksum of their bytes, which stands for their version.
 */
#ifndef RUN_PROGRAMS_H
#define RUN_PROGRAMS_H

#include "io/checksum.h"
#include "run/chain.h"

struct program_file {
	char *path;
	char sha256[SHA256_HEX + 1];
};

/* One for each stage of the chain, to be freed by programs_free; NULL with RD_CONFIG. */
struct program_file *programs_find(const struct chain *chain, struct err *err);
void programs_free(struct program_file *programs, size_t count);

#endif
