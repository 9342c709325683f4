/*
 * Where a drafted mapping takes the period from, its year, and the basis: columns, the headers
 * of wide columns, titles, values of the document, the name of the file.
 */
#include "base/log.h"
#include "normalize/draft_parts.h"

/* Figures of one quarter are of no basis that there is; a pattern with quarters cannot tell. */
static void put_basis(struct draft *d, const char *basis, const char *pattern)
{
	draft_begin(d, "basis");
	text_addf(d->json, "\"value\": \"%s\"}", basis);
	if (pattern && strstr(pattern, "{quarter}"))
		log_warning(T("periods are quarters: are the figures from January on? those of one "
		              "quarter alone are not 'ytd'",
		              "时期为季度：数据是否从 1 月起累计？单季数据不是 'ytd'"));
	log_note(T("the basis is taken to be '%s' (ytd: from January on, month, year): check it",
	           "口径假定为 '%s'（ytd 为 1 月起累计，month 为当月，year 为全年）：请核对"),
	         basis);
}

/* Years, months or both in a file's name: "returns-202405.csv". */
static bool pattern_of_name(const char *name, struct text *pattern)
{
	for (const char *p = name; *p; p++) {
		size_t n = strspn(p, "0123456789");
		bool year = n >= 4 && (memcmp(p, "19", 2) == 0 || memcmp(p, "20", 2) == 0);
		if (n == 0)
			continue;
		if (year && (n == 4 || n == 6 || n == 8)) {
			text_add(pattern, name, (size_t)(p - name));
			text_adds(pattern, n == 4   ? "{year}"
			                   : n == 6 ? "{year}{month}"
			                            : "{year}{month}{day}");
			if (n == 4 && (p[4] == '-' || p[4] == '_') &&
			    strspn(p + 5, "0123456789") == 2) {
				text_addc(pattern, p[4]);
				text_adds(pattern, "{month}");
			}
			return true;
		}
		p += n - 1;
	}
	return false;
}

static bool put_file_name_period(struct draft *d, bool year_only)
{
	struct slice name = slice_of(d->guess->survey->file_name);
	const struct period_form *form = period_form_in(name);
	struct text pattern = TEXT_INIT;
	bool found = false;

	if (form && !form->needs_year) {
		text_adds(&pattern, form->pattern);
		found = true;
	} else {
		found = pattern_of_name(d->guess->survey->file_name, &pattern);
	}
	if (found) {
		bool monthly = strstr(pattern.p, "{month}") || strstr(pattern.p, "{quarter}");
		draft_begin(d, year_only ? "year" : "period");
		draft_pair(d->json, "file_name", pattern.p);
		text_addc(d->json, '}');
		log_note(T("the period stands in the file's name", "时期见文件名"));
		if (!year_only)
			put_basis(d, form ? form->basis : monthly ? "ytd" : "year", pattern.p);
	}
	text_release(&pattern);
	return found;
}

/* A header such as "R&D {year} ({unit})" states the year of the whole file. */
static bool put_header_period(struct draft *d)
{
	const struct guess *g = d->guess;

	for (size_t i = 0; i < g->column_count; i++) {
		const struct guessed_column *c = &g->columns[i];
		const char *year = c->target && c->header ? strstr(c->header, "{year}") : NULL;
		if (!year)
			continue;
		draft_begin(d, "period");
		text_adds(d->json, "\"title\": ");
		draft_text(d->json, (struct slice){c->header,
		                                   (size_t)(year - c->header) + strlen("{year}")});
		text_addc(d->json, '}');
		put_basis(d, "year", NULL);
		return true;
	}
	return false;
}

static bool put_title_period(struct draft *d, bool year_only)
{
	struct slice title;

	for (size_t i = 0; draft_title(d, i, &title); i++) {
		const struct period_form *form = period_form_in(title);
		if (!form || form->needs_year)
			continue;
		draft_begin(d, year_only ? "year" : "period");
		draft_pair(d->json, "title", form->pattern);
		text_addc(d->json, '}');
		log_note(T("the period is stated above the table, as %s",
		           "表上方注明时期，形式为 %s"),
		         form->pattern);
		if (!year_only)
			put_basis(d, form->basis, form->pattern);
		return true;
	}
	return false;
}

static bool put_document_period(struct draft *d)
{
	const struct survey *s = d->guess->survey;

	for (size_t i = 0; i < s->constant_count; i++) {
		const struct period_form *form = period_form_of(s->constants[i].value);
		if (!form || form->needs_year)
			continue;
		draft_begin(d, "period");
		draft_pair(d->json, "document", s->constants[i].pointer);
		text_adds(d->json, ", ");
		draft_pair(d->json, "pattern", form->pattern);
		text_addc(d->json, '}');
		put_basis(d, form->basis, form->pattern);
		return true;
	}
	return false;
}

static void put_year(struct draft *d)
{
	const struct guessed_column *year = guess_find(d->guess, ROLE_YEAR);

	if (year && year->header) {
		draft_begin(d, "year");
		draft_pair(d->json, "header", year->header);
		text_adds(d->json, ", \"pattern\": [\"{year}\", \"{year}{_}\"]}");
		return;
	}
	if (put_title_period(d, true) || put_file_name_period(d, true))
		return;
	draft_begin(d, "year");
	text_adds(d->json, "\"value\": \"YYYY\"}");
	draft_not_found("year", T("put it in place of YYYY", "请将 YYYY 改为年份"));
}

static void put_column_period(struct draft *d, const struct guessed_column *c)
{
	bool needs_year = !c->profile.forms[0];

	draft_begin(d, "period");
	draft_put_place(d, c);
	if (!c->profile.forms[0])
		text_adds(d->json, ", \"pattern\": \"{month}\"");
	for (size_t i = 0; i < MOST_FORMS && c->profile.forms[i]; i++) {
		text_adds(d->json, i ? ", " : ", \"pattern\": [");
		draft_text(d->json, slice_of(c->profile.forms[i]->pattern));
		needs_year = needs_year || c->profile.forms[i]->needs_year;
	}
	text_adds(d->json, c->profile.forms[0] ? "]}" : "}");
	draft_recognised(c, "period");
	put_basis(d, c->profile.forms[0] ? c->profile.forms[0]->basis : "ytd",
	          c->profile.forms[0] ? c->profile.forms[0]->pattern : NULL);
	if (needs_year)
		put_year(d);
}

void draft_period(struct draft *d)
{
	const struct guess *g = d->guess;
	const struct guessed_column *column = guess_find(g, ROLE_PERIOD);
	const struct guessed_column *year = guess_find(g, ROLE_YEAR);

	if (g->wide_form) {
		draft_begin(d, "period");
		text_adds(d->json, "\"wide\": \"header\"}");
		put_basis(d, g->wide_form->basis, g->wide_form->pattern);
		if (g->wide_form->needs_year)
			put_year(d);
	} else if (column || year) {
		put_column_period(d, column ? column : year);
	} else if (!put_title_period(d, false) && !put_header_period(d) &&
	           !put_document_period(d) && !put_file_name_period(d, false)) {
		draft_begin(d, "period");
		text_adds(d->json, "\"value\": \"YYYY-MM\"}");
		draft_not_found("period", T("put it in place of YYYY-MM", "请将 YYYY-MM 改为时期"));
		put_basis(d, "ytd", NULL);
	}
}
