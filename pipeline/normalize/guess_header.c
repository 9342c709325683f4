/*
 * Where in a surveyed table the header is: below the title lines, whose rows state little,
 * and above the data, whose rows state numbers. Chinese tables often have a row of column
 * numbers (甲 乙 1 2 3) under it, which belongs to it.
 */
#include "normalize/guess.h"

enum { MOST_ROWS_ABOVE = 60 };

static size_t stated_in(const struct survey_row *row)
{
	size_t n = 0;

	for (size_t i = 0; i < row->count; i++)
		n += row->cells[i].n > 0;
	return n;
}

/* Numbers that are data: a year or a month may head a column. */
static size_t numbers_in(const struct survey_row *row)
{
	size_t n = 0;

	for (size_t i = 0; i < row->count; i++)
		n += row->cells[i].n && number_look(row->cells[i]).is_number &&
		     !period_form_of(row->cells[i]);
	return n;
}

/* 甲, 乙, A, B, 栏次 … beside the numbers of columns. */
static bool letters_a_column(struct slice text)
{
	static const char *const words[] = {"栏次", "栏目", "序号", "代码"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (slice_is(text, words[i]))
			return true;
	return text.n <= 3;
}

/* 1, 2, 3 … as the numbers of columns. */
static bool counts_columns(const struct survey_row *row)
{
	unsigned next = 0, count = 0;

	for (size_t i = 0; i < row->count; i++) {
		unsigned value = 0;
		if (!row->cells[i].n)
			continue;
		if (!number_look(row->cells[i]).is_number) {
			if (!letters_a_column(row->cells[i]))
				return false;
			continue;
		}
		for (size_t k = 0; k < row->cells[i].n; k++) {
			if (row->cells[i].p[k] < '0' || row->cells[i].p[k] > '9' || value > 999)
				return false;
			value = value * 10 + (unsigned)(row->cells[i].p[k] - '0');
		}
		if (next && value != next)
			return false;
		next = value + 1;
		count++;
	}
	return count >= 2 && next == count + 1;
}

static bool is_label(struct slice text)
{
	const char *colon = text.n ? memchr(text.p, ':', text.n) : NULL;

	return colon && colon != text.p + text.n - 1;
}

/* One cell, merged over several columns. */
static bool says_one_thing(const struct survey_row *row)
{
	const struct slice *first = NULL;

	for (size_t i = 0; i < row->count; i++) {
		if (!row->cells[i].n)
			continue;
		if (first && !slice_eq(*first, row->cells[i]))
			return false;
		first = &row->cells[i];
	}
	return true;
}

static bool is_title(const struct survey_row *row, size_t widest)
{
	size_t stated = stated_in(row), labels = 0;

	for (size_t i = 0; i < row->count; i++)
		labels += is_label(row->cells[i]);
	return says_one_thing(row) || stated * 3 < widest ||
	       (labels * 2 >= stated && stated * 2 <= widest);
}

static size_t widest_row(const struct survey *s)
{
	size_t widest = 0;

	for (size_t i = 0; i < s->row_count; i++) {
		size_t stated = stated_in(&s->rows[i]);
		widest = stated > widest ? stated : widest;
	}
	return widest;
}

/* Numbers in a usual row of the table. */
static size_t usual_numbers(const struct survey *s, size_t from)
{
	size_t numbers = 0, rows = 0;

	for (size_t i = from; i < s->row_count; i++) {
		size_t n = numbers_in(&s->rows[i]);
		numbers += n;
		rows += n > 0;
	}
	return rows ? numbers / rows : 0;
}

static size_t find_data(const struct survey *s, size_t header_at)
{
	size_t usual = usual_numbers(s, header_at + 1), at = header_at + 1;

	if (usual == 0)
		return at;
	while (at < s->row_count && at < header_at + MOST_HEADER_ROWS &&
	       (numbers_in(&s->rows[at]) * 2 < usual || counts_columns(&s->rows[at])) &&
	       (stated_in(&s->rows[at]) == 0 || numbers_in(&s->rows[at]) == 0 ||
	        counts_columns(&s->rows[at])))
		at++;
	return at;
}

static bool has_prefix(struct slice text, const char *const *prefixes, const char **found)
{
	for (; *prefixes; prefixes++)
		if (text.n >= strlen(*prefixes) &&
		    strncasecmp(text.p, *prefixes, strlen(*prefixes)) == 0) {
			*found = *prefixes;
			return true;
		}
	return false;
}

static struct slice first_text(const struct survey_row *row)
{
	for (size_t i = 0; i < row->count; i++)
		if (row->cells[i].n)
			return row->cells[i];
	return slice_of("");
}

/* Notes under the table: rows with one text, the first of which begins as notes do. */
static void find_end(struct guess *g)
{
	static const char *const prefixes[] = {"注",   "备注",   "说明", "资料来源",   "数据来源",
	                                       "来源", "制表",   "填表", "单位负责人", "审核",
	                                       "note", "source", "*",    "(1)",        NULL};
	const struct survey *s = g->survey;

	g->data_end = s->row_count;
	for (size_t i = g->data_at + 1; i < s->row_count; i++) {
		const char *prefix;
		if (stated_in(&s->rows[i]) > 2 ||
		    !has_prefix(first_text(&s->rows[i]), prefixes, &prefix))
			continue;
		g->data_end = i;
		g->until = arena_strdup(&g->arena, first_text(&s->rows[i]));
		((char *)(uintptr_t)g->until)[strlen(prefix)] = '\0';
		return;
	}
}

static void push_rows(struct guess *g)
{
	header_init(&g->header, g->header_rows, &g->arena);
	for (size_t i = 0; i < g->header_rows; i++) {
		const struct survey_row *row = &g->survey->rows[g->header_at + i];
		struct row_reader reader = {
		        .cells = row->cells, .count = row->count, .line = row->line};
		header_push(&g->header, &reader);
	}
	header_complete(&g->header);
}

void guess_header(struct guess *g)
{
	const struct survey *s = g->survey;
	size_t widest = widest_row(s), at = 0;

	while (at < s->row_count && at < MOST_ROWS_ABOVE && is_title(&s->rows[at], widest))
		at++;
	if (at == s->row_count)
		at = 0;
	g->header_at = at;
	if (s->row_count && numbers_in(&s->rows[at]) * 2 >= stated_in(&s->rows[at]) &&
	    usual_numbers(s, at) > 0) {
		g->data_at = at; /* numbers from the first row on: no header at all */
	} else {
		g->data_at = row_form_has_members(s->format.form) ? at + 1 : find_data(s, at);
		g->header_rows = g->data_at - at;
	}
	if (g->header_rows)
		push_rows(g);
	find_end(g);
}
