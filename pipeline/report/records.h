/*
 * Rows of one table in memory, as text: rankings, zero-reporters and the other files that a
 * report shows but does not reckon with.
 */
#ifndef REPORT_RECORDS_H
#define REPORT_RECORDS_H

#include "io/table.h"

struct records {
	const struct table *table; /* NULL: no such file was given */
	struct slice *fields;      /* table->count to a row */
	size_t count;              /* rows */
	size_t used, capacity;     /* fields */
	struct arena arena;
};

/* Adds the rows of a reader that is open on the table; RD_INPUT. */
int records_read(struct records *records, struct table_reader *r, struct err *err);

static inline struct slice records_field(const struct records *records, size_t row, size_t column)
{
	return records->fields[row * records->table->count + column];
}

void records_release(struct records *records);

#endif
