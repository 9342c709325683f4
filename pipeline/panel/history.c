#include "panel/history.h"

#include <stdlib.h>

#include "panel/known.h"

enum { MONTHS_A_YEAR = 12 };

static size_t origin_of(const struct history *h)
{
	return h->config->returns.facts_origin;
}

static void put_origin(const struct history *h, struct table_writer *w, const struct fact *f)
{
	table_put(w, f->fields[origin_of(h)]);
	table_put(w, f->fields[origin_of(h) + 1]);
}

static void put_keys(struct table_writer *w, const struct fact *f)
{
	table_put(w, f->fields[FACT_ENTERPRISE]);
	table_put(w, f->fields[FACT_PERIOD]);
	table_put(w, f->fields[FACT_BASIS]);
}

static int compare_periods(const struct fact *a, const struct fact *b)
{
	if (a->period != b->period)
		return a->period < b->period ? -1 : 1;
	return (a->basis > b->basis) - (a->basis < b->basis);
}

/* Source priority, then the later file (vintage), then the later line. */
static bool outranks(const struct fact *a, const struct fact *b)
{
	if (a->priority != b->priority)
		return a->priority > b->priority;
	if (a->file != b->file)
		return a->file > b->file;
	return a->serial > b->serial;
}

static void put_superseded(const struct history *h, const struct fact *loser,
                           const struct fact *winner)
{
	struct table_writer *w = &h->tables->at[PANEL_SUPERSEDED];
	bool same = true;

	for (size_t i = FACT_REGION; i < origin_of(h); i++)
		same = same && slice_eq(loser->fields[i], winner->fields[i]);
	put_keys(w, loser);
	put_origin(h, w, loser);
	table_put_text(w, same ? "duplicate" : "revision");
	put_origin(h, w, winner);
	table_end_row(w);
}

static void add_fact(struct history *h, const struct fact *f)
{
	VEC_GROW(h->facts, h->count, h->capacity);
	h->facts[h->count++] = *f;
}

/* Takes what comes along with the facts of a period that is made apart. */
static void take_context(struct history *h, const struct fact *f)
{
	if (f->role == FACT_LAST_YEAR) {
		if (f->presence != PRESENCE_LEFT)
			h->last_year[f->basis] = f;
		return;
	}
	add_fact(h, f);
	h->known++;
}

/* Keeps one fact a period and basis. */
static void settle(struct history *h, const struct fact *facts, size_t count)
{
	size_t end;

	for (size_t i = 0; i < count; i = end) {
		size_t winner = i;
		end = i + 1;
		if (facts[i].role != FACT_OWN) {
			take_context(h, &facts[i]);
			continue;
		}
		for (; end < count && compare_periods(&facts[i], &facts[end]) == 0; end++)
			if (outranks(&facts[end], &facts[winner]))
				winner = end;
		for (size_t k = i; k < end; k++)
			if (k != winner)
				put_superseded(h, &facts[k], &facts[winner]);
		add_fact(h, &facts[winner]);
	}
	h->sorted = h->count;
}

static void put_move(const struct history *h, const struct fact *f, size_t column,
                     struct slice from, const char *reason)
{
	struct table_writer *w = &h->tables->at[PANEL_MOVES];

	put_keys(w, f);
	table_put_text(w, column == FACT_REGION ? "region" : "industry");
	table_put(w, from);
	table_put(w, f->fields[column]);
	table_put_text(w, reason);
	put_origin(h, w, f);
	table_end_row(w);
}

/* The code's last successor: history reads by the codes of today. */
static int follow_code(struct history *h, struct fact *f, size_t column, struct err *err)
{
	bool region = column == FACT_REGION;
	const struct code_tree *tree = region ? &h->config->regions : &h->config->industries;
	struct slice from = f->fields[column];
	uint32_t node =
	        code_tree_find_again(tree, from, region ? &h->last_region : &h->last_industry);
	uint32_t current;

	if (node == CODE_NONE) {
		err_set(err, RD_INPUT,
		        T("'%.*s' line %.*s: %s '%.*s' is not in the configuration",
		          "'%.*s' 第 %.*s 行：%s '%.*s' 不在配置中"),
		        SLICE_FMT(f->fields[origin_of(h)]), SLICE_FMT(f->fields[origin_of(h) + 1]),
		        region ? T("region", "地区") : T("industry", "行业"), SLICE_FMT(from));
		return err_hint(err, T("normalize the source again with this configuration",
		                       "请用当前配置重新执行 rd-normalize"));
	}
	current = code_tree_current(tree, node, INT32_MAX);
	if (current == node)
		return 0;
	f->fields[column] = tree->nodes[current].code;
	put_move(h, f, column, from, "successor");
	return 0;
}

/* Whether the code is the one before, in the very same bytes, which was left as it is. */
static bool repeats_code(const struct history *h, size_t i, size_t column)
{
	const struct slice *code = &h->facts[i].fields[column];

	return i > h->known && code->p == h->facts[i - 1].fields[column].p &&
	       code->n == h->facts[i - 1].fields[column].n;
}

static int follow_codes(struct history *h, struct err *err)
{
	for (size_t i = h->known; i < h->count; i++)
		for (size_t c = FACT_REGION; c <= FACT_INDUSTRY; c++)
			if (!repeats_code(h, i, c) && follow_code(h, &h->facts[i], c, err) < 0)
				return -1;
	return 0;
}

/* The return of the same basis before this one, whatever the distance. */
static const struct fact *fact_before(const struct history *h, size_t i)
{
	for (size_t k = i; k-- > 0;)
		if (h->facts[k].basis == h->facts[i].basis)
			return &h->facts[k];
	return NULL;
}

static void note_moves(const struct history *h)
{
	for (size_t i = h->known; i < h->count; i++) {
		const struct fact *before = fact_before(h, i);
		for (size_t c = FACT_REGION; before && c <= FACT_INDUSTRY; c++)
			if (!slice_eq(before->fields[c], h->facts[i].fields[c]))
				put_move(h, &h->facts[i], c, before->fields[c], "moved");
	}
}

const struct fact *history_find(const struct history *h, period at, enum basis basis)
{
	struct fact wanted = {.period = at, .basis = basis};
	size_t low = 0, high = h->sorted;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare_periods(&h->facts[middle], &wanted);
		if (order == 0)
			return &h->facts[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* Sought from where it would stand if every month had one fact: a step or two away as a rule. */
const struct fact *history_neighbour(const struct history *h, const struct fact *f, int months)
{
	const struct fact *first = h->facts, *last = h->facts + h->sorted - 1, *at;
	struct fact wanted = {.period = f->period + months, .basis = f->basis};

	if (months < 0)
		at = f - first < -months ? first : f + months;
	else
		at = last - f < months ? last : f + months;
	while (at < last && compare_periods(at, &wanted) < 0)
		at++;
	while (at > first && compare_periods(at, &wanted) > 0)
		at--;
	return compare_periods(at, &wanted) == 0 ? at : NULL;
}

const struct fact *history_last_year(const struct history *h, const struct fact *f)
{
	return h->only == PERIOD_NONE ? history_neighbour(h, f, -MONTHS_A_YEAR)
	                              : h->last_year[f->basis];
}

/* Whether two values can be told apart by subtraction: both stated. */
static bool subtract(struct slice a, struct slice b, int64_t *difference)
{
	int64_t x, y;

	return integer_parse(a, &x) && integer_parse(b, &y) &&
	       !__builtin_sub_overflow(x, y, difference);
}

/*
 * Whether a is seen not to be below b without reading either: positive, and no shorter. False
 * says nothing.
 */
static bool plainly_no_less(struct slice a, struct slice b)
{
	return a.n && a.p[0] >= '1' && a.p[0] <= '9' &&
	       (a.n > b.n || (a.n == b.n && memcmp(a.p, b.p, a.n) >= 0));
}

static struct slice number(struct arena *arena, int64_t value)
{
	struct text t = TEXT_INIT;
	struct slice kept;

	text_add_i128(&t, value);
	kept = arena_copy(arena, text_slice(&t));
	text_release(&t);
	return kept;
}

static void note_fall(const struct history *h, const struct fact *now, const struct fact *before,
                      const struct measure *m)
{
	struct table_writer *w = &h->tables->at[PANEL_FALLS];
	size_t column = (size_t)m->facts_column[VARIANT_NOW];

	table_put(w, now->fields[FACT_ENTERPRISE]);
	table_put(w, now->fields[FACT_PERIOD]);
	table_put_text(w, m->id);
	table_put(w, before->fields[column]);
	table_put(w, now->fields[column]);
	put_origin(h, w, now);
	table_end_row(w);
}

/* The return before this one in the same year that states the amount. */
static const struct fact *stated_before(const struct history *h, size_t i, size_t column)
{
	const struct fact *now = &h->facts[i];

	for (size_t k = i; k-- > 0;) {
		const struct fact *f = &h->facts[k];
		if (period_year(f->period) != period_year(now->period))
			return NULL;
		if (f->basis == now->basis && f->fields[column].n)
			return f;
	}
	return NULL;
}

/* Cumulative amounts that are below what was reported earlier in the year. */
static void note_falls(const struct history *h, size_t i)
{
	const struct fact *now = &h->facts[i];

	for (size_t k = 0; now->basis == BASIS_YTD && k < h->config->returns.measure_count; k++) {
		const struct measure *m = &h->config->returns.measures[k];
		size_t column = (size_t)m->facts_column[VARIANT_NOW];
		const struct fact *before;
		int64_t change;
		if (m->kind != MEASURE_AMOUNT || !(before = stated_before(h, i, column)) ||
		    plainly_no_less(now->fields[column], before->fields[column]))
			continue;
		if (subtract(now->fields[column], before->fields[column], &change) && change < 0)
			note_fall(h, now, before, m);
	}
}

/*
 * A cumulative return less the one of the month before, measure by measure; counts are
 * stocks and stay as they are. `before` NULL: the first figure of a year, 1-2月, as it is.
 */
static struct fact month_of(struct history *h, const struct fact *ytd, const struct fact *before)
{
	const struct returns *returns = &h->config->returns;
	struct fact month = *ytd;

	month.basis = BASIS_MONTH;
	month.derived = true;
	month.fields = arena_alloc(&h->arena, returns->facts.count * sizeof(*month.fields));
	memcpy(month.fields, ytd->fields, returns->facts.count * sizeof(*month.fields));
	month.fields[FACT_BASIS] = slice_of(basis_name(BASIS_MONTH));
	for (size_t i = 0; before && i < returns->measure_count; i++) {
		const struct measure *m = &returns->measures[i];
		for (int v = VARIANT_NOW; v <= VARIANT_LAST_YEAR; v++) {
			int column = m->facts_column[v];
			int64_t value;
			if (column < 0 || m->kind != MEASURE_AMOUNT)
				continue;
			month.fields[column] = (struct slice){"", 0};
			if (subtract(ytd->fields[column], before->fields[column], &value))
				month.fields[column] = number(&h->arena, value);
		}
	}
	return month;
}

static void sort_facts(struct history *h)
{
	for (size_t i = 1; i < h->count; i++) {
		struct fact f = h->facts[i];
		size_t at = i;
		for (; at > 0 && compare_periods(&h->facts[at - 1], &f) > 0; at--)
			h->facts[at] = h->facts[at - 1];
		h->facts[at] = f;
	}
	h->sorted = h->count;
}

/*
 * month(t) = ytd(t) − ytd(t−1), none without its predecessor; but January is not returned as
 * a rule, so that 1-2月 is one figure.
 */
static void derive_months(struct history *h)
{
	size_t count = h->count;

	for (size_t i = h->known; i < count; i++) {
		struct fact ytd = h->facts[i];
		const struct fact *before = NULL;
		struct fact month;
		if (ytd.basis != BASIS_YTD)
			continue;
		if (period_month(ytd.period) > 1)
			before = history_neighbour(h, &h->facts[i], -1);
		if (!before && period_month(ytd.period) > 2)
			continue;
		/* A month that was returned itself counts before one that was derived. */
		if (history_find(h, ytd.period, BASIS_MONTH))
			continue;
		month = month_of(h, &ytd, before);
		add_fact(h, &month);
	}
	sort_facts(h);
}

static void note_differences(const struct history *h, const struct fact *f)
{
	const struct fact *last = NULL;
	struct table_writer *w = &h->tables->at[PANEL_DIFFERENCES];

	for (size_t i = 0; i < h->config->returns.measure_count; i++) {
		const struct measure *m = &h->config->returns.measures[i];
		int reported = m->facts_column[VARIANT_LAST_YEAR];
		int now = m->facts_column[VARIANT_NOW];
		int64_t difference;
		if (reported < 0 || f->fields[reported].n == 0)
			continue;
		if (!last && !(last = history_last_year(h, f)))
			return;
		if (!subtract(f->fields[reported], last->fields[now], &difference) ||
		    difference == 0)
			continue;
		put_keys(w, f);
		table_put_text(w, m->id);
		table_put(w, f->fields[reported]);
		table_put(w, last->fields[now]);
		table_put_i128(w, difference);
		put_origin(h, w, f);
		table_end_row(w);
	}
}

/* What the register says of an enterprise, as a fact without amounts. */
static struct fact silence(struct history *h, const struct register_entry *e,
                           const struct reported_period *at)
{
	const struct returns *returns = &h->config->returns;
	size_t carried =
	        FACT_CLASSES - FACT_REGION + returns->class_count + returns->attribute_count;
	struct text t = TEXT_INIT;
	struct fact f = {.period = at->period,
	                 .basis = at->basis,
	                 .presence = PRESENCE_SILENT,
	                 .derived = true};

	f.fields = arena_alloc(&h->arena, returns->facts.count * sizeof(*f.fields));
	for (size_t i = 0; i < returns->facts.count; i++)
		f.fields[i] = (struct slice){"", 0};
	period_add(&t, at->period, at->basis);
	f.fields[FACT_ENTERPRISE] = e->fields[0];
	f.fields[FACT_PERIOD] = arena_copy(&h->arena, text_slice(&t));
	f.fields[FACT_BASIS] = slice_of(basis_name(at->basis));
	memcpy(&f.fields[FACT_REGION], &e->fields[1], carried * sizeof(*f.fields));
	f.fields[origin_of(h)] = slice_of(h->scope->name);
	f.fields[origin_of(h) + 1] = number(&h->arena, (int64_t)e->line);
	text_release(&t);
	return f;
}

/* Who is in scope and did not return is silent; who returned and is not in scope, outside. */
static void apply_register(struct history *h, struct slice enterprise)
{
	size_t count = h->count;

	for (size_t i = h->known; i < count; i++)
		if (!scope_register_find(h->scope, enterprise, h->facts[i].period))
			h->facts[i].presence = PRESENCE_OUTSIDE;
	for (size_t i = 0; i < h->period_count; i++) {
		const struct reported_period *at = &h->periods[i];
		const struct register_entry *e =
		        scope_register_find(h->scope, enterprise, at->period);
		struct fact f;
		if (!e || history_find(h, at->period, at->basis))
			continue;
		f = silence(h, e, at);
		add_fact(h, &f);
	}
	sort_facts(h);
}

static void apply_scope_class(struct history *h)
{
	size_t column = FACT_CLASSES + (size_t)h->rules->scope_column;

	for (size_t i = h->known; i < h->count; i++)
		if (!slice_is(h->facts[i].fields[column], h->rules->scope_value))
			h->facts[i].presence = PRESENCE_OUTSIDE;
}

static int work(struct history *h, struct slice enterprise, struct err *err)
{
	if (h->scope)
		apply_register(h, enterprise);
	if (h->rules->scope_column >= 0)
		apply_scope_class(h);
	if (follow_codes(h, err) < 0)
		return -1;
	note_moves(h);
	for (size_t i = h->known; i < h->count; i++)
		note_falls(h, i);
	if (h->only != PERIOD_NONE)
		known_put(h, &h->tables->at[PANEL_KNOWN]);
	if (h->rules->months)
		derive_months(h);
	for (size_t i = h->known; i < h->count; i++)
		if (!h->facts[i].derived)
			note_differences(h, &h->facts[i]);
	return 0;
}

static void start(struct history *h)
{
	arena_clear(&h->arena);
	h->count = h->sorted = h->known = 0;
	memset(h->last_year, 0, sizeof(h->last_year));
}

int history_build(struct history *h, struct fact *facts, size_t count, struct err *err)
{
	start(h);
	for (size_t i = 0; i < count; i++)
		facts[i].priority = panel_config_priority(h->rules, facts[i].fields[origin_of(h)]);
	settle(h, facts, count);
	return work(h, facts[0].fields[FACT_ENTERPRISE], err);
}

int history_build_silent(struct history *h, struct slice enterprise, struct err *err)
{
	start(h);
	return work(h, enterprise, err);
}

void history_release(struct history *h)
{
	free(h->facts);
	arena_release(&h->arena);
	*h = (struct history){0};
}
