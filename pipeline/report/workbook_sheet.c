/*
 * An exhibit as a sheet: title, scope, a table under frozen headers with a filter, notes.
 */
#include "report/workbook_parts.h"

#include <stdlib.h>

#include "report/display_width.h"

enum {
	NARROWEST = 8,
	WIDEST = 46,
	WIDEST_HEAD = 14,
	PORTRAIT = 95,
	LINE_HEIGHT = 16,
	TITLE_HEIGHT = 26
};

static const char *cell_text(const struct exhibit *e, size_t row, size_t column)
{
	return bilingual_text(exhibit_cell(e, row, column));
}

static bool is_number(const struct exhibit *e, size_t column)
{
	return e->columns[column].kind != EXHIBIT_TEXT;
}

static int clamp(size_t value, int least, int most)
{
	return value < (size_t)least ? least : value > (size_t)most ? most : (int)value;
}

/* In characters: what stands in it, and its head on a few lines. */
static int column_width(const struct exhibit *e, size_t column)
{
	const struct unit *unit = e->columns[column].unit;
	size_t widest = unit ? display_width(slice_of(unit_label(unit))) + 4 : 0;
	int head = clamp(display_width(slice_of(bilingual_text(e->columns[column].title))),
	                 NARROWEST, WIDEST_HEAD);

	for (size_t r = 0; r < exhibit_rows(e); r++) {
		size_t own = display_width(slice_of(cell_text(e, r, column)));
		if (own > widest)
			widest = own;
	}
	return clamp(widest + 2, head + 3, WIDEST);
}

static int head_lines(const struct exhibit *e, size_t column, int width)
{
	struct text t = TEXT_INIT;
	size_t own;

	add_column_title(&t, e, column);
	own = display_width(text_slice(&t));
	text_release(&t);
	return clamp((own + (size_t)width - 3) / (size_t)(width - 2) + 1, 1, 6);
}

/* Sets the columns' widths and writes the heads; returns the width of all. */
static int put_heads(const struct book *book, lxw_worksheet *sheet, const struct exhibit *e)
{
	int total = 0, lines = 1;

	for (size_t c = 0; c < e->column_count; c++) {
		struct text title = TEXT_INIT;
		int width = column_width(e, c);
		add_column_title(&title, e, c);
		worksheet_set_column(sheet, (lxw_col_t)c, (lxw_col_t)c, width, NULL);
		sheet_text(sheet, SHEET_HEAD, (int)c, title.p,
		           book->looks[is_number(e, c) ? LOOK_HEAD_NUMBER : LOOK_HEAD]);
		if (head_lines(e, c, width) > lines)
			lines = head_lines(e, c, width);
		total += width;
		text_release(&title);
	}
	worksheet_set_row(sheet, SHEET_HEAD, lines * LINE_HEIGHT, NULL);
	return total;
}

static void put_cell(const struct book *book, lxw_worksheet *sheet, const struct exhibit *e,
                     size_t row, size_t column)
{
	enum row_kind kind = row == e->marked ? ROW_OWN : row == e->total ? ROW_TOTAL : ROW_PLAIN;
	const char *text = cell_text(e, row, column);
	int at = SHEET_FIRST + (int)row;

	if (!text[0])
		worksheet_write_blank(sheet, (lxw_row_t)at, (lxw_col_t)column, book->texts[kind]);
	else if (is_number(e, column))
		sheet_number(sheet, at, (int)column, text, book->numbers[kind][decimals_of(text)]);
	else
		sheet_text(sheet, at, (int)column, text, book->texts[kind]);
}

/* The darker, the larger, as on the page. */
static void shade(lxw_worksheet *sheet, const struct exhibit *e)
{
	lxw_conditional_format scale = {.type = LXW_CONDITIONAL_2_COLOR_SCALE,
	                                .min_color = 0xf7f9fc,
	                                .max_color = 0x5f86b5};
	size_t first = 0;

	while (first < e->column_count && e->columns[first].kind != EXHIBIT_SHADED)
		first++;
	if (first < e->column_count)
		worksheet_conditional_format_range(sheet, SHEET_FIRST, (lxw_col_t)first,
		                                   (lxw_row_t)(SHEET_FIRST + exhibit_rows(e) - 1),
		                                   (lxw_col_t)(e->column_count - 1), &scale);
}

static void put_notes(const struct book *book, lxw_worksheet *sheet, const struct exhibit *e)
{
	int row = SHEET_FIRST + (int)exhibit_rows(e) + 1;
	struct text t = TEXT_INIT;

	if (e->note.zh)
		sheet_text(sheet, row++, 0, bilingual_text(e->note), book->looks[LOOK_NOTE]);
	if (e->withheld)
		sheet_text(sheet, row++, 0, bilingual_text(withheld_note), book->looks[LOOK_NOTE]);
	text_addf(&t, T("Source: %s", "来源：%s"), bilingual_text(e->setting->source));
	sheet_text(sheet, row, 0, t.p, book->looks[LOOK_NOTE]);
	text_release(&t);
}

/* The columns up to the one that names its row stay when the rest moves. */
static size_t frozen_columns(const struct exhibit *e)
{
	for (size_t c = 0; c < e->column_count; c++)
		if (!is_number(e, c))
			return c + 1;
	return 0;
}

static void set_up_page(lxw_worksheet *sheet, const struct exhibit *e, int width)
{
	lxw_col_t last = (lxw_col_t)(e->column_count - 1);

	worksheet_freeze_panes(sheet, SHEET_FIRST, (lxw_col_t)frozen_columns(e));
	worksheet_autofilter(sheet, SHEET_HEAD, 0, (lxw_row_t)(SHEET_HEAD + exhibit_rows(e)), last);
	worksheet_gridlines(sheet, LXW_HIDE_ALL_GRIDLINES);
	worksheet_set_paper(sheet, 9); /* A4 */
	worksheet_fit_to_pages(sheet, 1, 0);
	worksheet_repeat_rows(sheet, SHEET_HEAD, SHEET_HEAD);
	worksheet_set_footer(sheet, "&L&A&R&P / &N");
	if (e->setting->chart || width > PORTRAIT)
		worksheet_set_landscape(sheet);
}

void workbook_add_sheet(struct book *book, size_t exhibit)
{
	const struct exhibit *e = &book->dossier->exhibits[exhibit];
	lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, book->names[exhibit].text);

	worksheet_set_row(sheet, 0, TITLE_HEIGHT, NULL);
	sheet_text(sheet, 0, 0, bilingual_text(e->title), book->looks[LOOK_TITLE]);
	if (e->scope.zh)
		sheet_text(sheet, 1, 0, bilingual_text(e->scope), book->looks[LOOK_SCOPE]);
	sheet_link(sheet, 2, 0, T("Cover", "封面"), T("Back to the cover", "返回封面"), book);
	set_up_page(sheet, e, put_heads(book, sheet, e));
	for (size_t r = 0; r < exhibit_rows(e); r++)
		for (size_t c = 0; c < e->column_count; c++)
			put_cell(book, sheet, e, r, c);
	shade(sheet, e);
	put_notes(book, sheet, e);
	if (e->setting->chart)
		workbook_add_charts(book, sheet, exhibit);
}
