/*
 * The parts of an .xlsx workbook around its cells: which sheets there are, the shared
 * strings, and the number format of each style.
 */
#ifndef IO_XLSX_BOOK_H
#define IO_XLSX_BOOK_H

#include "base/arena.h"
#include "io/number_format.h"
#include "io/xml_stream.h"

struct xlsx_sheet {
	const char *name;
	const char *id;   /* of its relationship */
	const char *part; /* "xl/worksheets/sheet1.xml" */
};

struct xlsx_book {
	struct zip_file zip;
	struct xlsx_sheet *sheets;
	size_t sheet_count, sheet_capacity;
	bool from_1904;
	struct text strings; /* all of them, end to end */
	size_t *string_ends;
	size_t string_count, string_capacity;
	struct number_format *styles;
	size_t style_count, style_capacity;
	struct arena arena;
};

/* RD_INPUT for what is no workbook. */
int xlsx_book_open(struct xlsx_book *book, struct input *in, struct err *err);
void xlsx_book_close(struct xlsx_book *book);

/*
 * To be called at the start of each element of a text: whether the runs that follow stand
 * above or below the line. "12.3" with a raised "1" behind it is not 12.31.
 */
bool xlsx_raises(const char *name, const char **attributes, bool *raised);

/* Empty for a number beyond the last. */
struct slice xlsx_string(const struct xlsx_book *book, size_t number);

/* General for a number beyond the last. */
const struct number_format *xlsx_style(const struct xlsx_book *book, size_t number);

#endif
