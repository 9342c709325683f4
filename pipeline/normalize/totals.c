#include "normalize/totals.h"

#include "normalize/numbers.h"

static void take_total(struct totals_check *t, struct row *row, const struct field *field)
{
	const struct measure *measure = &row->configuration->returns.measures[field->index];
	struct total *total = &t->totals[field->index][field->variant];
	enum cell_kind kind;
	struct slice raw = binding_value(row->binding, &field->column->source, row->reader, &kind);

	total->stated = read_measure(row, field->column, measure, &total->total);
	total->raw = arena_copy(&t->arena, raw);
	total->column =
	        arena_copy(&t->arena, binding_of(row->binding, &field->column->source)->name);
	if (total->stated)
		total->exponent = measure_exponent(row, field->column, measure);
}

bool totals_take(struct totals_check *t, struct row *row)
{
	const struct mapping *m = row->mapping;

	if (!m->totals.given || !condition_holds(row, &m->totals.row))
		return false;
	t->line = row->reader->line;
	for (size_t i = 0; i < m->field_count; i++)
		if (m->fields[i].kind == FIELD_MEASURE)
			take_total(t, row, &m->fields[i]);
	return true;
}

void totals_add(struct totals_check *t, const struct mapping *m, const struct returns *returns,
                const struct fact *fact)
{
	if (!m->totals.given)
		return;
	for (size_t i = 0; i < returns->measure_count; i++)
		for (int v = VARIANT_NOW; v <= VARIANT_LAST_YEAR; v++)
			if (fact->stated[i][v])
				wide_add(&t->totals[i][v].sum, fact->values[i][v]);
}

static void merge(struct totals_check *t, struct total *total, const struct total *more)
{
	wide sum = total->sum;

	*total = *more;
	total->sum = sum;
	total->raw = arena_copy(&t->arena, more->raw);
	total->column = arena_copy(&t->arena, more->column);
}

void totals_merge(struct totals_check *t, struct totals_check *more)
{
	for (size_t i = 0; i < MOST_MEASURES; i++)
		for (int v = VARIANT_NOW; v <= VARIANT_LAST_YEAR; v++) {
			wide_add(&t->totals[i][v].sum, more->totals[i][v].sum);
			if (more->line)
				merge(t, &t->totals[i][v], &more->totals[i][v]);
		}
	if (more->line)
		t->line = more->line;
	totals_release(more);
}

void totals_release(struct totals_check *t)
{
	arena_release(&t->arena);
	*t = (struct totals_check){0};
}

/* Behind the decimal point of the number at the end, which is as fine as the unit. */
static void cut_zeros(struct text *t)
{
	const char *point = memrchr(t->p, '.', t->n);

	if (!point || memchr(point, ' ', (size_t)(t->p + t->n - point)))
		return;
	while (t->p[t->n - 1] == '0')
		text_truncate(t, t->n - 1);
	if (t->p[t->n - 1] == '.')
		text_truncate(t, t->n - 1);
}

static void compare(const struct total *total, struct slice tolerance, struct problems *problems,
                    struct arena *scratch)
{
	wide difference = total->sum - total->total;
	struct text exact = TEXT_INIT, t = TEXT_INIT;
	int64_t allowed = 0;

	if (tolerance.n)
		amount_parse(tolerance, total->exponent, false, &allowed);
	if (!total->stated || (difference <= allowed && -difference <= allowed))
		return;
	text_add_slice(&t, total->raw);
	text_adds(&t, " ≠ Σ ");
	text_add_i128(&exact, total->sum);
	decimal_shift(&t, text_slice(&exact), -(int)total->exponent);
	cut_zeros(&t);
	problems_add(problems, REJECT_TOTAL_DIFFERS, total->column,
	             arena_copy(scratch, text_slice(&t)));
	text_release(&exact);
	text_release(&t);
}

void totals_compare(struct totals_check *t, const struct mapping *m, struct slice origin,
                    struct reject_log *log)
{
	struct problems problems;

	problems_clear(&problems);
	for (size_t i = 0; i < MOST_MEASURES && t->line; i++)
		for (int v = VARIANT_NOW; v <= VARIANT_LAST_YEAR; v++)
			compare(&t->totals[i][v], m->totals.tolerance, &problems, &t->arena);
	reject_log_row(log, origin, t->line, &problems);
	totals_release(t);
}
