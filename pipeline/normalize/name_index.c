#include "normalize/name_index.h"

#include <stdlib.h>

#include "base/fold.h"

struct name_entry {
	uint32_t node;
	uint32_t next; /* another node of that name; HASH_MAP_NONE */
};

static void add_name(struct name_index *index, const char *name, uint32_t node, struct text *key)
{
	uint32_t number = (uint32_t)index->count, first;

	if (!name || !*name)
		return;
	text_clear(key);
	fold_key(slice_of(name), key);
	first = hash_map_add(&index->first, text_slice(key), number);
	for (uint32_t i = first; first != number; i = index->entries[i].next) {
		if (index->entries[i].node == node)
			return;
		if (index->entries[i].next == HASH_MAP_NONE) {
			index->entries[i].next = number;
			break;
		}
	}
	VEC_GROW(index->entries, index->count, index->capacity);
	index->entries[index->count++] = (struct name_entry){node, HASH_MAP_NONE};
}

void name_index_build(struct name_index *index, const struct code_tree *tree, const char *within,
                      const char *level)
{
	uint32_t top = within ? code_tree_find(tree, slice_of(within)) : tree->root;
	struct text key = TEXT_INIT;

	*index = (struct name_index){.tree = tree};
	for (uint32_t i = 0; i < tree->count; i++) {
		const struct code_node *node = &tree->nodes[i];
		if (!code_tree_contains(tree, top, i) || (level && strcmp(level, node->level) != 0))
			continue;
		add_name(index, node->name.zh, i, &key);
		add_name(index, node->short_zh, i, &key);
		add_name(index, node->name.en, i, &key);
	}
	text_release(&key);
}

uint32_t name_index_find(const struct name_index *index, struct slice name, period at)
{
	uint32_t any = CODE_NONE, valid = CODE_NONE, entry;
	unsigned any_count = 0, valid_count = 0;
	struct text key = TEXT_INIT;

	fold_key(name, &key);
	entry = hash_map_get(&index->first, text_slice(&key));
	text_release(&key);
	for (; entry != HASH_MAP_NONE; entry = index->entries[entry].next) {
		uint32_t node = index->entries[entry].node;
		bool is_valid = at == PERIOD_NONE ? index->tree->nodes[node].valid_to == PERIOD_NONE
		                                  : code_tree_valid_at(index->tree, node, at);
		any = node;
		any_count++;
		if (is_valid) {
			valid = node;
			valid_count++;
		}
	}
	if (valid_count)
		return valid_count == 1 ? valid : CODE_NONE;
	return any_count == 1 ? any : CODE_NONE;
}

void name_index_release(struct name_index *index)
{
	hash_map_release(&index->first);
	free(index->entries);
	*index = (struct name_index){0};
}
