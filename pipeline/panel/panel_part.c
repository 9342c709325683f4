#include "panel/panel_part.h"

#include <stdlib.h>

enum { MONTHS_A_YEAR = 12 };

static const struct slice nothing = {"", 0};

static struct slice if_other(const struct fact *last, const struct fact *now, size_t column)
{
	return last && !slice_eq(last->fields[column], now->fields[column]) ? last->fields[column]
	                                                                    : nothing;
}

/* Each of these writes some values of a row, and returns what follows them. */
static struct slice *add_measure(struct slice *to, const struct measure *m, const struct fact *f,
                                 const struct fact *last)
{
	int now = m->facts_column[VARIANT_NOW], reported = m->facts_column[VARIANT_LAST_YEAR];

	*to++ = f->fields[now];
	if (reported >= 0)
		*to++ = f->fields[reported];
	*to++ = last ? last->fields[now] : nothing;
	return to;
}

/* A fact, unless there is none or its enterprise was not in scope. */
static const struct fact *in_scope(const struct fact *f)
{
	return f && f->presence != PRESENCE_OUTSIDE ? f : NULL;
}

static struct slice yes_or_no(bool yes)
{
	return (struct slice){yes ? "1" : "0", 1};
}

/* Whether there is a return next year; where periods are made apart that cannot be known. */
static struct slice returns_next_year(const struct history *h, const struct fact *f)
{
	if (h->only != PERIOD_NONE)
		return nothing;
	return yes_or_no(in_scope(history_neighbour(h, f, MONTHS_A_YEAR)));
}

static struct slice *add_classes_ly(struct slice *to, const struct returns *returns,
                                    const struct fact *last)
{
	for (size_t i = 0; i < returns->class_count; i++)
		if (returns->classes[i].panel_ly_column >= 0)
			*to++ = last ? last->fields[FACT_CLASSES + i] : nothing;
	return to;
}

static struct slice *add_tail(struct slice *to, const struct history *h, const struct fact *f,
                              const struct fact *last)
{
	const struct returns *returns = &h->config->returns;

	*to++ = slice_of(presence_names[f->presence]);
	*to++ = if_other(last, f, FACT_REGION);
	*to++ = if_other(last, f, FACT_INDUSTRY);
	*to++ = yes_or_no(last);
	*to++ = returns_next_year(h, f);
	to = add_classes_ly(to, returns, last);
	*to++ = f->fields[returns->facts_origin];
	*to++ = f->fields[returns->facts_origin + 1];
	return to;
}

static void put_row(struct panel_part *p, const struct fact *f, const struct fact *last)
{
	const struct returns *returns = &p->history.config->returns;
	struct table_writer *w = &p->tables.at[PANEL_ROWS];
	size_t carried = returns->attributes_at + returns->attribute_count;
	struct slice *to = p->row + carried;

	memcpy(p->row, f->fields, carried * sizeof(*p->row));
	for (size_t i = 0; i < returns->measure_count; i++)
		to = add_measure(to, &returns->measures[i], f, last);
	to = add_tail(to, &p->history, f, last);
	table_put_all(w, p->row, (size_t)(to - p->row));
	table_end_row(w);
}

static void put_fact(struct panel_part *p, const struct fact *f)
{
	put_row(p, f, in_scope(history_last_year(&p->history, f)));
	p->derived += f->derived;
	p->outside += f->presence == PRESENCE_OUTSIDE;
}

/* What an enterprise had a year ago, that has no return now. */
static void put_left(struct panel_part *p, const struct fact *last)
{
	const struct returns *returns = &p->history.config->returns;
	struct fact now = *last;
	char buffer[PERIOD_TEXT];

	now.fields = arena_alloc(&p->history.arena, returns->facts.count * sizeof(*now.fields));
	memcpy(now.fields, last->fields, returns->facts.count * sizeof(*now.fields));
	now.fields[FACT_PERIOD] = period_write(p->history.only, last->basis, buffer);
	for (size_t i = 0; i < returns->measure_count; i++)
		for (int v = VARIANT_NOW; v <= VARIANT_LAST_YEAR; v++)
			if (returns->measures[i].facts_column[v] >= 0)
				now.fields[returns->measures[i].facts_column[v]] =
				        (struct slice){"", 0};
	now.presence = PRESENCE_LEFT;
	put_row(p, &now, last);
	p->left++;
}

static bool put_apart(struct panel_part *p)
{
	const struct history *h = &p->history;
	bool any = false;

	for (int basis = 0; basis < BASIS_COUNT; basis++) {
		const struct fact *now = history_find(h, h->only, (enum basis)basis);
		const struct fact *last = in_scope(h->last_year[basis]);
		if (now)
			put_fact(p, now);
		if (last && !in_scope(now))
			put_left(p, last);
		any = any || now;
	}
	return any;
}

static void put_enterprise(struct panel_part *p)
{
	if (p->history.only != PERIOD_NONE) {
		p->enterprises += put_apart(p);
		return;
	}
	for (size_t i = 0; i < p->history.count; i++)
		put_fact(p, &p->history.facts[i]);
	p->enterprises += p->history.count > 0;
}

static int make_silent(struct panel_part *p, struct slice enterprise, struct err *err)
{
	if (!shard_holds(p->shard, enterprise))
		return 0;
	if (history_build_silent(&p->history, enterprise, err) < 0)
		return -1;
	put_enterprise(p);
	return 0;
}

/* Enterprises of the register that come before the one given returned nothing at all. */
static int make_silent_before(struct panel_part *p, const struct slice *enterprise, struct err *err)
{
	const struct scope_register *r = p->history.scope;

	while (r && p->register_at < r->count) {
		struct slice own = r->entries[p->register_at].fields[0];
		int order = enterprise ? slice_cmp(own, *enterprise) : -1;
		if (order > 0)
			return 0;
		if (order < 0 && make_silent(p, own, err) < 0)
			return -1;
		p->register_at = scope_register_after(r, p->register_at);
	}
	return 0;
}

static void start(struct panel_part *p, bool first, struct slice preceding)
{
	const struct scope_register *r = p->history.scope;

	p->enterprises = p->derived = p->outside = p->left = 0;
	p->register_at = 0;
	if (!r || first)
		return;
	p->register_at = scope_register_from(r, preceding);
	if (p->register_at < r->count && slice_eq(r->entries[p->register_at].fields[0], preceding))
		p->register_at = scope_register_after(r, p->register_at);
}

int panel_part_make(struct panel_part *p, struct err *err)
{
	start(p, p->batch.first, p->batch.preceding);
	for (size_t i = 0; i < p->batch.count; i++) {
		struct fact *facts = batch_facts(&p->batch, i);
		if (make_silent_before(p, &facts[0].fields[FACT_ENTERPRISE], err) < 0 ||
		    history_build(&p->history, facts, batch_fact_count(&p->batch, i), err) < 0)
			return -1;
		put_enterprise(p);
	}
	return 0;
}

int panel_part_make_last(struct panel_part *p, bool first, struct slice last, struct err *err)
{
	start(p, first, last);
	return make_silent_before(p, NULL, err);
}

void panel_part_release(struct panel_part *p)
{
	batch_release(&p->batch);
	history_release(&p->history);
	panel_tables_close(&p->tables);
	free(p->row);
}
