#include "trace/enterprise_list.h"

#include "model/formula_text.h"
#include "trace/numbers.h"
#include "trace/raw_text.h"

struct list_writer {
	struct text *t;
	const struct enterprise_list *list;
	struct err *err;
};

/* Widths of the columns. */
struct layout {
	size_t above, below, enterprise, place;
};

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

static size_t number_width(wide value, bool money)
{
	struct text t = TEXT_INIT;
	size_t n;

	number_add(&t, value, money);
	n = t.n;
	text_release(&t);
	return n;
}

static size_t place_width(const struct source_row *row)
{
	return row->origin.n + 1 + row->line.n;
}

static struct layout lay_out(const struct list_writer *w, size_t count)
{
	struct layout l = {strlen("numerator"), strlen("denominator"), strlen("enterprise"),
	                   strlen("raw file:line")};

	for (size_t i = 0; i < count; i++) {
		const struct contribution *c = &w->list->evidence->items[i];
		l.above = larger(l.above, number_width(c->numerator, w->list->money_above));
		l.below = larger(l.below, number_width(c->denominator, w->list->money_below));
		l.enterprise = larger(l.enterprise, c->enterprise.n);
		l.place = larger(l.place, place_width(&c->sources[0]));
	}
	return l;
}

static void add_padded(struct text *t, size_t n, size_t width)
{
	for (; n < width; n++)
		text_addc(t, ' ');
}

static void add_side(struct list_writer *w, bool adds, wide value, bool money, size_t width)
{
	struct text t = TEXT_INIT;

	if (adds)
		number_add(&t, value, money);
	else
		text_addc(&t, '-');
	add_padded(w->t, t.n, width + 2);
	text_add_slice(w->t, text_slice(&t));
	text_release(&t);
}

static void add_place(struct list_writer *w, const struct source_row *row)
{
	text_addf(w->t, "%.*s:%.*s", SLICE_FMT(row->origin), SLICE_FMT(row->line));
}

/* The other returns that the row was made from. */
static int add_other_sources(struct list_writer *w, const struct contribution *c)
{
	for (size_t i = 0; i < c->source_count; i++) {
		const struct source_row *row = &c->sources[i];
		if (i) {
			text_adds(w->t, T("    with ", "    另据 "));
			period_add(w->t, row->period, row->basis);
			text_addf(w->t, " %s ", basis_name(row->basis));
			add_place(w, row);
			text_addc(w->t, '\n');
		}
		if (w->list->bytes &&
		    raw_text_add_row(w->t, w->list->raw, row, c->enterprise, w->err) < 0)
			return -1;
	}
	return 0;
}

static int add_contribution(struct list_writer *w, const struct contribution *c,
                            const struct layout *l)
{
	add_side(w, c->sides & ADDS_TO_NUMERATOR, c->numerator, w->list->money_above, l->above);
	if (w->list->two_sides)
		add_side(w, c->sides & ADDS_TO_DENOMINATOR, c->denominator, w->list->money_below,
		         l->below);
	text_addf(w->t, "  %.*s", SLICE_FMT(c->enterprise));
	add_padded(w->t, c->enterprise.n, l->enterprise + 2);
	add_place(w, &c->sources[0]);
	add_padded(w->t, place_width(&c->sources[0]), l->place + 2);
	text_add_slice(w->t, c->name);
	if (c->standing != STANDING_CONTINUING)
		text_addf(w->t, T(" (%s)", "（%s）"), standing_label(c->standing));
	text_addc(w->t, '\n');
	return add_other_sources(w, c);
}

static void add_heading(struct list_writer *w, const struct layout *l, size_t count)
{
	text_addf(w->t, T("\nenterprises that add to it: %zu\n", "\n构成该数的企业：%zu 家\n"),
	          count);
	if (!count)
		return;
	if (lang_current() == LANG_ZH) {
		text_adds(w->t, w->list->two_sides
		                        ? "  计入分子、计入分母、企业代码、原始文件:行号、名称\n"
		                        : "  计入数、企业代码、原始文件:行号、名称\n");
		return;
	}
	add_padded(w->t, strlen("numerator"), l->above + 2);
	text_adds(w->t, "numerator");
	if (w->list->two_sides) {
		add_padded(w->t, strlen("denominator"), l->below + 2);
		text_adds(w->t, "denominator");
	}
	text_adds(w->t, "  enterprise");
	add_padded(w->t, strlen("enterprise"), l->enterprise + 2);
	text_adds(w->t, "raw file:line");
	add_padded(w->t, strlen("raw file:line"), l->place + 2);
	text_adds(w->t, "name\n");
}

static int add_list(struct list_writer *w, size_t from, size_t to, const struct layout *l)
{
	size_t stop = w->list->top && to - from > w->list->top ? from + w->list->top : to;

	for (size_t i = from; i < stop; i++)
		if (add_contribution(w, &w->list->evidence->items[i], l) < 0)
			return -1;
	if (stop < to)
		text_addf(w->t, T("  and %zu more\n", "  另有 %zu 家\n"), to - stop);
	return 0;
}

int enterprise_list_add(struct text *t, const struct enterprise_list *list, struct err *err)
{
	const struct evidence *e = list->evidence;
	size_t adding = e->count - e->left_out_count;
	struct list_writer w = {t, list, err};
	struct layout l = lay_out(&w, e->count);

	add_heading(&w, &l, adding);
	if (add_list(&w, 0, adding, &l) < 0)
		return -1;
	if (!e->left_out_count)
		return 0;
	text_addf(t, T("\nleft out of the population: %zu\n", "\n未计入总体的企业：%zu 家\n"),
	          e->left_out_count);
	return add_list(&w, adding, e->count, &l);
}
