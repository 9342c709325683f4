#include "ratio/zero.h"

#include <stdlib.h>

#include "model/panel_row.h"
#include "model/tables.h"

struct zero_reporter {
	uint32_t region;
	int64_t size; /* what the list is ordered by; below any amount if missing */
	struct slice enterprise, name, industry, basis;
	struct slice amounts[3]; /* size, R&D, last year's R&D: as they stand in the panel */
	struct slice origin, line;
};

void zero_list_init(struct zero_list *list, const struct configuration *config)
{
	const struct zero_rule *rule = &config->indicators.zero;

	*list = (struct zero_list){
	        .config = config,
	        .measure = (unsigned)returns_measure(&config->returns, slice_of(rule->measure)),
	        .ordered_by =
	                (unsigned)returns_measure(&config->returns, slice_of(rule->ordered_by)),
	        .latest = PERIOD_NONE,
	};
}

void zero_list_release(struct zero_list *list)
{
	free(list->items);
	arena_release(&list->arena);
	*list = (struct zero_list){0};
}

/* The column that names the enterprise for people, if returns have one; else its id. */
static struct slice name_of(const struct zero_list *list, const struct table_reader *r)
{
	const struct returns *returns = &list->config->returns;
	struct slice name = {"", 0};

	for (size_t i = 0; i < returns->attribute_count; i++)
		if (strcmp(returns->attributes[i].id, "name") == 0)
			name = table_field(r, returns->attributes_at + i);
	return name;
}

static struct slice amount_of(const struct zero_list *list, const struct table_reader *r,
                              unsigned measure, enum variant variant)
{
	int column = list->config->returns.measures[measure].panel_column[variant];

	return column < 0 ? (struct slice){"", 0} : table_field(r, (size_t)column);
}

static void keep(struct zero_list *list, const struct table_reader *r, const struct panel_row *row)
{
	struct arena *arena = &list->arena;
	size_t origin = list->config->returns.panel_origin;
	struct zero_reporter *z;

	VEC_GROW(list->items, list->count, list->capacity);
	z = &list->items[list->count++];
	*z = (struct zero_reporter){
	        .region = row->region,
	        .size = row->values.stated[list->ordered_by][VARIANT_NOW]
	                        ? row->values.values[list->ordered_by][VARIANT_NOW]
	                        : INT64_MIN,
	        .enterprise = arena_copy(arena, table_field(r, FACT_ENTERPRISE)),
	        .name = arena_copy(arena, name_of(list, r)),
	        .industry = arena_copy(arena, table_field(r, FACT_INDUSTRY)),
	        .basis = arena_copy(arena, table_field(r, FACT_BASIS)),
	        .origin = arena_copy(arena, table_field(r, origin)),
	        .line = arena_copy(arena, table_field(r, origin + 1)),
	};
	z->amounts[0] = arena_copy(arena, amount_of(list, r, list->ordered_by, VARIANT_NOW));
	z->amounts[1] = arena_copy(arena, amount_of(list, r, list->measure, VARIANT_NOW));
	z->amounts[2] =
	        arena_copy(arena, amount_of(list, r, list->measure, VARIANT_LAST_YEAR_PANEL));
}

int zero_list_read(struct zero_list *list, struct table_reader *r, struct err *err)
{
	struct panel_row row;
	int got;

	while ((got = table_next(r, err)) > 0) {
		if (panel_row_read(&row, r, list->config, err) < 0)
			return -1;
		if (row.period < list->latest)
			continue;
		if (row.period > list->latest) {
			list->latest = row.period;
			list->count = 0;
			arena_clear(&list->arena);
		}
		if (row.values.values[list->measure][VARIANT_NOW] <= 0)
			keep(list, r, &row);
	}
	return got;
}

static int by_region_and_size(const void *a, const void *b)
{
	const struct zero_reporter *x = a, *y = b;

	if (x->region != y->region)
		return x->region < y->region ? -1 : 1;
	if (x->size != y->size)
		return x->size > y->size ? -1 : 1;
	return slice_cmp(x->enterprise, y->enterprise);
}

static void put(struct table_writer *w, const struct zero_list *list, const struct zero_reporter *z)
{
	struct text period_text = TEXT_INIT;
	int basis = basis_parse(z->basis);

	period_add(&period_text, list->latest, (enum basis)basis);
	table_put(w, list->config->regions.nodes[z->region].code);
	table_put(w, z->enterprise);
	table_put(w, z->name);
	table_put(w, z->industry);
	table_put(w, text_slice(&period_text));
	table_put(w, z->basis);
	for (int i = 0; i < 3; i++)
		table_put(w, z->amounts[i]);
	table_put(w, z->origin);
	table_put(w, z->line);
	table_end_row(w);
	text_release(&period_text);
}

int zero_list_write(struct zero_list *list, struct package *package, struct err *err)
{
	char *path = package_path(package, "zero");
	struct table_writer w;
	int result = table_create(&w, path, &table_zero, err);

	free(path);
	if (result < 0)
		return -1;
	if (list->count)
		qsort(list->items, list->count, sizeof(*list->items), by_region_and_size);
	for (size_t i = 0; i < list->count; i++)
		put(&w, list, &list->items[i]);
	result = table_commit(&w, err);
	if (result == 0)
		package_table(package, &w);
	table_close(&w);
	return result;
}
