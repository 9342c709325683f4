/*
 * Metrics in the text format of Prometheus, for node_exporter's textfile collector. Written
 * after every run, also a failed one; the table in metrics.c lists them.
 */
#ifndef RUN_METRICS_H
#define RUN_METRICS_H

#include "run/quality.h"
#include "run/record.h"

struct metrics {
	const json_t *record;    /* run.json as it ends */
	const struct plan *plan; /* NULL if it did not come to that */
	const struct quality_findings *findings;
	int64_t last_success;  /* seconds since 1970; 0 if there never was one */
	struct slice standing; /* instead of a plan: what metrics_standing said */
	bool stands;           /* set by metrics_standing */
};

/* What later runs say of this result, as long as they find nothing new. */
void metrics_standing(const struct plan *plan, struct text *t);

/* RD_OUTPUT. */
int metrics_write(const struct metrics *metrics, const char *path, struct err *err);

#endif
