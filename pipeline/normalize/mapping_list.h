/*
 * All mappings of a configuration, by the sources that they describe.
 */
#ifndef NORMALIZE_MAPPING_LIST_H
#define NORMALIZE_MAPPING_LIST_H

#include "normalize/mapping.h"

struct mapping_list {
	const char **sources; /* in byte order of files and directories */
	size_t count, capacity;
	struct arena arena;
};

/* mappings/NAME.json and mappings/GROUP/NAME.json; none is no error. */
void mapping_list_read(struct mapping_list *list, const struct configuration *c);
void mapping_list_release(struct mapping_list *list);

#endif
