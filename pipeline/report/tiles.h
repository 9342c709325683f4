/*
 * The figures to lead with: value, place and movement, last year's value.
 */
#ifndef REPORT_TILES_H
#define REPORT_TILES_H

#include "report/subject.h"

void tiles_add(struct text *t, const struct subject *s);

#endif
