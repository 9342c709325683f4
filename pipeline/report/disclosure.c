#include "report/disclosure.h"

#include <stdlib.h>

/* A cell, or a figure of it that is looked at by itself. */
struct disclosed_cell {
	uint32_t region, industry; /* place_order */
	uint32_t time;             /* period and basis */
	uint32_t group;
	uint32_t n; /* enterprises */
	bool withheld;
	bool apart; /* one of its figures is withheld by itself */
};

/* What cells may be parts of. */
enum dimension { BY_REGION, BY_INDUSTRY, BY_GROUP, DIMENSIONS };

/*
 * A group is a class of enterprises, or one indicator of such a class: its number + 1 in the
 * lower bits. What several of one kind are parts of has the number of the first, and a mark.
 */
enum { GROUP_CLASS = 11, GROUP_WHOLE = 31 };

void disclosure_init(struct disclosure *d, const struct configuration *config, uint64_t least)
{
	*d = (struct disclosure){.config = config, .least = least};
}

void disclosure_release(struct disclosure *d)
{
	free(d->cells);
	free(d->slots);
	free(d->stems);
	hash_map_release(&d->classes);
	*d = (struct disclosure){0};
}

/* --- Noting ---------------------------------------------------------------------------------- */

static uint32_t add_class(struct disclosure *d, struct slice name, uint32_t stem)
{
	uint32_t next = (uint32_t)d->classes.count + 1, id = hash_map_add(&d->classes, name, next);

	if (id != next)
		return id;
	if (id >= d->stem_capacity) {
		d->stem_capacity = (size_t)id * 2 + 16;
		d->stems = xrealloc(d->stems, d->stem_capacity * sizeof(*d->stems));
	}
	d->stems[id] = stem;
	return id;
}

/* "size=L" is a part by "size="; "total" of nothing. */
static uint32_t class_of(struct disclosure *d, struct slice class)
{
	const char *equals = memchr(class.p, '=', class.n);
	struct slice stem = {class.p, equals ? (size_t)(equals - class.p) + 1 : 0};
	uint32_t id = hash_map_get(&d->classes, class);

	if (id != HASH_MAP_NONE)
		return id;
	return add_class(d, class, equals ? add_class(d, stem, 0) : 0);
}

static uint32_t group_of_class(uint32_t class)
{
	return class << GROUP_CLASS;
}

static uint32_t group_alone(const struct disclosure *d, uint32_t class,
                            const struct indicator *indicator)
{
	return group_of_class(class) | (uint32_t)(indicator - d->config->indicators.items + 1);
}

static bool is_same_kind(const struct indicator *a, const struct indicator *b)
{
	bool same_measure = a->measure && b->measure ? strcmp(a->measure, b->measure) == 0
	                                             : a->measure == b->measure;

	return a->standing && b->standing && a->type == b->type && same_measure;
}

/* Figures by standing are parts of what all of them come to. */
static uint32_t stem_of(const struct disclosure *d, uint32_t group)
{
	const struct indicator *first = d->config->indicators.items;
	uint32_t class = group >> GROUP_CLASS, alone = group & ((1u << GROUP_CLASS) - 1);
	const struct indicator *own = first + alone - 1;

	if (!alone)
		return group_of_class(d->stems[class]);
	if (!own->standing)
		return 0;
	while (!is_same_kind(first, own))
		first++;
	return group_alone(d, class, first) | 1u << GROUP_WHOLE;
}

static uint32_t time_of(period at, enum basis basis)
{
	return (uint32_t)at << 2 | (uint32_t)basis;
}

static struct disclosed_cell cell_of(const struct figure_key *key, uint32_t group)
{
	return (struct disclosed_cell){.region = place_order(key->region),
	                               .industry = place_order(key->industry),
	                               .time = time_of(key->period, key->basis),
	                               .group = group};
}

static bool is_same(const struct disclosed_cell *a, const struct disclosed_cell *b)
{
	return a->region == b->region && a->industry == b->industry && a->time == b->time &&
	       a->group == b->group;
}

static void add_cell(struct disclosure *d, struct disclosed_cell cell, uint32_t n)
{
	VEC_GROW(d->cells, d->count, d->capacity);
	cell.n = n;
	d->cells[d->count++] = cell;
}

/* The rows of a cell mostly follow each other: the largest population is that of the cell. */
static void note_cell(struct disclosure *d, const struct disclosed_cell *cell, uint32_t n)
{
	for (size_t i = d->count; i > 0 && i + 8 > d->count; i--) {
		struct disclosed_cell *c = &d->cells[i - 1];
		if (is_same(c, cell)) {
			c->n = n > c->n ? n : c->n;
			return;
		}
	}
	add_cell(d, *cell, n);
}

static bool is_plain_count(const struct indicator *indicator)
{
	return indicator->type == INDICATOR_COUNT && !indicator->condition;
}

bool disclosure_looks_at(const struct indicator *indicator)
{
	return indicator->standing || indicator->type == INDICATOR_CONCENTRATION;
}

void disclosure_note(struct disclosure *d, const struct figure_key *key, uint32_t n)
{
	const struct indicator *indicator = key->indicator;
	uint64_t least = d->least;
	struct disclosed_cell cell;
	uint32_t class;

	if (!least || n == 0 || !indicator_from_cells(indicator))
		return;
	class = class_of(d, key->group);
	cell = cell_of(key, group_of_class(class));
	note_cell(d, &cell, n);
	if (indicator->type == INDICATOR_CONCENTRATION) {
		least += indicator->top;
		n = n < least ? 1 : n;
	}
	/* Numbers of enterprises by standing say nothing of what these reported. */
	if (indicator->type != INDICATOR_COUNT && (indicator->standing || n < least)) {
		cell.group = group_alone(d, class, indicator);
		add_cell(d, cell, n);
	}
}

void disclosure_keep_parts_at(struct disclosure *d, period at, enum basis basis)
{
	const struct place all = {.node = d->config->industries.root};
	uint32_t total = hash_map_get(&d->classes, slice_of("total"));
	size_t kept = 0;

	for (size_t i = 0; i < d->count; i++) {
		const struct disclosed_cell *c = &d->cells[i];
		bool whole = !place_of_order(c->region).unallocated &&
		             c->industry == place_order(all) && c->group >> GROUP_CLASS == total;
		if (whole || c->time == time_of(at, basis))
			d->cells[kept++] = *c;
	}
	d->count = kept;
}

/* --- Finding --------------------------------------------------------------------------------- */

/* By time first: nothing of one time is a part of another's. */
static int compare(const struct disclosed_cell *a, const struct disclosed_cell *b)
{
	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	if (a->region != b->region)
		return a->region < b->region ? -1 : 1;
	if (a->industry != b->industry)
		return a->industry < b->industry ? -1 : 1;
	return (a->group > b->group) - (a->group < b->group);
}

/* Of two notes of one cell the larger comes first. */
static int by_key(const void *a, const void *b)
{
	const struct disclosed_cell *x = a, *y = b;
	int order = compare(x, y);

	return order ? order : (x->n < y->n) - (x->n > y->n);
}

static int by_key_alone(const void *a, const void *b)
{
	return compare(a, b);
}

static struct disclosed_cell *find(const struct disclosure *d, const struct disclosed_cell *key)
{
	return d->count ? bsearch(key, d->cells, d->count, sizeof(*d->cells), by_key_alone) : NULL;
}

/* --- Families: the parts of one whole along one dimension ------------------------------------ */

/* The whole that a cell is a part of; false if it is part of none. */
static bool whole_of(const struct disclosure *d, const struct disclosed_cell *cell,
                     enum dimension by, struct disclosed_cell *whole)
{
	const struct configuration *config = d->config;
	struct place place = place_of_order(by == BY_REGION ? cell->region : cell->industry);

	*whole = *cell;
	if (by == BY_GROUP) {
		whole->group = stem_of(d, cell->group);
		return whole->group != 0;
	}
	if (!place_ascend(by == BY_REGION ? &config->regions : &config->industries, &place))
		return false;
	*(by == BY_REGION ? &whole->region : &whole->industry) = place_order(place);
	return true;
}

struct member {
	struct disclosed_cell whole;
	uint32_t cell;
};

static int by_whole(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	int order = compare(&x->whole, &y->whole);

	return order ? order : (x->cell > y->cell) - (x->cell < y->cell);
}

/* For classes the stem stands for the whole, which itself is the group "total". */
static bool whole_is_withheld(const struct disclosure *d, const struct disclosed_cell *whole,
                              enum dimension by)
{
	struct disclosed_cell key = *whole;
	const struct disclosed_cell *found;

	if (by == BY_GROUP)
		key.group = group_of_class(hash_map_get(&d->classes, slice_of("total")));
	found = find(d, &key);
	return found && found->withheld;
}

/* Withholds what is needed among the members; true if that is more than before. */
static bool protect(struct disclosure *d, const struct member *members, size_t count,
                    enum dimension by)
{
	bool hidden = whole_is_withheld(d, &members[0].whole, by), more = false;

	for (;;) {
		struct disclosed_cell *smallest = NULL;
		uint64_t n = 0;
		size_t withheld = 0;
		for (size_t i = 0; i < count; i++) {
			struct disclosed_cell *c = &d->cells[members[i].cell];
			withheld += c->withheld;
			n += c->withheld ? c->n : 0;
			if (!c->withheld && (!smallest || c->n < smallest->n))
				smallest = c;
		}
		if (!smallest || (withheld == 0 && !hidden) || (withheld >= 1 && hidden) ||
		    (withheld >= 2 && n >= d->least))
			return more;
		smallest->withheld = more = true;
	}
}

struct families {
	struct member *members;
	size_t count, capacity;
};

/* Of the cells of one time: those from `first` to before `end`. */
static void list_families(struct families *f, const struct disclosure *d, size_t first, size_t end,
                          enum dimension by)
{
	f->count = 0;
	for (size_t i = first; i < end; i++) {
		struct member m = {.cell = (uint32_t)i};
		if (!whole_of(d, &d->cells[i], by, &m.whole))
			continue;
		VEC_GROW(f->members, f->count, f->capacity);
		f->members[f->count++] = m;
	}
	if (f->count)
		qsort(f->members, f->count, sizeof(*f->members), by_whole);
}

static bool protect_all(struct disclosure *d, const struct families *f, enum dimension by)
{
	bool more = false;

	for (size_t first = 0, end; first < f->count; first = end) {
		end = first + 1;
		while (end < f->count &&
		       compare(&f->members[first].whole, &f->members[end].whole) == 0)
			end++;
		more |= protect(d, f->members + first, end - first, by);
	}
	return more;
}

/* --- The whole ------------------------------------------------------------------------------- */

static void sort_cells(struct disclosure *d)
{
	size_t kept = 0;

	qsort(d->cells, d->count, sizeof(*d->cells), by_key);
	for (size_t i = 0; i < d->count; i++)
		if (kept == 0 || compare(&d->cells[i], &d->cells[kept - 1]) != 0)
			d->cells[kept++] = d->cells[i];
	d->count = kept;
}

/* Withholds what is needed among the cells of one time. */
static void settle_time(struct disclosure *d, struct families *families, size_t first, size_t end)
{
	bool more = false;

	for (size_t i = first; i < end; i++)
		more |= d->cells[i].withheld = d->cells[i].n < d->least;
	for (int by = 0; by < DIMENSIONS && more; by++)
		list_families(&families[by], d, first, end, (enum dimension)by);
	while (more) {
		more = false;
		for (int by = 0; by < DIMENSIONS; by++)
			more |= protect_all(d, &families[by], (enum dimension)by);
	}
}

static uint32_t class_group(uint32_t group)
{
	return group >> GROUP_CLASS << GROUP_CLASS;
}

/* Of each cell it must be known whether a figure of it has to be asked about by itself. */
static void mark_apart(struct disclosure *d)
{
	for (size_t i = 0; i < d->count; i++) {
		struct disclosed_cell cell = d->cells[i], *whole;
		cell.group = class_group(cell.group);
		whole = d->cells[i].withheld ? find(d, &cell) : NULL;
		if (whole && whole != &d->cells[i])
			whole->apart = true;
	}
}

static uint32_t *slot_of(const struct disclosure *d, const struct disclosed_cell *cell)
{
	const uint32_t key[] = {cell->region, cell->industry, cell->time, cell->group};
	size_t at = hash_bytes(key, sizeof(key)) & (d->slot_count - 1);

	while (d->slots[at] && !is_same(&d->cells[d->slots[at] - 1], cell))
		at = (at + 1) & (d->slot_count - 1);
	return &d->slots[at];
}

/* What is shown needs not be remembered. */
static void keep_withheld(struct disclosure *d)
{
	size_t kept = 0;

	for (size_t i = 0; i < d->count; i++)
		if (d->cells[i].withheld || d->cells[i].apart)
			d->cells[kept++] = d->cells[i];
	d->count = d->capacity = kept;
	d->cells = xrealloc(d->cells, (kept + 1) * sizeof(*d->cells));
	d->slot_count = 16;
	while (d->slot_count < 2 * kept)
		d->slot_count *= 2;
	d->slots = xcalloc(d->slot_count, sizeof(*d->slots));
	for (size_t i = 0; i < kept; i++)
		*slot_of(d, &d->cells[i]) = (uint32_t)i + 1;
}

void disclosure_settle(struct disclosure *d)
{
	struct families families[DIMENSIONS] = {0};

	if (!d->count)
		return;
	sort_cells(d);
	for (size_t first = 0, end; first < d->count; first = end) {
		end = first + 1;
		while (end < d->count && d->cells[end].time == d->cells[first].time)
			end++;
		settle_time(d, families, first, end);
	}
	for (int by = 0; by < DIMENSIONS; by++)
		free(families[by].members);
	mark_apart(d);
	keep_withheld(d);
}

/* What is known of a cell; NULL if nothing is withheld of it. */
static const struct disclosed_cell *look_up(const struct disclosure *d,
                                            const struct figure_key *key, uint32_t group)
{
	const struct disclosed_cell cell = cell_of(key, group);
	uint32_t slot = *slot_of(d, &cell);

	return slot ? &d->cells[slot - 1] : NULL;
}

bool disclosure_withholds(const struct disclosure *d, const struct figure_key *key)
{
	const struct disclosed_cell *cell;
	uint32_t class;

	if (!d->count || !indicator_from_cells(key->indicator) || is_plain_count(key->indicator))
		return false;
	class = hash_map_get(&d->classes, key->group);
	cell = class == HASH_MAP_NONE ? NULL : look_up(d, key, group_of_class(class));
	if (cell && !cell->withheld)
		cell = look_up(d, key, group_alone(d, class, key->indicator));
	return cell && cell->withheld;
}

bool disclosure_touches(const struct disclosure *d, const struct figure_key *key)
{
	uint32_t class = d->count ? hash_map_get(&d->classes, key->group) : HASH_MAP_NONE;
	const struct disclosed_cell *cell =
	        class == HASH_MAP_NONE ? NULL : look_up(d, key, group_of_class(class));

	return cell && cell->withheld;
}
