#include "report/subject.h"

#include <stdlib.h>

static void list_children(struct region_list *list, const struct publication *p, uint32_t parent)
{
	for (uint32_t i = 0; i < p->config.regions.count; i++) {
		if (p->config.regions.nodes[i].parent != parent || !publication_has(p, i))
			continue;
		VEC_GROW(list->items, list->count, list->capacity);
		list->items[list->count++] = i;
	}
}

static void release_list(struct region_list *list)
{
	free(list->items);
	*list = (struct region_list){0};
}

void subject_init(struct subject *s, const struct publication *p)
{
	*s = (struct subject){.publication = p, .region = p->own_of};
	s->parent = p->config.regions.nodes[s->region].parent;
	s->common = s->parent;
	if (s->parent != CODE_NONE)
		list_children(&s->peers, p, s->parent);
	list_children(&s->children, p, s->region);
	if (s->peers.count > 1)
		return;
	release_list(&s->peers);
	s->peers = s->children;
	s->children = (struct region_list){0};
	s->common = s->region;
}

void subject_release(struct subject *s)
{
	release_list(&s->peers);
	release_list(&s->children);
}

static const struct figure *find_in(const struct shelf *shelf, const struct figure_key *key)
{
	return shelf && shelf->figures.config ? figures_find(&shelf->figures, key) : NULL;
}

static const struct figure *find(const struct subject *s, const struct figure_key *key)
{
	const struct publication *p = s->publication;
	const struct figure *f = find_in(p->family, key);

	if (!f)
		f = find_in(p->children, key);
	if (!f)
		f = find_in(&p->own, key);
	return f && f->value.n ? f : NULL;
}

const struct figure *subject_figure(const struct subject *s, uint32_t region,
                                    const struct indicator *indicator, period at)
{
	return subject_figure_on(s, region, indicator, at, subject_settings(s)->basis);
}

const struct figure *subject_figure_on(const struct subject *s, uint32_t region,
                                       const struct indicator *indicator, period at,
                                       enum basis basis)
{
	const struct publication *p = s->publication;
	const struct figure_key key = {.region = {.node = region},
	                               .industry = {.node = p->config.industries.root},
	                               .group = slice_of("total"),
	                               .period = at,
	                               .basis = basis,
	                               .indicator = indicator};

	return region == CODE_NONE ? NULL : find(s, &key);
}

const struct figure *subject_part(const struct subject *s, struct place region,
                                  struct place industry, struct slice group,
                                  const struct indicator *indicator)
{
	const struct publication *p = s->publication;
	const struct figure_key key = {.region = region,
	                               .industry = industry,
	                               .group = group,
	                               .period = p->period,
	                               .basis = p->settings.basis,
	                               .indicator = indicator};

	return find(s, &key);
}

static struct slice place_in(const struct shelf *shelf, uint32_t region, size_t indicator,
                             size_t column)
{
	uint32_t row = shelf ? shelf_ranking(shelf, region, indicator) : HASH_MAP_NONE;
	const struct records *rankings;

	if (row == HASH_MAP_NONE)
		return (struct slice){"", 0};
	rankings = shelf_records(shelf, &table_rankings);
	if (slice_is(records_field(rankings, row, RANKING_OF), "1"))
		return (struct slice){"", 0};
	return records_field(rankings, row, column);
}

struct slice subject_place(const struct subject *s, uint32_t region,
                           const struct indicator *indicator, size_t column)
{
	const struct publication *p = s->publication;
	size_t index = (size_t)(indicator - p->config.indicators.items);
	struct slice field = {"", 0};

	if (region == CODE_NONE)
		return field;
	field = place_in(p->family, region, index, column);
	return field.n ? field : place_in(p->children, region, index, column);
}

const struct figure *subject_figures(const struct subject *s, uint32_t region, size_t *count)
{
	const struct publication *p = s->publication;

	*count = 0;
	return region == s->region && p->children ? shelf_figures(p->children, region, count)
	       : p->family                        ? shelf_figures(p->family, region, count)
	                                          : NULL;
}

const struct records *subject_records(const struct subject *s, const struct table *table)
{
	return shelf_records(&s->publication->own, table);
}

const struct code_node *subject_node(const struct subject *s, uint32_t region)
{
	return &s->publication->config.regions.nodes[region];
}
