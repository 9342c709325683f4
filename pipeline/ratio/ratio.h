/*
 * rd-ratio: cells and imported observations to indicators.
 *
 * Every cell gives every computed indicator of config/indicators.json, with numerator,
 * denominator, the enterprises in its population and those left out. Imported observations
 * pass through beside them. A zero or missing denominator gives a missing value with a
 * status, never a number.
 */
#ifndef RATIO_RATIO_STAGE_H
#define RATIO_RATIO_STAGE_H

#include "base/options.h"

struct ratio_options {
	const char *period; /* "2024-05": the inputs are of that period apart; or NULL */
	const char *until;  /* sums of ledgers go on until then; NULL: the latest period there is */
};

/*
 * Reads cells.csv, any number of observations.csv, and panel.csv for the zero-reporters,
 * told apart by their headers; writes indicators.csv, zero.csv and datapackage.json. Of one
 * period apart it also reads zero_run.csv, as the period before left it, and writes its own.
 */
int ratio_run(const struct program *program, const struct ratio_options *options, struct err *err);

#endif
