/*
 * One enterprise's facts, worked into its part of the panel: duplicates settled, codes
 * followed, months taken out of cumulative figures, silences filled in.
 */
#ifndef PANEL_HISTORY_H
#define PANEL_HISTORY_H

#include "panel/merge.h"
#include "panel/panel_config.h"
#include "panel/panel_tables.h"
#include "panel/register.h"

/* A period at which anybody returned. */
struct reported_period {
	period period;
	enum basis basis;
};

struct history {
	const struct configuration *config;
	const struct panel_config *rules;
	const struct scope_register *scope;    /* NULL without a register */
	const struct reported_period *periods; /* with a register: all there are */
	size_t period_count;
	period only; /* the period whose panel is made apart; PERIOD_NONE: all together */
	struct panel_tables *tables; /* what is noted on the way goes to */
	/* one enterprise */
	struct arena arena;
	struct fact *facts; /* by period, then basis; with what is known of the periods before */
	size_t count, capacity;
	size_t sorted; /* how many are in order; those behind were just added */
	size_t known;  /* how many of the first are of the periods before `only` */
	const struct fact *last_year[BASIS_COUNT]; /* with `only`: of the panel of a year before */
	struct code_memory last_region, last_industry;
};

/* Takes an enterprise's facts as a batch has them; RD_INPUT for an unknown code. */
int history_build(struct history *h, struct fact *facts, size_t count, struct err *err);

/* An enterprise of the register that returned nothing at all. */
int history_build_silent(struct history *h, struct slice enterprise, struct err *err);

/* The fact of a period and basis, NULL if there is none. */
const struct fact *history_find(const struct history *h, period at, enum basis basis);

/* The one of the same basis some months away from f, which is one of h->facts. */
const struct fact *history_neighbour(const struct history *h, const struct fact *f, int months);

/* The one of a year before, wherever it is from. */
const struct fact *history_last_year(const struct history *h, const struct fact *f);

void history_release(struct history *h);

#endif
