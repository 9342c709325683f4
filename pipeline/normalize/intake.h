/*
 * Reading raw files row by row: what is kept goes to a sorter, what is refused to the log,
 * and every row is counted.
 */
#ifndef NORMALIZE_INTAKE_H
#define NORMALIZE_INTAKE_H

#include "io/sorter.h"
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

struct intake {
	const struct mapping *mapping;
	const struct configuration *configuration;
	struct reject_log *log;
	struct name_index *names; /* by field */
	struct row row;
	struct totals_check totals;
	struct sorter sorter; /* packed facts, or packed rows of observations.csv */
	struct intake_counts counts;
	struct slice origin; /* of the file being read: "source/file" */
	bool ended;          /* behind its table */
	struct text key, packed;
};

void intake_init(struct intake *in, const struct mapping *m, const struct configuration *c,
                 struct reject_log *log);

/*
 * Reads one file to its end. RD_INPUT if it cannot be trusted as a whole. The package gets
 * it as an input.
 */
int intake_file(struct intake *in, const char *path, struct package *package, struct err *err);
void intake_release(struct intake *in);

#endif
