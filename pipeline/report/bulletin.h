/*
 * The bulletin: config/bulletin/bulletin.zh.md and bulletin.en.md, with a region's figures
 * in their holes, as plain text, Markdown or HTML.
 */
#ifndef REPORT_BULLETIN_H
#define REPORT_BULLETIN_H

#include "report/dossier.h"

enum bulletin_format {
	BULLETIN_TEXT,
	BULLETIN_MARKDOWN,
	BULLETIN_HTML, /* what stands in a body */
	BULLETIN_PAGE, /* the same on a report's page, which has the title and the tables itself */
};

/* Adds the bulletin in the current language; RD_CONFIG. */
int bulletin_add(struct text *t, const struct dossier *d, enum bulletin_format format,
                 struct err *err);

#endif
