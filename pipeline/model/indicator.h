/*
 * Indicators, from config/indicators.json: what each is called, how it is computed from
 * cells, in which unit and to how many decimals it is published.
 *
 * Every computed indicator is one exact division: value = numerator ÷ denominator (× 100
 * for a percentage), rounded once. Numerator and denominator are sums of accumulators
 * (accumulator.h); which, follows from the type:
 *
 *	total          Σ of a measure, in the unit
 *	count          enterprises that meet a condition (all without one)
 *	share          the same ÷ all enterprises in scope
 *	ratio          Σ measure ÷ Σ per; population "paired" or "all"
 *	average        Σ measure ÷ enterprises that state it
 *	growth         (Σ now − Σ last year) ÷ Σ last year; base "reported", "matched" or
 *	               "total" (both years' panels, with those that entered and left)
 *	contribution   what one part adds to the growth of the whole, in percentage points:
 *	               a region or industry (within its parent), or a standing (entered, …)
 *	structure      Σ of the measure ÷ the same of the parent region or industry
 *	concentration  Σ of the `top` largest ÷ Σ
 *	hhi            Σ of squares ÷ (Σ)², × 10000
 *	imported       not computed: an observation. With "ledger": true the observations
 *	               are events of a month, an amount or a count each, which are summed
 *	               by month and by year to date, up the trees
 *
 * and, from imported observations rather than from cells:
 *
 *	growth_of      of a published level: this year's ÷ last year's − 1
 *	growth_of_sum  of the sum over a region's children, from their published levels and
 *	               growths: Σ level ÷ Σ (level ÷ (1 + growth)) − 1. Estimated, as the
 *	               growths are rounded; a mean of growths is never taken
 *	regions_above  children whose published level is above a number, or their parent's
 */
#ifndef MODEL_INDICATOR_H
#define MODEL_INDICATOR_H

#include "base/hash_map.h"
#include "model/accumulator.h"
#include "model/period.h"
#include "model/ratio.h"
#include "model/unit.h"

enum indicator_type {
	INDICATOR_TOTAL,
	INDICATOR_COUNT,
	INDICATOR_SHARE,
	INDICATOR_RATIO,
	INDICATOR_AVERAGE,
	INDICATOR_GROWTH,
	INDICATOR_CONTRIBUTION,
	INDICATOR_STRUCTURE,
	INDICATOR_CONCENTRATION,
	INDICATOR_HHI,
	INDICATOR_IMPORTED,
	INDICATOR_GROWTH_OF,
	INDICATOR_GROWTH_OF_SUM,
	INDICATOR_REGIONS_ABOVE,
	INDICATOR_TYPES,
};

enum growth_base { BASE_REPORTED, BASE_MATCHED, BASE_TOTAL };

/* Whose denominator: the cell's own, or that of the cell above it in one of the trees. */
enum within { WITHIN_SELF, WITHIN_REGION, WITHIN_INDUSTRY, WITHIN_KINDS };

struct term {
	int sign;
	unsigned accumulator; /* index in struct indicators */
};

enum { MOST_TERMS = 4 };

struct formula {
	struct term numerator[MOST_TERMS], denominator[MOST_TERMS];
	size_t numerator_count, denominator_count;
	wide scale;          /* the denominator is multiplied by this; it is the scale alone
	                        if there are no terms */
	unsigned shift;      /* the value is the ratio times 10^shift */
	unsigned population; /* accumulator that counts the enterprises in it */
	bool squared;        /* the denominator's sum is squared */
};

struct indicator {
	const char *id;
	enum indicator_type type;
	struct bilingual name;
	const char *measure, *per, *condition, *standing;
	const char *of, *growth; /* the imported indicators that a derived one is made from */
	const char *threshold;   /* a decimal in the unit of `of`, or "parent" */
	bool all;                /* population "all": each sum over all who state it */
	enum growth_base base;
	enum within within;
	uint64_t top;
	const struct unit *unit;
	uint64_t decimals;
	enum rounding rounding;
	bool less_is_better;
	bool ranked;
	bool whole;  /* of whole regions only, not of their industries and classes */
	bool ledger; /* imported as events, which are summed */
	struct formula formula;
};

/* Who counts as a zero-reporter, and by what the list of them is ordered; all NULL: nobody. */
struct zero_rule {
	const char *measure, *ordered_by; /* rd_expense, revenue */
	const char *intensity;            /* the ratio that peers are compared by */
	enum basis basis;                 /* of the returns that are looked at */
};

struct indicators {
	struct indicator *items;
	size_t count;
	struct hash_map by_id;
	struct zero_rule zero;
	struct accumulator *accumulators; /* those that the formulas need, the first is "count" */
	size_t accumulator_count;
	struct table cells; /* region, industry, class, period, basis, accumulators, origin */
	struct arena arena;
};

/* The first columns of cells, and of observations and indicators. */
enum { CELL_REGION, CELL_INDUSTRY, CELL_CLASS, CELL_PERIOD, CELL_BASIS, CELL_ACCUMULATORS };

int indicators_load(struct indicators *indicators, const char *path, const struct returns *returns,
                    struct err *err);
void indicators_release(struct indicators *indicators);

/* Whether the indicator's figures come from cells (and not from observations). */
bool indicator_from_cells(const struct indicator *indicator);

/* NULL if there is none of that id. */
const struct indicator *indicators_find(const struct indicators *indicators, struct slice id);

/*
 * Numerator and denominator from the accumulators' sums of a cell and of the cell that the
 * denominator is taken from (NULL: there is none, and the denominator means nothing). False
 * on overflow.
 */
bool formula_evaluate(const struct formula *f, const wide *own, const wide *base,
                      struct ratio *exact);

/* The published text of an exact value: rounded to the indicator's decimals; false if none. */
bool indicator_publish(const struct indicator *indicator, struct ratio exact, unsigned shift,
                       struct text *text);

#endif
