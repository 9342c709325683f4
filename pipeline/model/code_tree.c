#include "model/code_tree.h"

#include <stdlib.h>

#include "io/table.h"

static const struct column region_columns[] = {
        {"code", COLUMN_TEXT, {"代码", "code"}},
        {"parent", COLUMN_TEXT, {"上级代码", "code of the parent"}},
        {"level", COLUMN_TEXT, {"层级", "level"}},
        {"name_zh", COLUMN_TEXT, {"中文名", "name in Chinese"}},
        {"short_zh", COLUMN_TEXT, {"中文简称", "short name in Chinese"}},
        {"name_en", COLUMN_TEXT, {"英文名", "name in English"}},
        {"valid_from", COLUMN_TEXT, {"启用年月", "first month of validity"}},
        {"valid_to", COLUMN_TEXT, {"停用年月", "last month of validity"}},
        {"successor", COLUMN_TEXT, {"继任代码", "code that its history follows to"}},
};

static const struct column industry_columns[] = {
        {"code", COLUMN_TEXT, {"代码", "code"}},
        {"parent", COLUMN_TEXT, {"上级代码", "code of the parent"}},
        {"level", COLUMN_TEXT, {"层级", "level"}},
        {"name_zh", COLUMN_TEXT, {"中文名", "name in Chinese"}},
        {"name_en", COLUMN_TEXT, {"英文名", "name in English"}},
        {"valid_from", COLUMN_TEXT, {"启用年月", "first month of validity"}},
        {"valid_to", COLUMN_TEXT, {"停用年月", "last month of validity"}},
        {"successor", COLUMN_TEXT, {"继任代码", "code that its history follows to"}},
};

static const struct table with_short = {"codes", {"代码表", "codes"}, region_columns, 9};
static const struct table without_short = {"codes", {"代码表", "codes"}, industry_columns, 8};

/* A row as read, before its references can be followed. */
struct row {
	struct code_node node;
	struct slice parent, successor;
	uint64_t line;
};

struct loader {
	struct code_tree *tree;
	const char *path, *what;
	struct row *rows;
	size_t count, capacity;
	struct err *err;
};

static int wrong(const struct loader *l, const struct row *row, const char *problem,
                 struct slice value)
{
	err_set(l->err, RD_CONFIG, "%s '%.*s': %s '%.*s'", l->what, SLICE_FMT(row->node.code),
	        problem, SLICE_FMT(value));
	return err_at(l->err, l->path, row->line, 0);
}

static int read_month(const struct loader *l, const struct row *row, struct slice text, period *p)
{
	*p = PERIOD_NONE;
	if (text.n == 0)
		return 0;
	*p = period_parse(text);
	if (*p != PERIOD_NONE && text.n == 7)
		return 0;
	return wrong(l, row, T("not a month YYYY-MM:", "不是 YYYY-MM 形式的年月："), text);
}

static int read_row(struct loader *l, const struct table_reader *r)
{
	const struct slice *f = r->csv.fields;
	struct arena *arena = &l->tree->arena;
	bool brief = r->table == &with_short;
	struct row row = {.line = r->csv.line};

	row.node = (struct code_node){
	        .code = arena_copy(arena, f[0]),
	        .level = arena_strdup(arena, f[2]),
	        .name = {arena_strdup(arena, f[3]), arena_strdup(arena, f[4 + brief])},
	        .parent = CODE_NONE,
	        .successor = CODE_NONE,
	};
	row.node.short_zh = brief && f[4].n ? arena_strdup(arena, f[4]) : row.node.name.zh;
	row.parent = arena_copy(arena, f[1]);
	row.successor = arena_copy(arena, f[7 + brief]);
	if (f[0].n == 0 || f[2].n == 0 || f[3].n == 0)
		return wrong(l, &row,
		             T("code, level and name_zh must not be empty:",
		               "code、level、name_zh 不能为空："),
		             f[3]);
	if (read_month(l, &row, f[5 + brief], &row.node.valid_from) < 0 ||
	    read_month(l, &row, f[6 + brief], &row.node.valid_to) < 0)
		return -1;
	VEC_GROW(l->rows, l->count, l->capacity);
	l->rows[l->count++] = row;
	return 0;
}

static int read_rows(struct loader *l)
{
	const struct table *const candidates[] = {&with_short, &without_short};
	struct table_reader r;
	int got;

	if (table_open(&r, l->path, candidates, 2, l->err) < 0) {
		l->err->code = RD_CONFIG;
		return -1;
	}
	while ((got = table_next(&r, l->err)) > 0)
		if ((got = read_row(l, &r)) < 0)
			break;
	if (got < 0)
		l->err->code = RD_CONFIG;
	table_reader_close(&r);
	return got;
}

static int by_code(const void *a, const void *b)
{
	return slice_cmp(((const struct row *)a)->node.code, ((const struct row *)b)->node.code);
}

/* Lists are kept in order as a rule; to sort one takes as much memory again. */
static bool in_order(const struct loader *l)
{
	for (size_t i = 1; i < l->count; i++)
		if (by_code(&l->rows[i - 1], &l->rows[i]) > 0)
			return false;
	return true;
}

static int number_nodes(struct loader *l)
{
	struct code_tree *tree = l->tree;

	if (!in_order(l))
		qsort(l->rows, l->count, sizeof(*l->rows), by_code);
	tree->nodes = xcalloc(l->count, sizeof(*tree->nodes));
	tree->count = l->count;
	for (uint32_t i = 0; i < l->count; i++) {
		if (hash_map_add(&tree->by_code, l->rows[i].node.code, i) != i)
			return wrong(l, &l->rows[i], T("stands twice:", "重复出现"),
			             l->rows[i].node.code);
		tree->nodes[i] = l->rows[i].node;
	}
	return 0;
}

static int follow_references(struct loader *l)
{
	struct code_tree *tree = l->tree;

	tree->root = CODE_NONE;
	for (uint32_t i = 0; i < l->count; i++) {
		const struct row *row = &l->rows[i];
		struct code_node *node = &tree->nodes[i];
		if (row->parent.n == 0) {
			if (tree->root != CODE_NONE)
				return wrong(l, row,
				             T("has no parent, but the root is already",
				               "没有上级，但根已经是"),
				             tree->nodes[tree->root].code);
			tree->root = i;
		} else if ((node->parent = code_tree_find(tree, row->parent)) == CODE_NONE) {
			return wrong(l, row, T("unknown parent", "上级不存在"), row->parent);
		}
		if (row->successor.n &&
		    (node->successor = code_tree_find(tree, row->successor)) == CODE_NONE)
			return wrong(l, row, T("unknown successor", "继任代码不存在"),
			             row->successor);
	}
	if (tree->root != CODE_NONE)
		return 0;
	err_set(l->err, RD_CONFIG,
	        T("%s: no row without a parent, so there is no root",
	          "%s：没有不带上级的行，缺少根"),
	        l->what);
	return err_at(l->err, l->path, 0, 0);
}

static int measure_depth(struct loader *l)
{
	struct code_tree *tree = l->tree;

	for (uint32_t i = 0; i < l->count; i++) {
		uint32_t at = i;
		unsigned depth = 0, steps = 0;
		while ((at = tree->nodes[at].parent) != CODE_NONE)
			if (++depth >= CODE_DEPTH)
				return wrong(l, &l->rows[i],
				             T("its parents run in a circle, or too deep, at",
				               "上级关系成环或过深："),
				             tree->nodes[at].code);
		tree->nodes[i].depth = depth;
		if (tree->nodes[i].parent != CODE_NONE)
			tree->nodes[tree->nodes[i].parent].child_count++;
		for (at = i; (at = tree->nodes[at].successor) != CODE_NONE;)
			if (++steps > CODE_DEPTH)
				return wrong(
				        l, &l->rows[i],
				        T("its successors run in a circle at", "继任关系成环："),
				        tree->nodes[at].code);
	}
	return 0;
}

int code_tree_load(struct code_tree *tree, const char *path, const char *what, struct err *err)
{
	struct loader l = {.tree = tree, .path = path, .what = what, .err = err};
	int result = -1;

	*tree = (struct code_tree){0};
	if (read_rows(&l) == 0 && number_nodes(&l) == 0 && follow_references(&l) == 0 &&
	    measure_depth(&l) == 0)
		result = 0;
	else
		code_tree_release(tree);
	free(l.rows);
	return result;
}

void code_tree_release(struct code_tree *tree)
{
	free(tree->nodes);
	hash_map_release(&tree->by_code);
	arena_release(&tree->arena);
	*tree = (struct code_tree){0};
}

uint32_t code_tree_find(const struct code_tree *tree, struct slice code)
{
	return hash_map_get(&tree->by_code, code);
}

bool code_tree_valid_at(const struct code_tree *tree, uint32_t node, period at)
{
	const struct code_node *n = &tree->nodes[node];

	return (n->valid_from == PERIOD_NONE || n->valid_from <= at) &&
	       (n->valid_to == PERIOD_NONE || at <= n->valid_to);
}

uint32_t code_tree_current(const struct code_tree *tree, uint32_t node, period at)
{
	while (tree->nodes[node].valid_to != PERIOD_NONE && tree->nodes[node].valid_to < at &&
	       tree->nodes[node].successor != CODE_NONE)
		node = tree->nodes[node].successor;
	return node;
}

unsigned code_tree_path(const struct code_tree *tree, uint32_t node, uint32_t path[CODE_DEPTH])
{
	unsigned n = 0;

	for (; node != CODE_NONE && n < CODE_DEPTH; node = tree->nodes[node].parent)
		path[n++] = node;
	return n;
}

bool code_tree_contains(const struct code_tree *tree, uint32_t a, uint32_t b)
{
	for (; b != CODE_NONE; b = tree->nodes[b].parent)
		if (a == b)
			return true;
	return false;
}

const char *code_tree_name(const struct code_tree *tree, uint32_t node, bool brief)
{
	const struct code_node *n = &tree->nodes[node];

	if (lang_current() == LANG_EN && n->name.en[0])
		return n->name.en;
	return brief ? n->short_zh : n->name.zh;
}
