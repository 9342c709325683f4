#include "panel/panel_part.h"

enum { MONTHS_A_YEAR = 12 };

static void put_if_other(struct table_writer *w, const struct fact *last, const struct fact *now,
                         size_t column)
{
	if (last && !slice_eq(last->fields[column], now->fields[column]))
		table_put(w, last->fields[column]);
	else
		table_put_missing(w);
}

static void put_measure(struct table_writer *w, const struct measure *m, const struct fact *f,
                        const struct fact *last)
{
	int now = m->facts_column[VARIANT_NOW], reported = m->facts_column[VARIANT_LAST_YEAR];

	table_put(w, f->fields[now]);
	if (reported >= 0)
		table_put(w, f->fields[reported]);
	if (last)
		table_put(w, last->fields[now]);
	else
		table_put_missing(w);
}

/* The enterprise's return of another year, if it was in scope then. */
static const struct fact *in_scope_at(const struct panel_part *p, const struct fact *f, int months)
{
	const struct fact *other = history_neighbour(&p->history, f, months);

	return other && other->presence != PRESENCE_OUTSIDE ? other : NULL;
}

static void put_tail(struct panel_part *p, const struct fact *f, const struct fact *last)
{
	const struct returns *returns = &p->history.config->returns;
	struct table_writer *w = &p->tables.at[PANEL_ROWS];

	table_put_text(w, presence_names[f->presence]);
	put_if_other(w, last, f, FACT_REGION);
	put_if_other(w, last, f, FACT_INDUSTRY);
	table_put_text(w, last ? "1" : "0");
	table_put_text(w, in_scope_at(p, f, MONTHS_A_YEAR) ? "1" : "0");
	for (size_t i = 0; i < returns->class_count; i++) {
		if (returns->classes[i].panel_ly_column < 0)
			continue;
		if (last)
			table_put(w, last->fields[FACT_CLASSES + i]);
		else
			table_put_missing(w);
	}
	table_put_all(w, &f->fields[returns->facts_origin], 2);
	table_end_row(w);
}

static void put_fact(struct panel_part *p, const struct fact *f)
{
	const struct returns *returns = &p->history.config->returns;
	const struct fact *last = in_scope_at(p, f, -MONTHS_A_YEAR);

	table_put_all(&p->tables.at[PANEL_ROWS], f->fields,
	              returns->attributes_at + returns->attribute_count);
	for (size_t i = 0; i < returns->measure_count; i++)
		put_measure(&p->tables.at[PANEL_ROWS], &returns->measures[i], f, last);
	put_tail(p, f, last);
	p->derived += f->derived;
	p->outside += f->presence == PRESENCE_OUTSIDE;
}

static void put_enterprise(struct panel_part *p)
{
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

	p->enterprises = p->derived = p->outside = 0;
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
}
