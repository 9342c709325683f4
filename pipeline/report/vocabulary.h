/*
 * What the names in a bulletin's template stand for, in the current language:
 *
 *	region, region.short, parent, parent.short, within, year, period
 *	[parent/]INDICATOR[[class=value]][.ATTRIBUTE][ in UNIT]
 *
 * The attributes are a table in vocabulary.c, explained to editors at the top of
 * config/bulletin/bulletin.zh.md.
 */
#ifndef REPORT_VOCABULARY_H
#define REPORT_VOCABULARY_H

#include "report/publication.h"
#include "report/template.h"

/* A template_source's look_up; context is a const struct subject. */
enum answer vocabulary_look_up(void *context, struct slice name, struct text *text);

/* "2024年1-5月", "January–May 2024" */
void add_period_in_year(struct text *t, period p, enum basis basis);

/*
 * An exact value of an indicator of amounts, or so many 1/100 of the currency unit, in
 * another unit: to 2 decimals of 亿元, whole 百万元 and whatever is smaller. False on
 * overflow.
 */
bool add_in_unit(struct text *t, struct ratio exact, unsigned exponent, const struct unit *unit,
                 enum rounding rounding);

#endif
