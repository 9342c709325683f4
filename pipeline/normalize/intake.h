/*
 * Reading raw files: what is kept goes to a sorter, what is refused to the log, and every
 * row is counted.
 *
 * Pieces of a file are read by several threads, where its form allows, each in a lane of its
 * own; what a piece gives is passed on in the order of the file, so that all comes out as if
 * one thread had read it.
 */
#ifndef NORMALIZE_INTAKE_H
#define NORMALIZE_INTAKE_H

#include "io/sorter.h"
#include "normalize/part.h"
#include "normalize/totals.h"

/*
 * Of rows, or, where wide columns are rows of their own, of those: read is the sum of the
 * other three.
 */
struct intake_counts {
	uint64_t read;
	uint64_t written;
	uint64_t rejected;
	uint64_t skipped; /* blank, a header again, filtered out, totals, behind the table */
};

struct lane; /* what one thread reads with */

struct intake {
	const struct mapping *mapping;
	const struct configuration *configuration;
	struct reject_log *log;
	struct sorter *sorter; /* of packed facts, or packed rows of observations.csv */
	struct name_index regions, industries; /* where a column is read by name */
	struct intake_counts counts;
	struct slice *origins; /* by number: "source/file" */
	size_t origin_count, origin_capacity;
	struct lane *lanes;
	unsigned lane_count;
	/* the file being read */
	const char *path;
	struct row_reader reader;
	struct binding binding;
	struct totals_check totals;
	bool ended;                 /* behind its table */
	uint64_t before, last_line; /* rows that begin in lines behind the one, up to the other */
};

void intake_init(struct intake *in, const struct mapping *m, const struct configuration *c,
                 struct sorter *sorter, struct reject_log *log);

/*
 * Reads one file to its end; of a range, NULL is all of it, the rows that are in it (part.h).
 * RD_INPUT if it cannot be trusted as a whole. The package gets it as an input.
 */
int intake_file(struct intake *in, const char *path, const struct part_range *range,
                struct package *package, struct err *err);
void intake_release(struct intake *in);

#endif
