#include "aggregate/roll_up.h"

enum tree { TREE_REGIONS, TREE_INDUSTRIES };

static const struct code_tree *tree_of(const struct configuration *config, enum tree tree)
{
	return tree == TREE_REGIONS ? &config->regions : &config->industries;
}

static struct place *place_in(struct strip_key *key, enum tree tree)
{
	return tree == TREE_REGIONS ? &key->region : &key->industry;
}

/* --- Adding up ----------------------------------------------------------------------------- */

static unsigned depth_of(const struct strip *strip, const struct configuration *config,
                         enum tree tree)
{
	struct strip_key key = strip_key_unpack(strip->key);
	const struct place *place = place_in(&key, tree);

	return tree_of(config, tree)->nodes[place->node].depth + place->unallocated;
}

/*
 * Adds strips to the ones above them, the deepest first. Every strip that appears is less
 * deep than what it is made from; the plan leaves out no level between two that it wants.
 */
static int climb(struct cells *cells, const struct configuration *config, enum tree tree,
                 struct err *err)
{
	for (unsigned depth = CODE_DEPTH; depth > 0; depth--) {
		for (size_t i = 0; i < cells->strip_count; i++) {
			const struct strip *strip = cells->strips[i];
			struct strip_key key = strip_key_unpack(strip->key);
			struct strip *above;
			if (depth_of(strip, config, tree) != depth)
				continue;
			place_ascend(tree_of(config, tree), place_in(&key, tree));
			above = cells_strip(cells, strip_key_pack(&key));
			if (!cells_merge_strip(cells, above, strip))
				return cells_overflow(err);
		}
	}
	return 0;
}

int roll_up(struct cells *cells, const struct configuration *config, struct err *err)
{
	if (climb(cells, config, TREE_INDUSTRIES, err) < 0)
		return -1;
	return climb(cells, config, TREE_REGIONS, err);
}

/* --- Checking ------------------------------------------------------------------------------ */

static bool adds_up(const struct accumulator *a)
{
	return a->kind != ACCUMULATE_TOP && a->standings == ACCUMULATOR_IN_SCOPE;
}

/* Hangs every strip under the one above it. */
static void hang(const struct cells *cells, const struct configuration *config, enum tree tree)
{
	for (size_t i = 0; i < cells->strip_count; i++)
		cells->strips[i]->child = NULL;
	for (size_t i = 0; i < cells->strip_count; i++) {
		struct strip *strip = cells->strips[i], *above;
		struct strip_key key = strip_key_unpack(strip->key);
		if (!place_ascend(tree_of(config, tree), place_in(&key, tree)))
			continue;
		above = cells_find(cells, strip_key_pack(&key));
		if (!above)
			continue;
		strip->sibling = above->child;
		above->child = strip;
	}
}

/* A stage's own sums that do not add up are a mistake of ours, those of its inputs are not. */
static int do_not_add_up(const struct code_node *node, const struct accumulator *a, bool merged,
                         struct err *err)
{
	err_set(err, merged ? RD_INPUT : RD_INTERNAL,
	        T("'%.*s' %s: '%s' is not the sum of its parts",
	          "'%.*s' %s：'%s' 不等于其下级与未分配部分之和"),
	        SLICE_FMT(node->code), bilingual_text(node->name), a->name);
	return err_hint(
	        err, merged ? T("one of the files of cells is not whole", "某个 cells 文件不完整")
	                    : T("please report this with the inputs", "请连同输入一并报告此问题"));
}

/* What one accumulator's parts make up; false on overflow, which no whole reaches. */
static bool sum_of_parts(const struct cells *cells, const struct strip *strip, unsigned time,
                         size_t accumulator, wide *sum)
{
	*sum = 0;
	for (const struct strip *part = strip->child; part; part = part->sibling) {
		const struct cell *cell = strip_peek(part, time);
		if (cell && !wide_add(sum, cells_value(cells, cell, accumulator)))
			return false;
	}
	return true;
}

static bool has_parts(const struct strip *strip, unsigned time)
{
	for (const struct strip *part = strip->child; part; part = part->sibling)
		if (strip_peek(part, time))
			return true;
	return false;
}

static int compare_with_parts(const struct cells *cells, const struct strip *strip, unsigned time,
                              const struct code_node *node, bool merged, struct err *err)
{
	for (size_t i = 0; i < cells->accumulator_count; i++) {
		wide sum;
		if (!adds_up(&cells->accumulators[i]))
			continue;
		if (!sum_of_parts(cells, strip, time, i, &sum) ||
		    sum != cells_value(cells, strip->at[time], i))
			return do_not_add_up(node, &cells->accumulators[i], merged, err);
	}
	return 0;
}

static int check_tree(const struct cells *cells, const struct configuration *config, enum tree tree,
                      bool merged, struct err *err)
{
	hang(cells, config, tree);
	for (size_t i = 0; i < cells->strip_count; i++) {
		const struct strip *strip = cells->strips[i];
		struct strip_key key = strip_key_unpack(strip->key);
		const struct place *place = place_in(&key, tree);
		const struct code_node *node = &tree_of(config, tree)->nodes[place->node];
		if (place->unallocated || node->child_count == 0)
			continue;
		for (unsigned t = 0; t < strip->capacity; t++) {
			/* Every region has its parts, but industries only as deep as wanted. */
			if (!strip->at[t] || (tree == TREE_INDUSTRIES && !has_parts(strip, t)))
				continue;
			if (compare_with_parts(cells, strip, t, node, merged, err) < 0)
				return -1;
		}
	}
	return 0;
}

int roll_up_check(const struct cells *cells, const struct configuration *config, bool merged,
                  struct err *err)
{
	if (check_tree(cells, config, TREE_REGIONS, merged, err) < 0)
		return -1;
	return check_tree(cells, config, TREE_INDUSTRIES, merged, err);
}
