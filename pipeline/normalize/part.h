/*
 * One part of N of a source's files, by their bytes, so that an enormous file is read by several
 * processes, on several machines.
 *
 *	struct part part;
 *	if (part_open(&part, "2/8", paths, count, &err) < 0) ...
 *	for each file: if (part_of_file(&part, i, &range)) read it
 *	part_release(&part);
 *
 * The files are taken as one run of bytes, cut into N equal ranges. A file of delimited text is
 * cut at records: those that begin behind as many line feeds as there are before the range are
 * in it, which every part finds to be the same; line numbers are those of the whole file. Any
 * other file (compressed, a spreadsheet, JSON) goes whole to the part in which it begins.
 */
#ifndef NORMALIZE_PART_H
#define NORMALIZE_PART_H

#include <stdbool.h>

#include "base/err.h"
#include "model/shard.h"

struct part {
	struct shard which;
	uint64_t *starts; /* of each file, and the end of the last, in the run of bytes */
	size_t count;
	uint64_t first, end; /* the part's bytes */
};

/* Bytes of one file that are in the part; from its first byte if it begins there. */
struct part_range {
	bool begins; /* in the part */
	uint64_t first, end;
};

/* RD_USAGE for another word than "K/N", RD_INPUT for a file that is not one. */
int part_open(struct part *part, const char *word, const char *const *paths, size_t count,
              struct err *err);
void part_release(struct part *part);

/* False if nothing of the file is in the part. */
bool part_of_file(const struct part *part, size_t file, struct part_range *range);

/*
 * The lines in which the records of the range begin: behind *before, up to *last. RD_INPUT.
 */
int part_lines(const char *path, const struct part_range *range, uint64_t *before, uint64_t *last,
               struct err *err);

#endif
