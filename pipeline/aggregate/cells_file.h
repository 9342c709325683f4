/*
 * cells.csv, read and written.
 */
#ifndef AGGREGATE_CELLS_FILE_H
#define AGGREGATE_CELLS_FILE_H

#include "aggregate/cell_plan.h"
#include "aggregate/cells.h"

/* Adds the row that table_next has just delivered. RD_INPUT with line and column. */
int cells_read_row(struct cells *cells, const struct table_reader *r,
                   const struct configuration *config, const struct cell_plan *plan,
                   struct err *err);

/* Writes all cells by region, industry, group, period and basis, with several threads. */
int cells_write(const struct cells *cells, struct table_writer *w,
                const struct configuration *config, const struct cell_plan *plan, struct err *err);

#endif
