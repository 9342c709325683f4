/*
 * Numbers of spreadsheets, as the sheet shows them.
 *
 * A cell holds a number and a format. The number is a decimal text of up to 17 digits that
 * stands for a double; spreadsheets compute and show with 15. What comes out is a plain
 * decimal: rounded to the decimals of its format, a percentage with its sign, a date
 * rendered by its format. Signs, units and separators that are only decoration are left
 * out: "[Red](#,##0.00)" shows -1234.5 as (1,234.50) and comes out as -1234.50. But where a
 * format makes numbers smaller its words stay: 0!.0,"万" shows 123456 as 12.3万.
 */
#ifndef IO_NUMBER_FORMAT_H
#define IO_NUMBER_FORMAT_H

#include <stdbool.h>

#include "base/text.h"

enum number_kind { NUMBER_GENERAL, NUMBER_FIXED, NUMBER_DATE };

struct number_format {
	enum number_kind kind;
	unsigned decimals;
	int shift; /* powers of ten: 2 for a percentage, -3 for each comma at the end */
	bool percent;
	const char *scaled; /* the format code, where words behind it say the size; not owned */
	const char *dates;  /* the format code, for a date; not owned */
};

/* What a format code means. The code must outlive the result. */
struct number_format number_format_parse(const char *code);

/* The code of a built-in format by its number; NULL if it has none. */
const char *number_format_builtin(unsigned long id);

/*
 * Adds the number as it is shown. `from_1904`: dates count from there. False if the text is
 * no number, or no date that can be.
 */
bool number_format_apply(const struct number_format *format, struct slice number, bool from_1904,
                         struct text *out);

#endif
