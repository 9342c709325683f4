/*
 * What the parts of a drafted mapping share: draft.c puts them together and writes the columns
 * of enterprises, industries, classes and amounts, draft_format.c, draft_unit.c,
 * draft_period.c, draft_region.c and draft_rows.c the rest. Parts write into `json`, and tell
 * what they took for what.
 */
#ifndef NORMALIZE_DRAFT_PARTS_H
#define NORMALIZE_DRAFT_PARTS_H

#include "normalize/guess.h"

struct draft {
	const struct guess *guess;
	struct text *json;
	size_t columns;  /* written so far */
	bool needs_unit; /* some amount has no unit of its own */
	/* rows that are read: those with these texts in a column; none: all */
	const struct guessed_column *kept_by;
	struct slice kept[64];
	size_t kept_count;
	struct arena scratch;
};

/* A text as JSON; a key with a text. */
void draft_text(struct text *json, struct slice text);
void draft_pair(struct text *json, const char *key, const char *value);

/* A key of "columns" and the object behind it, which ends with draft_end. */
void draft_begin(struct draft *d, const char *name);
void draft_end(struct draft *d);

/* Where the column is: "header": "…", "position": 3, or "wide": "cell". */
void draft_put_place(struct draft *d, const struct guessed_column *c);

/* Tells what a column was taken for. */
void draft_recognised(const struct guessed_column *c, const char *as);

/* Warns that something was not found, and what to do about it. */
void draft_not_found(const char *what, const char *advice);

/* Whether it is a column of amounts or figures, by what it was recognised as. */
bool draft_holds_numbers(const struct guessed_column *c);

/* The different texts of a column, up to `most`; returns how many. */
size_t draft_distinct(const struct draft *d, size_t column, struct slice *values, size_t most);

/* The i-th text above the data or beside the table; false behind the last. */
bool draft_title(const struct draft *d, size_t i, struct slice *title);

/* How many of them stand above the header. */
size_t draft_titles_above(const struct draft *d);

/* All texts above the data, and the name of the table and the file, as one. */
struct slice draft_all_titles(struct draft *d);

/* The remark on what this is; "format". */
void draft_remark(struct draft *d);
void draft_format(struct draft *d);

/* "unit", if some amount needs one: to be called when the columns are written. */
void draft_file_unit(struct draft *d);

/* "period" with "basis" and, where it has none, "year"; "region". */
void draft_period(struct draft *d);
void draft_region(struct draft *d);

/* Only rows with this text in the column, or with another one kept so, are read. */
void draft_keep_only(struct draft *d, const struct guessed_column *column, struct slice text);

/* wide, missing, flags, filters, totals, until. */
void draft_rows(struct draft *d);

#endif
