/*
 * One row of panel.csv, read into numbers.
 */
#ifndef MODEL_PANEL_ROW_H
#define MODEL_PANEL_ROW_H

#include "io/csv_repeat.h"
#include "model/accumulator.h"
#include "model/configuration.h"

/* Sample data is known by its origin, and so is all that is made from it. */
#define SAMPLE_PREFIX "sample/"

/* Where the file has an amount, and where the row's values have it, taken as one list. */
struct panel_amount {
	uint16_t column, value;
};

/* All zero before the first row that is read into it. */
struct panel_row {
	uint32_t region, industry;       /* nodes of the configuration's trees */
	uint32_t region_ly, industry_ly; /* where they differ; otherwise the same as now */
	period period;
	enum basis basis;
	enum presence presence;
	bool last_year; /* the panel has the enterprise's return 12 months before … */
	bool leaves;    /* … and is known to have none 12 months after */
	bool sample;
	bool repeats; /* all but period, amounts, last_year, leaves and sample are the row's before */
	struct observation_row values;
	/* from row to row */
	struct code_memory last_region, last_industry;
	struct panel_amount amounts[MOST_MEASURES * VARIANT_COUNT];
	size_t amount_count;
	uint16_t varying[MOST_VARYING]; /* columns that change from row to row of an enterprise */
	size_t varying_count;
};

/*
 * To be called before the first row of a reader, if it is not the first that `row` is for:
 * what the rows of an enterprise have in common is then read once.
 */
void panel_row_expect(struct panel_row *row, struct table_reader *r,
                      const struct configuration *config);

/*
 * Reads the row that table_next has just delivered; needs CONFIG_REGIONS,
 * CONFIG_INDUSTRIES and CONFIG_RETURNS. RD_INPUT with line and column.
 */
int panel_row_read(struct panel_row *row, const struct table_reader *r,
                   const struct configuration *config, struct err *err);

/*
 * An enterprise that does not return next year is missed there: its amounts and classes now
 * are that year's of last year, and it has no amounts of its own. It counts by the class it
 * had.
 */
void panel_row_as_left(const struct panel_row *row, const struct returns *returns,
                       struct observation_row *left);

#endif
