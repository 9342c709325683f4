/*
 * What a cell holds: a list of accumulators, each a count or an exact sum over the
 * enterprises of the cell that meet its conditions. Two cells of disjoint enterprises
 * merge by adding them up.
 *
 * An accumulator is known by its name, which is also its column in cells.csv:
 *
 *	count                          enterprises in scope
 *	count[rd_expense>0]            … whose R&D expense is positive
 *	count[!rd_expense]             … that do not state it
 *	count[ladder=2]                … of one class
 *	count[ladder]                  … of any class
 *	count[ladder_ly=1]             … that were of one class last year
 *	count[ladder>ladder_ly]        … that climbed ("<": that fell)
 *	sum.rd_expense                 Σ over those that state it
 *	sum.rd_expense[revenue]        … and state revenue too
 *	sum.rd_expense[entered]        … and were not in the panel last year
 *	squares.rd_expense             Σ of squares
 *	top4.rd_expense                the four largest values, as a list a;b;c;d
 *
 * Conditions are joined by "&" and may be negated by "!". A standing (continuing, entered,
 * moved_in, left, moved_out) says how an enterprise stands to this cell compared with last
 * year; without one, enterprises that left or moved out do not count.
 */
#ifndef MODEL_ACCUMULATOR_H
#define MODEL_ACCUMULATOR_H

#include "model/amount.h"
#include "model/returns.h"

enum accumulator_kind { ACCUMULATE_COUNT, ACCUMULATE_SUM, ACCUMULATE_SQUARES, ACCUMULATE_TOP };

enum standing {
	STANDING_CONTINUING, /* in this cell now and last year */
	STANDING_ENTERED,    /* in it now, not in the panel last year */
	STANDING_MOVED_IN,   /* in it now, elsewhere last year */
	STANDING_LEFT,       /* in it last year, not in the panel now */
	STANDING_MOVED_OUT,  /* in it last year, elsewhere now */
	STANDING_COUNT,
};

/* The standings that count where an accumulator names none: who is in the cell now. */
enum {
	ACCUMULATOR_IN_SCOPE =
	        1 << STANDING_CONTINUING | 1 << STANDING_ENTERED | 1 << STANDING_MOVED_IN,
};

/* "moved_in", as files write it. */
const char *standing_name(enum standing standing);

enum condition_kind {
	IF_STATED,
	IF_POSITIVE,
	IF_CLASS,         /* is of one value */
	IF_CLASS_STATED,  /* is of any value */
	IF_CLASS_CLIMBED, /* is of a later value than last year */
	IF_CLASS_FELL,
	IF_STANDING,
};

struct condition {
	enum condition_kind kind;
	bool negated;
	bool last_year;           /* the class last year, not now */
	unsigned measure, column; /* column: the class */
	enum variant variant;
	unsigned value; /* of the class, or a standing */
};

enum { MOST_CONDITIONS = 4, MOST_TOP = 16 };

struct accumulator {
	const char *name;
	enum accumulator_kind kind;
	unsigned top;
	unsigned measure;
	enum variant variant;
	struct condition conditions[MOST_CONDITIONS];
	size_t condition_count;
	unsigned standings; /* bit set of the standings that count */
};

/* False, with `why` set to a message, if the name is none. The name must outlive it. */
bool accumulator_parse(const char *name, const struct returns *returns, struct accumulator *a,
                       const char **why);

/* What may have been meant by the first word of such a name that means nothing; or NULL. */
const char *accumulator_meant(const char *name, const struct returns *returns);

/* A panel row as accumulators see it. */
struct observation_row {
	int64_t values[MOST_MEASURES][VARIANT_COUNT];
	bool stated[MOST_MEASURES][VARIANT_COUNT];
	int classes[MOST_CLASSES];    /* index of the value, -1 if missing */
	int classes_ly[MOST_CLASSES]; /* last year's; -1 also where it is not kept */
};

/* Whether a condition holds of a row; IF_STANDING is none that an accumulator keeps. */
bool accumulator_condition_holds(const struct condition *c, const struct observation_row *row);

/* Whether the row counts in this accumulator, standing to the cell as given. */
bool accumulator_takes(const struct accumulator *a, const struct observation_row *row,
                       enum standing standing);

#endif
