#include "normalize/draft_parts.h"

#include "base/log.h"

/* --- JSON ------------------------------------------------------------------------------------ */

void draft_text(struct text *json, struct slice text)
{
	text_addc(json, '"');
	text_add_json(json, text);
	text_addc(json, '"');
}

void draft_pair(struct text *json, const char *key, const char *value)
{
	text_addf(json, "\"%s\": ", key);
	draft_text(json, slice_of(value));
}

void draft_begin(struct draft *d, const char *name)
{
	text_addf(d->json, "%s\n    \"%s\": {", d->columns++ ? "," : "", name);
}

void draft_end(struct draft *d)
{
	text_addc(d->json, '}');
}

void draft_put_place(struct draft *d, const struct guessed_column *c)
{
	if (c->wide)
		text_adds(d->json, "\"wide\": \"cell\"");
	else if (c->header)
		draft_pair(d->json, "header", c->header);
	else
		text_addf(d->json, "\"position\": %zu", (size_t)(c - d->guess->columns) + 1);
}

void draft_recognised(const struct guessed_column *c, const char *as)
{
	log_note(T("'%.*s' is read as %s", "'%.*s' 识别为 %s"), SLICE_FMT(c->name), as);
}

void draft_not_found(const char *what, const char *advice)
{
	log_warning(T("%s is not found in the file: %s", "文件中没有找到 %s：%s"), what, advice);
}

/* --- Columns ---------------------------------------------------------------------------------- */

bool draft_holds_numbers(const struct guessed_column *c)
{
	if (c->wide)
		return true;
	return c->target && (c->target->role == ROLE_MEASURE || c->target->role == ROLE_FIGURE ||
	                     c->target->role == ROLE_VALUE);
}

size_t draft_distinct(const struct draft *d, size_t column, struct slice *values, size_t most)
{
	const struct guess *g = d->guess;
	size_t count = 0;

	for (size_t row = g->data_at; row < g->data_end && count < most; row++) {
		struct slice text = guess_cell(g, row, column);
		bool known = text.n == 0;
		for (size_t i = 0; i < count && !known; i++)
			known = slice_eq(values[i], text);
		if (!known)
			values[count++] = text;
	}
	return count;
}

/* --- Titles ---------------------------------------------------------------------------------- */

bool draft_title(const struct draft *d, size_t i, struct slice *title)
{
	const struct guess *g = d->guess;
	const struct survey *s = g->survey;
	size_t rows = row_form_has_members(s->format.form) ? 0 : g->data_at;

	if (s->table_name && i-- == 0) {
		*title = slice_of(s->table_name);
		return true;
	}
	for (size_t row = 0; row < rows; row++) {
		if (i < s->rows[row].count) {
			*title = s->rows[row].cells[i];
			return true;
		}
		i -= s->rows[row].count;
	}
	return false;
}

size_t draft_titles_above(const struct draft *d)
{
	const struct survey *s = d->guess->survey;
	size_t count = s->table_name != NULL;

	for (size_t row = 0; row < d->guess->header_at && !row_form_has_members(s->format.form);
	     row++)
		count += s->rows[row].count;
	return count;
}

struct slice draft_all_titles(struct draft *d)
{
	struct text all = TEXT_INIT;
	struct slice title, kept;

	for (size_t i = 0; draft_title(d, i, &title); i++) {
		text_add_slice(&all, title);
		text_addc(&all, ' ');
	}
	text_adds(&all, d->guess->survey->file_name);
	kept = arena_copy(&d->scratch, text_slice(&all));
	text_release(&all);
	return kept;
}
