/*
 * Rows of one table in memory, as text: rankings, zero-reporters and the other files that a
 * report shows but does not reckon with.
 */
#ifndef REPORT_RECORDS_H
#define REPORT_RECORDS_H

#include "io/table.h"

struct records {
	const struct table *table; /* NULL: no such row was there */
	struct slice *fields;      /* table->count to a row */
	size_t count;              /* rows */
	size_t used, capacity;     /* fields */
	struct arena arena;
};

void records_add(struct records *records, const struct table *table, const struct slice *fields);

static inline struct slice records_field(const struct records *records, size_t row, size_t column)
{
	return records->fields[row * records->table->count + column];
}

void records_release(struct records *records);

#endif
