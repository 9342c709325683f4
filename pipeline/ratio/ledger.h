/*
 * Event ledgers: funds received, vouchers issued, projects won, visits made. Each event has
 * a month, a region and an amount or a count; several may fall in one month.
 *
 * They are summed by month, and by year to date from the first event of a year to the last
 * month for which there are data, for the region and industry of the event and all above;
 * what is reported for a region with children is also unallocated in it. Before its first
 * event of a year a region has no figure, not zero: nothing says that its ledger was kept.
 */
#ifndef RATIO_LEDGER_H
#define RATIO_LEDGER_H

#include "model/figures.h"

/*
 * Adds the sums of f->events to f. latest: the last period of the returns, PERIOD_NONE if
 * there are none; later observations and events extend it. RD_INPUT if a sum is too large.
 */
int ledger_sum(struct figures *f, period latest, struct err *err);

#endif
