#include "model/place.h"

static const char suffix[] = "_X";

bool place_parse(const struct code_tree *tree, struct slice text, struct place *place)
{
	place->unallocated = slice_ends(text, suffix);
	if (place->unallocated)
		text.n -= strlen(suffix);
	place->node = code_tree_find(tree, text);
	return place->node != CODE_NONE;
}

void place_add(struct text *t, const struct code_tree *tree, struct place place)
{
	text_add_slice(t, tree->nodes[place.node].code);
	if (place.unallocated)
		text_adds(t, suffix);
}

bool place_holds(const struct code_tree *tree, struct place place, uint32_t node)
{
	return place.unallocated ? place.node == node : code_tree_contains(tree, place.node, node);
}

bool place_ascend(const struct code_tree *tree, struct place *place)
{
	if (!place->unallocated)
		place->node = tree->nodes[place->node].parent;
	place->unallocated = false;
	return place->node != CODE_NONE;
}
