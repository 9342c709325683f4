#include "report/passage.h"

#include <stdlib.h>

/*
 * The next word, the rest stays in s. What stands in double quotes belongs to it, blanks and
 * all.
 */
static struct slice word(struct slice *s)
{
	struct slice w;
	bool quoted = false;

	*s = slice_trim(*s);
	w = (struct slice){s->p, 0};
	while (w.n < s->n && (quoted || w.p[w.n] != ' '))
		quoted ^= w.p[w.n++] == '"';
	s->p += w.n;
	s->n -= w.n;
	return w;
}

static struct slice unquoted(struct slice s)
{
	if (s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"')
		return (struct slice){s.p + 1, s.n - 2};
	return s;
}

static int misspelt(struct slice at, struct err *err)
{
	err_set(err, RD_CONFIG,
	        T("'%.*s' is not understood in a definition", "定义中不认识 '%.*s'"),
	        SLICE_FMT(at));
	return err_hint(err, "@NAME EXHIBIT [top N by COLUMN|bottom N by COLUMN|first N] "
	                     "[where COLUMN=TEXT] [join TEXT] : {COLUMN} ...");
}

static int parse_number(struct slice *rest, size_t *number, struct err *err)
{
	struct slice w = word(rest);
	int64_t value;

	if (!integer_parse(w, &value) || value <= 0)
		return misspelt(w, err);
	*number = (size_t)value;
	return 0;
}

static int parse_by(struct passage *p, struct slice *rest, struct err *err)
{
	struct slice w;

	if (parse_number(rest, &p->most, err) < 0)
		return -1;
	w = word(rest);
	if (!slice_is(w, "by"))
		return misspelt(w, err);
	p->by = word(rest);
	return 0;
}

static int parse_where(struct passage *p, struct slice *rest, struct err *err)
{
	struct slice w = word(rest);
	const char *equals = memchr(w.p, '=', w.n);

	if (!equals)
		return misspelt(w, err);
	p->where = (struct slice){w.p, (size_t)(equals - w.p)};
	p->equals = unquoted((struct slice){equals + 1, w.n - p->where.n - 1});
	return 0;
}

static int parse_clause(struct passage *p, struct slice clause, struct slice *rest, struct err *err)
{
	p->smallest |= slice_is(clause, "bottom");
	if (slice_is(clause, "top") || slice_is(clause, "bottom"))
		return parse_by(p, rest, err);
	if (slice_is(clause, "first"))
		return parse_number(rest, &p->most, err);
	if (slice_is(clause, "where"))
		return parse_where(p, rest, err);
	if (!slice_is(clause, "join"))
		return misspelt(clause, err);
	p->join = unquoted(word(rest));
	return 0;
}

int passage_parse(struct passage *p, struct slice definition, struct err *err)
{
	struct slice rest = definition, clause;

	*p = (struct passage){.name = word(&rest), .exhibit = word(&rest)};
	p->join = slice_of(T(", ", "、"));
	for (;;) {
		clause = word(&rest);
		if (slice_is(clause, ":"))
			break;
		if (clause.n == 0)
			return misspelt(definition, err);
		if (parse_clause(p, clause, &rest, err) < 0)
			return -1;
	}
	p->item = slice_trim(rest);
	return 0;
}

/* --- Writing one ---------------------------------------------------------------------------- */

/* A row of an exhibit, as the item's template sees it. */
struct row_view {
	const struct exhibit *exhibit;
	size_t row;
};

static size_t find_column(const struct exhibit *e, struct slice id)
{
	for (size_t i = 0; i < e->column_count; i++)
		if (slice_is(id, e->columns[i].id))
			return i;
	return SIZE_MAX;
}

static enum answer look_up_cell(void *context, struct slice name, struct text *text)
{
	const struct row_view *view = context;
	size_t column = find_column(view->exhibit, name);
	const char *cell;

	if (column == SIZE_MAX)
		return ANSWER_UNKNOWN;
	cell = bilingual_text(exhibit_cell(view->exhibit, view->row, column));
	text_adds(text, cell[0] ? cell : bilingual_text(view->exhibit->columns[column].title));
	return cell[0] ? ANSWER_GIVEN : ANSWER_MISSING;
}

struct keyed_row {
	size_t row;
	bool known;
	struct ratio value;
};

static int by_value(const void *a, const void *b)
{
	const struct keyed_row *x = a, *y = b;
	int order = 0;

	if (x->known != y->known)
		return x->known ? -1 : 1;
	if (x->known)
		order = ratio_compare(y->value, x->value);
	return order ? order : (x->row > y->row) - (x->row < y->row);
}

static int unknown_column(const struct exhibit *e, struct slice id, struct err *err)
{
	struct text known = TEXT_INIT;

	for (size_t i = 0; i < e->column_count; i++)
		text_addf(&known, "%s%s", i ? ", " : "", e->columns[i].id);
	err_set(err, RD_CONFIG, T("'%s' has no column '%.*s'", "'%s' 没有列 '%.*s'"),
	        e->setting->id, SLICE_FMT(id));
	err_hint(err, T("its columns: %s", "它的列：%s"), known.p);
	text_release(&known);
	return -1;
}

/* The rows that the passage wants, in its order; *count of them, or -1. */
static int choose(const struct passage *p, const struct exhibit *e, struct keyed_row *rows,
                  size_t *count, struct err *err)
{
	size_t where = p->where.n ? find_column(e, p->where) : 0;
	size_t by = p->by.n ? find_column(e, p->by) : 0;

	if (where == SIZE_MAX)
		return unknown_column(e, p->where, err);
	if (by == SIZE_MAX)
		return unknown_column(e, p->by, err);
	*count = 0;
	for (size_t i = 0; i < exhibit_rows(e); i++) {
		struct keyed_row *row = &rows[*count];
		if (p->where.n && !slice_is(p->equals, bilingual_text(exhibit_cell(e, i, where))))
			continue;
		*row = (struct keyed_row){.row = i};
		row->known = decimal_parse(slice_of(bilingual_text(exhibit_cell(e, i, by))),
		                           &row->value);
		if (p->by.n && !row->known)
			continue;
		if (p->smallest)
			row->value.numerator = -row->value.numerator;
		(*count)++;
	}
	if (p->by.n && *count)
		qsort(rows, *count, sizeof(*rows), by_value);
	return 0;
}

static int add_rows(struct text *t, const struct passage *p, const struct exhibit *e,
                    const struct keyed_row *rows, size_t count, struct err *err)
{
	size_t most = p->most ? p->most : count;

	for (size_t i = 0; i < count && i < most; i++) {
		struct row_view view = {e, rows[i].row};
		const struct template_source source = {.look_up = look_up_cell, .context = &view};
		if (i)
			text_add_slice(t, p->join);
		if (template_fill(p->item, &source, t, err) < 0)
			return -1;
	}
	return 0;
}

int passage_add(struct text *t, const struct passage *p, const struct dossier *d, size_t *rows,
                struct err *err)
{
	const struct exhibit *e = dossier_find(d, p->exhibit);
	struct keyed_row *chosen;
	int result;

	*rows = 0;
	if (!e)
		return 0;
	chosen = xcalloc(exhibit_rows(e), sizeof(*chosen));
	result = choose(p, e, chosen, rows, err);
	if (result == 0)
		result = add_rows(t, p, e, chosen, *rows, err);
	free(chosen);
	return result;
}
