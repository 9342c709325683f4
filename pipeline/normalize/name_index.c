#include "normalize/name_index.h"

#include <stdlib.h>

#include "base/fold.h"

/* Longest path that is taken apart, in bytes, and how many nodes a message names. */
enum { PATH_LONGEST = 400, LISTED_MOST = 6 };

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

void name_index_build(struct name_index *index, const struct code_tree *tree)
{
	struct text key = TEXT_INIT;

	*index = (struct name_index){.tree = tree};
	for (uint32_t i = 0; i < tree->count; i++) {
		const struct code_node *node = &tree->nodes[i];
		add_name(index, node->name.zh, i, &key);
		add_name(index, node->short_zh, i, &key);
		add_name(index, node->name.en, i, &key);
	}
	text_release(&key);
}

/* --- What is above ------------------------------------------------------------------------- */

static bool has_name(const struct name_index *index, uint32_t node, struct slice key)
{
	uint32_t entry = hash_map_get(&index->first, key);

	for (; entry != HASH_MAP_NONE; entry = index->entries[entry].next)
		if (index->entries[entry].node == node)
			return true;
	return slice_eq(index->tree->nodes[node].code, key);
}

/* The nearest node with the name from `node` upward, itself included; CODE_NONE. */
static uint32_t find_above(const struct name_index *index, uint32_t node, struct slice name)
{
	struct text key = TEXT_INIT;

	fold_key(name, &key);
	while (node != CODE_NONE && !has_name(index, node, text_slice(&key)))
		node = index->tree->nodes[node].parent;
	text_release(&key);
	return node;
}

/* A city that is a province stands for both: 北京市, 北京市, 朝阳区. */
static bool is_below(const struct name_index *index, uint32_t node, const struct name_scope *scope)
{
	uint32_t at = index->tree->nodes[node].parent;

	for (unsigned i = 0; i < scope->above_count; i++)
		if ((at = find_above(index, at, scope->above[i])) == CODE_NONE)
			return false;
	return true;
}

static bool is_in_scope(const struct name_index *index, uint32_t node,
                        const struct name_scope *scope)
{
	return (scope->within == CODE_NONE ||
	        code_tree_contains(index->tree, scope->within, node)) &&
	       (!scope->level || strcmp(scope->level, index->tree->nodes[node].level) == 0) &&
	       is_below(index, node, scope);
}

/* --- Paths --------------------------------------------------------------------------------- */

static struct slice without_signs(struct slice path)
{
	static const char *const signs[] = {"/", "\\", ">", "|", ",", "-", "_", "、", "·", "→"};

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		if (!slice_ends(path, signs[i]))
			continue;
		path.n -= strlen(signs[i]);
		i = (size_t)-1;
	}
	return path;
}

static struct slice from(struct slice s, size_t start)
{
	return (struct slice){s.p + start, s.n - start};
}

static bool starts_character(struct slice s, size_t i)
{
	return ((unsigned char)s.p[i] & 0xC0) != 0x80;
}

/* Whether the path names nodes above `node`, from above down; it may leave some out. */
static bool leads_to(const struct name_index *index, struct slice path, uint32_t node)
{
	path = without_signs(path);
	for (size_t start = 0; start < path.n; start++) {
		struct slice name = from(path, start);
		if (!starts_character(path, start) ||
		    hash_map_get(&index->first, name) == HASH_MAP_NONE)
			continue;
		for (uint32_t at = index->tree->nodes[node].parent; at != CODE_NONE;
		     at = index->tree->nodes[at].parent)
			if (has_name(index, at, name) &&
			    (start == 0 || leads_to(index, (struct slice){path.p, start}, at)))
				return true;
	}
	return false;
}

/* --- Finding ------------------------------------------------------------------------------- */

/* The nodes that a name stands for within its scope, and those of them that are valid. */
struct candidates {
	uint32_t any, valid;
	unsigned any_count, valid_count;
	const struct name_index *index;
	struct text *list; /* NULL: not wanted */
};

static void list_candidate(const struct candidates *c, uint32_t node)
{
	const struct code_tree *tree = c->index->tree;
	uint32_t parent = tree->nodes[node].parent;

	if (c->any_count > LISTED_MOST)
		return;
	text_adds(c->list, c->any_count == 1 ? "" : ", ");
	if (c->any_count == LISTED_MOST) {
		text_adds(c->list, "…");
		return;
	}
	text_addf(c->list, "%.*s %s%s", SLICE_FMT(tree->nodes[node].code),
	          parent == CODE_NONE ? "" : tree->nodes[parent].name.zh,
	          tree->nodes[node].name.zh);
}

/* `path`: what stands before the name, or nothing. */
static void take_candidates(struct candidates *c, struct slice key, struct slice path,
                            const struct name_scope *scope)
{
	const struct name_index *index = c->index;
	uint32_t entry = hash_map_get(&index->first, key);

	for (; entry != HASH_MAP_NONE; entry = index->entries[entry].next) {
		uint32_t node = index->entries[entry].node;
		bool is_valid = scope->at == PERIOD_NONE
		                        ? index->tree->nodes[node].valid_to == PERIOD_NONE
		                        : code_tree_valid_at(index->tree, node, scope->at);
		if (!is_in_scope(index, node, scope) || (path.n && !leads_to(index, path, node)))
			continue;
		c->any = node;
		c->any_count++;
		if (c->list)
			list_candidate(c, node);
		if (is_valid) {
			c->valid = node;
			c->valid_count++;
		}
	}
}

static void find(struct candidates *c, struct slice name, const struct name_scope *scope)
{
	struct text folded = TEXT_INIT;
	struct slice key;

	fold_key(name, &folded);
	key = text_slice(&folded);
	take_candidates(c, key, slice_of(""), scope);
	/* The longest name behind a path that leads there. */
	for (size_t start = 1; start < key.n && key.n <= PATH_LONGEST && !c->any_count; start++)
		if (starts_character(key, start))
			take_candidates(c, from(key, start), (struct slice){key.p, start}, scope);
	text_release(&folded);
}

uint32_t name_index_find(const struct name_index *index, struct slice name,
                         const struct name_scope *scope)
{
	struct candidates c = {.index = index};

	find(&c, name, scope);
	if (c.valid_count)
		return c.valid_count == 1 ? c.valid : NAME_AMBIGUOUS;
	if (c.any_count)
		return c.any_count == 1 ? c.any : NAME_AMBIGUOUS;
	return CODE_NONE;
}

void name_index_list(const struct name_index *index, struct slice name,
                     const struct name_scope *scope, struct text *out)
{
	struct candidates c = {.index = index, .list = out};

	find(&c, name, scope);
}

void name_index_release(struct name_index *index)
{
	hash_map_release(&index->first);
	free(index->entries);
	*index = (struct name_index){0};
}
