/*
 * Wordings that several parts of a report share, in the current language.
 */
#ifndef REPORT_PHRASES_H
#define REPORT_PHRASES_H

#include "report/subject.h"

/* "2024年1-5月", "January–May 2024" */
void add_period_in_year(struct text *t, period p, enum basis basis);

/* "增长25.1%", "up 25.1%": the direction as a word, the size without its sign. */
void add_change(struct text *t, const struct figure *f);

/* "上升2位", "up 2"; false unless both are ranks. */
bool add_movement(struct text *t, struct slice now, struct slice before);

/*
 * An exact value in units of 10^exponent of 1/100 of the currency unit, in another unit: to
 * 2 decimals of 亿元, whole 百万元 and whatever is smaller. False on overflow.
 */
bool add_in_unit(struct text *t, struct ratio exact, unsigned exponent, const struct unit *unit,
                 enum rounding rounding);

/* So many 1/100 of the currency unit in a unit, rounded up to a whole number of it. */
bool add_amount_up(struct text *t, struct slice amount, const struct unit *unit);

/* Unit that small amounts are told in (万元); NULL for a currency that has none here. */
const struct unit *currency_unit(const struct subject *s);

/* The same where the indicator's numerator is an amount, else NULL. */
const struct unit *amount_unit(const struct subject *s, const struct indicator *indicator);

/* Marks of the two editions. */
extern const struct bilingual internal_mark, internal_edition, public_edition;

/* Name of a node in both languages, the short one in Chinese. */
struct bilingual node_name(const struct code_tree *tree, uint32_t node);

#endif
