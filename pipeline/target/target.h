/*
 * rd-target: how far each region has come with its targets for the year, and what is still
 * needed each month.
 *
 * Reads config/targets.csv (model/targets.h) and files of indicators; writes attainment.csv,
 * one row a target in the order of config/targets.csv, and datapackage.json.
 */
#ifndef TARGET_TARGET_H
#define TARGET_TARGET_H

#include "base/options.h"

/* RD_CONFIG for a wrong target, RD_INPUT for a wrong figure. */
int target_run(const struct program *program, struct err *err);

#endif
