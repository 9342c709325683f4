/*
 * Amounts and figures: numbers with a unit, from a cell.
 */
#ifndef NORMALIZE_NUMBERS_H
#define NORMALIZE_NUMBERS_H

#include "normalize/values.h"

/*
 * A measure in 1/100 of the currency unit, or a count. False if it is missing or wrong,
 * which is reported.
 */
bool read_measure(struct row *row, const struct mapped_column *column,
                  const struct measure *measure, int64_t *amount);

/* The power of ten from the column's unit in this row to 1/100 of the currency; 0 for counts. */
unsigned measure_exponent(struct row *row, const struct mapped_column *column,
                          const struct measure *measure);

/*
 * A figure as plain decimal in the indicator's unit, every digit kept; empty if missing or
 * wrong. *flag is what its pattern captured; p is NULL without one.
 */
struct slice read_figure(struct row *row, const struct mapped_column *column,
                         const struct indicator *indicator, struct slice *flag);

#endif
