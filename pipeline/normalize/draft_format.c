/*
 * The head of a drafted mapping: the remark, the form of the file, and which of its tables is
 * read.
 */
#include "base/log.h"
#include "normalize/draft_parts.h"

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

/* What the amounts of the file say about the signs in numbers: elsewhere these mean other things. */
static struct number_look signs_of(const struct guess *g)
{
	struct number_look all = {.is_number = false};

	for (size_t i = 0; i < g->column_count; i++) {
		const struct guessed_column *c = &g->columns[i];
		if (!draft_holds_numbers(c))
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
		draft_not_found("decimal",
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
