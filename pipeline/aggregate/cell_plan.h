/*
 * Which cells are wanted, from config/cells.json: for every region, which levels of the
 * industry tree, and by which combinations of classes.
 */
#ifndef AGGREGATE_CELL_PLAN_H
#define AGGREGATE_CELL_PLAN_H

#include "model/configuration.h"
#include "model/place.h"

/* One group: all enterprises, or those with one value of each of some classes. */
struct cell_group {
	const char *name; /* "total", "size=L", "size=L&hightech=1"; "size=" for a missing value */
};

struct cell_wish {
	struct json_texts industry_levels;
	struct json_texts class_names;
	bool *industries; /* by node: whether its level is wanted */
	unsigned deepest; /* depth of the deepest wanted level */
	unsigned classes[MOST_CLASSES];
	size_t class_count;
	unsigned *groups; /* by combination of values: index in struct cell_plan's groups */
};

struct cell_plan {
	struct cell_wish *wishes;
	size_t wish_count;
	struct cell_group *groups; /* in byte order of their names */
	size_t group_count;
	struct arena arena;
};

int cell_plan_load(struct cell_plan *plan, const struct configuration *config, struct err *err);
void cell_plan_release(struct cell_plan *plan);

/* Whether a wish has cells of an industry place; one that is unallocated needs a level below. */
bool cell_wish_wants(const struct cell_wish *wish, const struct code_tree *industries,
                     struct place industry);

/* The group of a wish for an enterprise with these class values (-1: missing). */
unsigned cell_wish_group(const struct cell_wish *wish, const struct returns *returns,
                         const int *class_values);

/* Index of a group by name; -1 if the plan has none. */
int cell_plan_find(const struct cell_plan *plan, struct slice name);

#endif
