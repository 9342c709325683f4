#include "report/display_width.h"
#include "report/exhibit.h"

#include <stdlib.h>

#define GUTTER "  "

static bool is_number(const struct exhibit *e, size_t column)
{
	return e->columns[column].kind != EXHIBIT_TEXT;
}

static struct slice title_of(const struct exhibit *e, size_t column)
{
	return slice_of(bilingual_text(e->columns[column].title));
}

static struct slice unit_of(const struct exhibit *e, size_t column)
{
	const struct unit *unit = e->columns[column].unit;

	return slice_of(unit ? unit_label(unit) : "");
}

static struct slice shown(const struct exhibit *e, size_t row, size_t column)
{
	const char *cell = bilingual_text(exhibit_cell(e, row, column));

	return slice_of(cell[0] ? cell : "-");
}

static void add_title(struct text *t, const struct exhibit *e)
{
	text_adds(t, bilingual_text(e->title));
	if (e->scope.zh)
		text_addf(t, T(" (%s)", "（%s）"), bilingual_text(e->scope));
}

static void add_notes(struct text *t, const struct exhibit *e)
{
	if (e->note.zh)
		text_addf(t, "\n%s\n", bilingual_text(e->note));
	if (e->withheld)
		text_addf(t, "\n%s\n", bilingual_text(withheld_note));
}

/* --- On a terminal --------------------------------------------------------------------------- */

static void add_blanks(struct text *t, size_t n)
{
	while (n--)
		text_addc(t, ' ');
}

/* Numbers to the right, so that their digits stand below each other; the rest to the left. */
static void add_aligned(struct text *t, struct slice s, size_t width, const struct exhibit *e,
                        size_t column)
{
	size_t own = display_width(s), room = width > own ? width - own : 0;

	text_adds(t, column ? GUTTER : "");
	if (is_number(e, column))
		add_blanks(t, room);
	text_add_slice(t, s);
	if (!is_number(e, column))
		add_blanks(t, room);
}

static void widen(size_t *width, struct slice s)
{
	size_t own = display_width(s);

	if (own > *width)
		*width = own;
}

/* Fills in the width of every column; returns that of the whole row. */
static size_t measure(const struct exhibit *e, size_t *widths)
{
	size_t total = 0;

	for (size_t c = 0; c < e->column_count; c++) {
		widths[c] = display_width(title_of(e, c));
		widen(&widths[c], unit_of(e, c));
		for (size_t r = 0; r < exhibit_rows(e); r++)
			widen(&widths[c], shown(e, r, c));
		total += widths[c] + (c ? strlen(GUTTER) : 0);
	}
	return total;
}

static void end_line(struct text *t)
{
	while (t->n && t->p[t->n - 1] == ' ')
		text_truncate(t, t->n - 1);
	text_addc(t, '\n');
}

/* The titles, the units below them, and a rule. */
static void add_head(struct text *t, const struct exhibit *e, const size_t *widths, size_t total)
{
	text_adds(t, GUTTER);
	for (size_t c = 0; c < e->column_count; c++)
		add_aligned(t, title_of(e, c), widths[c], e, c);
	end_line(t);
	text_adds(t, GUTTER);
	for (size_t c = 0; c < e->column_count; c++)
		add_aligned(t, unit_of(e, c), widths[c], e, c);
	end_line(t);
	text_adds(t, GUTTER);
	while (total--)
		text_addc(t, '-');
	text_addc(t, '\n');
}

void exhibit_add_text(struct text *t, const struct exhibit *e)
{
	size_t *widths = xcalloc(e->column_count, sizeof(*widths));
	size_t total = measure(e, widths);

	add_title(t, e);
	text_adds(t, "\n\n");
	add_head(t, e, widths, total);
	for (size_t r = 0; r < exhibit_rows(e); r++) {
		text_adds(t, r == e->marked ? "* " : GUTTER);
		for (size_t c = 0; c < e->column_count; c++)
			add_aligned(t, shown(e, r, c), widths[c], e, c);
		end_line(t);
	}
	add_notes(t, e);
	free(widths);
}

/* --- In Markdown ----------------------------------------------------------------------------- */

static void add_cell(struct text *t, struct slice s)
{
	text_addc(t, ' ');
	for (size_t i = 0; i < s.n; i++) {
		if (strchr("\\`*_[]<>|", s.p[i]))
			text_addc(t, '\\');
		text_addc(t, s.p[i] == '\n' ? ' ' : s.p[i]);
	}
	text_adds(t, " |");
}

void exhibit_add_markdown(struct text *t, const struct exhibit *e)
{
	text_adds(t, "**");
	add_title(t, e);
	text_adds(t, "**\n\n|");
	for (size_t c = 0; c < e->column_count; c++) {
		struct slice unit = unit_of(e, c);
		char *title = unit.n ? xasprintf("%s (%s)", title_of(e, c).p, unit.p)
		                     : xstrdup(title_of(e, c).p);
		add_cell(t, slice_of(title));
		free(title);
	}
	text_adds(t, "\n|");
	for (size_t c = 0; c < e->column_count; c++)
		text_adds(t, is_number(e, c) ? " ---: |" : " --- |");
	for (size_t r = 0; r < exhibit_rows(e); r++) {
		text_adds(t, "\n|");
		for (size_t c = 0; c < e->column_count; c++)
			add_cell(t, shown(e, r, c));
	}
	text_addc(t, '\n');
	add_notes(t, e);
}
