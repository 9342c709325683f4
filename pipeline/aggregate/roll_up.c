#include "aggregate/roll_up.h"

#include <stdlib.h>

enum tree { TREE_REGIONS, TREE_INDUSTRIES };

/* The node and its ancestors, and what is unallocated in it if it is no leaf of the tree. */
static unsigned places(const struct code_tree *tree, uint32_t node, bool with_unallocated,
                       struct place at[CODE_DEPTH + 1])
{
	uint32_t path[CODE_DEPTH];
	unsigned n = code_tree_path(tree, node, path);

	for (unsigned i = 0; i < n; i++)
		at[i] = (struct place){path[i], false};
	if (with_unallocated && tree->nodes[node].child_count)
		at[n++] = (struct place){node, true};
	return n;
}

/* An unallocated industry is wanted where a level below it is. */
static bool wants(const struct cell_wish *wish, const struct code_tree *industries,
                  struct place industry)
{
	if (!wish->industries[industry.node])
		return false;
	return !industry.unallocated || industries->nodes[industry.node].depth < wish->deepest;
}

int roll_up_leaf(const struct roll_up *r, const struct leaf *leaf, const struct cell *values,
                 struct err *err)
{
	const struct code_tree *industries = &r->config->industries;
	struct place regions[CODE_DEPTH + 1], above[CODE_DEPTH + 1];
	unsigned region_count = places(&r->config->regions, leaf->region, true, regions);
	unsigned industry_count = places(industries, leaf->industry, true, above);
	struct cell_key key = {.period = leaf->period, .basis = leaf->basis};

	for (size_t w = 0; w < r->plan->wish_count; w++) {
		const struct cell_wish *wish = &r->plan->wishes[w];
		key.group = cell_wish_group(wish, &r->config->returns, leaf->classes);
		for (unsigned i = 0; i < industry_count; i++) {
			key.industry = above[i];
			if (!wants(wish, industries, above[i]))
				continue;
			for (unsigned j = 0; j < region_count; j++) {
				key.region = regions[j];
				if (!cells_merge(r->cells, cells_at(r->cells, cell_key_pack(&key)),
				                 values))
					return cells_overflow(err);
			}
		}
	}
	return 0;
}

/* Adds the row to all cells around one of its two positions that stand to it as wanted. */
static int add_around(const struct roll_up *r, const struct panel_row *row, bool now,
                      struct err *err)
{
	const struct code_tree *regions = &r->config->regions, *industries = &r->config->industries;
	struct place at[CODE_DEPTH + 1], above[CODE_DEPTH + 1];
	unsigned m = places(regions, now ? row->region : row->region_ly, true, at);
	unsigned n = places(industries, now ? row->industry : row->industry_ly, true, above);
	struct cell_key key = {.period = row->period, .basis = row->basis};

	for (size_t w = 0; w < r->plan->wish_count; w++) {
		const struct cell_wish *wish = &r->plan->wishes[w];
		key.group = cell_wish_group(wish, &r->config->returns, row->values.classes);
		for (unsigned k = 0; k < m * n; k++) {
			uint32_t other_region = now ? row->region_ly : row->region;
			uint32_t other_industry = now ? row->industry_ly : row->industry;
			bool both;
			struct cell *cell;
			key.region = at[k % m];
			key.industry = above[k / m];
			if (!wants(wish, industries, key.industry))
				continue;
			both = place_holds(regions, key.region, other_region) &&
			       place_holds(industries, key.industry, other_industry);
			if (both && !now)
				continue;
			cell = cells_at(r->cells, cell_key_pack(&key));
			cell->sample |= row->sample;
			if (!cells_add_row(r->cells, cell, &row->values,
			                   both  ? STANDING_CONTINUING
			                   : now ? STANDING_MOVED_IN
			                         : STANDING_MOVED_OUT))
				return cells_overflow(err);
		}
	}
	return 0;
}

int roll_up_moved(const struct roll_up *r, const struct panel_row *row, struct err *err)
{
	if (add_around(r, row, true, err) < 0)
		return -1;
	return add_around(r, row, false, err);
}

static bool adds_up(const struct accumulator *a)
{
	return a->kind != ACCUMULATE_TOP && a->standings == ACCUMULATOR_IN_SCOPE;
}

/* The place of a key in one of the trees. */
static struct place *place_in(struct cell_key *key, enum tree tree)
{
	return tree == TREE_REGIONS ? &key->region : &key->industry;
}

static const struct code_tree *tree_of(const struct roll_up *r, enum tree tree)
{
	return tree == TREE_REGIONS ? &r->config->regions : &r->config->industries;
}

/* Sums over the children, kept beside the parents they should equal. */
static int add_to_parent(const struct roll_up *r, enum tree tree, struct cells *sums,
                         const struct cell *cell, struct err *err)
{
	struct cell_key key = cell_key_unpack(cell->key);
	struct place *place = place_in(&key, tree);

	if (!place->unallocated)
		place->node = tree_of(r, tree)->nodes[place->node].parent;
	place->unallocated = false;
	if (place->node == CODE_NONE)
		return 0;
	return cells_merge(sums, cells_at(sums, cell_key_pack(&key)), cell) ? 0
	                                                                    : cells_overflow(err);
}

/* A stage's own sums that do not add up are a mistake of ours, those of its inputs are not. */
static int do_not_add_up(const struct roll_up *r, const struct code_node *node,
                         const struct accumulator *a, struct err *err)
{
	err_set(err, r->merged ? RD_INPUT : RD_INTERNAL,
	        T("'%.*s' %s: '%s' is not the sum of its parts",
	          "'%.*s' %s：'%s' 不等于其下级与未分配部分之和"),
	        SLICE_FMT(node->code), bilingual_text(node->name), a->name);
	return err_hint(
	        err, r->merged
	                     ? T("one of the files of cells is not whole", "某个 cells 文件不完整")
	                     : T("please report this with the inputs", "请连同输入一并报告此问题"));
}

static int compare_with_parts(const struct roll_up *r, enum tree tree, const struct cells *sums,
                              const struct cell *cell, struct err *err)
{
	struct cell_key key = cell_key_unpack(cell->key);
	const struct place *place = place_in(&key, tree);
	const struct code_node *node = &tree_of(r, tree)->nodes[place->node];
	const struct cell *parts = cells_find(sums, cell->key);

	/* Every level of regions has cells, but industries only as deep as they are wanted. */
	if (place->unallocated || node->child_count == 0 || (!parts && tree != TREE_REGIONS))
		return 0;
	for (size_t i = 0; i < sums->accumulator_count; i++) {
		size_t slot = sums->slots[i];
		if (!adds_up(&sums->accumulators[i]))
			continue;
		if (parts ? parts->values[slot] != cell->values[slot] : cell->values[slot] != 0)
			return do_not_add_up(r, node, &sums->accumulators[i], err);
	}
	return 0;
}

static int check_tree(const struct roll_up *r, enum tree tree, struct err *err)
{
	struct cells sums = *r->cells;
	int result = 0;

	sums.table = NULL;
	sums.count = sums.capacity = 0;
	sums.arena = (struct arena)ARENA_INIT;
	for (size_t i = 0; i < r->cells->capacity && result == 0; i++)
		if (r->cells->table[i])
			result = add_to_parent(r, tree, &sums, r->cells->table[i], err);
	for (size_t i = 0; i < r->cells->capacity && result == 0; i++)
		if (r->cells->table[i])
			result = compare_with_parts(r, tree, &sums, r->cells->table[i], err);
	free(sums.table);
	arena_release(&sums.arena);
	return result;
}

int roll_up_check(const struct roll_up *r, struct err *err)
{
	return check_tree(r, TREE_REGIONS, err) < 0 ? -1 : check_tree(r, TREE_INDUSTRIES, err);
}
