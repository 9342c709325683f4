#include "report/records.h"

#include <stdlib.h>

void records_add(struct records *records, const struct table *table, const struct slice *fields)
{
	records->table = table;
	for (size_t i = 0; i < table->count; i++) {
		VEC_GROW(records->fields, records->used, records->capacity);
		records->fields[records->used++] = arena_copy(&records->arena, fields[i]);
	}
	records->count++;
}

void records_release(struct records *records)
{
	free(records->fields);
	arena_release(&records->arena);
	*records = (struct records){0};
}
