/*
 * Panels side by side: which rows differ, and in what.
 */
#ifndef REVISE_PANEL_COMPARISON_H
#define REVISE_PANEL_COMPARISON_H

#include "io/package.h"
#include "model/panel_row.h"
#include "revise/vintage.h"

enum { COLUMN_WORDS = 4 }; /* of 64 columns each */

/* A panel row in one vintage: where it counts. */
struct row_side {
	bool counts; /* it is there, and in scope */
	uint32_t region, industry;
	int classes[MOST_CLASSES];
};

struct revised_row {
	period period;
	enum basis basis;
	struct row_side before, after;
	uint64_t columns[COLUMN_WORDS]; /* those that differ; all if one side lacks the row */
};

static inline bool revised_in(const uint64_t columns[COLUMN_WORDS], size_t column)
{
	return columns[column / 64] >> column % 64 & 1;
}

struct panel_comparison {
	const struct configuration *config;
	struct revised_row *items;
	size_t count, capacity;
	uint64_t before, after; /* rows read */
	uint64_t changed, appeared, vanished;
	uint64_t enterprises; /* that have a revised row */
};

/*
 * Reads the pairs one after another and writes revised_rows.csv, one row a column that differs.
 * Where a return came from and whether neighbouring years have one are no differences. RD_INPUT,
 * RD_OUTPUT.
 */
int panel_comparison_make(struct panel_comparison *c, const struct configuration *config,
                          const struct panel_pair *pairs, size_t count, struct package *package,
                          struct err *err);
void panel_comparison_release(struct panel_comparison *c);

#endif
