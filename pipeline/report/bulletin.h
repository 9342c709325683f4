/*
 * Texts with a region's figures in their holes, as plain text, Markdown or HTML: the bulletin,
 * from config/bulletin/bulletin.zh.md and bulletin.en.md, and others from templates beside it.
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

/* Of a page and of the terminal. */
#define BULLETIN_TEMPLATE (slice_of("bulletin"))

/*
 * Adds what the template of that name comes to in the current language. RD_CONFIG for a mistake
 * in it, with file, line and column.
 */
int bulletin_add(struct text *t, const struct dossier *d, struct slice template,
                 enum bulletin_format format, struct err *err);

#endif
