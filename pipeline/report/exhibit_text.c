#include "report/display_width.h"
#include "report/exhibit.h"

#define GUTTER "  "

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
	const char *cell = exhibit_cell(e, row, column);

	return slice_of(cell ? cell : "-");
}

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
	if (e->columns[column].kind == EXHIBIT_NUMBER)
		add_blanks(t, room);
	text_add_slice(t, s);
	if (e->columns[column].kind != EXHIBIT_NUMBER)
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
	size_t widths[EXHIBIT_MOST_COLUMNS];
	size_t total = measure(e, widths);

	text_addf(t, "%s\n\n", bilingual_text(e->title));
	add_head(t, e, widths, total);
	for (size_t r = 0; r < exhibit_rows(e); r++) {
		text_adds(t, r == e->marked ? "* " : GUTTER);
		for (size_t c = 0; c < e->column_count; c++)
			add_aligned(t, shown(e, r, c), widths[c], e, c);
		end_line(t);
	}
	if (e->note.zh)
		text_addf(t, "\n%s\n", bilingual_text(e->note));
}
