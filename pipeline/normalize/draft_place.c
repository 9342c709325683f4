#include "normalize/draft_place.h"

#include <stdlib.h>

#include "base/fold.h"
#include "base/log.h"
#include "model/unit.h"

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

void draft_not_found(struct draft *d, const char *what, const char *advice)
{
	(void)d;
	log_warning(T("%s is not found in the file: %s", "文件中没有找到 %s：%s"), what, advice);
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

/* The i-th text above the data or beside the table; false behind the last. */
static bool title_at(const struct draft *d, size_t i, struct slice *title)
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

/* How many of them stand above the header. */
static size_t titles_above(const struct draft *d)
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

	for (size_t i = 0; title_at(d, i, &title); i++) {
		text_add_slice(&all, title);
		text_addc(&all, ' ');
	}
	text_adds(&all, d->guess->survey->file_name);
	kept = arena_copy(&d->scratch, text_slice(&all));
	text_release(&all);
	return kept;
}

/* --- The file -------------------------------------------------------------------------------- */

void draft_remark(struct draft *d)
{
	struct text remark = TEXT_INIT;

	text_addf(&remark,
	          "Draft made by rd-check --suggest from '%s'. Check every line. "
	          "由 rd-check --suggest 根据该文件起草，请逐行核对。",
	          d->guess->survey->file_name);
	draft_text(d->json, text_slice(&remark));
	text_release(&remark);
}

static bool is_part_of(const char *name, struct slice part)
{
	return *name && memmem(name, strlen(name), part.p, part.n) != NULL;
}

/* Whether the part stands in the name of this table, and of copies of it, alone. */
static bool tells_apart(const struct survey *s, struct slice part)
{
	const char *own = s->tables[s->format.table_number - 1];

	for (size_t i = 0; i < s->table_count; i++)
		if (strcmp(s->tables[i], own) != 0 && is_part_of(s->tables[i], part))
			return false;
	return true;
}

/* Behind the year, if the word states one: "附表1 2021年分行业…" differs from year to year. */
static struct slice behind_year(struct slice word)
{
	const char *year = memmem(word.p, word.n, "年", strlen("年"));

	if (year && year - word.p >= 4 && year[-1] >= '0' && year[-1] <= '9') {
		year += strlen("年");
		word.n -= (size_t)(year - word.p);
		word.p = year;
	}
	return word;
}

/* The longest word of the table's name without its year that no other table has. */
static struct slice telling_word(const struct survey *s)
{
	struct slice best = {"", 0}, rest = slice_of(s->tables[s->format.table_number - 1]);

	while (rest.n) {
		const char *end = memchr(rest.p, ' ', rest.n);
		size_t n = end ? (size_t)(end - rest.p) : rest.n;
		struct slice word = behind_year((struct slice){rest.p, n});
		if (word.n > best.n && word.n <= 120 && tells_apart(s, word))
			best = word;
		n += end != NULL;
		rest.p += n;
		rest.n -= n;
	}
	return best;
}

static void put_table(struct draft *d)
{
	const struct survey *s = d->guess->survey;
	const char *key = s->format.form == ROW_FORM_HTML ? "table" : "sheet";
	struct slice word;

	if (s->format.table) {
		text_addf(d->json, ", \"%s\": ", key);
		draft_text(d->json, slice_of(s->format.table));
	}
	if (s->format.table || s->table_count < 2)
		return;
	word = telling_word(s);
	text_addf(d->json, ", \"%s\": ", key);
	if (word.n)
		draft_text(d->json, word);
	else
		text_addf(d->json, "%llu", (unsigned long long)s->format.table_number);
	log_note(T("of %zu tables or sheets the one with most numbers is read: number %llu",
	           "共 %zu 个表格或工作表，读取其中数字最多的第 %llu 个"),
	         s->table_count, (unsigned long long)s->format.table_number);
	for (size_t i = 0; i < s->table_count; i++)
		log_note("  %zu: %s", i + 1, s->tables[i]);
}

/* Blanks and signs in other columns mean other things. */
static bool holds_amounts(const struct guessed_column *c)
{
	return c->wide ||
	       (c->target && (c->target->role == ROLE_MEASURE || c->target->role == ROLE_FIGURE ||
	                      c->target->role == ROLE_VALUE));
}

/* What the amounts of the file say about the signs in numbers. */
static struct number_look signs_of(const struct guess *g)
{
	struct number_look all = {.is_number = false};

	for (size_t i = 0; i < g->column_count; i++) {
		const struct guessed_column *c = &g->columns[i];
		if (!holds_amounts(c))
			continue;
		all.decimal_comma = all.decimal_comma || c->profile.decimal_comma;
		all.decimal_point = all.decimal_point || c->profile.decimal_point;
		all.unsure_comma = all.unsure_comma || c->profile.unsure_comma;
		all.unsure_point = all.unsure_point || c->profile.unsure_point;
		all.blank = all.blank || c->profile.blank;
	}
	return all;
}

static void put_character(struct draft *d, const char *key, char c)
{
	text_addf(d->json, ", \"%s\": ", key);
	if (c == '\t')
		text_adds(d->json, "\"\\t\"");
	else
		draft_text(d->json, (struct slice){&c, 1});
}

/*
 * Where all numbers are like "1.234", or like "1,234" between semicolons, which stand where a
 * comma would be taken for a decimal's, both readings are possible and none is chosen.
 */
static bool sign_is_unsure(const struct guess *g, const struct number_look *signs)
{
	const struct row_format *f = &g->survey->format;
	bool commas_part = f->form == ROW_FORM_CSV && f->delimiter == ',';

	if ((f->form != ROW_FORM_CSV && f->form != ROW_FORM_HTML) || signs->decimal_comma ||
	    signs->decimal_point || commas_part)
		return false;
	return signs->unsure_point || (signs->unsure_comma && f->delimiter == ';');
}

static void put_signs(struct draft *d)
{
	struct number_look signs = signs_of(d->guess);
	bool comma = signs.decimal_comma && !signs.decimal_point;

	if (signs.decimal_comma && signs.decimal_point)
		log_warning(
		        T("commas stand before decimals in some numbers, points in others: check "
		          "decimal and thousands",
		          "有的数以逗号为小数点，有的以句点为小数点：请核对 decimal 和 thousands"));
	if (sign_is_unsure(d->guess, &signs)) {
		text_adds(d->json, ", \"decimal\": \"?\"");
		draft_not_found(d, "decimal",
		                T("its numbers are like 1.234 or 1,234, which may be one or a "
		                  "thousand; put \".\" or \",\" in place of '?'",
		                  "其中的数形如 1.234 或 1,234，可能是一点几，也可能是一千多；请将 "
		                  "'?' 改为 \".\" 或 \",\""));
	}
	if (comma)
		text_adds(d->json, ", \"decimal\": \",\"");
	if (signs.blank)
		text_adds(d->json, ", \"thousands\": \" \"");
	else if (comma)
		text_adds(d->json, ", \"thousands\": \".\"");
}

static bool is_json_stat(const struct guess *g)
{
	bool class = false;

	for (size_t i = 0; i < g->column_count; i++)
		if (slice_is(g->columns[i].name, "/class") || slice_is(g->columns[i].name, "class"))
			class = slice_is(guess_cell(g, g->data_at, i), "dataset");
	return class && g->survey->row_count <= 2 && row_form_has_members(g->survey->format.form);
}

void draft_format(struct draft *d)
{
	const struct guess *g = d->guess;
	const struct row_format *f = &g->survey->format;

	text_addf(d->json, ",\n  \"format\": {\"type\": \"%s\"", row_form_names[f->form]);
	log_note(T("the form is %s, the encoding %s", "文件形式为 %s，编码 %s"),
	         row_form_names[f->form], f->encoding ? f->encoding : "UTF-8");
	if (is_json_stat(g))
		log_warning(
		        T("this is JSON-stat, whose numbers lie in one list apart from what they "
		          "are of; it is not read: ask for the same as CSV or SDMX-CSV",
		          "这是 JSON-stat，数值另存于一个列表，无法读取：请改用 CSV 或 SDMX-CSV"));
	if (f->encoding)
		text_addf(d->json, ", \"encoding\": \"%s\"", f->encoding);
	if (f->form == ROW_FORM_CSV && f->delimiter && f->delimiter != ',')
		put_character(d, "delimiter", f->delimiter);
	if (f->packed)
		put_character(d, "packed", f->packed);
	if (f->records && *f->records) {
		text_adds(d->json, ", ");
		draft_pair(d->json, "records", f->records);
	}
	put_table(d);
	if (g->header_rows > 1 && !row_form_has_members(f->form))
		text_addf(d->json, ", \"header_rows\": %zu", g->header_rows);
	if (!g->header_rows && g->data_at)
		text_addf(d->json, ", \"header_row\": %llu",
		          (unsigned long long)g->survey->rows[g->data_at - 1].line);
	put_signs(d);
	if (g->survey->marked_up)
		text_adds(d->json, ", \"html\": true");
	text_addc(d->json, '}');
}

/* --- The unit -------------------------------------------------------------------------------- */

/* The unit behind a label, wherever it stands: "填报单位：统计局  单位：万元". NULL if none. */
static const struct unit *unit_behind(struct slice title, const char *label, const char **at)
{
	const char *end = title.p + title.n;
	const struct unit *unit = NULL;

	*at = title.n ? title.p : NULL;
	while (*at && !unit) {
		*at = memmem(*at, (size_t)(end - *at), label, strlen(label));
		if (!*at)
			break;
		*at += strlen(label);
		unit = unit_find_leading(slice_trim((struct slice){*at, (size_t)(end - *at)}));
	}
	return unit;
}

static void put_title(struct draft *d, const char *before, const char *behind,
                      const struct unit *unit)
{
	text_adds(d->json, ",\n  \"unit\": {\"title\": \"");
	text_add_json(d->json, slice_of(before));
	text_addf(d->json, "{unit}%s\"}", behind);
	log_note(T("the unit is stated above the table: %s", "表上方注明单位：%s"),
	         unit_label(unit));
}

static bool put_title_unit(struct draft *d, struct slice title)
{
	static const char *const labels[] = {
	        "单位:", "单位", "Unit:", "unit:", "Units:", "In ", "in "};
	const char *at;

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		const struct unit *unit = unit_behind(title, labels[i], &at);
		if (!unit)
			continue;
		put_title(d, labels[i], "", unit);
		return true;
	}
	return false;
}

/* The last few letters before an open bracket: "研发费用" of "各县研发费用(". */
static struct slice word_before(struct slice title, const char *at)
{
	enum { LONGEST_WORD = 12 };
	const char *end = at - 1, *p = end;

	while (p > title.p && end - p < LONGEST_WORD && !strchr(" 0123456789():;,-\"\\{}", p[-1]))
		p--;
	while (p < end && ((unsigned char)*p & 0xc0) == 0x80)
		p++;
	return (struct slice){p, (size_t)(end - p)};
}

/*
 * "各县研发费用(亿元)". Headers have units in brackets too, each of its own column, so the word before
 * is part of the pattern, and only what stands above the header is looked at.
 */
static bool put_bracketed_unit(struct draft *d)
{
	struct slice title;

	for (size_t i = 0; i < titles_above(d) && title_at(d, i, &title); i++) {
		const char *at;
		const struct unit *unit = unit_behind(title, "(", &at);
		char *before;
		if (!unit)
			continue;
		before = xasprintf("%.*s(", SLICE_FMT(word_before(title, at)));
		put_title(d, before, ")", unit);
		free(before);
		return true;
	}
	return false;
}

static bool put_document_unit(struct draft *d)
{
	const struct survey *s = d->guess->survey;

	for (size_t i = 0; i < s->constant_count; i++) {
		if (!unit_find(s->constants[i].value))
			continue;
		text_adds(d->json, ",\n  \"unit\": {");
		draft_pair(d->json, "document", s->constants[i].pointer);
		text_addc(d->json, '}');
		log_note(T("the unit is stated at '%s': %.*s", "'%s' 处注明单位：%.*s"),
		         s->constants[i].pointer, SLICE_FMT(s->constants[i].value));
		return true;
	}
	return false;
}

/* Records that are kept by their unit: "/facts/us-gaap/x/units/USD". */
static bool put_unit_of_records(struct draft *d)
{
	const char *records = d->guess->survey->format.records;
	const char *last = records ? strrchr(records, '/') : NULL;
	const struct unit *unit = last ? unit_find(slice_of(last + 1)) : NULL;

	if (unit)
		text_addf(d->json, ",\n  \"unit\": \"%s\"", unit->name);
	return unit != NULL;
}

void draft_file_unit(struct draft *d)
{
	const struct guessed_column *unit = guess_find(d->guess, ROLE_UNIT);
	struct slice title;

	if (!d->needs_unit)
		return;
	if (unit && unit->header) {
		text_adds(d->json, ",\n  \"unit\": {");
		draft_pair(d->json, "header", unit->header);
		text_addc(d->json, '}');
		return;
	}
	for (size_t i = 0; title_at(d, i, &title); i++)
		if (put_title_unit(d, title))
			return;
	if (put_bracketed_unit(d) || put_document_unit(d))
		return;
	if (put_unit_of_records(d))
		return;
	text_adds(d->json, ",\n  \"unit\": \"?\"");
	draft_not_found(d, "unit",
	                T("put it in place of '?', such as \"万元\"; it is never guessed",
	                  "请将 '?' 改为单位，如 \"万元\"；单位从不猜测"));
}

/* --- The period ------------------------------------------------------------------------------ */

static void begin(struct draft *d, const char *name)
{
	text_addf(d->json, "%s\n    \"%s\": {", d->columns++ ? "," : "", name);
}

/* Figures of one quarter are of no basis that there is; a pattern with quarters cannot tell. */
static void put_basis(struct draft *d, const char *basis, const char *pattern)
{
	begin(d, "basis");
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
		begin(d, year_only ? "year" : "period");
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
		begin(d, "period");
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

	for (size_t i = 0; title_at(d, i, &title); i++) {
		const struct period_form *form = period_form_in(title);
		if (!form || form->needs_year)
			continue;
		begin(d, year_only ? "year" : "period");
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
		begin(d, "period");
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
		begin(d, "year");
		draft_pair(d->json, "header", year->header);
		text_adds(d->json, ", \"pattern\": [\"{year}\", \"{year}{_}\"]}");
		return;
	}
	if (put_title_period(d, true) || put_file_name_period(d, true))
		return;
	begin(d, "year");
	text_adds(d->json, "\"value\": \"YYYY\"}");
	draft_not_found(d, "year", T("put it in place of YYYY", "请将 YYYY 改为年份"));
}

static void put_column_period(struct draft *d, const struct guessed_column *c)
{
	bool needs_year = !c->profile.forms[0];

	begin(d, "period");
	if (c->header)
		draft_pair(d->json, "header", c->header);
	else
		text_addf(d->json, "\"position\": %zu", (size_t)(c - d->guess->columns) + 1);
	if (!c->profile.forms[0])
		text_adds(d->json, ", \"pattern\": \"{month}\"");
	for (size_t i = 0; i < MOST_FORMS && c->profile.forms[i]; i++) {
		text_adds(d->json, i ? ", " : ", \"pattern\": [");
		draft_text(d->json, slice_of(c->profile.forms[i]->pattern));
		needs_year = needs_year || c->profile.forms[i]->needs_year;
	}
	text_adds(d->json, c->profile.forms[0] ? "]}" : "}");
	log_note(T("'%.*s' is read as %s", "'%.*s' 识别为 %s"), SLICE_FMT(c->name), "period");
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
		begin(d, "period");
		text_adds(d->json, "\"wide\": \"header\"}");
		put_basis(d, g->wide_form->basis, g->wide_form->pattern);
		if (g->wide_form->needs_year)
			put_year(d);
	} else if (column || year) {
		put_column_period(d, column ? column : year);
	} else if (!put_title_period(d, false) && !put_header_period(d) &&
	           !put_document_period(d) && !put_file_name_period(d, false)) {
		begin(d, "period");
		text_adds(d->json, "\"value\": \"YYYY-MM\"}");
		draft_not_found(d, "period",
		                T("put it in place of YYYY-MM", "请将 YYYY-MM 改为时期"));
		put_basis(d, "ytd", NULL);
	}
}

/* --- The region of all rows ------------------------------------------------------------------- */

/* The lowest region whose name stands in the text. */
static uint32_t region_in(const struct code_tree *tree, struct slice text)
{
	uint32_t best = CODE_NONE;

	for (uint32_t i = 0; i < tree->count; i++) {
		const struct code_node *node = &tree->nodes[i];
		size_t n = strlen(node->short_zh);
		if (i == tree->root || n < 6 || node->valid_to != PERIOD_NONE ||
		    !memmem(text.p, text.n, node->short_zh, n))
			continue;
		if (best == CODE_NONE || node->depth > tree->nodes[best].depth)
			best = i;
	}
	return best;
}

void draft_constant_region(struct draft *d)
{
	const struct code_tree *tree = &d->guess->configuration->regions;
	uint32_t node = region_in(tree, draft_all_titles(d));

	begin(d, "region");
	text_addf(d->json, "\"value\": \"%.*s\"}",
	          SLICE_FMT(tree->nodes[node == CODE_NONE ? tree->root : node].code));
	if (node == CODE_NONE)
		draft_not_found(d, "region",
		                T("all rows are put down to the topmost region: correct it",
		                  "所有行暂记在最上级地区：请修改"));
	else
		log_note(T("the region is taken to be %s, which the title or file name says",
		           "地区取标题或文件名中的 %s"),
		         tree->nodes[node].short_zh);
}
