#include "normalize/binding.h"

#include <stdlib.h>

#include "base/fold.h"
#include "io/path.h"
#include "model/unit.h"
#include "normalize/header_search.h"

static struct slice keep_folded(struct binding *b, struct slice s)
{
	struct text folded = TEXT_INIT;
	struct slice kept;

	fold_width(s, &folded);
	kept = arena_copy(&b->arena, text_slice(&folded));
	text_release(&folded);
	return kept;
}

static int not_in(const struct binding *b, const struct value_source *source, const char *where,
                  struct err *err)
{
	char *wanted = source_describe(source);

	err_set(err, RD_INPUT, T("%1$s: %2$s is not found in %3$s", "%1$s：在%3$s中找不到 %2$s"),
	        source->path, wanted, where);
	free(wanted);
	err_hint(err, T("correct '%s', or the file", "请修改 '%s' 或该文件"), b->mapping->file);
	return err_at(err, b->path, 0, 0);
}

/*
 * Where the pattern fits. Of a {unit} the first that is one is wanted: "填报单位：统计局" stands in
 * front of "单位：万元" as a rule.
 */
static bool find_in(const char *pattern, struct slice text, bool of_known_unit,
                    struct pattern_match *m)
{
	while (pattern_find(pattern, text, m)) {
		struct slice unit = m->texts[PATTERN_UNIT];
		if (!unit.p || !of_known_unit || unit_find(unit) || unit_find_leading(unit))
			return true;
		text = (struct slice){unit.p, (size_t)(text.p + text.n - unit.p)};
	}
	return false;
}

static bool bind_text(struct bound *bound, const struct value_source *source, struct slice text,
                      bool of_known_unit)
{
	struct pattern_match *m = &bound->captured;

	for (size_t k = 0; k < source->texts.count; k++) {
		if (!find_in(source->texts.items[k], text, of_known_unit, m))
			continue;
		bound->found = bound->constant = true;
		bound->text = m->texts[PATTERN_VALUE].p ? m->texts[PATTERN_VALUE] : text;
		return true;
	}
	return false;
}

static int bind_title(struct binding *b, const struct value_source *source, struct bound *bound,
                      struct err *err)
{
	for (size_t i = 0; i < b->title_count; i++)
		if (bind_text(bound, source, b->title[i], true))
			return 0;
	for (size_t i = 0; i < b->title_count; i++)
		if (bind_text(bound, source, b->title[i], false))
			return 0;
	return source->optional
	               ? 0
	               : not_in(b, source, T("the lines above the data", "数据之上的各行"), err);
}

static int bind_source(struct binding *b, const struct value_source *source, struct bound *bound,
                       struct err *err)
{
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
			bound->name = b->header.names[bound->cell];
		break;
	case FROM_FILE_NAME:
		if (!bind_text(bound, source, keep_folded(b, slice_of(path_name(b->path))),
		               false) &&
		    !source->optional)
			return not_in(b, source, T("the file's name", "文件名"), err);
		break;
	case FROM_TITLE:
		return bind_title(b, source, bound, err);
	case FROM_HEADER: /* a header is bound already */
		if (!b->mapping->has_members)
			break;
		bound->found = true;
		bound->cell = source->member;
		bound->alternatives = source->texts.count;
		bound->name = slice_of(source->texts.items[0]);
		break;
	default: /* known at the first row, or at each wide column */
		break;
	}
	return 0;
}

/* The name of a sheet, or of the table in a page, comes before the lines above the data. */
static void add_table_name(struct binding *b, const struct row_reader *r)
{
	if (!r->table_name || !*r->table_name)
		return;
	VEC_GROW(b->title, b->title_count, b->title_capacity);
	b->title[b->title_count++] = keep_folded(b, slice_of(r->table_name));
}

int binding_open(struct binding *b, const struct mapping *m, struct row_reader *r, const char *path,
                 struct err *err)
{
	int result = 0;

	*b = (struct binding){.mapping = m, .path = path, .first_row = true};
	b->bound = xcalloc(m->source_count + 1, sizeof(*b->bound));
	b->seen = xcalloc(m->source_count + 1, sizeof(*b->seen));
	for (size_t i = 0; i < m->source_count; i++) {
		b->bound[i].name = slice_of("");
		b->bound[i].captured = (struct pattern_match)PATTERN_MATCH_INIT;
	}
	add_table_name(b, r);
	if (!m->has_members)
		result = m->has_headers || m->wide.count ? header_search(b, r, err)
		                                         : header_skip(b, r, err);
	for (size_t i = 0; i < m->source_count && result == 0; i++)
		result = bind_source(b, m->sources[i], &b->bound[i], err);
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

const struct bound *binding_of(const struct binding *b, const struct value_source *source)
{
	return source->kind == FROM_WIDE ? &b->wide[b->wide_at] : &b->bound[source->slot];
}

struct slice binding_value(const struct binding *b, const struct value_source *source,
                           const struct row_reader *r, enum cell_kind *kind)
{
	const struct bound *bound = binding_of(b, source);
	struct slice value = {"", 0};

	*kind = CELL_TEXT;
	if (bound->constant || source->wide_header)
		return bound->text;
	for (size_t i = 0; i < bound->alternatives && bound->found; i++) {
		size_t cell = bound->cell + i;
		if (cell >= r->count)
			break;
		value = r->cells[cell];
		*kind = r->kinds ? r->kinds[cell] : CELL_TEXT;
		if (*kind != CELL_ABSENT) {
			if (b->mapping->has_members) /* read by one thread */
				b->seen[source->slot] = true;
			break;
		}
	}
	return value;
}

static bool is_same_text(struct slice folded, struct slice raw)
{
	struct text t = TEXT_INIT;
	bool same;

	/* Folding makes no text longer. */
	if (raw.n < folded.n)
		return false;
	if (fold_is_plain(raw))
		return slice_eq(folded, raw);
	fold_width(raw, &t);
	same = slice_eq(folded, text_slice(&t));
	text_release(&t);
	return same;
}

static bool is_same_row(const struct header_row *row, const struct row_reader *r)
{
	if (row->count != r->count)
		return false;
	for (size_t i = 0; i < row->count; i++)
		if (!is_same_text(row->cells[i], r->cells[i]))
			return false;
	return true;
}

bool binding_is_header(const struct binding *b, const struct row_reader *r)
{
	for (size_t i = 0; i < b->header.row_count; i++)
		if (is_same_row(&b->header.rows[i], r))
			return true;
	return false;
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
	free(b->wide);
	free(b->seen);
	free(b->title);
	arena_release(&b->arena);
	*b = (struct binding){0};
}
