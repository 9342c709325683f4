/*
 * Addresses and names that depend on the period: "{year}/{month}.csv". {period} is
 * 2024-05, {year} 2024, {month} 05, {m} 5, {quarter} 2. Braces around anything but
 * lower-case letters stand for themselves, so a JSON body needs no quoting.
 */
#ifndef FETCH_TEMPLATE_H
#define FETCH_TEMPLATE_H

#include "io/json_file.h"
#include "model/period.h"

/* RD_CONFIG with the nearest name if it has a placeholder that is not known. */
int template_check(const struct json_place *at, const char *text, struct err *err);

/* What of a period a text tells; a month tells its quarter as well. */
enum { TEMPLATE_YEAR = 1, TEMPLATE_MONTH = 2, TEMPLATE_QUARTER = 4 };

/* Which of these the text depends on. NULL depends on none. */
unsigned template_parts(const char *text);

/* Adds the text for a period. */
void template_add(struct text *t, const char *text, period p);

#endif
