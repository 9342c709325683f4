#include "normalize/fact_writer.h"

#include <stdlib.h>

struct past {
	period period;
	enum basis basis;
	int64_t values[MOST_MEASURES];
	bool stated[MOST_MEASURES];
};

void fact_writer_init(struct fact_writer *w, const struct mapping *m, const struct returns *returns,
                      const struct slice *origins)
{
	*w = (struct fact_writer){
	        .returns = returns, .origins = origins, .joins = m->named[FIELD_WHICH] != NULL};
	table_gather(&w->table, &returns->facts);
}

static void warn(struct fact_writer *w, const struct fact *fact, enum reject_code code,
                 size_t measure, const char *relation, int64_t value, int64_t other)
{
	const struct measure *m = &w->returns->measures[measure];
	unsigned decimals = m->kind == MEASURE_AMOUNT ? 2 : 0;
	struct problems problems;
	struct text t = TEXT_INIT;

	decimal_add(&t, value, decimals);
	text_adds(&t, relation);
	decimal_add(&t, other, decimals);
	problems_clear(&problems);
	problems_add(&problems, code, slice_of(m->id), text_slice(&t));
	reject_notes_add(&w->notes, w->origins[fact->origin], fact->line, &problems);
	text_release(&t);
}

/* --- The past of an enterprise ------------------------------------------------------------- */

/*
 * The latest cumulative figures of the same year before this fact's. Facts of one basis come
 * in the order of their periods, so it is near the end.
 */
static const struct past *month_before(const struct fact_writer *w)
{
	for (size_t i = w->past_count; i > 0; i--) {
		const struct past *p = &w->past[i - 1];
		if (p->basis == BASIS_YTD && p->period < w->fact.period)
			return period_year(p->period) == period_year(w->fact.period) ? p : NULL;
	}
	return NULL;
}

static const struct past *year_before(const struct fact_writer *w)
{
	for (size_t i = w->past_count; i > 0; i--) {
		const struct past *p = &w->past[i - 1];
		if (p->basis == w->fact.basis && p->period <= w->fact.period - 12)
			return p->period == w->fact.period - 12 ? p : NULL;
	}
	return NULL;
}

static void compare(struct fact_writer *w, const struct past *month, const struct past *year)
{
	const struct fact *fact = &w->fact;

	for (size_t i = 0; i < w->returns->measure_count; i++) {
		int64_t now = fact->values[i][VARIANT_NOW];
		if (w->returns->measures[i].kind != MEASURE_AMOUNT || !fact->stated[i][VARIANT_NOW])
			continue;
		if (month && month->stated[i] && now < month->values[i])
			warn(w, fact, REJECT_AMOUNT_FELL, i, " < ", now, month->values[i]);
		/* Beside last year's figure of its own the row was checked alone. */
		if (year && year->stated[i] && !fact->stated[i][VARIANT_LAST_YEAR] &&
		    fact_unit_slipped(now, year->values[i]))
			warn(w, fact, REJECT_AMOUNT_UNIT, i, " : ", now, year->values[i]);
	}
}

static void remember(struct fact_writer *w)
{
	const struct fact *fact = &w->fact;
	struct past *p;

	VEC_GROW(w->past, w->past_count, w->past_capacity);
	p = &w->past[w->past_count++];
	p->period = fact->period;
	p->basis = fact->basis;
	for (size_t i = 0; i < w->returns->measure_count; i++) {
		p->values[i] = fact->values[i][VARIANT_NOW];
		p->stated[i] = fact->stated[i][VARIANT_NOW];
	}
}

static void look_back(struct fact_writer *w)
{
	if (!slice_eq(text_slice(&w->enterprise), w->fact.enterprise)) {
		w->past_count = 0;
		text_clear(&w->enterprise);
		text_add_slice(&w->enterprise, w->fact.enterprise);
	}
	compare(w, w->fact.basis == BASIS_YTD ? month_before(w) : NULL, year_before(w));
	remember(w);
}

/* --- Rows that belong together ------------------------------------------------------------- */

void fact_writer_flush(struct fact_writer *w)
{
	if (!w->has_fact)
		return;
	look_back(w);
	fact_write(&w->fact, w->returns, w->origins, &w->table);
	w->has_fact = false;
}

static bool is_same_return(const struct fact *a, const struct fact *b)
{
	return a->period == b->period && a->basis == b->basis &&
	       slice_eq(a->enterprise, b->enterprise);
}

static void join(struct fact_writer *w, const struct fact *more)
{
	struct fact *fact = &w->fact;

	for (size_t i = 0; i < w->returns->measure_count; i++)
		for (int v = VARIANT_NOW; v <= VARIANT_LAST_YEAR; v++) {
			uint32_t *preference = &w->preferences[i][v];
			bool another = fact->stated[i][v] && *preference != more->preference;
			if (!more->stated[i][v])
				continue;
			if (fact->stated[i][v] && fact->values[i][v] != more->values[i][v])
				warn(w, more,
				     another ? REJECT_VALUE_PREFERRED : REJECT_VALUE_REPEATED, i,
				     " ≠ ", more->values[i][v], fact->values[i][v]);
			if (another && more->preference > *preference)
				continue;
			*preference = more->preference;
			fact->stated[i][v] = true;
			fact->values[i][v] = more->values[i][v];
		}
}

/* The fact waits for more rows of the same return: its bytes must be kept. */
static void hold(struct fact_writer *w, struct slice key, struct slice packed)
{
	text_clear(&w->key);
	text_clear(&w->bytes);
	text_add_slice(&w->key, key);
	text_add_slice(&w->bytes, packed);
	fact_unpack(text_slice(&w->key), text_slice(&w->bytes), w->returns, &w->fact);
	for (size_t i = 0; i < w->returns->measure_count; i++)
		w->preferences[i][VARIANT_NOW] = w->preferences[i][VARIANT_LAST_YEAR] =
		        w->fact.preference;
	w->has_fact = true;
}

void fact_writer_put(struct fact_writer *w, struct slice key, struct slice packed)
{
	struct fact next;

	if (!w->joins) {
		fact_unpack(key, packed, w->returns, &w->fact);
		w->has_fact = true;
		fact_writer_flush(w);
		return;
	}
	fact_unpack(key, packed, w->returns, &next);
	if (w->has_fact && is_same_return(&w->fact, &next)) {
		join(w, &next);
		return;
	}
	fact_writer_flush(w);
	hold(w, key, packed);
}

void fact_writer_release(struct fact_writer *w)
{
	table_close(&w->table);
	reject_notes_release(&w->notes);
	text_release(&w->key);
	text_release(&w->bytes);
	text_release(&w->enterprise);
	free(w->past);
}
