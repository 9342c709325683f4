/*
 * A table of an HTML page as rows of cells. Parsing is libxml2's, which mends what browsers
 * mend and fetches nothing.
 *
 * A table is known by its caption, by the texts just above it, or by its first row. Some
 * pages print the same table twice: then the first is read, if the others say the same.
 * Texts in cells that span rows or columns stand in each of them, numbers only in the first.
 * Lines are counted in rows of the table.
 */
#include <libxml/HTMLparser.h>
#include <stdlib.h>

#include "base/arena.h"
#include "io/encoding.h"
#include "io/row_reader.h"

enum {
	LARGEST_PAGE = 32 << 20,
	MOST_COLUMNS = 4096,
	MOST_TABLES = 4096,
	HEADINGS = 3, /* texts above a table that may be its heading */
	LONGEST_HEADING = 400,
};

struct html_table {
	xmlNode *node;
	const char *heading; /* all by which it is known, a line each */
};

/* A cell that reaches into the rows below. */
struct span {
	unsigned rows;
	struct slice text;
};

struct html_rows {
	struct text_input in;
	htmlDocPtr document;
	struct html_table *tables;
	size_t table_count, table_capacity;
	char *title;          /* the heading of the chosen table, and the title of the page */
	xmlNode *table, *row; /* row: the last one read */
	uint64_t number;
	struct slice *cells;
	size_t *starts;
	size_t count;
	struct span *spans; /* by column */
	struct text bytes;
	struct arena arena;
};

/* --- The page ------------------------------------------------------------------------------ */

static bool is_element(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && strcasecmp((const char *)node->name, name) == 0;
}

static bool is_unseen(const xmlNode *node)
{
	return is_element(node, "script") || is_element(node, "style") ||
	       is_element(node, "noscript") || is_element(node, "head");
}

static bool is_inline(const xmlNode *node)
{
	static const char *const names[] = {"a",   "b",    "big",    "em",  "font", "i",
	                                    "sub", "span", "strong", "sup", "u",    "o:p"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (is_element(node, names[i]))
			return true;
	return node->type != XML_ELEMENT_NODE;
}

/* The node behind `node` in the order of the document, without going above `top`. */
static xmlNode *next_node(xmlNode *node, const xmlNode *top, bool enter)
{
	if (enter && node->children)
		return node->children;
	while (node && node != top && !node->next)
		node = node->parent;
	return !node || node == top ? NULL : node->next;
}

/* Adds text with every run of blanks as one. */
static void add_collapsed(struct text *t, const char *p)
{
	for (; *p; p++) {
		bool blank = *p == ' ' || (*p >= '\t' && *p <= '\r');
		if (!blank)
			text_addc(t, *p);
		else if (t->n && t->p[t->n - 1] != ' ')
			text_addc(t, ' ');
	}
}

/* The text below a node; other tables in it are not its own. */
static void add_text_of(xmlNode *top, struct text *t)
{
	xmlNode *node = next_node(top, top, true);

	while (node) {
		bool skip = is_unseen(node) || is_element(node, "table");
		if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
			add_collapsed(t, (const char *)node->content);
		else if (!is_inline(node) || is_element(node, "sup") || is_element(node, "sub"))
			add_collapsed(t, " "); /* a footnote's mark is no digit of the number */
		node = next_node(node, top, !skip);
	}
}

/* --- Tables and their headings ------------------------------------------------------------- */

/* The last texts before a table, the latest in front. */
struct headings {
	struct text current, lines[HEADINGS];
};

static void end_block(struct headings *h)
{
	struct text last;

	if (slice_trim(text_slice(&h->current)).n == 0) {
		text_clear(&h->current);
		return;
	}
	last = h->lines[HEADINGS - 1];
	memmove(h->lines + 1, h->lines, (HEADINGS - 1) * sizeof(h->lines[0]));
	h->lines[0] = h->current;
	text_clear(&last);
	h->current = last;
}

static xmlNode *first_row(xmlNode *table);

static const char *heading_of(struct html_rows *s, xmlNode *table, const struct headings *h)
{
	xmlNode *row = first_row(table);
	struct text t = TEXT_INIT;
	const char *kept;

	for (xmlNode *child = table->children; child; child = child->next)
		if (is_element(child, "caption")) {
			add_text_of(child, &t);
			text_addc(&t, '\n');
		}
	for (int i = 0; i < HEADINGS; i++) {
		struct slice line = slice_trim(text_slice(&h->lines[i]));
		text_add(&t, line.p, line.n < LONGEST_HEADING ? line.n : LONGEST_HEADING);
		text_addc(&t, '\n');
	}
	if (row)
		add_text_of(row, &t);
	kept = arena_strdup(&s->arena, slice_trim(text_slice(&t)));
	text_release(&t);
	return kept;
}

static bool has_table_inside(xmlNode *table)
{
	for (xmlNode *node = next_node(table, table, true); node;
	     node = next_node(node, table, true))
		if (is_element(node, "table"))
			return true;
	return false;
}

static void forget_headings(struct headings *h)
{
	text_clear(&h->current);
	for (int i = 0; i < HEADINGS; i++)
		text_clear(&h->lines[i]);
}

static void release_headings(struct headings *h)
{
	text_release(&h->current);
	for (int i = 0; i < HEADINGS; i++)
		text_release(&h->lines[i]);
}

static void add_table(struct html_rows *s, xmlNode *node, const struct headings *h)
{
	VEC_GROW(s->tables, s->table_count, s->table_capacity);
	s->tables[s->table_count++] = (struct html_table){node, heading_of(s, node, h)};
}

static int find_tables(struct html_rows *s, struct err *err)
{
	xmlNode *root = xmlDocGetRootElement(s->document), *node = root;
	struct headings h = {0};

	while (node && s->table_count < MOST_TABLES) {
		bool enter = !is_unseen(node);
		if (node->type == XML_TEXT_NODE)
			add_collapsed(&h.current, (const char *)node->content);
		else if (!is_inline(node))
			end_block(&h);
		if (is_element(node, "table")) {
			add_table(s, node, &h);
			forget_headings(&h); /* what stands above one is not above the next */
			enter = has_table_inside(node);
		}
		node = next_node(node, root, enter);
	}
	release_headings(&h);
	if (s->table_count)
		return 0;
	err_set(err, RD_INPUT, T("there is no table in the page", "网页中没有表格"));
	return err_at(err, s->in.in.path, 0, 0);
}

static bool is_same_table(xmlNode *a, xmlNode *b)
{
	struct text x = TEXT_INIT, y = TEXT_INIT;
	bool same;

	add_text_of(a, &x);
	add_text_of(b, &y);
	same = slice_eq(slice_trim(text_slice(&x)), slice_trim(text_slice(&y)));
	text_release(&x);
	text_release(&y);
	return same;
}

/* Takes copies of a table that comes before them off the list. */
static void drop_copies(struct html_rows *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->table_count; i++) {
		bool copy = false;
		for (size_t k = 0; k < kept && !copy; k++)
			copy = strcmp(s->tables[k].heading, s->tables[i].heading) == 0 &&
			       is_same_table(s->tables[k].node, s->tables[i].node);
		if (!copy)
			s->tables[kept++] = s->tables[i];
	}
	s->table_count = kept;
}

/* The <title> of the page; NULL if it has none. */
static xmlNode *page_title(xmlNode *root)
{
	for (xmlNode *node = root; node; node = next_node(node, root, true))
		if (is_element(node, "title"))
			return node;
	return NULL;
}

static char *title_of(struct html_rows *s, const char *heading)
{
	xmlNode *title = page_title(xmlDocGetRootElement(s->document));
	struct text t = TEXT_INIT;

	text_adds(&t, heading);
	text_addc(&t, ' ');
	if (title)
		add_text_of(title, &t);
	for (size_t i = 0; i < t.n; i++)
		if (t.p[i] == '\n')
			t.p[i] = ' ';
	return text_detach(&t);
}

static int choose_table(struct html_rows *s, const struct row_format *format, struct err *err)
{
	const char **names;
	int chosen;

	if (!format->table_number)
		drop_copies(s);
	names = xcalloc(s->table_count + 1, sizeof(*names));
	for (size_t i = 0; i < s->table_count; i++)
		names[i] = s->tables[i].heading;
	chosen = row_table_choose(format, names, s->table_count, s->in.in.path, err);
	free(names);
	if (chosen >= 0) {
		s->table = s->tables[chosen].node;
		s->title = title_of(s, s->tables[chosen].heading);
	}
	return chosen < 0 ? -1 : 0;
}

/* --- Rows ---------------------------------------------------------------------------------- */

/* The next row behind `node` that is the table's own, not one of a table inside it. */
static xmlNode *next_row(xmlNode *node, const xmlNode *table, bool enter)
{
	for (node = next_node(node, table, enter); node;) {
		bool skip = is_element(node, "table") || is_element(node, "tr");
		if (is_element(node, "tr"))
			return node;
		node = next_node(node, table, !skip);
	}
	return NULL;
}

static xmlNode *first_row(xmlNode *table)
{
	return next_row(table, table, true);
}

static unsigned attribute_number(xmlNode *node, const char *name, unsigned most)
{
	xmlChar *value = xmlGetProp(node, (const xmlChar *)name);
	unsigned long number = value ? strtoul((const char *)value, NULL, 10) : 1;

	xmlFree(value);
	return number < 1 ? 1 : number > most ? most : (unsigned)number;
}

/* The text of a span that reaches here from above, in the next free columns. */
static void take_spans(struct html_rows *s)
{
	while (s->count < MOST_COLUMNS && s->spans[s->count].rows) {
		s->spans[s->count].rows--;
		s->cells[s->count] = s->spans[s->count].text;
		s->starts[s->count++] = SIZE_MAX;
	}
}

static void add_cell(struct html_rows *s, xmlNode *node)
{
	unsigned columns = attribute_number(node, "colspan", 1000);
	unsigned rows = attribute_number(node, "rowspan", 65534);
	size_t start = s->bytes.n;
	struct slice text;
	bool is_number;

	add_text_of(node, &s->bytes);
	text = (struct slice){text_slice(&s->bytes).p + start, s->bytes.n - start};
	is_number = row_text_is_number(slice_trim(text));
	if (rows > 1 && !is_number)
		text = arena_copy(&s->arena, text);
	for (unsigned i = 0; i < columns && s->count < MOST_COLUMNS; i++) {
		bool repeated = i == 0 || !is_number;
		s->cells[s->count].n = repeated ? text.n : 0;
		s->starts[s->count] = start;
		if (rows > 1)
			s->spans[s->count] =
			        (struct span){rows - 1, is_number ? (struct slice){"", 0} : text};
		s->count++;
		take_spans(s);
	}
}

static int html_rows_next(struct row_reader *r, struct err *err)
{
	struct html_rows *s = r->state;

	(void)err;
	s->row = s->row ? next_row(s->row, s->table, false) : first_row(s->table);
	if (!s->row)
		return 0;
	s->count = 0;
	text_clear(&s->bytes);
	take_spans(s);
	for (xmlNode *cell = s->row->children; cell; cell = cell->next)
		if (is_element(cell, "td") || is_element(cell, "th"))
			add_cell(s, cell);
	for (size_t i = 0; i < s->count; i++)
		if (s->starts[i] != SIZE_MAX)
			s->cells[i].p = text_slice(&s->bytes).p + s->starts[i];
	for (size_t i = 0; i < s->count; i++)
		s->cells[i] = slice_trim(s->cells[i]);
	r->cells = s->cells;
	r->count = s->count;
	r->line = ++s->number;
	return 1;
}

/* --- The whole ----------------------------------------------------------------------------- */

static int read_text(struct html_rows *s, struct text *page, struct err *err)
{
	ssize_t got;

	do {
		text_reserve(page, 64 * 1024);
		got = text_input_read(&s->in, page->p + page->n, 64 * 1024, err);
		if (got < 0)
			return -1;
		page->n += (size_t)got;
	} while (got > 0 && page->n <= LARGEST_PAGE);
	if (page->n > LARGEST_PAGE)
		err_set(err, RD_INPUT, T("the page is larger than %d bytes", "网页超过 %d 字节"),
		        LARGEST_PAGE);
	else if (page->n == 0)
		err_set(err, RD_INPUT, T("the file is empty", "文件为空"));
	else
		return 0;
	return err_at(err, s->in.in.path, 0, 0);
}

static int read_page(struct html_rows *s, struct err *err)
{
	const int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
	                    HTML_PARSE_NONET | HTML_PARSE_COMPACT;
	struct text page = TEXT_INIT;
	int result = read_text(s, &page, err);

	if (result == 0) {
		s->document = htmlReadMemory(page.p, (int)page.n, NULL, "UTF-8", options);
		if (!s->document || !xmlDocGetRootElement(s->document)) {
			err_set(err, RD_INPUT,
			        T("the page cannot be read as HTML", "无法按 HTML 读取网页"));
			result = err_at(err, s->in.in.path, 0, 0);
		}
	}
	text_release(&page);
	return result;
}

static void html_rows_close(struct row_reader *r)
{
	struct html_rows *s = r->state;

	if (s->document)
		xmlFreeDoc(s->document);
	text_input_close(&s->in);
	free(s->tables);
	free(s->title);
	free(s->cells);
	free(s->starts);
	free(s->spans);
	text_release(&s->bytes);
	arena_release(&s->arena);
	free(s);
}

static int html_rows_open(struct row_reader *r, struct input *in, const struct row_format *format,
                          struct err *err)
{
	struct html_rows *s = xcalloc(1, sizeof(*s));

	r->state = s;
	if (text_input_take(&s->in, in, format->encoding, err) < 0)
		return -1;
	r->in = &s->in.in;
	r->ragged = true;
	s->cells = xcalloc(MOST_COLUMNS, sizeof(*s->cells));
	s->starts = xcalloc(MOST_COLUMNS, sizeof(*s->starts));
	s->spans = xcalloc(MOST_COLUMNS, sizeof(*s->spans));
	if (read_page(s, err) < 0 || find_tables(s, err) < 0 || choose_table(s, format, err) < 0)
		return -1;
	r->table_name = s->title;
	return 0;
}

const struct row_form_reader html_rows = {
        .open = html_rows_open,
        .next = html_rows_next,
        .close = html_rows_close,
};
