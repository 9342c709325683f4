#include "trace/evidence.h"

#include <stdlib.h>

#include "model/panel_row.h"

enum { MONTHS_A_YEAR = 12 };

void evidence_init(struct evidence *e, const struct published *figure)
{
	size_t n = figure->config->indicators.accumulator_count;

	*e = (struct evidence){.figure = figure};
	e->own = xcalloc(n, sizeof(*e->own));
	e->base = xcalloc(n, sizeof(*e->base));
}

void evidence_release(struct evidence *e)
{
	free(e->items);
	free(e->own);
	free(e->base);
	arena_release(&e->arena);
	*e = (struct evidence){0};
}

/* --- Where returns stand ----------------------------------------------------------------- */

/*
 * The rows of one enterprise read so far. Panels are in order of enterprise, then period, so
 * those that a row was made from have come before it.
 */
struct memory {
	struct source_row *rows;
	size_t count, capacity;
	struct slice enterprise;
	struct arena arena;
};

static void remember(struct memory *m, const struct table_reader *r, size_t origin)
{
	int basis = basis_parse(table_field(r, FACT_BASIS));

	if (!slice_eq(m->enterprise, table_field(r, FACT_ENTERPRISE))) {
		arena_clear(&m->arena);
		m->count = 0;
		m->enterprise = arena_copy(&m->arena, table_field(r, FACT_ENTERPRISE));
	}
	VEC_GROW(m->rows, m->count, m->capacity);
	m->rows[m->count++] = (struct source_row){
	        .period = period_parse(table_field(r, FACT_PERIOD)),
	        .basis = basis < 0 ? BASIS_COUNT : (enum basis)basis,
	        .origin = arena_copy(&m->arena, table_field(r, origin)),
	        .line = arena_copy(&m->arena, table_field(r, origin + 1)),
	};
}

static const struct source_row *recall(const struct memory *m, period at, enum basis basis)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->rows[i].period == at && m->rows[i].basis == basis)
			return &m->rows[i];
	return NULL;
}

static void add_source(struct evidence *e, struct contribution *c, const struct source_row *row)
{
	struct source_row *kept = &c->sources[c->source_count];

	if (!row || c->source_count == MOST_SOURCES)
		return;
	*kept = *row;
	kept->origin = arena_copy(&e->arena, row->origin);
	kept->line = arena_copy(&e->arena, row->line);
	c->source_count++;
}

/* The row at a period, and for a derived month the cumulative return that was taken off. */
static void add_sources_at(struct evidence *e, struct contribution *c, const struct memory *m,
                           period at, enum basis basis)
{
	const struct source_row *row = recall(m, at, basis);
	const struct source_row *ytd = recall(m, at, BASIS_YTD);

	add_source(e, c, row);
	if (row && basis == BASIS_MONTH && ytd && period_month(at) > 2 &&
	    slice_eq(row->origin, ytd->origin) && slice_eq(row->line, ytd->line))
		add_source(e, c, recall(m, at - 1, BASIS_YTD));
}

/* --- What a row adds --------------------------------------------------------------------- */

struct reader {
	struct evidence *e;
	const struct configuration *config;
	struct table_reader r;
	struct memory memory;
	struct err *err;
};

/* A row, and how it stands to one of the figure's two cells. */
struct stand {
	bool inside;
	enum standing standing;
};

static wide amount_of(const struct accumulator *a, const struct observation_row *row)
{
	wide value = a->kind == ACCUMULATE_COUNT ? 1 : row->values[a->measure][a->variant];

	return a->kind == ACCUMULATE_SQUARES ? value * value : value;
}

/*
 * Adds the row to the sums of some terms and to what the enterprise contributes. The sum of
 * the largest can only be made when all are known: the amounts wait in the contributions.
 */
static bool add_terms(const struct reader *at, const struct term *terms, size_t count,
                      const struct observation_row *row, enum standing standing, wide *sums,
                      wide *part, bool *added)
{
	for (size_t i = 0; i < count; i++) {
		const struct accumulator *a =
		        &at->config->indicators.accumulators[terms[i].accumulator];
		wide amount;
		if (!accumulator_takes(a, row, standing))
			continue;
		amount = amount_of(a, row);
		*added = true;
		if (!wide_add(part, terms[i].sign * amount) ||
		    (a->kind != ACCUMULATE_TOP && !wide_add(&sums[terms[i].accumulator], amount)))
			return false;
	}
	return true;
}

static struct stand stand_in(const struct configuration *config, const struct panel_row *row,
                             struct place region, struct place industry)
{
	bool now = place_holds(&config->regions, region, row->region) &&
	           place_holds(&config->industries, industry, row->industry);
	bool before = place_holds(&config->regions, region, row->region_ly) &&
	              place_holds(&config->industries, industry, row->industry_ly);
	bool moved = row->region != row->region_ly || row->industry != row->industry_ly;

	if (now && before && !moved && !row->last_year)
		return (struct stand){true, STANDING_ENTERED};
	if (now && before)
		return (struct stand){true, STANDING_CONTINUING};
	return (struct stand){now || before, now ? STANDING_MOVED_IN : STANDING_MOVED_OUT};
}

static struct slice name_of(const struct reader *at)
{
	const struct returns *returns = &at->config->returns;
	int name = returns_attribute(returns, slice_of("name"));

	return name < 0 ? (struct slice){"", 0}
	                : table_field(&at->r, returns->attributes_at + (size_t)name);
}

/* Whether some term of the formula looks at last year's own return. */
static bool uses_last_year(const struct configuration *config, const struct formula *f)
{
	const struct accumulator *all = config->indicators.accumulators;

	for (size_t i = 0; i < f->denominator_count; i++)
		if (all[f->denominator[i].accumulator].variant == VARIANT_LAST_YEAR_PANEL)
			return true;
	return false;
}

static void keep(const struct reader *at, const struct panel_row *row, struct contribution *c)
{
	const struct figure_key *key = &at->e->figure->key;
	struct evidence *e = at->e;

	c->enterprise = arena_copy(&e->arena, table_field(&at->r, FACT_ENTERPRISE));
	c->name = arena_copy(&e->arena, name_of(at));
	c->region = row->region;
	c->industry = row->industry;
	add_sources_at(e, c, &at->memory, row->period, row->basis);
	if (row->period == key->period && uses_last_year(at->config, &key->indicator->formula))
		add_sources_at(e, c, &at->memory, row->period - MONTHS_A_YEAR, row->basis);
	e->left_out_count += c->sides == 0;
	VEC_GROW(e->items, e->count, e->capacity);
	e->items[e->count++] = *c;
}

/*
 * Counts the row in the cell; false if it is left out of the population. From what those who
 * entered or left contribute, the others are not left out.
 */
static bool count_row(const struct reader *at, const struct observation_row *row,
                      enum standing standing)
{
	const struct accumulator *all = at->config->indicators.accumulators;
	unsigned population = at->e->figure->key.indicator->formula.population;
	bool in_population = accumulator_takes(&all[population], row, standing);
	bool in_scope = accumulator_takes(&all[0], row, standing);

	at->e->n += in_population;
	at->e->scope += in_scope;
	return in_population || !in_scope || at->e->figure->key.indicator->standing;
}

static int add_row(const struct reader *at, const struct panel_row *row,
                   const struct observation_row *values, struct stand own, struct stand base)
{
	const struct formula *f = &at->e->figure->key.indicator->formula;
	struct contribution c = {.standing = own.inside ? own.standing : base.standing,
	                         .own = own.inside};
	bool above = false, below = false, fine = true, populated = true;

	if (own.inside) {
		populated = count_row(at, values, own.standing);
		fine = add_terms(at, f->numerator, f->numerator_count, values, own.standing,
		                 at->e->own, &c.numerator, &above);
	}
	if (base.inside)
		fine &= add_terms(at, f->denominator, f->denominator_count, values, base.standing,
		                  at->e->base, &c.denominator, &below);
	if (!fine)
		return err_set(at->err, RD_INPUT,
		               T("a sum is too large for 128 bits", "合计超出 128 位整数范围"));
	c.sides = (above ? ADDS_TO_NUMERATOR : 0) | (below ? ADDS_TO_DENOMINATOR : 0);
	if (c.sides || !populated)
		keep(at, row, &c);
	return 0;
}

/* --- Reading ----------------------------------------------------------------------------- */

/* What an enterprise had that is missed a year later: it stands to every cell it was in as left. */
static int add_left(const struct reader *at, const struct panel_row *row,
                    const struct observation_row *values)
{
	const struct published *p = at->e->figure;
	struct panel_row there = *row;
	struct stand own, base;

	there.region_ly = there.region;
	there.industry_ly = there.industry;
	own = stand_in(at->config, &there, p->key.region, p->key.industry);
	base = stand_in(at->config, &there, p->base_region, p->base_industry);
	own.standing = base.standing = STANDING_LEFT;
	base.inside &= p->has_base;
	return add_row(at, &there, values, own, base);
}

static int read_row(const struct reader *at)
{
	const struct published *p = at->e->figure;
	struct panel_row row = {0};
	struct observation_row left;
	struct stand own, base;

	if (panel_row_read(&row, &at->r, at->config, at->err) < 0)
		return -1;
	if (row.presence == PRESENCE_OUTSIDE ||
	    !class_group_holds(&at->config->returns, p->key.group, row.values.classes))
		return 0;
	if (row.period == p->key.period && row.presence == PRESENCE_LEFT)
		return add_left(at, &row, &row.values);
	if (row.period != p->key.period) {
		if (!row.leaves)
			return 0;
		panel_row_as_left(&row, &at->config->returns, &left);
		return add_left(at, &row, &left);
	}
	own = stand_in(at->config, &row, p->key.region, p->key.industry);
	base = stand_in(at->config, &row, p->base_region, p->base_industry);
	base.inside &= p->has_base;
	return add_row(at, &row, &row.values, own, base);
}

/* Most rows are of other periods: they are told by their text. */
static bool concerns(const struct reader *at, struct slice last_year)
{
	const struct published *p = at->e->figure;
	struct slice period_text = table_field(&at->r, FACT_PERIOD);

	return slice_eq(table_field(&at->r, FACT_BASIS), p->wanted[OBS_BASIS]) &&
	       (slice_eq(period_text, p->wanted[OBS_PERIOD]) || slice_eq(period_text, last_year));
}

static int read_rows(struct reader *at)
{
	const struct figure_key *key = &at->e->figure->key;
	size_t origin = at->config->returns.panel_origin;
	struct text last_year = TEXT_INIT;
	int got;

	period_add(&last_year, key->period - MONTHS_A_YEAR, key->basis);
	while ((got = table_next(&at->r, at->err)) > 0) {
		remember(&at->memory, &at->r, origin);
		if (concerns(at, text_slice(&last_year)) && (got = read_row(at)) < 0)
			break;
	}
	text_release(&last_year);
	return got;
}

int evidence_read(struct evidence *e, const char *path, struct err *err)
{
	struct reader at = {.e = e, .config = e->figure->config, .err = err};
	const struct table *const candidates[] = {&at.config->returns.panel};
	int result;

	if (table_open(&at.r, path, candidates, 1, err) < 0)
		return -1;
	result = read_rows(&at);
	table_reader_close(&at.r);
	free(at.memory.rows);
	arena_release(&at.memory.arena);
	return result;
}

/* --- The sums ---------------------------------------------------------------------------- */

static wide magnitude(wide v)
{
	return v < 0 ? -v : v;
}

static int by_contribution(const void *a, const void *b)
{
	const struct contribution *x = a, *y = b;
	wide p = magnitude(x->numerator), q = magnitude(y->numerator);

	if (!x->sides != !y->sides)
		return x->sides ? -1 : 1;
	if (p != q)
		return p > q ? -1 : 1;
	if (x->denominator != y->denominator)
		return x->denominator > y->denominator ? -1 : 1;
	return slice_cmp(x->enterprise, y->enterprise);
}

static int by_amount(const void *a, const void *b)
{
	const struct contribution *x = a, *y = b;

	return (y->numerator > x->numerator) - (y->numerator < x->numerator);
}

/* Of a sum of the largest, only those are in it. */
static void keep_largest(struct evidence *e, const struct accumulator *a, wide *sum)
{
	unsigned taken = 0;

	qsort(e->items, e->count, sizeof(*e->items), by_amount);
	for (size_t i = 0; i < e->count; i++) {
		struct contribution *c = &e->items[i];
		if (!(c->sides & ADDS_TO_NUMERATOR))
			continue;
		if (taken++ < a->top) {
			wide_add(sum, c->numerator);
		} else {
			c->numerator = 0;
			c->sides &= ~(unsigned)ADDS_TO_NUMERATOR;
		}
	}
}

int evidence_finish(struct evidence *e, struct err *err)
{
	const struct published *p = e->figure;
	const struct indicator *indicator = p->key.indicator;
	unsigned first = indicator->formula.numerator[0].accumulator;
	const struct accumulator *a = &p->config->indicators.accumulators[first];

	if (e->count && a->kind == ACCUMULATE_TOP)
		keep_largest(e, a, &e->own[first]);
	if (e->count)
		qsort(e->items, e->count, sizeof(*e->items), by_contribution);
	/* Those who left or moved out are not in scope: nobody is left out for them. */
	e->left_out = indicator->standing ? 0 : e->scope - e->n;
	if (formula_evaluate(&indicator->formula, e->own, p->has_base ? e->base : NULL, &e->exact))
		return 0;
	return err_set(err, RD_INPUT,
	               T("a sum is too large for 128 bits", "合计超出 128 位整数范围"));
}

bool evidence_agrees(const struct evidence *e)
{
	const struct published *p = e->figure;
	wide n = -1, left_out = -1;

	/* Where nobody states anything no numerator is published, and without a cell above no
	 * denominator. */
	return (p->stated ? p->exact.numerator == e->exact.numerator : e->n == 0) &&
	       p->exact.denominator == (p->has_base ? e->exact.denominator : 0) &&
	       wide_parse(p->row.cells[OBS_N], &n) && n == e->n &&
	       wide_parse(p->row.cells[OBS_LEFT_OUT], &left_out) && left_out == e->left_out;
}
