#include "revise/panel_comparison.h"

#include <stdlib.h>

#include "base/hash_map.h"
#include "model/tables.h"

/* One of the two panels; not open: the vintage has none. */
struct side {
	struct table_reader r;
	bool open;
	bool more; /* a row is waiting */
	struct panel_row row;
	uint64_t rows;
};

struct comparer {
	struct panel_comparison *c;
	const struct configuration *config;
	struct side sides[2];
	struct table_writer w;
	struct hash_map enterprises; /* that were revised */
	struct err *err;
};

enum { BEFORE, AFTER };

/* A row, in one vintage or both; the other is NULL. */
struct match {
	const struct side *before, *after;
	const struct side *any; /* after, if it is there */
};

static int next(struct comparer *at, struct side *side)
{
	int got;

	/* What those had that left is in their rows of the year before. */
	do {
		got = side->open ? table_next(&side->r, at->err) : 0;
		side->more = got > 0;
		if (got <= 0)
			return got;
		if (panel_row_read(&side->row, &side->r, at->config, at->err) < 0)
			return -1;
	} while (side->row.presence == PRESENCE_LEFT);
	side->rows++;
	return 0;
}

/* Panels are in order of enterprise, period, basis. */
static int compare_keys(const struct side *a, const struct side *b)
{
	int order;

	if (!a->more || !b->more)
		return a->more ? -1 : 1;
	order = slice_cmp(table_field(&a->r, FACT_ENTERPRISE), table_field(&b->r, FACT_ENTERPRISE));
	if (order)
		return order;
	if (a->row.period != b->row.period)
		return a->row.period < b->row.period ? -1 : 1;
	return (a->row.basis > b->row.basis) - (a->row.basis < b->row.basis);
}

/* --- Writing ------------------------------------------------------------------------------- */

static void put_origin(struct comparer *at, const struct side *side)
{
	size_t origin = at->config->returns.panel_origin;

	table_put(&at->w, side ? table_field(&side->r, origin) : (struct slice){"", 0});
	table_put(&at->w, side ? table_field(&side->r, origin + 1) : (struct slice){"", 0});
}

static void put_change(struct comparer *at, size_t column, struct slice before, struct slice after)
{
	int64_t from = 0, to = 0;

	if (at->config->returns.panel.columns[column].type == COLUMN_INTEGER &&
	    integer_parse(before, &from) && integer_parse(after, &to))
		table_put_i128(&at->w, (__int128)to - from);
	else
		table_put_missing(&at->w);
}

static void put_column(struct comparer *at, const struct match *m, size_t column)
{
	struct slice none = {"", 0};
	struct slice from = m->before ? table_field(&m->before->r, column) : none;
	struct slice to = m->after ? table_field(&m->after->r, column) : none;

	for (size_t i = FACT_ENTERPRISE; i <= FACT_REGION; i++)
		table_put(&at->w, table_field(&m->any->r, i));
	table_put_text(&at->w, !m->before ? "appeared" : !m->after ? "vanished" : "changed");
	table_put_text(&at->w, at->config->returns.panel.columns[column].name);
	table_put(&at->w, from);
	table_put(&at->w, to);
	put_change(at, column, from, to);
	put_origin(at, m->before);
	put_origin(at, m->after);
	table_end_row(&at->w);
}

/* A row that only one vintage has: what it states. */
static void put_whole(struct comparer *at, const struct match *m)
{
	const struct returns *returns = &at->config->returns;
	bool stated = false;

	for (size_t i = 0; i < returns->measure_count; i++) {
		size_t column = (size_t)returns->measures[i].panel_column[VARIANT_NOW];
		if (!table_field(&m->any->r, column).n)
			continue;
		put_column(at, m, column);
		stated = true;
	}
	if (!stated)
		put_column(at, m, returns->panel_presence + TAIL_PRESENCE);
}

/* --- Comparing ----------------------------------------------------------------------------- */

static struct row_side side_of(const struct comparer *at, const struct side *side)
{
	struct row_side there = {.counts = side->row.presence != PRESENCE_OUTSIDE,
	                         .region = side->row.region,
	                         .industry = side->row.industry};

	memcpy(there.classes, side->row.values.classes,
	       at->config->returns.class_count * sizeof(there.classes[0]));
	return there;
}

static void keep(struct comparer *at, const struct match *m, struct revised_row row)
{
	struct panel_comparison *c = at->c;
	struct slice enterprise = table_field(&m->any->r, FACT_ENTERPRISE);

	row.period = m->any->row.period;
	row.basis = m->any->row.basis;
	if (m->before)
		row.before = side_of(at, m->before);
	if (m->after)
		row.after = side_of(at, m->after);
	VEC_GROW(c->items, c->count, c->capacity);
	c->items[c->count++] = row;
	if (hash_map_add(&at->enterprises, enterprise, (uint32_t)c->enterprises) == c->enterprises)
		c->enterprises++;
}

static void compare_rows(struct comparer *at)
{
	const struct side *before = &at->sides[BEFORE], *after = &at->sides[AFTER];
	const struct match both = {before, after, after};
	const struct returns *returns = &at->config->returns;
	size_t neighbours = returns->panel_presence + TAIL_LAST_YEAR;
	struct revised_row row = {0};
	bool differs = false;

	for (size_t i = FACT_REGION; i < returns->panel_origin; i++) {
		if (i == neighbours || i == neighbours + 1 ||
		    slice_eq(table_field(&before->r, i), table_field(&after->r, i)))
			continue;
		row.columns[i / 64] |= (uint64_t)1 << i % 64;
		put_column(at, &both, i);
		differs = true;
	}
	if (!differs)
		return;
	at->c->changed++;
	keep(at, &both, row);
}

/* A row that only one vintage has: all of it differs. */
static void take_whole(struct comparer *at, const struct match *m, uint64_t *count)
{
	struct revised_row row = {0};

	memset(row.columns, 0xff, sizeof(row.columns));
	put_whole(at, m);
	keep(at, m, row);
	++*count;
}

static int step(struct comparer *at)
{
	struct side *before = &at->sides[BEFORE], *after = &at->sides[AFTER];
	int order = compare_keys(before, after);

	if (order == 0)
		compare_rows(at);
	else if (order < 0)
		take_whole(at, &(struct match){before, NULL, before}, &at->c->vanished);
	else
		take_whole(at, &(struct match){NULL, after, after}, &at->c->appeared);
	if (order <= 0 && next(at, before) < 0)
		return -1;
	return order >= 0 ? next(at, after) : 0;
}

static int run(struct comparer *at)
{
	if (next(at, &at->sides[BEFORE]) < 0 || next(at, &at->sides[AFTER]) < 0)
		return -1;
	while (at->sides[BEFORE].more || at->sides[AFTER].more)
		if (step(at) < 0)
			return -1;
	at->c->before += at->sides[BEFORE].rows;
	at->c->after += at->sides[AFTER].rows;
	return 0;
}

static int open_side(struct comparer *at, struct side *side, const char *path)
{
	const struct table *const candidates[] = {&at->config->returns.panel};

	*side = (struct side){0};
	if (path && table_open(&side->r, path, candidates, 1, at->err) < 0)
		return -1;
	side->open = path;
	return 0;
}

static int compare_pair(struct comparer *at, const struct panel_pair *pair, struct package *package)
{
	int result = open_side(at, &at->sides[BEFORE], pair->before);

	at->sides[AFTER].open = false;
	if (result == 0)
		result = open_side(at, &at->sides[AFTER], pair->after);
	if (result == 0)
		result = run(at);
	for (int i = BEFORE; i <= AFTER; i++) {
		if (!at->sides[i].open)
			continue;
		if (result == 0)
			package_input(package, &at->sides[i].r.csv.in.in);
		table_reader_close(&at->sides[i].r);
	}
	return result;
}

int panel_comparison_make(struct panel_comparison *c, const struct configuration *config,
                          const struct panel_pair *pairs, size_t count, struct package *package,
                          struct err *err)
{
	struct comparer at = {.c = c, .config = config, .enterprises = HASH_MAP_INIT, .err = err};
	int result = package_create_table(package, &at.w, &table_revised_rows, err);

	*c = (struct panel_comparison){.config = config};
	if (result < 0)
		return -1;
	for (size_t i = 0; i < count && result == 0; i++)
		result = compare_pair(&at, &pairs[i], package);
	if (result == 0)
		result = package_commit_table(package, &at.w, err);
	table_close(&at.w);
	hash_map_release(&at.enterprises);
	return result;
}

void panel_comparison_release(struct panel_comparison *c)
{
	free(c->items);
	*c = (struct panel_comparison){0};
}
