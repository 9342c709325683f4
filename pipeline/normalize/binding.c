#include "normalize/binding.h"

#include <stdlib.h>

#include "base/fold.h"
#include "io/path.h"
#include "normalize/pattern.h"

/* Rows in which the header is looked for. */
enum { MOST_TITLE_ROWS = 100 };

static struct slice keep_folded(struct binding *b, struct slice s)
{
	struct text folded = TEXT_INIT;
	struct slice kept;

	fold_width(s, &folded);
	kept = arena_copy(&b->arena, text_slice(&folded));
	text_release(&folded);
	return kept;
}

/* --- Headers ----------------------------------------------------------------------------- */

struct candidate {
	struct slice *cells; /* folded */
	size_t count;
};

/* How many columns have one of the source's headers; the first goes to *cell and *m. */
static size_t find_header(const struct value_source *source, const struct candidate *row,
                          size_t *cell, struct pattern_match *m)
{
	struct pattern_match match;
	size_t found = 0;

	for (size_t k = 0; k < source->texts.count && !found; k++)
		for (size_t i = 0; i < row->count; i++)
			if (row->cells[i].n &&
			    pattern_match(source->texts.items[k], row->cells[i], &match) &&
			    ++found == 1) {
				*cell = i;
				*m = match;
			}
	return found;
}

/* The first source whose header the row lacks; NULL if it has all. */
static const struct value_source *first_lacking(const struct binding *b,
                                                const struct candidate *row, size_t *present)
{
	const struct value_source *lacking = NULL;
	struct pattern_match match;
	size_t cell;

	*present = 0;
	for (size_t i = 0; i < b->mapping->source_count; i++) {
		const struct value_source *source = b->mapping->sources[i];
		if (source->kind != FROM_HEADER)
			continue;
		if (find_header(source, row, &cell, &match))
			++*present;
		else if (!lacking && !source->optional)
			lacking = source;
	}
	return lacking;
}

static int ambiguous(const struct binding *b, const struct value_source *source,
                     struct slice header, uint64_t line, struct err *err)
{
	err_set(err, RD_INPUT,
	        T("%s: two columns are headed '%.*s'", "%s：有两列的表头都是 '%.*s'"), source->path,
	        SLICE_FMT(header));
	err_hint(err, T("name it by \"position\" in '%s'", "请在 '%s' 中改用 \"position\" 指定"),
	         b->mapping->file);
	return err_at(err, b->path, line, 0);
}

static int bind_headers(struct binding *b, const struct candidate *row, const struct row_reader *r,
                        struct err *err)
{
	for (size_t i = 0; i < b->mapping->source_count; i++) {
		const struct value_source *source = b->mapping->sources[i];
		struct bound *bound = &b->bound[i];
		struct pattern_match match;
		size_t found;
		if (source->kind != FROM_HEADER)
			continue;
		found = find_header(source, row, &bound->cell, &match);
		if (found > 1)
			return ambiguous(b, source, row->cells[bound->cell], r->line, err);
		if (!found)
			continue;
		bound->found = true;
		bound->alternatives = 1;
		bound->unit = match.texts[PATTERN_UNIT];
		bound->name = arena_copy(&b->arena, r->cells[bound->cell]);
	}
	b->width = row->count;
	b->header = arena_alloc(&b->arena, row->count * sizeof(*b->header));
	for (size_t i = 0; i < row->count; i++)
		b->header[i] = arena_copy(&b->arena, r->cells[i]);
	return 0;
}

static struct candidate fold_row(struct binding *b, const struct row_reader *r)
{
	struct candidate row = {arena_alloc(&b->arena, (r->count + 1) * sizeof(struct slice)),
	                        r->count};

	for (size_t i = 0; i < r->count; i++)
		row.cells[i] = keep_folded(b, r->cells[i]);
	return row;
}

static void add_title(struct binding *b, const struct candidate *row)
{
	for (size_t i = 0; i < row->count; i++) {
		if (row->cells[i].n == 0)
			continue;
		VEC_GROW(b->title, b->title_count, b->title_capacity);
		b->title[b->title_count++] = row->cells[i];
	}
}

/* The row nearest to a header, for the message. */
struct best {
	const struct value_source *lacking;
	size_t present;
	struct text headers;
	uint64_t line;
};

static void consider(struct best *best, const struct value_source *lacking, size_t present,
                     const struct row_reader *r)
{
	if (best->lacking && present <= best->present)
		return;
	best->lacking = lacking;
	best->present = present;
	best->line = r->line;
	text_clear(&best->headers);
	for (size_t i = 0; i < r->count && best->headers.n < 400; i++)
		if (r->cells[i].n)
			text_addf(&best->headers, "%s'%.*s'", best->headers.n ? ", " : "",
			          (int)(r->cells[i].n < 60 ? r->cells[i].n : 60), r->cells[i].p);
}

static int no_header(const struct binding *b, const struct best *best, struct err *err)
{
	char *wanted;

	if (!best->lacking) {
		err_set(err, RD_INPUT, T("the file is empty", "文件为空"));
		err_hint(err, T("fetch or export it again", "请重新获取或导出该文件"));
		return err_at(err, b->path, 0, 0);
	}
	wanted = source_describe(best->lacking);
	err_set(err, RD_INPUT, T("%s: no column is headed %s", "%s：没有表头为 %s 的列"),
	        best->lacking->path, wanted);
	err_hint(err,
	         T("headers there: %s; correct '%s', or the file",
	           "现有表头：%s；请修改 '%s' 或该文件"),
	         text_slice(&best->headers).p, b->mapping->file);
	err_at(err, b->path, best->line, 0);
	free(wanted);
	return -1;
}

static int find_header_row(struct binding *b, struct row_reader *r, struct err *err)
{
	struct best best = {.headers = TEXT_INIT};
	int got = 0, result = -1;

	for (int rows = 0; rows < MOST_TITLE_ROWS && (got = row_reader_next(r, err)) > 0; rows++) {
		struct candidate row = fold_row(b, r);
		const struct value_source *lacking;
		size_t present;
		if (r->line < b->mapping->header_row) {
			add_title(b, &row);
			continue;
		}
		lacking = first_lacking(b, &row, &present);
		add_title(b, &row);
		if (!lacking) {
			result = bind_headers(b, &row, r, err);
			goto out;
		}
		consider(&best, lacking, present, r);
		if (b->mapping->header_row)
			break;
	}
	if (got >= 0)
		no_header(b, &best, err);
out:
	text_release(&best.headers);
	return result;
}

/* Without headers to look for, the rows up to the one named are the title. */
static int skip_title(struct binding *b, struct row_reader *r, struct err *err)
{
	int got = 1;

	while (got > 0 && b->mapping->header_row && (got = row_reader_next(r, err)) > 0) {
		struct candidate row = fold_row(b, r);
		add_title(b, &row);
		if (r->line >= b->mapping->header_row)
			break;
	}
	return got < 0 ? -1 : 0;
}

/* --- Constants --------------------------------------------------------------------------- */

static int not_in(const struct binding *b, const struct value_source *source, const char *where,
                  struct err *err)
{
	char *wanted = source_describe(source);

	err_set(err, RD_INPUT, T("%s: %s is not found in %s", "%1$s：在%3$s中找不到 %2$s"),
	        source->path, wanted, where);
	free(wanted);
	err_hint(err, T("correct '%s', or the file", "请修改 '%s' 或该文件"), b->mapping->file);
	return err_at(err, b->path, 0, 0);
}

static bool bind_text(struct bound *bound, const struct value_source *source, struct slice text)
{
	for (size_t k = 0; k < source->texts.count; k++) {
		struct pattern_match match;
		if (!pattern_find(source->texts.items[k], text, &match))
			continue;
		bound->found = bound->constant = true;
		bound->text = match.texts[PATTERN_VALUE].p ? match.texts[PATTERN_VALUE] : text;
		bound->unit = match.texts[PATTERN_UNIT];
		bound->period = pattern_period(&match);
		return true;
	}
	return false;
}

static int bind_constant(struct binding *b, const struct value_source *source, struct bound *bound,
                         struct err *err)
{
	bool found = source->optional;

	switch (source->kind) {
	case FROM_CONSTANT:
		bound->found = bound->constant = true;
		bound->text = slice_of(source->texts.items[0]);
		break;
	case FROM_POSITION:
		bound->found = true;
		bound->cell = (size_t)source->position - 1;
		bound->alternatives = 1;
		if (b->width > bound->cell)
			bound->name = b->header[bound->cell];
		break;
	case FROM_FILE_NAME:
		if (!bind_text(bound, source, keep_folded(b, slice_of(path_name(b->path)))) &&
		    !found)
			return not_in(b, source, T("the file's name", "文件名"), err);
		break;
	case FROM_TITLE:
		for (size_t i = 0; i < b->title_count && !bound->found; i++)
			bind_text(bound, source, b->title[i]);
		if (!bound->found && !found)
			return not_in(b, source, T("the lines above the data", "数据之上的各行"),
			              err);
		break;
	default:
		break;
	}
	return 0;
}

static void bind_member(const struct value_source *source, struct bound *bound)
{
	bound->found = true;
	bound->cell = source->member;
	bound->alternatives = source->texts.count;
	bound->name = slice_of(source->texts.items[0]);
}

int binding_open(struct binding *b, const struct mapping *m, struct row_reader *r, const char *path,
                 struct err *err)
{
	bool has_members = m->format.form != ROW_FORM_CSV;
	int result;

	*b = (struct binding){.mapping = m, .path = path, .first_row = true};
	b->bound = xcalloc(m->source_count + 1, sizeof(*b->bound));
	b->seen = xcalloc(m->source_count + 1, sizeof(*b->seen));
	for (size_t i = 0; i < m->source_count; i++) {
		b->bound[i].period = PERIOD_NONE;
		b->bound[i].name = slice_of("");
		if (has_members && m->sources[i]->kind == FROM_HEADER)
			bind_member(m->sources[i], &b->bound[i]);
	}
	result = has_members      ? 0
	         : m->has_headers ? find_header_row(b, r, err)
	                          : skip_title(b, r, err);
	for (size_t i = 0; i < m->source_count && result == 0; i++)
		result = bind_constant(b, m->sources[i], &b->bound[i], err);
	if (result < 0)
		binding_release(b);
	return result;
}

int binding_first_row(struct binding *b, struct row_reader *r, struct err *err)
{
	if (!b->first_row)
		return 0;
	b->first_row = false;
	for (size_t i = 0; i < b->mapping->source_count; i++) {
		const struct value_source *source = b->mapping->sources[i];
		struct text value = TEXT_INIT;
		if (source->kind != FROM_DOCUMENT)
			continue;
		if (row_reader_constant(r, source->texts.items[0], &value)) {
			b->bound[i].found = b->bound[i].constant = true;
			b->bound[i].text = keep_folded(b, text_slice(&value));
		}
		text_release(&value);
		if (!b->bound[i].found && !source->optional)
			return not_in(b, source,
			              T("the document before its records", "记录之前的文档部分"),
			              err);
	}
	return 0;
}

struct slice binding_value(const struct binding *b, const struct value_source *source,
                           const struct row_reader *r, enum cell_kind *kind)
{
	const struct bound *bound = &b->bound[source->slot];
	struct slice value = {"", 0};

	*kind = CELL_TEXT;
	if (bound->constant)
		return bound->text;
	for (size_t i = 0; i < bound->alternatives && bound->found; i++) {
		size_t cell = bound->cell + i;
		if (cell >= r->count)
			break;
		value = r->cells[cell];
		*kind = r->kinds ? r->kinds[cell] : CELL_TEXT;
		if (*kind != CELL_ABSENT) {
			b->seen[source->slot] = true;
			break;
		}
	}
	return value;
}

bool binding_is_header(const struct binding *b, const struct row_reader *r)
{
	if (r->count != b->width || !b->header)
		return false;
	for (size_t i = 0; i < b->width; i++)
		if (!slice_eq(b->header[i], r->cells[i]))
			return false;
	return true;
}

int binding_finish(const struct binding *b, const struct row_reader *r, struct err *err)
{
	const char *members = row_reader_members(r);

	for (size_t i = 0; i < b->mapping->source_count && members && members[0]; i++) {
		const struct value_source *source = b->mapping->sources[i];
		char *wanted;
		if (source->kind != FROM_HEADER || source->optional || b->seen[i])
			continue;
		wanted = source_describe(source);
		err_set(err, RD_INPUT,
		        T("%s: no record has a member %s", "%s：没有任何记录含有成员 %s"),
		        source->path, wanted);
		free(wanted);
		err_hint(err,
		         T("members there: %s; correct '%s', or call it \"optional\"",
		           "现有成员：%s；请修改 '%s'，或标为 \"optional\""),
		         members, b->mapping->file);
		return err_at(err, b->path, 0, 0);
	}
	return 0;
}

void binding_release(struct binding *b)
{
	free(b->bound);
	free(b->seen);
	free(b->title);
	arena_release(&b->arena);
	*b = (struct binding){0};
}
