#include "normalize/header.h"

#include <string.h>

#include "base/fold.h"

void header_init(struct header *h, size_t rows, struct arena *arena)
{
	*h = (struct header){.most = rows, .arena = arena};
}

static struct slice keep_folded(struct arena *arena, struct slice s)
{
	struct text folded = TEXT_INIT;
	struct slice kept;

	fold_width(s, &folded);
	kept = arena_copy(arena, text_slice(&folded));
	text_release(&folded);
	return kept;
}

const struct header_row *header_push(struct header *h, const struct row_reader *r)
{
	struct header_row *row;

	if (h->row_count == h->most) {
		memmove(h->rows, h->rows + 1, (h->most - 1) * sizeof(*h->rows));
		h->row_count--;
	}
	row = &h->rows[h->row_count++];
	row->cells = arena_alloc(h->arena, (r->count + 1) * sizeof(*row->cells));
	row->count = r->count;
	row->line = r->line;
	for (size_t i = 0; i < r->count; i++)
		row->cells[i] = keep_folded(h->arena, r->cells[i]);
	return row;
}

static struct slice own_text(const struct header *h, size_t row, size_t column)
{
	const struct header_row *r = &h->rows[row];

	return column < r->count ? r->cells[column] : (struct slice){"", 0};
}

static bool has_text_below(const struct header *h, size_t row, size_t column)
{
	while (++row < h->row_count)
		if (own_text(h, row, column).n)
			return true;
	return false;
}

/* The text that heads a column in a row: its own, or that of a group it belongs to. */
static struct slice text_at(const struct header *h, size_t row, size_t column)
{
	size_t at = column;

	while (at > 0 && own_text(h, row, at).n == 0)
		at--;
	if (at != column && (!has_text_below(h, row, at) || !has_text_below(h, row, column)))
		at = column;
	return own_text(h, row, at);
}

static struct slice join(struct header *h, size_t column)
{
	struct text joined = TEXT_INIT;
	struct slice kept, last = {"", 0};

	for (size_t row = 0; row < h->row_count; row++) {
		struct slice text = text_at(h, row, column);
		if (text.n == 0 || slice_eq(text, last))
			continue;
		if (joined.n)
			text_addc(&joined, '/');
		text_add_slice(&joined, text);
		last = text;
	}
	kept = arena_copy(h->arena, text_slice(&joined));
	text_release(&joined);
	return kept;
}

void header_complete(struct header *h)
{
	h->width = 0;
	for (size_t row = 0; row < h->row_count; row++)
		if (h->rows[row].count > h->width)
			h->width = h->rows[row].count;
	h->names = arena_alloc(h->arena, (h->width + 1) * sizeof(*h->names));
	for (size_t column = 0; column < h->width; column++)
		h->names[column] = join(h, column);
}

bool header_matches(const struct header *h, size_t column, const char *pattern,
                    struct pattern_match *m)
{
	if (h->names[column].n == 0)
		return false;
	if (pattern_match_header(pattern, h->names[column], m))
		return true;
	for (size_t row = 0; row < h->row_count && h->row_count > 1; row++) {
		struct slice text = text_at(h, row, column);
		if (text.n && pattern_match_header(pattern, text, m))
			return true;
	}
	return false;
}
