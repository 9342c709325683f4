#include "normalize/guess.h"

#include <stdlib.h>

#include "base/fold.h"
#include "model/unit.h"
#include "normalize/header_pattern.h"

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

/* --- Columns ------------------------------------------------------------------------------- */

static bool is_total_row(const struct guess *g, size_t row)
{
	for (size_t i = 0; i < g->column_count; i++) {
		struct slice text = guess_cell(g, row, i);
		if (text.n)
			return guess_is_total(text);
	}
	return true; /* nothing in it */
}

static void look_at_columns(struct guess *g)
{
	for (size_t row = g->data_at; row < g->data_end; row++) {
		if (is_total_row(g, row))
			continue;
		for (size_t i = 0; i < g->column_count; i++) {
			struct slice text = guess_cell(g, row, i);
			if (text.n)
				profile_add(&g->columns[i].profile, &g->regions, &g->industries,
				            text);
		}
	}
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
	return c->profile.stated > 0 && c->profile.numbers == 0 &&
	       class_values(g, c, class) * 10 >= c->profile.stated * 9;
}

/* --- What columns are ---------------------------------------------------------------------- */

/* What the values say for or against a role; negative: it cannot be that. */
static int value_score(const struct guess *g, const struct guessed_column *c,
                       const struct meaning *t)
{
	const struct column_profile *p = &c->profile;

	switch (t->role) {
	case ROLE_ENTERPRISE:
		if (profile_is_mostly(p, p->usccs))
			return 120;
		if (g->configuration->returns.uscc && profile_is_mostly(p, p->ids))
			return 60;
		return g->configuration->returns.uscc || profile_is_mostly(p, p->periods) ? -60 : 0;
	case ROLE_REGION:
		return profile_is_mostly(p, p->region_codes) ? 60
		       : profile_is_mostly(p, p->region_names)
		               ? 50 + (int)(profile_region_depth(p) / 10)
		               : -60;
	case ROLE_INDUSTRY:
		return profile_is_mostly(p, p->industry_codes)   ? 50
		       : profile_is_mostly(p, p->industry_names) ? 50
		                                                 : -60;
	case ROLE_PERIOD:
		return profile_is_mostly(p, p->periods) || profile_is_mostly(p, p->months) ? 40
		                                                                           : -100;
	case ROLE_YEAR:
		return profile_is_mostly(p, p->periods) ? 40 : -100;
	case ROLE_UNIT:
		return profile_is_mostly(p, p->units) ? 40 : p->units ? 10 : -100;
	case ROLE_MEASURE:
	case ROLE_FIGURE:
	case ROLE_VALUE:
		return p->numbers > 0 || p->stated == 0 ? 0 : -200;
	case ROLE_CLASS:
		return class_values(g, c, t->index) * 2 < p->stated ? -100 : 0;
	default:
		return profile_is_mostly(p, p->numbers) ? -40 : 0;
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

static bool is_circled(struct slice text)
{
	return text.n >= 3 && memcmp(text.p + text.n - 3, "\xe2\x91", 2) == 0;
}

/* "2023年*", "2024年(初步数)", "2022 p", "2021①": the period, and the note behind it. */
static struct slice without_note(struct slice text, struct slice *note)
{
	const char *open = text.n ? memchr(text.p, '(', text.n) : NULL;
	struct slice kept = text;

	if (open && slice_ends(text, ")"))
		kept.n = (size_t)(open - text.p);
	while (kept.n && kept.p[kept.n - 1] == '*')
		kept.n--;
	while (is_circled(kept))
		kept.n -= 3;
	if (kept.n == text.n && kept.n > 4 && strchr("pebr", kept.p[kept.n - 1]))
		kept.n--;
	*note = (struct slice){text.p + kept.n, text.n - kept.n};
	return slice_trim(kept);
}

/* The form of the period that a column is headed by, and its heading; NULL. */
static const struct period_form *form_of_header(const struct guess *g, size_t i,
                                                struct slice *heading, struct slice *note)
{
	for (size_t row = 0; row < g->header.row_count; row++) {
		const struct header_row *r = &g->header.rows[row];
		const struct period_form *form;
		if (i >= r->count)
			continue;
		*heading = r->cells[i];
		*note = (struct slice){"", 0};
		form = period_form_of(*heading);
		if (!form) {
			*heading = without_note(r->cells[i], note);
			form = period_form_of(*heading);
		}
		if (form)
			return form;
	}
	return NULL;
}

/* How many columns are headed by periods of this form; 0 if one period heads two of them. */
static size_t count_wide(const struct guess *g, const struct period_form *form)
{
	struct slice heading, other, note;
	size_t count = 0;

	for (size_t i = 0; i < g->column_count; i++) {
		if (form_of_header(g, i, &heading, &note) != form)
			continue;
		count++;
		for (size_t k = 0; k < i; k++)
			if (form_of_header(g, k, &other, &note) == form && slice_eq(heading, other))
				return 0;
	}
	return count;
}

static void add_note(struct guess *g, struct slice note)
{
	const char *pattern = note.p[0] == '(' ? "({_})" : arena_strdup(&g->arena, note);

	for (size_t i = 0; i < MOST_FORMS; i++) {
		if (g->wide_notes[i] && strcmp(g->wide_notes[i], pattern) != 0)
			continue;
		g->wide_notes[i] = pattern;
		return;
	}
}

/* Three columns or more that are headed by periods of one form, each by its own. */
static void find_wide(struct guess *g)
{
	const struct period_form *tried = NULL;
	struct slice heading, note;

	for (size_t i = 0; i < g->column_count; i++) {
		const struct period_form *form = form_of_header(g, i, &heading, &note);
		if (!form || form == tried)
			continue;
		tried = form;
		if (count_wide(g, form) < 3)
			continue;
		for (size_t k = 0; k < g->column_count; k++) {
			g->columns[k].wide = form_of_header(g, k, &heading, &note) == form;
			if (g->columns[k].wide && note.n)
				add_note(g, note);
		}
		g->wide_form = form;
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
	for (size_t i = 0; i < g->column_count && g->header_rows; i++) {
		struct guessed_column *c = &g->columns[i];
		c->header = row_form_has_members(s->format.form)
		                    ? arena_strdup(&g->arena, c->name)
		                    : header_pattern(&g->header, i, &c->look, &g->arena);
	}
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
		profile_release(&g->columns[i].profile);
	free(g->columns);
	name_index_release(&g->regions);
	name_index_release(&g->industries);
	arena_release(&g->arena);
	*g = (struct guess){0};
}
