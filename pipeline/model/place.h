/*
 * A place in a tree as files name it: a node, or what belongs to the node but to none of
 * its children. The latter is the code with "_X" behind it, SDMX's suffix for "not
 * allocated": 331000_X is what was reported for the city itself.
 */
#ifndef MODEL_PLACE_H
#define MODEL_PLACE_H

#include "model/code_tree.h"

struct place {
	uint32_t node;
	bool unallocated;
};

/* Places in the order of files: a node, what is unallocated in it, the next node. */
static inline uint32_t place_order(struct place p)
{
	return p.node << 1 | p.unallocated;
}

static inline struct place place_of_order(uint32_t order)
{
	return (struct place){order >> 1, order & 1};
}

/* Whether what is reported for a node belongs to the place. */
bool place_holds(const struct code_tree *tree, struct place place, uint32_t node);

/* Goes to the place above; false at the root. What is unallocated in a node is below it. */
bool place_ascend(const struct code_tree *tree, struct place *place);

/* False if the tree has no such node. */
bool place_parse(const struct code_tree *tree, struct slice text, struct place *place);
void place_add(struct text *t, const struct code_tree *tree, struct place place);

#endif
