/*
 * The report as a workbook for Excel and LibreOffice: a cover, a sheet for each exhibit with
 * typed numbers and, where it has a chart, a chart of the workbook's own, and notes.
 */
#ifndef REPORT_WORKBOOK_H
#define REPORT_WORKBOOK_H

#include "report/dossier.h"

/*
 * Adds its bytes, in the current language; RD_OUTPUT if there is no room for temporary files
 * ($TMPDIR, else /tmp). The same dossier gives the same bytes: it is dated by
 * SOURCE_DATE_EPOCH, or else by the end of the period that it reports on.
 */
int workbook_add(struct text *t, const struct dossier *d, struct err *err);

#endif
