#include "normalize/draft.h"

#include "base/fold.h"
#include "base/log.h"
#include "model/amount.h"
#include "model/unit.h"
#include "normalize/draft_parts.h"

/*
 * Of how many values the draft says what they mean; and how well a value, which is one of
 * many, and a title, which is the only one, must be known for it.
 */
enum { MOST_VALUES = 2000, WELL_KNOWN = 40, KNOWN = 20 };

/* --- Enterprises ----------------------------------------------------------------------------- */

static void put_simple(struct draft *d, const struct guessed_column *c, const char *name)
{
	draft_begin(d, name);
	draft_put_place(d, c);
	draft_end(d);
	draft_recognised(c, name);
}

static void warn_of_ids(const struct guessed_column *c)
{
	log_warning(T("'%.*s': %zu of %zu values are valid ids, see GB 32100",
	              "'%.*s'：%zu 个有效（共 %zu 个），见 GB 32100"),
	            SLICE_FMT(c->name), c->profile.usccs, c->profile.stated);
}

static bool has_name(const struct guess *g)
{
	for (size_t i = 0; i < g->column_count; i++)
		if (g->columns[i].target && g->columns[i].target->role == ROLE_ATTRIBUTE &&
		    strcmp(g->columns[i].target->name, "name") == 0)
			return true;
	return returns_attribute(&g->configuration->returns, slice_of("name")) < 0;
}

static void put_enterprise(struct draft *d)
{
	const struct guess *g = d->guess;
	const struct guessed_column *c = guess_find(g, ROLE_ENTERPRISE);

	if (!c) {
		draft_begin(d, "enterprise");
		draft_pair(d->json, "document", g->enterprise);
		draft_end(d);
		return;
	}
	put_simple(d, c, "enterprise");
	if (g->configuration->returns.uscc && c->profile.usccs < c->profile.stated)
		warn_of_ids(c);
	/* Where companies go by their names these are both. */
	if (c->profile.usccs == 0 && !has_name(g))
		put_simple(d, c, "name");
}

/* --- Industries ------------------------------------------------------------------------------ */

/* Codes with the letter of their section in front: "C3670". */
static void put_sections(struct draft *d, size_t column)
{
	const struct guess *g = d->guess;
	char letters[27] = "";
	size_t count = 0;

	for (size_t row = g->data_at; row < g->data_end; row++) {
		struct slice text = guess_cell(g, row, column);
		if (text.n < 3 || text.p[0] < 'A' || text.p[0] > 'T' ||
		    code_tree_find(&g->configuration->industries, text) != CODE_NONE ||
		    strchr(letters, text.p[0]) || count == 26)
			continue;
		letters[count++] = text.p[0];
		letters[count] = '\0';
	}
	for (size_t i = 0; i < count; i++)
		text_addf(d->json, "%s\"%c{value}\"", i ? ", " : ", \"pattern\": [", letters[i]);
	if (count)
		text_adds(d->json, ", \"{value}\"]");
}

static void put_industry(struct draft *d)
{
	const struct guess *g = d->guess;
	const struct code_tree *tree = &g->configuration->industries;
	const struct guessed_column *c = guess_find(g, ROLE_INDUSTRY);

	if (!c && !g->facts)
		return;
	draft_begin(d, "industry");
	if (!c) {
		text_addf(d->json, "\"value\": \"%.*s\"", SLICE_FMT(tree->nodes[tree->root].code));
		draft_end(d);
		draft_not_found("industry", T("all rows count as the whole", "所有行计入全部行业"));
		return;
	}
	draft_put_place(d, c);
	if (c->profile.industry_codes * 2 < c->profile.stated)
		text_adds(d->json, ", \"by\": \"name\"");
	else
		put_sections(d, (size_t)(c - g->columns));
	draft_end(d);
	draft_recognised(c, "industry");
}

/* --- Classes --------------------------------------------------------------------------------- */

static void put_class(struct draft *d, const struct guessed_column *c)
{
	const struct guess *g = d->guess;
	const struct class_column *class = &g->configuration->returns.classes[c->target->index];
	struct slice values[32];
	size_t count = draft_distinct(d, (size_t)(c - g->columns), values, 32), mapped = 0;

	draft_begin(d, c->target->name);
	draft_put_place(d, c);
	for (size_t i = 0; i < count; i++) {
		const char *id = guess_class_value(class, values[i]);
		if (id && slice_is(values[i], id))
			continue;
		if (!id) {
			log_warning(T("'%.*s': value '%.*s' is none of class %s",
			              "'%.*s'：取值 '%.*s' 不属于分类 %s"),
			            SLICE_FMT(c->name), SLICE_FMT(values[i]), class->id);
			continue;
		}
		text_adds(d->json, mapped++ ? ", " : ", \"map\": {");
		draft_text(d->json, values[i]);
		text_addf(d->json, ": \"%s\"", id);
	}
	if (mapped)
		text_addc(d->json, '}');
	draft_end(d);
	draft_recognised(c, c->target->name);
}

/* --- Amounts --------------------------------------------------------------------------------- */

static void put_patterns(struct draft *d, const struct guessed_column *c)
{
	if (c->profile.in_lists)
		text_adds(
		        d->json,
		        ", \"pattern\": [\"['{value}', '{flag}']\", \"['{value}']\", \"{value}\"]");
	else if (c->profile.flags.n && !d->guess->facts)
		text_adds(d->json, ", \"pattern\": [\"{value} {flag}\", \"{value}\"]");
}

/* Unless the header states it in brackets, where its pattern takes it from. */
static void put_unit(struct draft *d, const struct guessed_column *c, const struct unit *own)
{
	if (c->look.unit_in_brackets && c->header && strstr(c->header, "{unit}"))
		return;
	if (c->look.unit)
		text_addf(d->json, ", \"unit\": \"%s\"", c->look.unit->name);
	else if (own && own->kind != UNIT_AMOUNT)
		text_addf(d->json, ", \"unit\": \"%s\"", own->name);
	else
		d->needs_unit = true;
}

static void put_measure(struct draft *d, const struct guessed_column *c)
{
	const struct measure *m = &d->guess->configuration->returns.measures[c->target->index];
	char *name = xasprintf("%s%s", c->target->name,
	                       c->look.last_year ? variant_suffix[VARIANT_LAST_YEAR] : "");

	if (c->look.last_year && !m->last_year) {
		free(name);
		return;
	}
	draft_begin(d, name);
	draft_put_place(d, c);
	put_patterns(d, c);
	if (m->kind == MEASURE_AMOUNT)
		put_unit(d, c, NULL);
	draft_end(d);
	draft_recognised(c, name);
	free(name);
}

static void put_figures(struct draft *d)
{
	const struct guess *g = d->guess;
	size_t count = 0;

	for (size_t i = 0; i < g->column_count; i++) {
		const struct guessed_column *c = &g->columns[i];
		if (!c->target || c->target->role != ROLE_FIGURE)
			continue;
		text_addf(d->json, "%s\n    {\"indicator\": \"%s\", ",
		          count++ ? "," : ",\n  \"figures\": [", c->target->name);
		draft_put_place(d, c);
		put_patterns(d, c);
		put_unit(d, c, g->configuration->indicators.items[c->target->index].unit);
		text_addc(d->json, '}');
		draft_recognised(c, c->target->name);
	}
	if (count)
		text_adds(d->json, "\n  ]");
}

/* --- One value a row -------------------------------------------------------------------------- */

/* The measure or indicator that a text names best; NULL if none. */
static const struct meaning *named_by(const struct draft *d, struct slice text, unsigned least)
{
	const struct guess *g = d->guess;
	struct header_look look = header_look(text, (struct arena *)&d->scratch);
	const struct meaning *best = NULL;
	unsigned most = least - 1;

	for (size_t i = 0; i < g->synonyms->target_count; i++) {
		const struct meaning *t = &g->synonyms->targets[i];
		unsigned score = t->role == (g->facts ? ROLE_MEASURE : ROLE_FIGURE)
		                         ? synonyms_score(g->synonyms, i, &look)
		                         : 0;
		if (score > most) {
			most = score;
			best = t;
		}
	}
	return best;
}

static void put_which(struct draft *d, const struct guessed_column *which)
{
	const struct guess *g = d->guess;
	const char *name = g->facts ? "measure" : "indicator";
	struct slice values[MOST_VALUES];
	size_t count, mapped = 0;

	draft_begin(d, name);
	if (!which) {
		const struct meaning *t = named_by(d, draft_all_titles(d), KNOWN);
		text_addf(d->json, "\"value\": \"%s\"", t ? t->name : "?");
		draft_end(d);
		if (!t)
			draft_not_found(name,
			                T("put the id of what the numbers are in place of '?'",
			                  "请将 '?' 改为这些数值所属的指标代码"));
		return;
	}
	draft_put_place(d, which);
	count = draft_distinct(d, (size_t)(which - g->columns), values, MOST_VALUES);
	for (size_t i = 0; i < count; i++) {
		const struct meaning *t = named_by(d, values[i], WELL_KNOWN);
		if (!t)
			continue;
		text_adds(d->json, mapped++ ? ", " : ", \"map\": {");
		draft_text(d->json, values[i]);
		text_addf(d->json, ": \"%s\"", t->name);
		draft_keep_only(d, which, values[i]);
	}
	if (mapped)
		text_addc(d->json, '}');
	draft_end(d);
	draft_recognised(which, name);
	if (mapped < count)
		log_warning(T("'%.*s': of %zu values, %zu are known and the others left out",
		              "'%.*s'：%zu 个取值中有 %zu 个可识别，其余略去"),
		            SLICE_FMT(which->name), count, mapped);
	else
		d->kept_count = 0;
}

/* A column may state what is no unit of money as well: "EUR_HAB" beside "MIO_EUR". */
static void keep_units(struct draft *d, const struct guessed_column *unit)
{
	struct slice values[64];
	size_t count = draft_distinct(d, (size_t)(unit - d->guess->columns), values, 64);

	if (unit->profile.units == unit->profile.stated || d->kept_count)
		return;
	for (size_t i = 0; i < count; i++)
		if (unit_find(values[i]))
			draft_keep_only(d, unit, values[i]);
		else
			log_warning(T("'%.*s': '%.*s' is no known unit: its rows are left out",
			              "'%.*s'：'%.*s' 不是已知单位：所在各行略去"),
			            SLICE_FMT(unit->name), SLICE_FMT(values[i]));
}

/* SDMX keeps powers of ten apart from the unit: "CNY" and "6" are millions. */
static const struct guessed_column *find_multiplier(const struct guess *g)
{
	static const char *const names[] = {"unit_mult", "unitmultiplier", "powercode",
	                                    "powercodecode"};

	for (size_t i = 0; i < g->column_count; i++) {
		const struct guessed_column *c = &g->columns[i];
		struct text key = TEXT_INIT;
		bool found = false;
		fold_key(c->name, &key);
		for (size_t k = 0; k < sizeof(names) / sizeof(names[0]) && c->header; k++)
			found = found || slice_is(text_slice(&key), names[k]);
		text_release(&key);
		if (found && c->profile.stated && c->profile.numbers == c->profile.stated)
			return c;
	}
	return NULL;
}

static const struct unit *multiplied(const struct unit *unit, struct slice power)
{
	const struct unit *u = NULL;
	int64_t exponent;

	if (!unit || unit->kind != UNIT_AMOUNT || !integer_parse(power, &exponent) || exponent < 0)
		return NULL;
	for (size_t i = 0; (u = unit_at(i)); i++)
		if (u->kind == UNIT_AMOUNT && strcmp(u->currency, unit->currency) == 0 &&
		    u->exponent == unit->exponent + (uint64_t)exponent)
			break;
	return u;
}

/*
 * The unit of each multiplier, where the file has one currency; else it must be said by who knows.
 * False: nothing is multiplied.
 */
static bool put_multiplied_unit(struct draft *d, const struct guessed_column *unit)
{
	const struct guessed_column *power = find_multiplier(d->guess);
	struct slice powers[16], names[2];
	size_t count =
	        power ? draft_distinct(d, (size_t)(power - d->guess->columns), powers, 16) : 0;
	size_t currencies =
	        unit ? draft_distinct(d, (size_t)(unit - d->guess->columns), names, 2) : 0;
	const struct unit *base = currencies == 1 ? unit_find(names[0]) : NULL;
	size_t known = 0;

	if (count == 0 || (count == 1 && slice_is(powers[0], "0")))
		return false;
	for (size_t i = 0; i < count; i++)
		known += multiplied(base, powers[i]) != NULL;
	if (known < count) {
		text_adds(d->json, ", \"unit\": \"?\"");
		log_warning(
		        T("'%.*s' holds powers of ten that units are multiplied with: put the "
		          "unit that results in place of '?', or map it to units",
		          "'%.*s' 为单位的10的幂次：请将 '?' 改为相乘后的单位，或将其映射为单位"),
		        SLICE_FMT(power->name));
		return true;
	}
	text_adds(d->json, ", \"unit\": {");
	draft_pair(d->json, "header", power->header);
	for (size_t i = 0; i < count; i++) {
		text_adds(d->json, i ? ", " : ", \"map\": {");
		draft_text(d->json, powers[i]);
		text_addf(d->json, ": \"%s\"", multiplied(base, powers[i])->name);
	}
	text_adds(d->json, "}}");
	log_note(T("'%.*s' is read as the power of ten of the unit %s",
	           "'%.*s' 识别为单位 %s 的10的幂次"),
	         SLICE_FMT(power->name), unit_label(base));
	return true;
}

static void put_value(struct draft *d, const struct guessed_column *value)
{
	const struct guessed_column *unit = guess_find(d->guess, ROLE_UNIT);
	const struct guessed_column *status = guess_find(d->guess, ROLE_STATUS);

	draft_begin(d, d->guess->facts ? "amount" : "value");
	draft_put_place(d, value);
	put_patterns(d, value);
	if (put_multiplied_unit(d, unit)) {
		if (unit)
			keep_units(d, unit);
	} else if (unit && unit->header) {
		text_adds(d->json, ", \"unit\": {");
		draft_pair(d->json, "header", unit->header);
		text_addc(d->json, '}');
		keep_units(d, unit);
	} else {
		put_unit(d, value, NULL);
	}
	draft_end(d);
	if (status && !d->guess->facts)
		put_simple(d, status, "status");
}

static const struct guessed_column *first_wide(const struct guess *g)
{
	for (size_t i = 0; i < g->column_count; i++)
		if (g->columns[i].wide)
			return &g->columns[i];
	return NULL;
}

/* --- All columns -------------------------------------------------------------------------------- */

static void put_columns(struct draft *d)
{
	const struct guess *g = d->guess;
	const struct guessed_column *which = guess_find(g, ROLE_WHICH),
	                            *value = guess_find(g, ROLE_VALUE);

	if (g->wide_form)
		value = first_wide(g);
	text_adds(d->json, ",\n  \"columns\": {");
	if (g->facts)
		put_enterprise(d);
	draft_region(d);
	put_industry(d);
	draft_period(d);
	for (size_t i = 0; i < g->column_count; i++) {
		const struct guessed_column *c = &g->columns[i];
		enum role role = c->target ? c->target->role : ROLE_UNIT;
		if (role == ROLE_CLASS)
			put_class(d, c);
		else if (role == ROLE_ATTRIBUTE && g->facts)
			put_simple(d, c, c->target->name);
		else if (role == ROLE_MEASURE && !value)
			put_measure(d, c);
	}
	if (value) {
		put_which(d, which);
		put_value(d, value);
	}
	text_adds(d->json, "\n  }");
	if (!g->facts && !value)
		put_figures(d);
}

/* --- The whole ------------------------------------------------------------------------------------ */

static void put_unrecognised(struct draft *d)
{
	const struct guess *g = d->guess;
	struct text list = TEXT_INIT;

	for (size_t i = 0; i < g->column_count; i++) {
		const struct guessed_column *c = &g->columns[i];
		if (c->target || c->wide || c->above || c->name.n == 0 || c == find_multiplier(g))
			continue;
		text_adds(&list, list.n ? ", " : "");
		draft_text(&list, c->name);
	}
	if (list.n) {
		text_addf(d->json, ",\n  \"_not_recognised\": [%s]", list.p);
		log_warning(T("not recognised, and left out: %s", "未能识别，未写入：%s"), list.p);
	}
	text_release(&list);
}

void draft_write(const struct guess *g, struct text *json)
{
	struct draft d = {.guess = g, .json = json};
	struct text columns = TEXT_INIT;

	text_adds(json, "{\n  \"_\": ");
	draft_remark(&d);
	text_addf(json, ",\n  \"table\": \"%s\"", g->facts ? "facts" : "observations");
	draft_format(&d);
	/* Whether the file needs a unit shows when its columns are written. */
	d.json = &columns;
	put_columns(&d);
	d.json = json;
	draft_file_unit(&d);
	text_add_slice(json, text_slice(&columns));
	draft_rows(&d);
	put_unrecognised(&d);
	text_adds(json, ",\n  \"max_rejects\": {\"share\": \"5%\", \"count\": 1000}\n}\n");
	text_release(&columns);
	arena_release(&d.scratch);
}
