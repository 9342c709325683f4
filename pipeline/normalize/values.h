/*
 * From a cell to a value: what a mapping says about a column, applied to one row.
 *
 * Each reader adds to the row's problems what is wrong and returns a value all the same,
 * so that all problems of a row are found. A missing value is an empty text or `stated`
 * false; whether it may be missing is decided by who asks.
 */
#ifndef NORMALIZE_VALUES_H
#define NORMALIZE_VALUES_H

#include "normalize/binding.h"
#include "normalize/name_index.h"
#include "normalize/reject_log.h"

/* What rows are read with. One per file; the scratch memory is cleared for each row. */
struct row {
	const struct mapping *mapping;
	const struct configuration *configuration;
	const struct binding *binding;
	const struct row_reader *reader;
	const struct name_index *names; /* by field */
	struct problems problems;
	struct arena scratch;
};

struct value {
	struct slice text;       /* folded, taken apart and mapped; empty if missing */
	struct slice raw;        /* as it stood */
	struct slice column;     /* its header, for messages */
	struct slice unit, flag; /* p NULL where there is none */
	period period;
	bool inexact;
	bool wrong; /* a problem was reported: there is nothing to read */
};

struct value read_value(struct row *row, const struct mapped_column *column);

void report(struct row *row, enum reject_code code, const struct value *value);

/* PERIOD_NONE if it is missing or wrong; both are reported. */
period read_period(struct row *row, const struct field *field);
enum basis read_basis(struct row *row, const struct field *field);
struct slice read_enterprise(struct row *row, const struct field *field);

/* The code of a region or industry that exists. The period settles names that two share. */
struct slice read_code(struct row *row, const struct field *field, period at);

/* A class value that is configured; empty if missing. */
struct slice read_class(struct row *row, const struct field *field);
struct slice read_text(struct row *row, const struct field *field);

/* False if it is missing or wrong. */
bool read_measure(struct row *row, const struct field *field, int64_t *amount);

/* A figure as plain decimal in the indicator's unit; empty if missing or wrong. */
struct slice read_figure(struct row *row, const struct field *field);

#endif
