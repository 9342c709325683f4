/*
 * Exhibits as HTML tables. Numbers that charts and sorting work with are the cells' texts.
 */
#ifndef REPORT_EXHIBIT_HTML_H
#define REPORT_EXHIBIT_HTML_H

#include "report/exhibit.h"
#include "report/html.h"

void exhibit_add_html(struct text *t, const struct exhibit *e, enum html_languages languages);

#endif
