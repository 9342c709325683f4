#include "normalize/header_search.h"

#include <stdlib.h>

/* Rows in which the header is looked for, and columns of a table. */
enum { MOST_TITLE_ROWS = 100, MOST_COLUMNS = 65536 };

/* The next row, which may be (part of) the header. */
static int next_row(const struct binding *b, struct row_reader *r, struct err *err)
{
	int got = row_reader_next(r, err);

	if (got <= 0 || (r->problem != ROW_TOO_LONG && r->count <= MOST_COLUMNS))
		return got;
	if (r->problem == ROW_TOO_LONG)
		err_set(err, RD_INPUT,
		        T("a row above or in the header is too long", "表头或其上方有一行过长"));
	else
		err_set(err, RD_INPUT,
		        T("%zu columns, at most %d are read", "有 %zu 列，最多读取 %d 列"),
		        r->count, MOST_COLUMNS);
	err_hint(err,
	         T("is the delimiter right, and is it the file that '%s' describes?",
	           "分隔符是否正确？是否为 '%s' 所描述的文件？"),
	         b->mapping->file);
	return err_at(err, b->path, r->line, 0);
}

/* How many columns have one of the source's headers; the first goes to *cell and *m. */
static size_t find_columns(const struct value_source *source, const struct header *h, size_t *cell,
                           struct pattern_match *m)
{
	struct pattern_match match;
	size_t found = 0;

	for (size_t k = 0; k < source->texts.count && !found; k++)
		for (size_t i = 0; i < h->width; i++)
			if (header_matches(h, i, source->texts.items[k], &match) && ++found == 1) {
				*cell = i;
				*m = match;
			}
	return found;
}

/* The first source whose header is lacking; NULL if all are there. */
static const struct value_source *first_lacking(const struct binding *b, size_t *present)
{
	const struct value_source *lacking = NULL;
	struct pattern_match match;
	size_t cell;

	*present = 0;
	for (size_t i = 0; i < b->mapping->source_count; i++) {
		const struct value_source *source = b->mapping->sources[i];
		if (source->kind != FROM_HEADER)
			continue;
		if (find_columns(source, &b->header, &cell, &match))
			++*present;
		else if (!lacking && !source->optional)
			lacking = source;
	}
	return lacking;
}

/* Keeps what a match points to: patterns and texts stay, but be safe from the reader. */
static struct pattern_match keep(struct binding *b, const struct pattern_match *m)
{
	struct pattern_match kept = *m;

	for (int i = 0; i < PATTERN_TEXTS; i++)
		if (kept.texts[i].p)
			kept.texts[i] = arena_copy(&b->arena, kept.texts[i]);
	return kept;
}

static void bind_column(struct binding *b, struct bound *bound, size_t column,
                        const struct pattern_match *m)
{
	bound->found = true;
	bound->cell = column;
	bound->alternatives = 1;
	bound->captured = keep(b, m);
	bound->name = b->header.names[column];
	bound->text = bound->captured.texts[PATTERN_VALUE].p ? bound->captured.texts[PATTERN_VALUE]
	                                                     : bound->name;
}

static int ambiguous(const struct binding *b, const struct value_source *source,
                     struct slice header, struct err *err)
{
	err_set(err, RD_INPUT,
	        T("%s: more than one column is headed '%.*s'", "%s：不止一列的表头是 '%.*s'"),
	        source->path, SLICE_FMT(header));
	err_hint(
	        err,
	        T("in '%s', name it by all rows of its header (\"above/below\") or by \"position\"",
	          "请在 '%s' 中写全各层表头（\"上层/下层\"），或用 \"position\" 指定"),
	        b->mapping->file);
	return err_at(err, b->path, b->header.rows[0].line, 0);
}

static bool is_bound(const struct binding *b, size_t column)
{
	for (size_t i = 0; i < b->mapping->source_count; i++)
		if (b->bound[i].found && b->bound[i].cell == column)
			return true;
	return false;
}

static void bind_wide(struct binding *b)
{
	const struct json_texts *patterns = &b->mapping->wide;

	b->wide = xcalloc(b->header.width + 1, sizeof(*b->wide));
	for (size_t column = 0; column < b->header.width; column++) {
		struct pattern_match m;
		for (size_t k = 0; k < patterns->count && !is_bound(b, column); k++) {
			if (!header_matches(&b->header, column, patterns->items[k], &m))
				continue;
			bind_column(b, &b->wide[b->wide_count++], column, &m);
			break;
		}
	}
}

static int bind_columns(struct binding *b, struct err *err)
{
	for (size_t i = 0; i < b->mapping->source_count; i++) {
		const struct value_source *source = b->mapping->sources[i];
		struct pattern_match match;
		size_t column, found;
		if (source->kind != FROM_HEADER)
			continue;
		found = find_columns(source, &b->header, &column, &match);
		if (found > 1)
			return ambiguous(b, source, b->header.names[column], err);
		if (found)
			bind_column(b, &b->bound[i], column, &match);
	}
	b->width = b->header.width;
	if (b->mapping->wide.count)
		bind_wide(b);
	return 0;
}

/* --- The row that is the header ----------------------------------------------------------- */

/* The rows nearest to a header, for the message. */
struct best {
	const struct value_source *lacking;
	bool wide; /* it lacks the wide columns only */
	size_t present;
	struct text headers;
	uint64_t line;
};

static void add_title(struct binding *b, const struct header_row *row)
{
	for (size_t i = 0; i < row->count; i++) {
		if (row->cells[i].n == 0)
			continue;
		VEC_GROW(b->title, b->title_count, b->title_capacity);
		b->title[b->title_count++] = row->cells[i];
	}
}

static void consider(struct best *best, const struct binding *b, const struct value_source *lacking,
                     size_t present)
{
	const struct header *h = &b->header;

	if (best->line && present <= best->present)
		return;
	best->lacking = lacking;
	best->present = present;
	best->line = h->rows[0].line;
	text_clear(&best->headers);
	for (size_t i = 0; i < h->width && best->headers.n < 400; i++)
		if (h->names[i].n)
			text_addf(&best->headers, "%s'%.*s'", best->headers.n ? ", " : "",
			          (int)(h->names[i].n < 60 ? h->names[i].n : 60), h->names[i].p);
}

static int no_header(const struct binding *b, const struct best *best, struct err *err)
{
	char *wanted;

	if (!best->line) {
		err_set(err, RD_INPUT, T("the file is empty", "文件为空"));
		err_hint(err, T("fetch or export it again", "请重新获取或导出该文件"));
		return err_at(err, b->path, 0, 0);
	}
	if (best->lacking) {
		wanted = source_describe(best->lacking);
		err_set(err, RD_INPUT, T("%s: no column is headed %s", "%s：没有表头为 %s 的列"),
		        best->lacking->path, wanted);
		free(wanted);
	} else {
		err_set(err, RD_INPUT,
		        T("%s: no column is headed like '%s'", "%s：没有表头形如 '%s' 的列"),
		        "wide", b->mapping->wide.items[0]);
	}
	err_hint(err,
	         T("headers there: %s; correct '%s', or the file",
	           "现有表头：%s；请修改 '%s' 或该文件"),
	         text_slice(&best->headers).p, b->mapping->file);
	return err_at(err, b->path, best->line, 0);
}

/* Whether some column is wide, where the mapping wants such. */
static bool has_wide(const struct binding *b)
{
	const struct json_texts *patterns = &b->mapping->wide;
	struct pattern_match m;

	for (size_t k = 0; k < patterns->count; k++)
		for (size_t column = 0; column < b->header.width; column++)
			if (header_matches(&b->header, column, patterns->items[k], &m))
				return true;
	return patterns->count == 0;
}

int header_search(struct binding *b, struct row_reader *r, struct err *err)
{
	const struct mapping *m = b->mapping;
	struct best best = {.headers = TEXT_INIT};
	int got = 0, result = -1;

	header_init(&b->header, m->header_rows, &b->arena);
	for (int rows = 0; rows < MOST_TITLE_ROWS && (got = next_row(b, r, err)) > 0; rows++) {
		const struct value_source *lacking;
		size_t present;
		add_title(b, header_push(&b->header, r));
		if (b->header.row_count < m->header_rows || b->header.rows[0].line < m->header_row)
			continue;
		header_complete(&b->header);
		lacking = first_lacking(b, &present);
		if (!lacking && has_wide(b)) {
			result = bind_columns(b, err);
			goto out;
		}
		consider(&best, b, lacking, present);
		if (m->header_row)
			break;
	}
	if (got >= 0)
		no_header(b, &best, err);
out:
	text_release(&best.headers);
	return result;
}

int header_skip(struct binding *b, struct row_reader *r, struct err *err)
{
	int got = 1;

	header_init(&b->header, 1, &b->arena);
	while (got > 0 && b->mapping->header_row && (got = next_row(b, r, err)) > 0) {
		add_title(b, header_push(&b->header, r));
		if (r->line >= b->mapping->header_row)
			break;
	}
	if (b->header.row_count) {
		header_complete(&b->header);
		b->width = b->header.width;
	}
	return got < 0 ? -1 : 0;
}
