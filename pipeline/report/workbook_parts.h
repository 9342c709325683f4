/*
 * What the parts of a workbook share: workbook.c puts them together, workbook_cover.c writes
 * cover and notes, workbook_sheet.c a sheet for an exhibit, workbook_chart.c its charts.
 *
 * Texts only ever go in as texts, so that none is taken for a formula.
 */
#ifndef REPORT_WORKBOOK_PARTS_H
#define REPORT_WORKBOOK_PARTS_H

#include <xlsxwriter.h>

#include "report/dossier.h"

enum look {
	LOOK_TITLE,
	LOOK_SCOPE,
	LOOK_LINK,
	LOOK_HEAD,
	LOOK_HEAD_NUMBER,
	LOOK_HEADING, /* of a part of the cover */
	LOOK_NOTE,
	LOOK_MARK, /* sample, internal */
	LOOK_COUNT,
};

/* Rows that differ from the others. */
enum row_kind { ROW_PLAIN, ROW_OWN, ROW_TOTAL, ROW_KINDS };

enum { MOST_DECIMALS = 6, SHEET_NAME = 31 * 4 + 1 };

struct sheet_name {
	char text[SHEET_NAME];
};

struct book {
	lxw_workbook *workbook;
	const struct dossier *dossier;
	struct sheet_name *names; /* by exhibit; that of the notes is the last */
	lxw_format *looks[LOOK_COUNT];
	lxw_format *texts[ROW_KINDS], *numbers[ROW_KINDS][MOST_DECIMALS + 1];
};

/* Where the table of an exhibit stands on its sheet. */
enum { SHEET_HEAD = 3, SHEET_FIRST = SHEET_HEAD + 1 };

/* The colours of the pages. */
enum { COLOUR_INK = 0x1b2430, COLOUR_ACCENT = 0x1d3f72, COLOUR_PALE = 0xb9c6d6 };

/* A text, cut where a cell of a workbook ends. */
void sheet_text(lxw_worksheet *sheet, int row, int column, const char *text, lxw_format *format);

/* A decimal as a number; as a text if it is none, or has more digits than a sheet keeps. */
void sheet_number(lxw_worksheet *sheet, int row, int column, const char *text, lxw_format *format);

/* A link to the top of another sheet. */
void sheet_link(lxw_worksheet *sheet, int row, int column, const char *name, const char *text,
                const struct book *book);

/* Digits after the point. */
unsigned decimals_of(const char *text);

/* "研发费用（亿元）" */
void add_column_title(struct text *t, const struct exhibit *e, size_t column);

void workbook_add_cover(struct book *book);
void workbook_add_notes(struct book *book);
void workbook_add_sheet(struct book *book, size_t exhibit);
void workbook_add_charts(struct book *book, lxw_worksheet *sheet, size_t exhibit);

#endif
