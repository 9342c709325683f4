/*
 * The parts of a drafted mapping that are not about one column: where period, region and
 * unit stand if no column has them, the format, and which rows are no data.
 */
#ifndef NORMALIZE_DRAFT_PLACE_H
#define NORMALIZE_DRAFT_PLACE_H

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

/* Warns that something was not found, and what to do about it. */
void draft_not_found(struct draft *d, const char *what, const char *advice);

/* The different texts of a column, up to `most`; returns how many. */
size_t draft_distinct(const struct draft *d, size_t column, struct slice *values, size_t most);

/* All texts above the data, and the name of the table and the file, as one. */
struct slice draft_all_titles(struct draft *d);

void draft_remark(struct draft *d);
void draft_format(struct draft *d);
void draft_file_unit(struct draft *d);
void draft_period(struct draft *d);
void draft_constant_region(struct draft *d);

/* Only rows with this text in the column, or with another one kept so, are read. */
void draft_keep_only(struct draft *d, const struct guessed_column *column, struct slice text);

/* wide, missing, flags, filters, totals, until. */
void draft_rows(struct draft *d);

#endif
