/*
 * Numbers as people read them.
 */
#ifndef TRACE_NUMBERS_H
#define TRACE_NUMBERS_H

#include "trace/published.h"

/* What the sums on one side of a formula are: amounts in 1/100 of the currency, or not. */
bool sums_are_money(const struct configuration *config, const struct term *terms, size_t count);

/* "46,084,726,300", or for money "460,847,263.00". */
void number_add(struct text *t, wide value, bool money);

/* The exact quotient in plain digits, cut off after `decimals`; "…" if it goes on. */
void quotient_add(struct text *t, struct ratio r, unsigned shift, unsigned decimals);

#endif
