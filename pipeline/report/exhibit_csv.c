#include "report/exhibit.h"

#define BOM "\xEF\xBB\xBF"

static void add_field(struct text *t, struct slice s, bool is_text)
{
	bool formula = is_text && s.n && strchr("=+-@\t\r", s.p[0]);

	text_addc(t, '"');
	if (formula)
		text_addc(t, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			text_addc(t, '"');
		text_addc(t, s.p[i]);
	}
	text_addc(t, '"');
}

static const char *title_of(const struct exhibit *e, size_t column)
{
	return bilingual_text(e->columns[column].title);
}

/* A second column of a title is told apart by the one before it. */
static bool is_repeated(const struct exhibit *e, size_t column)
{
	for (size_t i = 0; i < e->column_count; i++)
		if (i != column && strcmp(title_of(e, i), title_of(e, column)) == 0)
			return true;
	return false;
}

static void add_head(struct text *t, const struct exhibit *e, size_t column)
{
	const struct unit *unit = e->columns[column].unit;
	struct text title = TEXT_INIT;

	text_adds(&title, title_of(e, column));
	if (unit)
		text_addf(&title, T(" (%s)", "（%s）"), unit_label(unit));
	if (column && is_repeated(e, column))
		text_addf(&title, T(": %s", "：%s"), title_of(e, column - 1));
	add_field(t, text_slice(&title), true);
	text_release(&title);
}

void exhibit_add_csv(struct text *t, const struct exhibit *e)
{
	text_adds(t, BOM);
	for (size_t c = 0; c < e->column_count; c++) {
		text_adds(t, c ? "," : "");
		add_head(t, e, c);
	}
	text_adds(t, "\r\n");
	for (size_t r = 0; r < exhibit_rows(e); r++) {
		for (size_t c = 0; c < e->column_count; c++) {
			const char *cell = bilingual_text(exhibit_cell(e, r, c));
			text_adds(t, c ? "," : "");
			if (cell[0])
				add_field(t, slice_of(cell), e->columns[c].kind == EXHIBIT_TEXT);
		}
		text_adds(t, "\r\n");
	}
}
