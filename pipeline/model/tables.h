/*
 * The tables between stages whose columns do not depend on the configuration. Those that
 * do are built with it: facts and panel in returns.h, cells in indicator.h.
 */
#ifndef MODEL_TABLES_H
#define MODEL_TABLES_H

#include "io/table.h"

extern const struct table table_observations;
extern const struct table table_indicators;
extern const struct table table_rejects;
extern const struct table table_warnings;
extern const struct table table_rankings;
extern const struct table table_attainment;
extern const struct table table_trace;
extern const struct table table_revisions;
extern const struct table table_revised_rows;
extern const struct table table_superseded;
extern const struct table table_zero;
extern const struct table table_periods;  /* between rd-shard and rd-panel only */
extern const struct table table_zero_run; /* from one period of rd-ratio to the next */
extern const struct table table_earlier;  /* from one period of rd-rank to the next */
extern const struct table table_moves;
extern const struct table table_differences;
extern const struct table table_falls;

/* Columns of observations and indicators, which are the same. */
enum {
	OBS_REGION,
	OBS_INDUSTRY,
	OBS_CLASS,
	OBS_PERIOD,
	OBS_BASIS,
	OBS_INDICATOR,
	OBS_VALUE,
	OBS_UNIT,
	OBS_STATUS,
	OBS_N,
	OBS_LEFT_OUT,
	OBS_NUMERATOR,
	OBS_DENOMINATOR,
	OBS_ORIGIN,
	OBS_COLUMNS,
};

enum {
	RANKING_PARENT,
	RANKING_LEVEL,
	RANKING_PERIOD,
	RANKING_BASIS,
	RANKING_INDICATOR,
	RANKING_REGION,
	RANKING_VALUE,
	RANKING_RANK,
	RANKING_OF,
	RANKING_TIED,
	RANKING_BEFORE,
	RANKING_LAST_YEAR,
	RANKING_NEXT_REGION,
	RANKING_GAP,
	RANKING_GAP_AMOUNT,
	RANKING_LEAD,
	RANKING_STABLE,
	RANKING_ORIGIN,
	RANKING_COLUMNS,
};

enum {
	ATTAINMENT_REGION,
	ATTAINMENT_INDICATOR,
	ATTAINMENT_YEAR,
	ATTAINMENT_KIND,
	ATTAINMENT_TARGET,
	ATTAINMENT_UNIT,
	ATTAINMENT_PERIOD,
	ATTAINMENT_BASIS,
	ATTAINMENT_VALUE,
	ATTAINMENT_BASE,
	ATTAINMENT_ACHIEVED,
	ATTAINMENT_PROGRESS,
	ATTAINMENT_ELAPSED,
	ATTAINMENT_EXPECTED,
	ATTAINMENT_NEEDED,
	ATTAINMENT_REMAINING,
	ATTAINMENT_PACE_NEEDED,
	ATTAINMENT_VERDICT,
	ATTAINMENT_NOTE,
	ATTAINMENT_ORIGIN,
	ATTAINMENT_COLUMNS,
};

/* Every fixed table, NULL after the last. */
const struct table *tables_at(size_t i);

/* SDMX CL_OBS_STATUS codes that rdstat writes. */
#define STATUS_NORMAL "A"
#define STATUS_ESTIMATED "E"
#define STATUS_PROVISIONAL "P"
#define STATUS_BREAK "B"
#define STATUS_MISSING "M"       /* data cannot exist: a zero or missing denominator */
#define STATUS_SUPPRESSED "Q"    /* missing: not made public */
#define STATUS_NOT_COLLECTED "L" /* missing: nobody reported it */
#define STATUS_NOT_STATED "O"    /* missing: the source does not say why */

/* Whether it is a code of SDMX CL_OBS_STATUS (version 2.2). */
bool status_is_known(struct slice status);

#endif
