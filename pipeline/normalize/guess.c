#include "normalize/guess.h"

#include <stdlib.h>

#include "base/fold.h"
#include "model/enterprise_id.h"
#include "model/unit.h"

struct slice guess_cell(const struct guess *g, size_t row, size_t column)
{
	const struct survey_row *r = &g->survey->rows[row];

	return column < r->count ? r->cells[column] : (struct slice){"", 0};
}

bool guess_is_total(struct slice text)
{
	static const char *const totals[] = {"合计",   "总计", "小计",       "共计",  "total",
	                                     "totals", "sum",  "grandtotal", "合计数"};
	struct text key = TEXT_INIT;
	bool found = false;

	fold_key(text, &key);
	for (size_t i = 0; i < sizeof(totals) / sizeof(totals[0]); i++)
		found = found || slice_is(text_slice(&key), totals[i]);
	text_release(&key);
	return found;
}

/* --- Values -------------------------------------------------------------------------------- */

/* "['1,234', 'e']" holds "1,234". */
static struct slice out_of_list(struct slice text)
{
	const char *end;

	if (text.n < 4 || memcmp(text.p, "['", 2) != 0)
		return text;
	end = memchr(text.p + 2, '\'', text.n - 2);
	return end ? (struct slice){text.p + 2, (size_t)(end - text.p) - 2} : text;
}

static void add_flag(struct guessed_column *c, struct slice flag)
{
	for (size_t i = 0; i < flag.n; i++)
		if (!c->flags.n || !memchr(c->flags.p, flag.p[i], c->flags.n))
			text_addc(&c->flags, flag.p[i]);
}

/* Industries often carry the letter of their section: "C3670" is 3670. */
static bool is_industry_code(const struct guess *g, struct slice text)
{
	const struct code_tree *tree = &g->configuration->industries;

	if (code_tree_find(tree, text) != CODE_NONE)
		return true;
	return text.n > 2 && text.p[0] >= 'A' && text.p[0] <= 'T' &&
	       code_tree_find(tree, (struct slice){text.p + 1, text.n - 1}) != CODE_NONE;
}

static void look_at_number(struct guessed_column *c, struct slice text)
{
	struct slice bare = out_of_list(text);
	struct number_look number = number_look(bare);

	/* ": c" is a value that is missing for a reason. */
	if (bare.n > 2 && bare.n <= 5 && memcmp(bare.p, ": ", 2) == 0)
		add_flag(c, (struct slice){bare.p + 2, bare.n - 2});
	if (!number.is_number)
		return;
	c->numbers++;
	c->in_lists += bare.p != text.p;
	c->decimal_comma = c->decimal_comma || number.decimal_comma;
	c->decimal_point = c->decimal_point || number.decimal_point;
	c->blank = c->blank || number.blank;
	c->percent = c->percent || number.percent;
	if (number.flag.p && bare.p == text.p)
		add_flag(c, number.flag);
}

static void add_form(struct guessed_column *c, const struct period_form *form)
{
	for (size_t i = 0; i < MOST_FORMS && form; i++) {
		if (c->forms[i] && c->forms[i] != form)
			continue;
		c->forms[i] = form;
		return;
	}
}

static bool is_month(struct slice text)
{
	if (text.n == 1)
		return text.p[0] >= '1' && text.p[0] <= '9';
	return text.n == 2 && ((text.p[0] == '0' && text.p[1] >= '1' && text.p[1] <= '9') ||
	                       (text.p[0] == '1' && text.p[1] >= '0' && text.p[1] <= '2'));
}

static uint32_t named(const struct name_index *index, struct slice text)
{
	static const struct name_scope anywhere = NAME_SCOPE_ANY;

	return name_index_find(index, text, &anywhere);
}

/* What several regions are called is a name all the same; mostly of the lowest. */
static void look_at_region(struct guess *g, struct guessed_column *c, struct slice text)
{
	uint32_t node = named(&g->regions, text);

	if (node == CODE_NONE)
		return;
	c->region_names++;
	if (node == NAME_AMBIGUOUS)
		c->region_ambiguous++;
	else
		c->region_depth += 10 * g->configuration->regions.nodes[node].depth;
}

static bool has_form_of_id(struct slice text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!(text.p[i] >= '0' && text.p[i] <= '9') &&
		    !(text.p[i] >= 'A' && text.p[i] <= 'Z'))
			return false;
	return text.n >= USCC_LENGTH - 1 && text.n <= USCC_LENGTH + 1;
}

static void look_at_cell(struct guess *g, struct guessed_column *c, struct slice text)
{
	const struct period_form *form;

	c->stated++;
	look_at_number(c, text);
	form = period_form_of(text);
	c->periods += form != NULL;
	add_form(c, form);
	c->months += is_month(text);
	c->units += unit_find(text) != NULL;
	c->usccs += uscc_valid(text);
	c->region_codes += code_tree_find(&g->configuration->regions, text) != CODE_NONE;
	c->ids += has_form_of_id(text);
	look_at_region(g, c, text);
	c->industry_codes += is_industry_code(g, text);
	c->industry_names += named(&g->industries, text) != CODE_NONE;
}

static bool is_total_row(const struct guess *g, size_t row)
{
	for (size_t i = 0; i < g->column_count; i++) {
		struct slice text = guess_cell(g, row, i);
		if (text.n)
			return guess_is_total(text);
	}
	return true; /* nothing in it */
}

/* The sum of depths to their mean; names that several regions share are not counted. */
static void mean_depth(struct guessed_column *c)
{
	size_t sure = c->region_names - c->region_ambiguous;

	if (sure)
		c->region_depth /= sure;
	else if (c->region_ambiguous)
		c->region_depth = 10 * CODE_DEPTH;
}

static void look_at_columns(struct guess *g)
{
	for (size_t row = g->data_at; row < g->data_end; row++) {
		if (is_total_row(g, row))
			continue;
		for (size_t i = 0; i < g->column_count; i++) {
			struct slice text = guess_cell(g, row, i);
			if (text.n)
				look_at_cell(g, &g->columns[i], text);
		}
	}
	for (size_t i = 0; i < g->column_count; i++)
		mean_depth(&g->columns[i]);
}

/* --- Headers ------------------------------------------------------------------------------- */

static bool names_one_column(const struct guess *g, const char *header)
{
	struct pattern_match m;
	size_t found = 0;

	for (size_t i = 0; i < g->column_count; i++)
		found += header_matches(&g->header, i, header, &m);
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
static char *as_pattern(const struct guessed_column *c, struct slice text, bool months)
{
	struct text t = TEXT_INIT;
	const char *open = c->look.unit_in_brackets ? memrchr(text.p, '(', text.n) : NULL;

	for (size_t i = 0; i < text.n; i++) {
		const char *p = text.p + i;
		if (p == open) {
			text_adds(&t, "({unit})");
			break;
		}
		if (c->look.has_year && is_year_at(text, i)) {
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

static bool try_pattern(struct guess *g, struct guessed_column *c, struct slice text, bool months)
{
	char *pattern = as_pattern(c, text, months), *folded;
	bool fits;

	folded = without_blanks(pattern);
	fits = names_one_column(g, folded);
	if (fits)
		c->header = arena_strdup(&g->arena, slice_of(pattern));
	free(folded);
	free(pattern);
	return fits;
}

static bool try_name(struct guess *g, struct guessed_column *c, struct slice text)
{
	return worth_a_name(text) &&
	       (try_pattern(g, c, text, true) || try_pattern(g, c, text, false));
}

/* The shortest text that names the column: of one row of its header, or of all. */
static void name_column(struct guess *g, size_t i)
{
	struct guessed_column *c = &g->columns[i];

	if (row_form_has_members(g->survey->format.form)) {
		c->header = arena_strdup(&g->arena, c->name);
		return;
	}
	for (size_t row = 0; row < g->header.row_count; row++) {
		const struct header_row *r = &g->header.rows[row];
		if (i < r->count && try_name(g, c, r->cells[i]))
			return;
	}
	try_name(g, c, c->name);
}

/* --- Classes ------------------------------------------------------------------------------- */

static bool is_yes_or_no(struct slice key, const char **id)
{
	static const struct {
		const char *word, *id;
	} words[] = {{"是", "1"},    {"否", "0"}, {"yes", "1"}, {"no", "0"},
	             {"y", "1"},     {"n", "0"},  {"√", "1"},   {"true", "1"},
	             {"false", "0"}, {"有", "1"}, {"无", "0"}};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (slice_is(key, words[i].word)) {
			*id = words[i].id;
			return true;
		}
	return false;
}

const char *guess_class_value(const struct class_column *class, struct slice text)
{
	const char *found = NULL, *yes_or_no;
	struct text key = TEXT_INIT, own = TEXT_INIT;

	fold_key(text, &key);
	for (size_t i = 0; i < class->value_count && !found; i++) {
		const char *names[] = {class->values[i].id, class->values[i].name.zh,
		                       class->values[i].name.en};
		for (size_t k = 0; k < 3 && !found; k++) {
			text_clear(&own);
			fold_key(slice_of(names[k]), &own);
			if (slice_eq(text_slice(&own), text_slice(&key)) ||
			    (k == 1 && own.n > key.n && key.n >= 3 &&
			     memcmp(own.p, key.p, key.n) == 0))
				found = class->values[i].id;
		}
	}
	if (!found && is_yes_or_no(text_slice(&key), &yes_or_no) &&
	    class_value_find(class, slice_of(yes_or_no)) >= 0)
		found = yes_or_no;
	text_release(&key);
	text_release(&own);
	return found;
}

/* How many texts of the column are values of the class. */
static size_t class_values(const struct guess *g, const struct guessed_column *c, size_t class)
{
	size_t known = 0, column = (size_t)(c - g->columns);

	for (size_t row = g->data_at; row < g->data_end; row++) {
		struct slice text = guess_cell(g, row, column);
		known += text.n &&
		         guess_class_value(&g->configuration->returns.classes[class], text);
	}
	return known;
}

static bool has_class_values(const struct guess *g, const struct guessed_column *c, size_t class)
{
	return c->stated > 0 && c->numbers == 0 && class_values(g, c, class) * 10 >= c->stated * 9;
}

/* --- What columns are ---------------------------------------------------------------------- */

/* Whether most of what is stated is so. */
static bool most(size_t n, const struct guessed_column *c)
{
	return c->stated > 0 && n * 10 >= c->stated * 6;
}

/* What the values say for or against a role; negative: it cannot be that. */
static int value_score(const struct guess *g, const struct guessed_column *c,
                       const struct meaning *t)
{
	switch (t->role) {
	case ROLE_ENTERPRISE:
		if (most(c->usccs, c))
			return 120;
		if (g->configuration->returns.uscc && most(c->ids, c))
			return 60;
		return g->configuration->returns.uscc || most(c->periods, c) ? -60 : 0;
	case ROLE_REGION:
		return most(c->region_codes, c)   ? 60
		       : most(c->region_names, c) ? 50 + (int)(c->region_depth / 10)
		                                  : -60;
	case ROLE_INDUSTRY:
		return most(c->industry_codes, c) ? 50 : most(c->industry_names, c) ? 50 : -60;
	case ROLE_PERIOD:
		return most(c->periods, c) || most(c->months, c) ? 40 : -100;
	case ROLE_YEAR:
		return most(c->periods, c) ? 40 : -100;
	case ROLE_UNIT:
		return most(c->units, c) ? 40 : c->units ? 10 : -100;
	case ROLE_MEASURE:
	case ROLE_FIGURE:
	case ROLE_VALUE:
		return c->numbers > 0 || c->stated == 0 ? 0 : -200;
	case ROLE_CLASS:
		return class_values(g, c, t->index) * 2 < c->stated ? -100 : 0;
	default:
		return most(c->numbers, c) ? -40 : 0;
	}
}

/* A measure is an amount or a count; a rate or a share is another thing. */
static bool unit_fits(const struct guess *g, const struct guessed_column *c,
                      const struct meaning *t)
{
	const struct unit *own;

	if (t->role == ROLE_MEASURE)
		return !c->look.unit || c->look.unit->kind == UNIT_AMOUNT ||
		       c->look.unit->kind == UNIT_COUNT;
	if (t->role != ROLE_FIGURE || !c->look.unit)
		return true;
	own = g->configuration->indicators.items[t->index].unit;
	return own->kind == c->look.unit->kind ||
	       (own->kind == UNIT_POINT && c->look.unit->kind == UNIT_PERCENT);
}

/* Whatever is in it, which is warned of. */
static bool says_credit_code(const struct guessed_column *c)
{
	static const char *const words[] = {"信用代码", "creditcode", "uscc"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (memmem(c->look.key.p, c->look.key.n, words[i], strlen(words[i])))
			return true;
	return false;
}

/* Text values a member of the class may have say more than its header. */
static int score_of(const struct guess *g, const struct guessed_column *c, size_t target)
{
	const struct meaning *t = &g->synonyms->targets[target];
	int by_name = (int)synonyms_score(g->synonyms, target, &c->look);
	int by_value = value_score(g, c, t);

	if (c->look.last_year && t->role != ROLE_MEASURE)
		return 0;
	if (!unit_fits(g, c, t))
		return 0;
	if (g->facts ? t->role == ROLE_FIGURE
	             : t->role == ROLE_MEASURE || t->role == ROLE_ENTERPRISE)
		return 0;
	if (by_name == 0 && t->role == ROLE_CLASS && has_class_values(g, c, t->index))
		return 45;
	if (t->role == ROLE_ENTERPRISE && by_name == 100 && by_value < 0 && says_credit_code(c))
		return by_name;
	if (by_name == 0)
		return t->role == ROLE_ENTERPRISE && by_value > 0 ? by_value : 0;
	return by_name + by_value;
}

static bool is_taken(const struct guess *g, const struct meaning *t, bool last_year)
{
	for (size_t i = 0; i < g->column_count; i++)
		if (g->columns[i].target == t &&
		    (t->role != ROLE_MEASURE || g->columns[i].look.last_year == last_year))
			return true;
	return false;
}

/* The best pair of a free column and a free target, again and again. */
static void assign(struct guess *g)
{
	for (;;) {
		struct guessed_column *column = NULL;
		const struct meaning *target = NULL;
		int best = 19;
		for (size_t i = 0; i < g->column_count; i++) {
			struct guessed_column *c = &g->columns[i];
			for (size_t k = 0; k < g->synonyms->target_count && !c->target && !c->wide;
			     k++) {
				const struct meaning *t = &g->synonyms->targets[k];
				int score = score_of(g, c, k);
				if (score <= best || is_taken(g, t, c->look.last_year))
					continue;
				best = score;
				column = c;
				target = t;
			}
		}
		if (!column)
			return;
		column->target = target;
	}
}

struct guessed_column *guess_find(const struct guess *g, enum role role)
{
	for (size_t i = 0; i < g->column_count; i++)
		if (g->columns[i].target && g->columns[i].target->role == role)
			return &g->columns[i];
	return NULL;
}

const char *guess_enterprise_constant(struct guess *g)
{
	const struct survey *s = g->survey;

	for (size_t i = 0; i < s->constant_count; i++) {
		struct header_look look = header_look(slice_of(s->constants[i].pointer), &g->arena);
		for (size_t k = 0; k < g->synonyms->target_count; k++)
			if (g->synonyms->targets[k].role == ROLE_ENTERPRISE &&
			    synonyms_score(g->synonyms, k, &look) == 100)
				return s->constants[i].pointer;
	}
	return NULL;
}

/* Enterprises report: then it is facts. */
static bool has_enterprises(struct guess *g)
{
	for (size_t i = 0; i < g->column_count; i++)
		for (size_t k = 0; k < g->synonyms->target_count; k++)
			if (g->synonyms->targets[k].role == ROLE_ENTERPRISE &&
			    score_of(g, &g->columns[i], k) >= 60)
				return true;
	return guess_enterprise_constant(g) != NULL;
}

/* --- Wide columns -------------------------------------------------------------------------- */

/* The form of the period that a column is headed by, and its heading; NULL. */
static const struct period_form *form_of_header(const struct guess *g, size_t i,
                                                struct slice *heading)
{
	for (size_t row = 0; row < g->header.row_count; row++) {
		const struct header_row *r = &g->header.rows[row];
		const struct period_form *form = i < r->count ? period_form_of(r->cells[i]) : NULL;
		if (form) {
			*heading = r->cells[i];
			return form;
		}
	}
	return NULL;
}

/* How many columns are headed by periods of this form; 0 if one period heads two of them. */
static size_t count_wide(const struct guess *g, const struct period_form *form)
{
	struct slice heading, other;
	size_t count = 0;

	for (size_t i = 0; i < g->column_count; i++) {
		if (form_of_header(g, i, &heading) != form)
			continue;
		count++;
		for (size_t k = 0; k < i; k++)
			if (form_of_header(g, k, &other) == form && slice_eq(heading, other))
				return 0;
	}
	return count;
}

/* Three columns or more that are headed by periods of one form, each by its own. */
static void find_wide(struct guess *g)
{
	const struct period_form *tried = NULL;
	struct slice heading;

	for (size_t i = 0; i < g->column_count; i++) {
		const struct period_form *form = form_of_header(g, i, &heading);
		if (!form || form == tried)
			continue;
		tried = form;
		if (count_wide(g, form) < 3)
			continue;
		for (size_t k = 0; k < g->column_count; k++)
			g->columns[k].wide = form_of_header(g, k, &heading) == form;
		g->wide_form = form;
		g->wide_header = form->pattern;
		return;
	}
}

/* --- The whole ----------------------------------------------------------------------------- */

static void make_columns(struct guess *g)
{
	const struct survey *s = g->survey;

	g->column_count = g->header_rows ? g->header.width : 0;
	for (size_t row = g->data_at; row < g->data_end && !g->header_rows; row++)
		if (s->rows[row].count > g->column_count)
			g->column_count = s->rows[row].count;
	g->columns = xcalloc(g->column_count + 1, sizeof(*g->columns));
	for (size_t i = 0; i < g->column_count; i++) {
		g->columns[i].name = g->header_rows ? g->header.names[i] : slice_of("");
		g->columns[i].look = header_look(g->columns[i].name, &g->arena);
	}
	for (size_t i = 0; i < g->column_count && g->header_rows; i++)
		name_column(g, i);
}

void guess_make(struct guess *g, const struct survey *s, const struct configuration *c,
                const struct synonyms *synonyms)
{
	*g = (struct guess){.survey = s, .configuration = c, .synonyms = synonyms};
	name_index_build(&g->regions, &c->regions);
	name_index_build(&g->industries, &c->industries);
	guess_header(g);
	make_columns(g);
	look_at_columns(g);
	find_wide(g);
	g->facts = true;
	g->facts = has_enterprises(g);
	g->enterprise = guess_enterprise_constant(g);
	assign(g);
}

void guess_release(struct guess *g)
{
	for (size_t i = 0; i < g->column_count; i++)
		text_release(&g->columns[i].flags);
	free(g->columns);
	name_index_release(&g->regions);
	name_index_release(&g->industries);
	arena_release(&g->arena);
	*g = (struct guess){0};
}
