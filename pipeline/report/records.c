#include "report/records.h"

#include <stdlib.h>

int records_read(struct records *records, struct table_reader *r, struct err *err)
{
	int got;

	records->table = r->table;
	while ((got = table_next(r, err)) > 0) {
		for (size_t i = 0; i < r->table->count; i++) {
			VEC_GROW(records->fields, records->used, records->capacity);
			records->fields[records->used++] =
			        arena_copy(&records->arena, table_field(r, i));
		}
		records->count++;
	}
	return got;
}

void records_release(struct records *records)
{
	free(records->fields);
	arena_release(&records->arena);
	*records = (struct records){0};
}
