#include "report/disclosure.h"

#include <stdlib.h>

/* A cell, or a figure of it that is looked at by itself. */
struct disclosed_cell {
	uint32_t region, industry; /* place_order */
	uint32_t time;             /* period and basis */
	uint32_t group;
	uint32_t n; /* enterprises */
	bool withheld;
};

/* What cells may be parts of. */
enum dimension { BY_REGION, BY_INDUSTRY, BY_GROUP, DIMENSIONS };

void disclosure_init(struct disclosure *d, uint64_t least)
{
	*d = (struct disclosure){.least = least};
}

void disclosure_release(struct disclosure *d)
{
	free(d->cells);
	free(d->stems);
	hash_map_release(&d->groups);
	*d = (struct disclosure){0};
}

/* --- Noting ---------------------------------------------------------------------------------- */

static uint32_t add_group(struct disclosure *d, struct slice name, uint32_t stem)
{
	uint32_t next = (uint32_t)d->groups.count + 1, id = hash_map_add(&d->groups, name, next);

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
static uint32_t group_of_class(struct disclosure *d, struct slice class)
{
	const char *equals = memchr(class.p, '=', class.n);
	struct slice stem = {class.p, equals ? (size_t)(equals - class.p) + 1 : 0};

	return add_group(d, class, equals ? add_group(d, stem, 0) : 0);
}

/* Looked at by itself: "total#rd_by_entered", and those of several standings are parts. */
static void name_alone(struct text *t, const struct figure_key *key)
{
	text_add_slice(t, key->group);
	text_addf(t, "#%s", key->indicator->id);
}

static uint32_t group_alone(struct disclosure *d, const struct figure_key *key)
{
	const struct indicator *indicator = key->indicator;
	struct text t = TEXT_INIT;
	uint32_t stem = 0, id;

	if (indicator->standing) {
		text_add_slice(&t, key->group);
		text_addf(&t, "#%d,%s", (int)indicator->type,
		          indicator->measure ? indicator->measure : "");
		stem = add_group(d, text_slice(&t), 0);
		text_clear(&t);
	}
	name_alone(&t, key);
	id = add_group(d, text_slice(&t), stem);
	text_release(&t);
	return id;
}

static uint32_t time_of(const struct figure_key *key)
{
	return (uint32_t)key->period << 2 | (uint32_t)key->basis;
}

static void add_cell(struct disclosure *d, const struct figure_key *key, uint32_t group, uint32_t n)
{
	VEC_GROW(d->cells, d->count, d->capacity);
	d->cells[d->count++] = (struct disclosed_cell){place_order(key->region),
	                                               place_order(key->industry),
	                                               time_of(key),
	                                               group,
	                                               n,
	                                               false};
}

/* The rows of a cell mostly follow each other: the largest population is that of the cell. */
static void note_cell(struct disclosure *d, const struct figure_key *key, uint32_t n)
{
	uint32_t group = group_of_class(d, key->group);

	for (size_t i = d->count; i > 0 && i + 8 > d->count; i--) {
		struct disclosed_cell *c = &d->cells[i - 1];
		if (c->region == place_order(key->region) &&
		    c->industry == place_order(key->industry) && c->time == time_of(key) &&
		    c->group == group) {
			c->n = n > c->n ? n : c->n;
			return;
		}
	}
	add_cell(d, key, group, n);
}

static bool is_plain_count(const struct indicator *indicator)
{
	return indicator->type == INDICATOR_COUNT && !indicator->condition;
}

void disclosure_note(struct disclosure *d, const struct figure_key *key, struct slice n)
{
	const struct indicator *indicator = key->indicator;
	uint64_t least = d->least;
	int64_t count;

	if (!least || !indicator_from_cells(indicator) || !integer_parse(n, &count) || count <= 0)
		return;
	if (count > UINT32_MAX)
		count = UINT32_MAX;
	note_cell(d, key, (uint32_t)count);
	if (indicator->type == INDICATOR_CONCENTRATION) {
		least += indicator->top;
		count = (uint64_t)count < least ? 1 : count;
	}
	/* Numbers of enterprises by standing say nothing of what these reported. */
	if (indicator->type != INDICATOR_COUNT && (indicator->standing || (uint64_t)count < least))
		add_cell(d, key, group_alone(d, key), (uint32_t)count);
}

/* --- Finding --------------------------------------------------------------------------------- */

static int compare(const struct disclosed_cell *a, const struct disclosed_cell *b)
{
	if (a->region != b->region)
		return a->region < b->region ? -1 : 1;
	if (a->industry != b->industry)
		return a->industry < b->industry ? -1 : 1;
	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
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
static bool whole_of(const struct disclosure *d, const struct configuration *config,
                     const struct disclosed_cell *cell, enum dimension by,
                     struct disclosed_cell *whole)
{
	struct place place = place_of_order(by == BY_REGION ? cell->region : cell->industry);

	*whole = *cell;
	if (by == BY_GROUP) {
		whole->group = d->stems[cell->group];
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
		key.group = hash_map_get(&d->groups, slice_of("total"));
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
	size_t count;
};

static void list_families(struct families *f, const struct disclosure *d,
                          const struct configuration *config, enum dimension by)
{
	f->members = xcalloc(d->count, sizeof(*f->members));
	f->count = 0;
	for (size_t i = 0; i < d->count; i++) {
		struct member *m = &f->members[f->count];
		m->cell = (uint32_t)i;
		f->count += whole_of(d, config, &d->cells[i], by, &m->whole);
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

void disclosure_settle(struct disclosure *d, const struct configuration *config)
{
	struct families families[DIMENSIONS];
	bool more = false;

	if (!d->count)
		return;
	sort_cells(d);
	for (size_t i = 0; i < d->count; i++)
		more |= d->cells[i].withheld = d->cells[i].n < d->least;
	if (!more)
		return;
	for (int by = 0; by < DIMENSIONS; by++)
		list_families(&families[by], d, config, (enum dimension)by);
	while (more) {
		more = false;
		for (int by = 0; by < DIMENSIONS; by++)
			more |= protect_all(d, &families[by], (enum dimension)by);
	}
	for (int by = 0; by < DIMENSIONS; by++)
		free(families[by].members);
}

static bool is_withheld(const struct disclosure *d, const struct figure_key *key, uint32_t group)
{
	const struct disclosed_cell cell = {place_order(key->region),
	                                    place_order(key->industry),
	                                    time_of(key),
	                                    group,
	                                    0,
	                                    false};
	const struct disclosed_cell *found = group == HASH_MAP_NONE ? NULL : find(d, &cell);

	return found && found->withheld;
}

bool disclosure_withholds(const struct disclosure *d, const struct figure_key *key)
{
	struct text alone = TEXT_INIT;
	bool withheld;

	if (!d->count || !indicator_from_cells(key->indicator) || is_plain_count(key->indicator))
		return false;
	name_alone(&alone, key);
	withheld = is_withheld(d, key, hash_map_get(&d->groups, key->group)) ||
	           is_withheld(d, key, hash_map_get(&d->groups, text_slice(&alone)));
	text_release(&alone);
	return withheld;
}

bool disclosure_touches(const struct disclosure *d, const struct figure_key *key)
{
	return d->count && is_withheld(d, key, hash_map_get(&d->groups, key->group));
}
