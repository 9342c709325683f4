/*
 * Regions or industries by name, as tables print them: "椒江", "椒江区", "北    京".
 *
 * Names are compared without blanks and in half width; the full name, the short one and
 * the English one all count. Where several nodes share a name (a retired code and its
 * successor, 鼓楼区 in four cities), the mapping narrows them by a node they lie within or
 * by their level, and the row's period by their validity. What is still ambiguous is not
 * found.
 */
#ifndef NORMALIZE_NAME_INDEX_H
#define NORMALIZE_NAME_INDEX_H

#include "model/code_tree.h"

struct name_index {
	const struct code_tree *tree;
	struct hash_map first; /* folded name to entry */
	struct name_entry *entries;
	size_t count, capacity;
};

/* within and level: NULL for all. */
void name_index_build(struct name_index *index, const struct code_tree *tree, const char *within,
                      const char *level);

/* The node; CODE_NONE if there is none, or more than one. `at` may be PERIOD_NONE. */
uint32_t name_index_find(const struct name_index *index, struct slice name, period at);
void name_index_release(struct name_index *index);

#endif
