#include "panel/known.h"

/* What facts that come later have said already. */
struct said {
	bool basis[BASIS_COUNT];
	bool measures[MOST_MEASURES];
};

/* Notes the amounts of a cumulative return; true if no later one states one of them. */
static bool states_last(const struct history *h, const struct fact *f, struct said *said)
{
	const struct returns *returns = &h->config->returns;
	bool last = false;

	for (size_t i = 0; i < returns->measure_count; i++) {
		const struct measure *m = &returns->measures[i];
		bool stated =
		        m->kind == MEASURE_AMOUNT && f->fields[m->facts_column[VARIANT_NOW]].n > 0;
		last = last || (stated && !said->measures[i]);
		said->measures[i] = said->measures[i] || stated;
	}
	return last;
}

static bool is_needed(const struct history *h, const struct fact *f, struct said *said)
{
	bool last = !said->basis[f->basis];

	said->basis[f->basis] = true;
	if (f->basis == BASIS_YTD && period_year(f->period) == period_year(h->only) &&
	    states_last(h, f, said))
		return true;
	return last;
}

void known_put(struct history *h, struct table_writer *w)
{
	const struct fact **needed = arena_alloc(&h->arena, h->count * sizeof(struct fact *));
	struct said said = {0};
	size_t first = h->count;

	/* Whether it is needed shows from the end: those that are are brought together there. */
	for (size_t i = h->count; i-- > 0;)
		if (is_needed(h, &h->facts[i], &said))
			needed[--first] = &h->facts[i];
	for (size_t i = first; i < h->count; i++) {
		table_put_all(w, needed[i]->fields, h->config->returns.facts.count);
		table_end_row(w);
	}
}
