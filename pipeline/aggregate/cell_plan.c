#include "aggregate/cell_plan.h"

#include <stdlib.h>

enum { MOST_GROUPS = 1000 };

static const char total_name[] = "total";

static size_t combinations(const struct cell_wish *wish, const struct returns *returns)
{
	size_t n = 1;

	for (size_t i = 0; i < wish->class_count && n <= MOST_GROUPS; i++)
		n *= returns->classes[wish->classes[i]].value_count + 1;
	return n;
}

/* The name of one combination: digits of its number are values, the last one is missing. */
static const char *combination_name(struct cell_plan *plan, const struct cell_wish *wish,
                                    const struct returns *returns, size_t number)
{
	struct text t = TEXT_INIT;
	const char *name;

	for (size_t i = 0; i < wish->class_count; i++) {
		const struct class_column *c = &returns->classes[wish->classes[i]];
		size_t value = number % (c->value_count + 1);
		number /= c->value_count + 1;
		text_addf(&t, "%s%s=%s", i ? "&" : "", c->id,
		          value < c->value_count ? c->values[value].id : "");
	}
	name = t.n ? arena_strdup(&plan->arena, text_slice(&t)) : total_name;
	text_release(&t);
	return name;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct cell_group *)a)->name, ((const struct cell_group *)b)->name);
}

int cell_plan_find(const struct cell_plan *plan, struct slice name)
{
	for (size_t i = 0; i < plan->group_count; i++)
		if (slice_is(name, plan->groups[i].name))
			return (int)i;
	return -1;
}

/* All groups of all wishes, each once, in byte order; then the wishes point into them. */
static int list_groups(struct cell_plan *plan, const struct returns *returns,
                       const struct json_place *at, struct err *err)
{
	size_t capacity = 0, kept = 0;

	for (size_t w = 0; w < plan->wish_count; w++) {
		size_t n = combinations(&plan->wishes[w], returns);
		if (n > MOST_GROUPS || plan->group_count + n > MOST_GROUPS)
			return json_wrong(at, err,
			                  T("more than %d groups of classes", "分类组合超过 %d 个"),
			                  MOST_GROUPS);
		for (size_t i = 0; i < n; i++) {
			VEC_GROW(plan->groups, plan->group_count, capacity);
			plan->groups[plan->group_count++].name =
			        combination_name(plan, &plan->wishes[w], returns, i);
		}
	}
	if (plan->group_count)
		qsort(plan->groups, plan->group_count, sizeof(*plan->groups), by_name);
	for (size_t i = 0; i < plan->group_count; i++)
		if (i == 0 || strcmp(plan->groups[i].name, plan->groups[kept - 1].name) != 0)
			plan->groups[kept++] = plan->groups[i];
	plan->group_count = kept;
	for (size_t w = 0; w < plan->wish_count; w++) {
		struct cell_wish *wish = &plan->wishes[w];
		size_t n = combinations(wish, returns);
		wish->groups = arena_alloc(&plan->arena, n * sizeof(*wish->groups));
		for (size_t i = 0; i < n; i++)
			wish->groups[i] = (unsigned)cell_plan_find(
			        plan, slice_of(combination_name(plan, wish, returns, i)));
	}
	return 0;
}

static int find_levels(struct cell_plan *plan, struct cell_wish *wish, const struct code_tree *tree,
                       const struct json_place *at, struct err *err)
{
	const char *levels[CODE_DEPTH];
	size_t level_count = 0;

	for (uint32_t i = 0; i < tree->count; i++) {
		const struct code_node *n = &tree->nodes[i];
		size_t known = 0;
		while (known < level_count && strcmp(levels[known], n->level) != 0)
			known++;
		if (known == level_count && level_count < CODE_DEPTH)
			levels[level_count++] = n->level;
	}
	wish->industries = arena_alloc(&plan->arena, tree->count * sizeof(bool));
	memset(wish->industries, 0, tree->count * sizeof(bool));
	for (size_t l = 0; l < wish->industry_levels.count; l++) {
		const char *level = wish->industry_levels.items[l];
		if (json_choice(at, level, levels, level_count, err) < 0)
			return -1;
		for (uint32_t i = 0; i < tree->count; i++) {
			if (strcmp(tree->nodes[i].level, level) != 0)
				continue;
			wish->industries[i] = true;
			if (tree->nodes[i].depth > wish->deepest)
				wish->deepest = tree->nodes[i].depth;
		}
	}
	return 0;
}

static int find_classes(struct cell_wish *wish, const struct returns *returns,
                        const struct json_place *at, struct err *err)
{
	const char *ids[MOST_CLASSES];

	for (size_t i = 0; i < returns->class_count; i++)
		ids[i] = returns->classes[i].id;
	if (wish->class_names.count > MOST_CLASSES)
		return json_wrong(at, err, T("too many classes", "分类过多"));
	for (size_t i = 0; i < wish->class_names.count; i++) {
		int index =
		        json_choice(at, wish->class_names.items[i], ids, returns->class_count, err);
		if (index < 0)
			return -1;
		for (size_t k = 0; k < wish->class_count; k++)
			if (wish->classes[k] == (unsigned)index)
				return json_wrong(at, err, T("'%s' stands twice", "'%s' 重复出现"),
				                  ids[index]);
		wish->classes[wish->class_count++] = (unsigned)index;
	}
	return 0;
}

/* Wishes by the same classes become one, or the levels that both want would count twice. */
static void unite_wishes(struct cell_plan *plan, size_t industry_count)
{
	size_t kept = 0;

	for (size_t i = 0; i < plan->wish_count; i++) {
		struct cell_wish *wish = &plan->wishes[i], *same = plan->wishes;
		while (same < plan->wishes + kept &&
		       (same->class_count != wish->class_count ||
		        memcmp(same->classes, wish->classes,
		               wish->class_count * sizeof(*wish->classes)) != 0))
			same++;
		if (same == plan->wishes + kept) {
			plan->wishes[kept++] = *wish;
			continue;
		}
		for (size_t k = 0; k < industry_count; k++)
			same->industries[k] |= wish->industries[k];
		if (same->deepest < wish->deepest)
			same->deepest = wish->deepest;
	}
	plan->wish_count = kept;
}

/* Parts add up to a whole only if no level between them is left out. */
static int check_levels(const struct cell_plan *plan, const struct code_tree *industries,
                        const struct json_place *at, struct err *err)
{
	for (size_t w = 0; w < plan->wish_count; w++) {
		for (uint32_t i = 0; i < industries->count; i++) {
			const struct code_node *n = &industries->nodes[i];
			if (!plan->wishes[w].industries[i] || n->parent == CODE_NONE ||
			    plan->wishes[w].industries[n->parent])
				continue;
			json_wrong(at, err,
			           T("industry level '%s' is wanted without '%s' above it",
			             "要了行业层级 '%s'，却没有要它的上级 '%s'"),
			           n->level, industries->nodes[n->parent].level);
			return err_hint(err, T("name every level from the top down to it",
			                       "请列出从顶层到该层的每一级"));
		}
	}
	return 0;
}

static int read_wishes(const struct json_place *at, const json_t *value, void *target,
                       struct err *err)
{
	static const struct json_key keys[] = {
	        {"industry_levels", JSON_KEY_TEXTS, offsetof(struct cell_wish, industry_levels),
	         JSON_REQUIRED, NULL},
	        {"classes", JSON_KEY_TEXTS, offsetof(struct cell_wish, class_names), 0, NULL},
	};
	struct cell_plan *plan = target;

	return json_read_list(at, value, keys, 2, sizeof(struct cell_wish), (void **)&plan->wishes,
	                      &plan->wish_count, err);
}

static int resolve(struct cell_plan *plan, const struct configuration *config,
                   const struct json_place *top, struct err *err)
{
	struct json_place list = json_member(top, "cells");

	for (size_t i = 0; i < plan->wish_count; i++) {
		struct json_place element = json_element(&list, i);
		struct json_place levels = json_member(&element, "industry_levels");
		struct json_place classes = json_member(&element, "classes");
		struct cell_wish *wish = &plan->wishes[i];
		if (find_levels(plan, wish, &config->industries, &levels, err) < 0 ||
		    find_classes(wish, &config->returns, &classes, err) < 0)
			return -1;
	}
	unite_wishes(plan, config->industries.count);
	if (check_levels(plan, &config->industries, &list, err) < 0)
		return -1;
	return list_groups(plan, &config->returns, &list, err);
}

int cell_plan_load(struct cell_plan *plan, const struct configuration *config, struct err *err)
{
	static const struct json_key keys[] = {
	        {"cells", JSON_KEY_CUSTOM, 0, JSON_REQUIRED, read_wishes},
	};
	char *path = configuration_path(config, "cells.json");
	struct json_place top = {path, "", &plan->arena};
	json_t *root;
	int result = -1;

	*plan = (struct cell_plan){0};
	root = json_load_path(path, RD_CONFIG, err);
	if (root && json_read_object(&top, root, keys, 1, plan, err) == 0)
		result = resolve(plan, config, &top, err);
	json_decref(root);
	free(path);
	if (result < 0)
		cell_plan_release(plan);
	return result;
}

void cell_plan_release(struct cell_plan *plan)
{
	free(plan->groups);
	arena_release(&plan->arena);
	*plan = (struct cell_plan){0};
}

bool cell_wish_wants(const struct cell_wish *wish, const struct code_tree *industries,
                     struct place industry)
{
	if (!wish->industries[industry.node])
		return false;
	return !industry.unallocated || industries->nodes[industry.node].depth < wish->deepest;
}

unsigned cell_wish_group(const struct cell_wish *wish, const struct returns *returns,
                         const int *class_values)
{
	size_t number = 0, weight = 1;

	for (size_t i = 0; i < wish->class_count; i++) {
		const struct class_column *c = &returns->classes[wish->classes[i]];
		int value = class_values[wish->classes[i]];
		number += weight * (value < 0 ? c->value_count : (size_t)value);
		weight *= c->value_count + 1;
	}
	return wish->groups[number];
}
