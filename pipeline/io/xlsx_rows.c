/*
 * A sheet of an .xlsx workbook as rows of cells, one row in memory at a time.
 *
 * A formula whose result was never computed stands as its text, "=E2*2": it is not missing.
 *
 * A text that stands in merged cells stands in each of them; a number in merged cells
 * stands in the first, so that it does not count twice. Merged cells are listed behind the
 * rows, so the sheet is read twice, the first time for that list only.
 */
#include <stdlib.h>

#include "io/row_reader.h"
#include "io/xlsx_book.h"

enum { MOST_COLUMNS = 16384, MOST_ROWS = 1048576, MOST_MERGED = 1 << 20, LONGEST_ROW = 16 << 20 };

/* Cells first to last of rows top to bottom, 0-based; the text once it was read. */
struct merged {
	uint32_t top, bottom, first, last;
	struct slice text;
};

struct xlsx_rows {
	struct input in;
	struct xlsx_book book;
	struct xml_stream stream;
	struct merged *merged; /* sorted by top */
	size_t merged_count, merged_capacity;
	size_t merged_next;     /* the first that starts below the last row */
	struct merged **active; /* those that reach into the row; they do not overlap */
	size_t active_count;
	struct arena texts; /* of merged cells */
	/* the row being read */
	uint64_t number, next_number;
	struct text bytes;
	struct slice *cells; /* offsets while it grows, kept in `starts` */
	size_t *starts;
	size_t count, capacity;
	/* the cell being read */
	size_t column, next_column, style;
	char type; /* first letter of its t attribute: n s i(nlineStr) b e d, t for str */
	bool in_value, in_formula;
	bool raised; /* in a run above or below the line */
	unsigned phonetics;
	struct text value, formula; /* formula: "=…", empty without one */
};

/* --- References ---------------------------------------------------------------------------- */

/* "BC12" as 0-based column and 1-based row; the part behind it, NULL if it is none. */
static const char *parse_reference(const char *p, uint32_t *column, uint32_t *row)
{
	uint32_t c = 0, r = 0;

	for (; *p >= 'A' && *p <= 'Z' && c <= MOST_COLUMNS; p++)
		c = c * 26 + (uint32_t)(*p - 'A') + 1;
	for (; *p >= '0' && *p <= '9' && r <= MOST_ROWS; p++)
		r = r * 10 + (uint32_t)(*p - '0');
	if (c < 1 || c > MOST_COLUMNS || r < 1 || r > MOST_ROWS)
		return NULL;
	*column = c - 1;
	*row = r;
	return p;
}

static void start_merge(struct xml_stream *x, const char *name, const char **attributes)
{
	struct xlsx_rows *s = x->user;
	const char *range;
	struct merged m = {0};

	if (strcmp(name, "mergeCell") != 0)
		return;
	range = xml_attribute(attributes, "ref");
	range = range ? parse_reference(range, &m.first, &m.top) : NULL;
	if (!range || *range != ':' || !parse_reference(range + 1, &m.last, &m.bottom) ||
	    m.last < m.first || m.bottom < m.top)
		return;
	if (s->merged_count == MOST_MERGED) {
		xml_stream_refuse(x, T("it has too many merged cells", "合并单元格过多"));
		return;
	}
	VEC_GROW(s->merged, s->merged_count, s->merged_capacity);
	s->merged[s->merged_count++] = m;
}

static int by_top(const void *a, const void *b)
{
	const struct merged *x = a, *y = b;

	if (x->top != y->top)
		return x->top < y->top ? -1 : 1;
	return (x->first > y->first) - (x->first < y->first);
}

/* --- Cells --------------------------------------------------------------------------------- */

static void add_cell(struct xlsx_rows *s, struct slice text)
{
	if (s->count == s->capacity) {
		s->capacity = s->capacity ? s->capacity * 2 : 64;
		s->cells = xrealloc(s->cells, s->capacity * sizeof(*s->cells));
		s->starts = xrealloc(s->starts, s->capacity * sizeof(*s->starts));
	}
	s->starts[s->count] = s->bytes.n;
	s->cells[s->count].n = text.n;
	s->count++;
	text_add_slice(&s->bytes, text);
}

/* Puts the text in its column; columns that the sheet leaves out are empty. */
static void put_cell(struct xlsx_rows *s, size_t column, struct slice text)
{
	while (s->count < column)
		add_cell(s, (struct slice){"", 0});
	if (s->count == column)
		add_cell(s, text);
}

static char cell_type(const char *t)
{
	if (!t)
		return 'n';
	return strcmp(t, "str") == 0 ? 't' : *t;
}

static void start_cell(struct xml_stream *x, struct xlsx_rows *s, const char **attributes)
{
	const char *reference = xml_attribute(attributes, "r");
	const char *style = xml_attribute(attributes, "s");
	uint32_t column = (uint32_t)s->next_column, row;

	if (reference && !parse_reference(reference, &column, &row))
		xml_stream_refuse(x, T("a cell has no place in the sheet", "单元格位置无效"));
	if (column < s->next_column || column >= MOST_COLUMNS)
		xml_stream_refuse(x, T("cells are out of order", "单元格顺序错误"));
	s->column = column;
	s->next_column = column + 1;
	s->style = style ? strtoul(style, NULL, 10) : 0;
	s->type = cell_type(xml_attribute(attributes, "t"));
	s->raised = false;
	text_clear(&s->value);
	text_clear(&s->formula);
}

static void start_row(struct xml_stream *x, struct xlsx_rows *s, const char **attributes)
{
	const char *r = xml_attribute(attributes, "r");

	s->number = r ? strtoul(r, NULL, 10) : s->next_number;
	if (s->number < s->next_number || s->number > MOST_ROWS)
		xml_stream_refuse(x, T("rows are out of order", "行顺序错误"));
	s->next_number = s->number + 1;
	s->next_column = 0;
	s->count = 0;
	text_clear(&s->bytes);
}

static void start_element(struct xml_stream *x, const char *name, const char **attributes)
{
	struct xlsx_rows *s = x->user;

	if (strcmp(name, "row") == 0)
		start_row(x, s, attributes);
	else if (strcmp(name, "c") == 0)
		start_cell(x, s, attributes);
	else if (strcmp(name, "rPh") == 0)
		s->phonetics++;
	s->in_value = (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) && !s->phonetics;
	s->in_formula = strcmp(name, "f") == 0;
	if (s->in_formula)
		text_addc(&s->formula, '=');
	if (xlsx_raises(name, attributes, &s->raised) && s->in_value)
		text_addc(&s->value, ' ');
}

static void end_cell(struct xlsx_rows *s)
{
	struct slice raw = text_slice(&s->value);
	struct text shown = TEXT_INIT;

	if (raw.n == 0) {
		if (s->type == 'n' && s->formula.n)
			put_cell(s, s->column, text_slice(&s->formula));
		return;
	}
	switch (s->type) {
	case 's':
		put_cell(s, s->column, xlsx_string(&s->book, strtoul(raw.p, NULL, 10)));
		break;
	case 'b':
		put_cell(s, s->column, slice_of(*raw.p == '1' ? "TRUE" : "FALSE"));
		break;
	case 'n':
		if (!number_format_apply(xlsx_style(&s->book, s->style), raw, s->book.from_1904,
		                         &shown))
			text_add_slice(&shown, raw);
		put_cell(s, s->column, text_slice(&shown));
		break;
	default: /* a text of its own, an error, a date in ISO 8601 */
		put_cell(s, s->column, raw);
		break;
	}
	text_release(&shown);
}

static void end_element(struct xml_stream *x, const char *name)
{
	struct xlsx_rows *s = x->user;

	s->in_value = s->in_formula = false;
	if (strcmp(name, "rPh") == 0)
		s->phonetics--;
	else if (strcmp(name, "c") == 0)
		end_cell(s);
	else if (strcmp(name, "row") == 0)
		xml_stream_pause(x);
	if (s->bytes.n > LONGEST_ROW)
		xml_stream_refuse(x, T("a row is too long", "某一行过长"));
}

static void text_of_cell(struct xml_stream *x, const char *p, size_t n)
{
	struct xlsx_rows *s = x->user;

	if (s->in_value || s->in_formula)
		text_add(s->in_value ? &s->value : &s->formula, p, n);
	if (s->value.n > LONGEST_ROW || s->formula.n > LONGEST_ROW)
		xml_stream_refuse(x, T("a cell is too long", "某个单元格过长"));
}

/* --- Rows ---------------------------------------------------------------------------------- */

static void point_cells(struct xlsx_rows *s)
{
	for (size_t i = 0; i < s->count; i++)
		s->cells[i].p = text_slice(&s->bytes).p + s->starts[i];
}

/* Brings the list of merged cells that reach into the row up to date. */
static void update_active(struct xlsx_rows *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->active_count; i++)
		if (s->active[i]->bottom >= s->number)
			s->active[kept++] = s->active[i];
	s->active_count = kept;
	for (; s->merged_next < s->merged_count; s->merged_next++) {
		struct merged *m = &s->merged[s->merged_next];
		if (m->top > s->number)
			break;
		if (m->bottom < s->number || s->active_count == MOST_COLUMNS)
			continue;
		if (m->top == s->number && m->first < s->count &&
		    !row_text_is_number(s->cells[m->first]))
			m->text = arena_copy(&s->texts, s->cells[m->first]);
		if (m->text.n)
			s->active[s->active_count++] = m;
	}
}

/* Spreads the texts of merged cells over this row. */
static void spread_merged(struct xlsx_rows *s)
{
	update_active(s);
	for (size_t i = 0; i < s->active_count; i++) {
		const struct merged *m = s->active[i];
		while (s->count <= m->last)
			add_cell(s, (struct slice){"", 0});
		for (size_t column = m->first; column <= m->last; column++)
			s->cells[column] = m->text;
	}
}

static int xlsx_rows_next(struct row_reader *r, struct err *err)
{
	struct xlsx_rows *s = r->state;
	int got = xml_stream_run(&s->stream, err);

	if (got <= 0)
		return got;
	point_cells(s);
	if (s->merged_count)
		spread_merged(s);
	r->cells = s->cells;
	r->count = s->count;
	r->line = s->number;
	return 1;
}

static void xlsx_rows_close(struct row_reader *r)
{
	struct xlsx_rows *s = r->state;

	xml_stream_close(&s->stream);
	xlsx_book_close(&s->book);
	input_close(&s->in);
	arena_release(&s->texts);
	text_release(&s->bytes);
	text_release(&s->value);
	text_release(&s->formula);
	free(s->merged);
	free(s->active);
	free(s->cells);
	free(s->starts);
	free(s);
}

static int choose_sheet(struct row_reader *r, struct xlsx_rows *s, const struct row_format *format,
                        struct err *err)
{
	const char **names = xcalloc(s->book.sheet_count + 1, sizeof(*names));
	int chosen;

	for (size_t i = 0; i < s->book.sheet_count; i++)
		names[i] = s->book.sheets[i].name;
	chosen = row_table_choose(format, names, s->book.sheet_count, s->in.path, err);
	free(names);
	if (chosen >= 0)
		r->table_name = s->book.sheets[chosen].name;
	return chosen;
}

static int open_sheet(struct xlsx_rows *s, const char *part, struct err *err)
{
	static const struct xml_handler merges = {start_merge, NULL, NULL};
	static const struct xml_handler rows = {start_element, end_element, text_of_cell};
	int found = part ? xml_parse_entry(&s->book.zip, part, &merges, s, err) : 0;

	if (found > 0)
		found = xml_stream_open(&s->stream, &s->book.zip, part, &rows, s, err);
	if (found > 0) {
		if (s->merged_count)
			qsort(s->merged, s->merged_count, sizeof(*s->merged), by_top);
		s->active = xcalloc(MOST_COLUMNS, sizeof(struct merged *));
		return 0;
	}
	if (found == 0) {
		err_set(err, RD_INPUT,
		        T("the workbook lacks the sheet that it lists",
		          "工作簿缺少其列出的工作表"));
		err_at(err, s->in.path, 0, 0);
	}
	return -1;
}

static int xlsx_rows_open(struct row_reader *r, struct input *in, const struct row_format *format,
                          struct err *err)
{
	struct xlsx_rows *s = xcalloc(1, sizeof(*s));
	int chosen;

	s->in = *in;
	s->next_number = 1;
	r->state = s;
	r->in = &s->in;
	r->ragged = true;
	if (xlsx_book_open(&s->book, &s->in, err) < 0)
		return -1;
	chosen = choose_sheet(r, s, format, err);
	return chosen < 0 ? -1 : open_sheet(s, s->book.sheets[chosen].part, err);
}

const struct row_form_reader xlsx_rows = {
        .open = xlsx_rows_open,
        .next = xlsx_rows_next,
        .close = xlsx_rows_close,
};
