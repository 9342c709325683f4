/*
 * Patterns with which a mapping says what a text looks like: literal characters and fields
 * in braces.
 *
 *	{value} {flag} {unit}           what stands there
 *	{year} {month} {quarter} {day}  four, one or two, one, one or two digits; a month also
 *	                                by its English name, a quarter as 一 to 四
 *	{half}                          the half of a year: 1, 2, 上 or 下
 *	{_}                             anything, thrown away
 *
 *	"{value} {flag}"         896.3 p          value "896.3", flag "p"
 *	"单位：{unit}"            单位：千元        unit "千元"
 *	"{year}年1-{month}月"     2024年1-5月      year 2024, month 5
 *	"{_},{_},{value}"        BES,EUR_HAB,AT   value "AT"
 *
 * Pattern and text are both folded (base/fold.h) by the caller. Blanks in the pattern
 * stand for one or more, blanks that only the text has are passed over. Fields without
 * digits take as little as they can, at least one character for {flag} and {unit}.
 */
#ifndef NORMALIZE_PATTERN_H
#define NORMALIZE_PATTERN_H

#include "base/slice.h"
#include "model/period.h"

enum pattern_field { PATTERN_VALUE, PATTERN_FLAG, PATTERN_UNIT, PATTERN_TEXTS };
enum pattern_number {
	PATTERN_YEAR,
	PATTERN_MONTH,
	PATTERN_QUARTER,
	PATTERN_HALF,
	PATTERN_DAY,
	PATTERN_NUMBERS,
};

struct pattern_match {
	struct slice texts[PATTERN_TEXTS]; /* p is NULL for a field that is not there */
	int numbers[PATTERN_NUMBERS];      /* -1 for a field that is not there */
};

#define PATTERN_MATCH_INIT                                                                         \
	{                                                                                          \
		.numbers = { -1, -1, -1, -1, -1 }                                                  \
	}

/* NULL if it is well formed, else the part that is not. */
const char *pattern_wrong(const char *pattern);

/* Whether the whole text is as the pattern says. */
bool pattern_match(const char *pattern, struct slice text, struct pattern_match *m);

/* The same with ASCII letters in either case: "Net Sales" is headed as "Net sales". */
bool pattern_match_header(const char *pattern, struct slice text, struct pattern_match *m);

/*
 * Whether some part of the text is. A field at the end of the pattern takes all the rest:
 * "单位：{unit}" in "2024年5月  单位：千元".
 */
bool pattern_find(const char *pattern, struct slice text, struct pattern_match *m);

/*
 * The period that was matched: the last month of a quarter or a half, a year's December where no month is
 * named; `year` where it has none of its own. PERIOD_NONE without a year, or for a month 13.
 */
period pattern_period(const struct pattern_match *m, int year);

#endif
