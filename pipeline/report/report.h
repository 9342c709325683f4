/*
 * rd-report: what people look at, and what other systems take. For every published region a
 * bulletin and a page, in Chinese and English.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/options.h"

struct report_options {
	struct option_list regions; /* codes; none: those of report.json */
	const char *period;         /* NULL: the latest */
	bool internal;              /* with tables of enterprises */
};

/*
 * Reads indicators.csv, rankings.csv and whatever else the stages write, told apart by their
 * headers. Writes into one directory if one region is published, else into one a region.
 */
int report_run(const struct program *program, const struct report_options *options,
               struct err *err);

/* What is wrong with report.json, its charts and templates, in this configuration. RD_CONFIG. */
int report_check(const char *config, struct err *err);

#endif
