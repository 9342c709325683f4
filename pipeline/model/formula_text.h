/*
 * How an indicator is computed, in words and in symbols, made from the formula that
 * computes it.
 *
 *	Σ R&D expense (of those that state revenue) ÷ Σ revenue (of those that state R&D expense)
 *	sum.rd_expense[revenue] ÷ sum.revenue[rd_expense]
 */
#ifndef MODEL_FORMULA_TEXT_H
#define MODEL_FORMULA_TEXT_H

#include "model/configuration.h"

/* In the current language. config needs CONFIG_INDICATORS. */
void formula_add_words(struct text *t, const struct configuration *config,
                       const struct indicator *indicator);

/* The same in the names of the accumulators, which are columns of cells.csv. */
void formula_add_symbols(struct text *t, const struct configuration *config,
                         const struct indicator *indicator);

/* One accumulator in words: "number of enterprises that state revenue". */
void accumulator_add_words(struct text *t, const struct returns *returns,
                           const struct accumulator *a);

/* How an enterprise stands to a cell: "entered". */
const char *standing_label(enum standing standing);

#endif
