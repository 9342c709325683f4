/*
 * From a cell to a value: what a mapping says about a column, applied to one row.
 *
 * Each reader adds to the row's problems what is wrong and returns a value all the same,
 * so that all problems of a row are found. A missing value is an empty text; whether it may
 * be missing is decided by who asks.
 */
#ifndef NORMALIZE_VALUES_H
#define NORMALIZE_VALUES_H

#include "normalize/binding.h"
#include "normalize/name_index.h"
#include "normalize/reject_log.h"
#include "normalize/text_memory.h"

/* What rows are read with. One per file; the scratch memory is cleared for each row. */
struct row {
	const struct mapping *mapping;
	const struct configuration *configuration;
	const struct binding *binding;
	const struct row_reader *reader;
	const struct name_index *regions, *industries; /* by name */
	struct text_memory *memories; /* by source, of the file; NULL: nothing is remembered */
	struct problems problems;
	struct arena scratch;
};

struct value {
	struct slice text;             /* folded, taken apart and mapped; empty if missing */
	struct slice missing;          /* what stands there instead of a value, such as "D" */
	struct slice raw;              /* as it stood */
	struct slice column;           /* its header, for messages */
	struct pattern_match captured; /* by its patterns, or by its header */
	bool inexact;                  /* a number with more digits than its form holds */
	bool wrong;                    /* nothing can be read: a problem, or in no pattern */
};

struct value read_value(struct row *row, const struct mapped_column *column);

/*
 * Whether the column's text in this row is what stands in the cell, with nothing to take apart,
 * to map or to take for missing, but if it is empty. It may still have to be folded. Readers
 * ask this first: most cells are such, and need no read_value.
 */
static inline bool value_stands(const struct row *row, const struct mapped_column *column,
                                struct slice *text)
{
	if (column->patterns.count || column->map.count || row->mapping->html ||
	    !binding_cell(row->binding, &column->source, row->reader, text))
		return false;
	return !text->n || !row->mapping->missing_begins[(unsigned char)text->p[0]];
}

/*
 * What this column's text was read as before, in rows of this file: for readers whose outcome
 * depends on nothing else, or on `at` besides, and was no problem.
 */
bool value_recall(const struct row *row, const struct mapped_column *column, period at,
                  int32_t *answer);
void value_remember(struct row *row, const struct mapped_column *column, struct periods periods,
                    int32_t answer);

void report(struct row *row, enum reject_code code, const struct value *value);

/* With what is to be said beside the message, which must live as long as the row. */
void report_detail(struct row *row, enum reject_code code, const struct value *value,
                   const char *detail);

/*
 * Whether there is something to read. Reports what is in none of the patterns as `wrong`,
 * and what is missing although required.
 */
bool value_usable(struct row *row, const struct value *value, bool required,
                  enum reject_code wrong);

/* The text decoded and folded; in the row's scratch memory if that changes it. */
struct slice fold_value(struct row *row, struct slice text);

/* Whether the row meets a condition. */
bool condition_holds(struct row *row, const struct condition_on_rows *condition);

/* PERIOD_NONE if it is missing or wrong, which is reported. A year's is its December. */
period read_period(struct row *row, enum basis basis);
enum basis read_basis(struct row *row);
struct slice read_enterprise(struct row *row);

/*
 * The code of a region or industry that exists. The period settles names that two share; a
 * code that is not valid then is worth a warning.
 */
struct slice read_code(struct row *row, const struct field *field, period at);

/* A class value that is configured; empty if missing. */
struct slice read_class(struct row *row, const struct field *field);
struct slice read_text(struct row *row, const struct field *field);

#endif
