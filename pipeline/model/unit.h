/*
 * Units of amounts and figures, one table for raw files and for published figures.
 */
#ifndef MODEL_UNIT_H
#define MODEL_UNIT_H

#include "base/slice.h"

enum unit_kind {
	UNIT_AMOUNT, /* money: 10^exponent of 1/100 of the currency unit */
	UNIT_COUNT,  /* enterprises, patents, persons: exponent 0 */
	UNIT_PERCENT,
	UNIT_POINT, /* percentage points (百分点), which are not percent */
	UNIT_NUMBER,
};

struct unit {
	const char *name;     /* as configuration and files write it */
	const char *name_en;  /* for people who read English */
	const char *currency; /* ISO 4217, NULL if it is no money */
	enum unit_kind kind;
	unsigned exponent;
};

/*
 * A unit by any of its names (万元, "EUR million", "€ Million", %, 家 …), whatever the blanks,
 * the case and the width; NULL if there is none.
 */
const struct unit *unit_find(struct slice name);

/*
 * The unit that a text begins with, such as "万元 2024年5月" or "亿元、%": what follows must be a
 * blank, a comma or a bracket, so that "元/人" is not 元.
 */
const struct unit *unit_find_leading(struct slice text);

/* The i-th unit, NULL after the last: for messages that list them; and which one it is. */
const struct unit *unit_at(size_t i);
size_t unit_number(const struct unit *unit);

/* The text that units of this currency have for it; the code itself if none has. */
const char *unit_currency(const char *code);

/* Name in the current language. */
const char *unit_label(const struct unit *unit);

#endif
