/*
 * Regions or industries by name, as tables print them: "椒江", "椒江区", "北    京",
 * "浙江省台州市椒江区".
 *
 * Names are compared without blanks and in half width; the full name, the short one and
 * the English one all count. Where several nodes share a name (a retired code and its
 * successor, 鼓楼区 in four cities), the scope narrows them: by a node they lie within, by
 * their level, by names of what is above them, and by their validity. A text that is no name
 * may be a path, the names from above down, with or without signs between them: "浙江/台州/椒江".
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

/* What a name may stand for. All of it must hold. */
struct name_scope {
	uint32_t within;   /* this node or one below it; CODE_NONE: any */
	const char *level; /* of this level; NULL: of any */
	period at;         /* of several the one that is valid then; PERIOD_NONE: that still is */
	/* Names or codes of nodes above it, the nearest first. */
	struct slice above[CODE_DEPTH];
	unsigned above_count;
};

#define NAME_SCOPE_ANY                                                                             \
	{                                                                                          \
		.within = CODE_NONE, .at = PERIOD_NONE                                             \
	}

/* Several nodes have the name, and nothing says which is meant. */
enum { NAME_AMBIGUOUS = UINT32_MAX - 1 };

void name_index_build(struct name_index *index, const struct code_tree *tree);

/* The node; CODE_NONE if there is none, NAME_AMBIGUOUS if there are several. */
uint32_t name_index_find(const struct name_index *index, struct slice name,
                         const struct name_scope *scope);

/* Adds the nodes between which name_index_find could not choose: "320106 南京市鼓楼区, …". */
void name_index_list(const struct name_index *index, struct slice name,
                     const struct name_scope *scope, struct text *out);
void name_index_release(struct name_index *index);

#endif
