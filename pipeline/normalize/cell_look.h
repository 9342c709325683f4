/*
 * What a text of a raw file looks like, where no mapping says yet what it is: a number and
 * in which form, a period and by which pattern.
 */
#ifndef NORMALIZE_CELL_LOOK_H
#define NORMALIZE_CELL_LOOK_H

#include "normalize/pattern.h"

struct number_look {
	bool is_number;
	bool decimal_comma;              /* "12,5" or "1.234,5": no other reading */
	bool decimal_point;              /* "12.5" or "1,234.5" */
	bool unsure_comma, unsure_point; /* "1,234", "1.234": thousands or decimals */
	bool blank;                      /* "1 234": between thousands */
	bool percent;
	struct slice flag; /* the letters behind it: "p" in "896.3 p" */
};

struct number_look number_look(struct slice text);

/* "1,234" where the text is a list, "['1,234', 'e']"; otherwise the text itself. */
struct slice first_of_list(struct slice text);

/* A pattern of periods, and the basis that figures under it usually have. */
struct period_form {
	const char *pattern;
	const char *basis; /* "ytd", "month", "year" */
	bool needs_year;   /* it does not state one */
};

/* The first known form that the whole text has; NULL if it has none. */
const struct period_form *period_form_of(struct slice text);

/* The first that some part of the text has. */
const struct period_form *period_form_in(struct slice text);

#endif
