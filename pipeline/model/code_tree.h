/*
 * A tree of codes with validity and successors: regions (GB/T 2260), industries (GB/T 4754).
 *
 *	struct code_tree regions;
 *	if (code_tree_load(&regions, "config/regions.csv", "regions", &err) < 0) ...
 *	uint32_t node = code_tree_find(&regions, code);
 *
 * Nodes are numbered in the byte order of their codes, so that walking them is walking a
 * sorted file. Retired codes stay in the tree; code_tree_current follows them.
 */
#ifndef MODEL_CODE_TREE_H
#define MODEL_CODE_TREE_H

#include "base/hash_map.h"
#include "io/json_file.h"
#include "model/period.h"

enum { CODE_NONE = UINT32_MAX, CODE_DEPTH = 16 };

struct code_node {
	struct slice code;
	const char *level;
	struct bilingual name;
	const char *short_zh; /* as tables print it; the name where there is none */
	uint32_t parent;      /* CODE_NONE for the root */
	uint32_t successor;   /* CODE_NONE if it has none */
	unsigned depth;       /* 0 for the root */
	unsigned child_count;
	period valid_from, valid_to; /* PERIOD_NONE: always */
};

struct code_tree {
	struct code_node *nodes;
	size_t count;
	uint32_t root;
	struct hash_map by_code;
	struct arena arena;
};

/*
 * Reads code, parent, level, name_zh[, short_zh], name_en, valid_from, valid_to, successor.
 * RD_CONFIG with file and line for a duplicate code, an unknown parent or successor, a
 * cycle, more or less than one root, or a date that is none. `what` names the list in
 * messages.
 */
int code_tree_load(struct code_tree *tree, const char *path, const char *what, struct err *err);
void code_tree_release(struct code_tree *tree);

/* CODE_NONE if there is no such code. */
uint32_t code_tree_find(const struct code_tree *tree, struct slice code);

/*
 * The same with a memory of the last answer, for rows that mostly repeat the code of the row
 * before. A memory is all zero at first.
 */
struct code_memory {
	char code[16];
	size_t n;
	uint32_t node;
};

static inline uint32_t code_tree_find_again(const struct code_tree *tree, struct slice code,
                                            struct code_memory *last)
{
	if (code.n && code.n == last->n && memcmp(code.p, last->code, code.n) == 0)
		return last->node;
	last->node = code_tree_find(tree, code);
	last->n = 0;
	if (code.n <= sizeof(last->code)) {
		last->n = code.n;
		memcpy(last->code, code.p, code.n);
	}
	return last->node;
}

/* The node that a retired one's history follows to at a period; itself if it is valid. */
uint32_t code_tree_current(const struct code_tree *tree, uint32_t node, period at);

bool code_tree_valid_at(const struct code_tree *tree, uint32_t node, period at);

/* The node and all above it, from the node to the root; returns how many (≤ CODE_DEPTH). */
unsigned code_tree_path(const struct code_tree *tree, uint32_t node, uint32_t path[CODE_DEPTH]);

/* Whether a is b or above it. */
bool code_tree_contains(const struct code_tree *tree, uint32_t a, uint32_t b);

/* Name for people, in the current language; the short one in Chinese if `brief`. */
const char *code_tree_name(const struct code_tree *tree, uint32_t node, bool brief);

#endif
