/*
 * Where the inputs come from: the datapackage.json files beside them name their own inputs
 * with checksums, and those have packages beside them too, down to the raw files.
 *
 * What cannot be found any more ends the line there; nothing of it is an error. So does a list of
 * revisions: an earlier vintage is no part of what this one was made from.
 *
 * Of stages that make each period apart one line stands for all periods: of "05-ratio/2024-05"
 * and "05-ratio/2024-06" it is "05-ratio", with the sums of their counts, and of the files in them
 * "05-ratio/PERIOD/indicators.csv", with all their bytes and, if there are several, no checksum.
 */
#ifndef REPORT_LINEAGE_H
#define REPORT_LINEAGE_H

#include <jansson.h>

#include "base/hash_map.h"

struct lineage_file {
	const char *path, *sha256; /* sha256: "" of several files */
	uint64_t bytes;
	const char *stage; /* that read it */
};

/* A count of rows, as its step's package names it. */
struct lineage_count {
	const char *name;
	uint64_t count;
	struct lineage_count *next; /* of the same step */
};

struct lineage_step {
	const char *stage, *directory;
	struct lineage_count *counts;
};

struct lineage {
	struct lineage_file *files; /* raw files first */
	size_t file_count, file_capacity;
	struct lineage_step *steps; /* in the order in which they were made */
	size_t step_count, step_capacity;
	struct hash_map by_directory; /* numbers of steps */
	struct hash_map seen;         /* paths */
	struct hash_map numbers;      /* of files, by their paths as they are shown */
	struct arena arena;
};

/* Follows a list of inputs as a package names them: {path, bytes, sha256}. */
void lineage_follow(struct lineage *lineage, const json_t *inputs, const char *stage);
void lineage_release(struct lineage *lineage);

#endif
