/*
 * The bulletin: config/bulletin/bulletin.zh.md and bulletin.en.md, with a region's figures
 * in their holes.
 */
#ifndef REPORT_BULLETIN_H
#define REPORT_BULLETIN_H

#include "report/publication.h"

/* Adds the bulletin on the region as plain text in the current language; RD_CONFIG. */
int bulletin_add_text(struct text *t, const struct subject *s, struct err *err);

#endif
