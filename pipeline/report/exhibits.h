/*
 * The exhibits that a report on a region has, each made from the publication by a function
 * of its own. One that has nothing to show has no rows.
 */
#ifndef REPORT_EXHIBITS_H
#define REPORT_EXHIBITS_H

#include "report/exhibit.h"
#include "report/publication.h"

/* Places among the region's siblings, or its children's if it has no siblings. */
void exhibit_rankings(struct exhibit *e, const struct subject *s);

#endif
