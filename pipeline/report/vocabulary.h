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

#include "report/subject.h"
#include "report/template.h"

/* What a template_source's look_up answers. */
enum answer vocabulary_look_up(const struct subject *s, struct slice name, struct text *text);

#endif
