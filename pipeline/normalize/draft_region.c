/*
 * Where a drafted mapping takes the region from: a column of codes or of names, whose scope
 * is narrowed where names are shared; or what the title or the name of the file says.
 */
#include "base/fold.h"
#include "base/log.h"
#include "normalize/draft_parts.h"

/* The lowest node that holds all regions which the column names beyond doubt. */
static uint32_t common_region(const struct draft *d, size_t column)
{
	const struct guess *g = d->guess;
	const struct code_tree *tree = &g->configuration->regions;
	const struct name_scope anywhere = NAME_SCOPE_ANY;
	uint32_t common = CODE_NONE;

	for (size_t row = g->data_at; row < g->data_end; row++) {
		uint32_t node = name_index_find(&g->regions, guess_cell(g, row, column), &anywhere);
		if (node == CODE_NONE || node == NAME_AMBIGUOUS)
			continue;
		if (common == CODE_NONE)
			common = tree->nodes[node].parent;
		while (common != CODE_NONE && !code_tree_contains(tree, common, node))
			common = tree->nodes[common].parent;
	}
	return common == tree->root ? CODE_NONE : common;
}

/* "全省" and the like are the region that the others lie within. */
static void put_whole(struct draft *d, size_t column, struct slice code)
{
	static const char *const whole[] = {"全国", "全省", "全市", "全县",
	                                    "全区", "合计", "总计", "total"};
	const struct guess *g = d->guess;
	size_t count = 0;

	for (size_t row = g->data_at; row < g->data_end && !g->facts; row++) {
		struct text key = TEXT_INIT;
		fold_key(guess_cell(g, row, column), &key);
		for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++)
			if (slice_is(text_slice(&key), whole[i])) {
				text_adds(d->json, count++ ? ", " : ", \"map\": {");
				draft_text(d->json, guess_cell(g, row, column));
				text_addf(d->json, ": \"%.*s\"", SLICE_FMT(code));
				break;
			}
		text_release(&key);
		if (count == 4)
			break;
	}
	if (count)
		text_addc(d->json, '}');
}

/* The one level of all that is named beyond doubt, where that settles what is not. */
static void put_level(struct draft *d, const struct guessed_column *c)
{
	const struct guess *g = d->guess;
	const struct name_scope anywhere = NAME_SCOPE_ANY;
	const char *level = NULL;

	for (size_t row = g->data_at; row < g->data_end && c->profile.region_ambiguous; row++) {
		struct slice text = guess_cell(g, row, (size_t)(c - g->columns));
		uint32_t node = name_index_find(&g->regions, text, &anywhere);
		if (node == CODE_NONE || node == NAME_AMBIGUOUS ||
		    node == g->configuration->regions.root)
			continue;
		if (level && strcmp(level, g->configuration->regions.nodes[node].level) != 0)
			return;
		level = g->configuration->regions.nodes[node].level;
	}
	if (level)
		text_addf(d->json, ", \"level\": \"%s\"", level);
}

/* Columns that name what is above, the nearest first. */
static bool put_above(struct draft *d, size_t below)
{
	const struct guess *g = d->guess;
	struct guessed_column *nearest = NULL;
	size_t deepest = 0;

	for (size_t i = 0; i < g->column_count; i++) {
		struct guessed_column *c = &g->columns[i];
		size_t depth = profile_region_depth(&c->profile);
		if (!c->target && !c->wide && c->header && depth > deepest && depth < below &&
		    profile_is_mostly(&c->profile, c->profile.region_names)) {
			nearest = c;
			deepest = depth;
		}
	}
	if (!nearest)
		return false;
	nearest->above = true;
	text_adds(d->json, ", \"within\": {");
	draft_put_place(d, nearest);
	put_above(d, deepest);
	text_addc(d->json, '}');
	draft_recognised(nearest, T("the name above the region", "上级地区名称"));
	return true;
}

/* The lowest region whose name stands in the text. */
static uint32_t region_in(const struct code_tree *tree, struct slice text)
{
	uint32_t best = CODE_NONE;

	for (uint32_t i = 0; i < tree->count; i++) {
		const struct code_node *node = &tree->nodes[i];
		size_t n = strlen(node->short_zh);
		if (i == tree->root || n < 6 || node->valid_to != PERIOD_NONE ||
		    !memmem(text.p, text.n, node->short_zh, n))
			continue;
		if (best == CODE_NONE || node->depth > tree->nodes[best].depth)
			best = i;
	}
	return best;
}

static void put_constant(struct draft *d)
{
	const struct code_tree *tree = &d->guess->configuration->regions;
	uint32_t node = region_in(tree, draft_all_titles(d));

	draft_begin(d, "region");
	text_addf(d->json, "\"value\": \"%.*s\"}",
	          SLICE_FMT(tree->nodes[node == CODE_NONE ? tree->root : node].code));
	if (node == CODE_NONE)
		draft_not_found("region",
		                T("all rows are put down to the topmost region: correct it",
		                  "所有行暂记在最上级地区：请修改"));
	else
		log_note(T("the region is taken to be %s, which the title or file name says",
		           "地区取标题或文件名中的 %s"),
		         tree->nodes[node].short_zh);
}

void draft_region(struct draft *d)
{
	const struct guess *g = d->guess;
	const struct code_tree *tree = &g->configuration->regions;
	const struct guessed_column *c = guess_find(g, ROLE_REGION);
	size_t at = c ? (size_t)(c - g->columns) : 0;
	uint32_t within;

	if (!c) {
		put_constant(d);
		return;
	}
	draft_begin(d, "region");
	draft_put_place(d, c);
	if (c->profile.region_codes * 2 < c->profile.stated) {
		within = common_region(d, at);
		text_adds(d->json, ", \"by\": \"name\"");
		put_level(d, c);
		if (!(c->profile.region_ambiguous &&
		      put_above(d, profile_region_depth(&c->profile))) &&
		    within != CODE_NONE)
			text_addf(d->json, ", \"within\": \"%.*s\"",
			          SLICE_FMT(tree->nodes[within].code));
		put_whole(d, at, tree->nodes[within == CODE_NONE ? tree->root : within].code);
	}
	draft_end(d);
	draft_recognised(c, "region");
}
