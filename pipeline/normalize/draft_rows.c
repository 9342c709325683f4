/*
 * The part of a drafted mapping about rows and cells: wide columns, what stands for a
 * missing value, flags, totals and notes under the table.
 */
#include <stdlib.h>

#include "base/log.h"
#include "normalize/draft_parts.h"

enum { MOST_MARKERS = 12, LONGEST_MARKER = 16 };

/* "['D', '']" holds "D", ": c" holds ":". */
static struct slice marker_of(struct slice text)
{
	struct slice item = first_of_list(text);

	if (item.p == text.p && text.n >= 3 && text.p[0] == ':' && text.p[1] == ' ')
		item.n = 1;
	return item;
}

/* Texts that usually stand for a missing value, even where they stand once. */
static bool is_usual(struct slice text)
{
	static const char *const usual[] = {
	        "—",       "-",       "--",    "——",       "–",    "…",    "……",   "..",    "...",
	        ":",       "/",       "n/a",   "na",       "N/A",  "NA",   "n.a.", "#NUM!", "#N/A",
	        "#DIV/0!", "#VALUE!", "#REF!", "null",     "NULL", "无",   "空",   "x",     "X",
	        "D",       "S",       "不详",  "未详",     "未知", "暂无", "暂缺", "缺",    "缺失",
	        "保密",    "NaN",     "nan",   "None",     "(X)",  "(x)",  "(D)",  "(S)",   "(NA)",
	        "(na)",    "*",       "**",    "#N/A N/A", "−"};

	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (slice_is(text, usual[i]))
			return true;
	return false;
}

static void put_missing(struct draft *d)
{
	const struct guess *g = d->guess;
	struct slice markers[MOST_MARKERS];
	size_t count = 0;

	for (size_t row = g->data_at; row < g->data_end; row++)
		for (size_t i = 0; i < g->column_count; i++) {
			struct slice text = marker_of(guess_cell(g, row, i));
			bool known = !draft_holds_numbers(&g->columns[i]) || text.n == 0 ||
			             text.n > LONGEST_MARKER || number_look(text).is_number ||
			             !is_usual(text);
			for (size_t k = 0; k < count && !known; k++)
				known = slice_eq(markers[k], text);
			if (!known && count < MOST_MARKERS)
				markers[count++] = text;
		}
	for (size_t i = 0; i < count; i++) {
		text_adds(d->json, i ? ", " : ",\n  \"missing\": [");
		draft_text(d->json, markers[i]);
		log_note(T("'%.*s' among numbers is taken for a missing value",
		           "数字中的 '%.*s' 视为缺失值"),
		         SLICE_FMT(markers[i]));
	}
	if (count)
		text_addc(d->json, ']');
}

static void put_flags(struct draft *d)
{
	/* In the order in which they count where several stand behind one number. */
	static const struct {
		char flag;
		const char *status;
	} known[] = {{'b', "B"}, {'c', "Q"}, {'D', "Q"}, {'e', "E"}, {'s', "E"},
	             {'p', "P"}, {'d', "D"}, {'f', "F"}, {'i', "I"}, {'n', "N"},
	             {'u', "U"}, {'m', "M"}, {'z', "M"}, {'r', "A"}};
	const struct guess *g = d->guess;
	struct text flags = TEXT_INIT;
	size_t count = 0;

	for (size_t i = 0; i < g->column_count && !g->facts; i++)
		if (draft_holds_numbers(&g->columns[i]))
			text_add_slice(&flags, text_slice(&g->columns[i].profile.flags));
	for (size_t k = 0; k < sizeof(known) / sizeof(known[0]) && flags.n; k++)
		if (memchr(flags.p, known[k].flag, flags.n))
			text_addf(d->json, "%s\"%c\": \"%s\"", count++ ? ", " : ",\n  \"flags\": {",
			          known[k].flag, known[k].status);
	if (count) {
		text_addc(d->json, '}');
		log_note(T("letters behind numbers are read as flags", "数字后的字母视为标志"));
	}
	text_release(&flags);
}

/* The column in which rows of totals say so, and what they say. */
static const struct guessed_column *find_total(const struct guess *g, struct slice *text)
{
	for (size_t row = g->data_at; row < g->data_end; row++)
		for (size_t i = 0; i < g->column_count; i++) {
			*text = guess_cell(g, row, i);
			if (text->n == 0)
				continue;
			if (guess_is_total(*text))
				return &g->columns[i];
			break;
		}
	return NULL;
}

void draft_keep_only(struct draft *d, const struct guessed_column *column, struct slice text)
{
	d->kept_by = column;
	if (d->kept_count < sizeof(d->kept) / sizeof(d->kept[0]))
		d->kept[d->kept_count++] = text;
}

static void put_kept(struct draft *d)
{
	if (!d->kept_count)
		return;
	text_adds(d->json, ",\n  \"filters\": [{");
	draft_put_place(d, d->kept_by);
	for (size_t i = 0; i < d->kept_count; i++) {
		text_adds(d->json, i ? ", " : ", \"is\": [");
		draft_text(d->json, d->kept[i]);
	}
	text_adds(d->json, "]}]");
}

static void put_totals(struct draft *d)
{
	const struct guess *g = d->guess;
	bool in_columns = g->facts && !g->wide_form && !guess_find(g, ROLE_VALUE);
	const struct guessed_column *c;
	struct slice text;

	if (row_form_has_members(g->survey->format.form) || d->kept_count)
		return;
	c = find_total(g, &text);
	if (!c || (c->target && c->target->role == ROLE_REGION && !g->facts))
		return;
	text_adds(d->json, in_columns ? ",\n  \"totals\": {\"row\": {" : ",\n  \"filters\": [{");
	draft_put_place(d, c);
	text_adds(d->json, in_columns ? ", \"is\": " : ", \"is_not\": ");
	draft_text(d->json, text);
	text_adds(d->json, in_columns ? "}}" : "}]");
	log_note(T("a row of totals is headed '%.*s'", "合计行标为 '%.*s'"), SLICE_FMT(text));
}

static void put_wide(struct draft *d)
{
	const struct guess *g = d->guess;
	const char *form = g->wide_form->pattern;

	text_adds(d->json, ",\n  \"wide\": {\"header\": ");
	text_adds(d->json, g->wide_notes[0] ? "[" : "");
	draft_text(d->json, slice_of(form));
	for (size_t i = 0; i < MOST_FORMS && g->wide_notes[i]; i++) {
		char *noted = xasprintf("%s%s", form, g->wide_notes[i]);
		text_adds(d->json, ", ");
		draft_text(d->json, slice_of(noted));
		free(noted);
	}
	text_adds(d->json, g->wide_notes[0] ? "]}" : "}");
}

void draft_rows(struct draft *d)
{
	const struct guess *g = d->guess;

	if (g->wide_form)
		put_wide(d);
	put_missing(d);
	put_flags(d);
	put_kept(d);
	put_totals(d);
	if (g->until && !row_form_has_members(g->survey->format.form)) {
		text_adds(d->json, ",\n  \"until\": \"");
		text_add_json(d->json, slice_of(g->until));
		text_adds(d->json, "{_}\"");
		log_note(T("notes under the table begin with '%s'", "表下说明以 '%s' 开头"),
		         g->until);
	}
}
