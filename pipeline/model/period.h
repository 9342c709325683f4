/*
 * Periods: the month up to which, in which, or the year for which a return reports.
 */
#ifndef MODEL_PERIOD_H
#define MODEL_PERIOD_H

#include "base/err.h"
#include "base/text.h"

enum basis { BASIS_YTD, BASIS_MONTH, BASIS_YEAR, BASIS_COUNT };

/*
 * Months since year 0: year × 12 + month − 1. A year is kept as its December. Last year's
 * same period is 12 less.
 */
typedef int32_t period;

enum { PERIOD_NONE = -1 };

static inline int period_year(period p)
{
	return p / 12;
}

static inline int period_month(period p)
{
	return p % 12 + 1;
}

/* PERIOD_NONE unless 1900 ≤ year ≤ 2199 and 1 ≤ month ≤ 12. */
period period_of(int year, int month);

/* "2024-05", or "2024" for a year's figures; PERIOD_NONE if it is neither. */
period period_parse(struct slice text);

/* That an option names, "--period"; PERIOD_NONE for a NULL text. RD_USAGE. */
int period_of_option(const char *option, const char *text, period *at, struct err *err);
void period_add(struct text *t, period p, enum basis basis);

/* The same as a part of the buffer. */
enum { PERIOD_TEXT = 8 };
struct slice period_write(period p, enum basis basis, char buffer[PERIOD_TEXT]);

/*
 * A text by a pattern such as "{year}年1-{month}月": {year} is four digits, {month} one or
 * two, {quarter} one digit (its last month counts); everything else must match as it is,
 * with blanks in the text ignored. A pattern without a month means the year.
 */
period period_match(struct slice text, const char *pattern);

/* Index of "ytd", "month", "year"; -1 for anything else. */
int basis_parse(struct slice text);
const char *basis_name(enum basis basis);

/* For people: "1-5月", "5月", "2024年" and "January–May", "May", "2024". */
void period_add_label(struct text *t, period p, enum basis basis);

#endif
