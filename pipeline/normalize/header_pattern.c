#include "normalize/header_pattern.h"

#include <stdlib.h>

#include "model/unit.h"
#include "normalize/cell_look.h"

static bool names_one_column(const struct header *h, const char *pattern)
{
	struct pattern_match m;
	size_t found = 0;

	for (size_t i = 0; i < h->width; i++)
		found += header_matches(h, i, pattern, &m);
	return found == 1;
}

static bool worth_a_name(struct slice text)
{
	return text.n && !memchr(text.p, '{', text.n) && !memchr(text.p, '}', text.n) &&
	       !unit_find(text) && !number_look(text).is_number;
}

static bool is_digit_at(struct slice text, size_t i)
{
	return i < text.n && text.p[i] >= '0' && text.p[i] <= '9';
}

static bool is_year_at(struct slice text, size_t i)
{
	bool begins =
	        (text.p[i] == '1' || text.p[i] == '2') && (i == 0 || !is_digit_at(text, i - 1));

	return begins && is_digit_at(text, i + 1) && is_digit_at(text, i + 2) &&
	       is_digit_at(text, i + 3) && !is_digit_at(text, i + 4);
}

/* How many bytes of a month stand here: "5" of "1-5月"; 0: none. */
static size_t month_at(struct slice text, size_t i)
{
	static const char month[] = "月";
	size_t n = is_digit_at(text, i + 1) ? 2 : 1, after = i + n;

	if (!is_digit_at(text, i) || (i && is_digit_at(text, i - 1)) || is_digit_at(text, after) ||
	    text.n < after + strlen(month) || memcmp(text.p + after, month, strlen(month)) != 0)
		return 0;
	return n;
}

/*
 * The header as a pattern: a year in it, a month if that is wanted, and the unit in brackets
 * at its end differ from edition to edition.
 */
static char *as_pattern(const struct header_look *look, struct slice text, bool months)
{
	struct text t = TEXT_INIT;
	const char *open = look->unit_in_brackets ? memrchr(text.p, '(', text.n) : NULL;

	for (size_t i = 0; i < text.n; i++) {
		const char *p = text.p + i;
		if (p == open) {
			text_adds(&t, "({unit})");
			break;
		}
		if (look->has_year && is_year_at(text, i)) {
			text_adds(&t, "{year}");
			i += 3;
			continue;
		}
		if (months && month_at(text, i)) {
			text_adds(&t, "{_}");
			i += month_at(text, i) - 1;
			continue;
		}
		text_addc(&t, *p);
	}
	return text_detach(&t);
}

/* Blanks in headers do not count: patterns are held against them without. */
static char *without_blanks(const char *pattern)
{
	struct text t = TEXT_INIT;

	for (; *pattern; pattern++)
		if (*pattern != ' ')
			text_addc(&t, *pattern);
	return text_detach(&t);
}

/* The text as a pattern, kept in the arena, if it names one column; NULL if not. */
static const char *try_pattern(const struct header *h, const struct header_look *look,
                               struct slice text, bool months, struct arena *arena)
{
	char *pattern = as_pattern(look, text, months), *folded = without_blanks(pattern);
	const char *kept = NULL;

	if (names_one_column(h, folded))
		kept = arena_strdup(arena, slice_of(pattern));
	free(folded);
	free(pattern);
	return kept;
}

static const char *try_text(const struct header *h, const struct header_look *look,
                            struct slice text, struct arena *arena)
{
	const char *pattern = NULL;

	if (worth_a_name(text))
		pattern = try_pattern(h, look, text, true, arena);
	if (worth_a_name(text) && !pattern)
		pattern = try_pattern(h, look, text, false, arena);
	return pattern;
}

const char *header_pattern(const struct header *h, size_t column, const struct header_look *look,
                           struct arena *arena)
{
	const char *pattern = NULL;

	for (size_t row = 0; row < h->row_count && !pattern; row++)
		if (column < h->rows[row].count)
			pattern = try_text(h, look, h->rows[row].cells[column], arena);
	return pattern ? pattern : try_text(h, look, h->names[column], arena);
}
