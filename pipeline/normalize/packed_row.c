#include "normalize/packed_row.h"

#include <string.h>

void packed_add(struct text *packed, struct slice cell)
{
	uint32_t n = (uint32_t)cell.n;

	text_add(packed, (const char *)&n, sizeof(n));
	text_add_slice(packed, cell);
}

void packed_key(struct text *key, struct slice cell)
{
	text_add_slice(key, cell);
	text_addc(key, '\0');
}

void packed_cells(struct slice packed, struct slice *cells, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint32_t n;
		memcpy(&n, packed.p, sizeof(n));
		cells[i] = (struct slice){packed.p + sizeof(n), n};
		packed.p += sizeof(n) + n;
	}
}
