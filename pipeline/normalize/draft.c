#include "normalize/draft.h"

#include "base/fold.h"
#include "base/log.h"
#include "model/amount.h"
#include "model/unit.h"
#include "normalize/draft_place.h"

/*
 * Of how many values the draft says what they mean; and how well a value, which is one of
 * many, and a title, which is the only one, must be known for it.
 */
enum { MOST_VALUES = 2000, WELL_KNOWN = 40, KNOWN = 20 };

/* --- Columns ------------------------------------------------------------------------------- */

static void begin_column(struct draft *d, const char *name)
{
	text_addf(d->json, "%s\n    \"%s\": {", d->columns++ ? "," : "", name);
}

static void end_column(struct draft *d)
{
	text_addc(d->json, '}');
}

/* "header": "…", or "position": 3. */
static void put_place(struct draft *d, const struct guessed_column *c)
{
	if (c->wide)
		text_adds(d->json, "\"wide\": \"cell\"");
	else if (c->header)
		draft_pair(d->json, "header", c->header);
	else
		text_addf(d->json, "\"position\": %zu", (size_t)(c - d->guess->columns) + 1);
}

static void recognised(const struct guessed_column *c, const char *as)
{
	log_note(T("'%.*s' is read as %s", "'%.*s' 识别为 %s"), SLICE_FMT(c->name), as);
}

static void put_simple(struct draft *d, const struct guessed_column *c, const char *name)
{
	begin_column(d, name);
	put_place(d, c);
	end_column(d);
	recognised(c, name);
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
		begin_column(d, "enterprise");
		draft_pair(d->json, "document", g->enterprise);
		end_column(d);
		return;
	}
	put_simple(d, c, "enterprise");
	if (g->configuration->returns.uscc && c->profile.usccs < c->profile.stated)
		warn_of_ids(c);
	/* Where companies go by their names these are both. */
	if (c->profile.usccs == 0 && !has_name(g))
		put_simple(d, c, "name");
}

/* --- Regions and industries ------------------------------------------------------------------ */

/* The lowest node that holds all regions which the column names beyond doubt. */
static uint32_t common_region(const struct draft *d, size_t column)
{
	const struct guess *g = d->guess;
	const struct code_tree *tree = &g->configuration->regions;
	const struct name_scope anywhere = NAME_SCOPE_ANY;
	uint32_t common = CODE_NONE;

	for (size_t row = g->data_at; row < g->data_end; row++) {
		uint32_t node = name_index_find(&g->regions, guess_cell(g, row, column), &anywhere);
		if (node == CODE_NONE || node == NAME_AMBIGUOUS)
			continue;
		if (common == CODE_NONE)
			common = tree->nodes[node].parent;
		while (common != CODE_NONE && !code_tree_contains(tree, common, node))
			common = tree->nodes[common].parent;
	}
	return common == tree->root ? CODE_NONE : common;
}

/* "全省" and the like are the region that the others lie within. */
static void put_whole(struct draft *d, size_t column, struct slice code)
{
	static const char *const whole[] = {"全国", "全省", "全市", "全县",
	                                    "全区", "合计", "总计", "total"};
	const struct guess *g = d->guess;
	size_t count = 0;

	for (size_t row = g->data_at; row < g->data_end && !g->facts; row++) {
		struct text key = TEXT_INIT;
		fold_key(guess_cell(g, row, column), &key);
		for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++)
			if (slice_is(text_slice(&key), whole[i])) {
				text_adds(d->json, count++ ? ", " : ", \"map\": {");
				draft_text(d->json, guess_cell(g, row, column));
				text_addf(d->json, ": \"%.*s\"", SLICE_FMT(code));
				break;
			}
		text_release(&key);
		if (count == 4)
			break;
	}
	if (count)
		text_addc(d->json, '}');
}

/* The one level of all that is named beyond doubt, where that settles what is not. */
static void put_level(struct draft *d, const struct guessed_column *c)
{
	const struct guess *g = d->guess;
	const struct name_scope anywhere = NAME_SCOPE_ANY;
	const char *level = NULL;

	for (size_t row = g->data_at; row < g->data_end && c->profile.region_ambiguous; row++) {
		struct slice text = guess_cell(g, row, (size_t)(c - g->columns));
		uint32_t node = name_index_find(&g->regions, text, &anywhere);
		if (node == CODE_NONE || node == NAME_AMBIGUOUS ||
		    node == g->configuration->regions.root)
			continue;
		if (level && strcmp(level, g->configuration->regions.nodes[node].level) != 0)
			return;
		level = g->configuration->regions.nodes[node].level;
	}
	if (level)
		text_addf(d->json, ", \"level\": \"%s\"", level);
}

/* Columns that name what is above, the nearest first. */
static bool put_above(struct draft *d, size_t below)
{
	const struct guess *g = d->guess;
	struct guessed_column *nearest = NULL;
	size_t deepest = 0;

	for (size_t i = 0; i < g->column_count; i++) {
		struct guessed_column *c = &g->columns[i];
		size_t depth = profile_region_depth(&c->profile);
		if (!c->target && !c->wide && c->header && depth > deepest && depth < below &&
		    profile_is_mostly(&c->profile, c->profile.region_names)) {
			nearest = c;
			deepest = depth;
		}
	}
	if (!nearest)
		return false;
	nearest->above = true;
	text_adds(d->json, ", \"within\": {");
	put_place(d, nearest);
	put_above(d, deepest);
	text_addc(d->json, '}');
	recognised(nearest, T("the name above the region", "上级地区名称"));
	return true;
}

static void put_region(struct draft *d)
{
	const struct guess *g = d->guess;
	const struct code_tree *tree = &g->configuration->regions;
	const struct guessed_column *c = guess_find(g, ROLE_REGION);
	size_t at = c ? (size_t)(c - g->columns) : 0;
	uint32_t within;

	if (!c) {
		draft_constant_region(d);
		return;
	}
	begin_column(d, "region");
	put_place(d, c);
	if (c->profile.region_codes * 2 < c->profile.stated) {
		within = common_region(d, at);
		text_adds(d->json, ", \"by\": \"name\"");
		put_level(d, c);
		if (!(c->profile.region_ambiguous &&
		      put_above(d, profile_region_depth(&c->profile))) &&
		    within != CODE_NONE)
			text_addf(d->json, ", \"within\": \"%.*s\"",
			          SLICE_FMT(tree->nodes[within].code));
		put_whole(d, at, tree->nodes[within == CODE_NONE ? tree->root : within].code);
	}
	end_column(d);
	recognised(c, "region");
}

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
	begin_column(d, "industry");
	if (!c) {
		text_addf(d->json, "\"value\": \"%.*s\"", SLICE_FMT(tree->nodes[tree->root].code));
		end_column(d);
		draft_not_found(d, "industry",
		                T("all rows count as the whole", "所有行计入全部行业"));
		return;
	}
	put_place(d, c);
	if (c->profile.industry_codes * 2 < c->profile.stated)
		text_adds(d->json, ", \"by\": \"name\"");
	else
		put_sections(d, (size_t)(c - g->columns));
	end_column(d);
	recognised(c, "industry");
}

/* --- Classes --------------------------------------------------------------------------------- */

static void put_class(struct draft *d, const struct guessed_column *c)
{
	const struct guess *g = d->guess;
	const struct class_column *class = &g->configuration->returns.classes[c->target->index];
	struct slice values[32];
	size_t count = draft_distinct(d, (size_t)(c - g->columns), values, 32), mapped = 0;

	begin_column(d, c->target->name);
	put_place(d, c);
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
	end_column(d);
	recognised(c, c->target->name);
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
	begin_column(d, name);
	put_place(d, c);
	put_patterns(d, c);
	if (m->kind == MEASURE_AMOUNT)
		put_unit(d, c, NULL);
	end_column(d);
	recognised(c, name);
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
		put_place(d, c);
		put_patterns(d, c);
		put_unit(d, c, g->configuration->indicators.items[c->target->index].unit);
		text_addc(d->json, '}');
		recognised(c, c->target->name);
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

	begin_column(d, name);
	if (!which) {
		const struct meaning *t = named_by(d, draft_all_titles(d), KNOWN);
		text_addf(d->json, "\"value\": \"%s\"", t ? t->name : "?");
		end_column(d);
		if (!t)
			draft_not_found(d, name,
			                T("put the id of what the numbers are in place of '?'",
			                  "请将 '?' 改为这些数值所属的指标代码"));
		return;
	}
	put_place(d, which);
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
	end_column(d);
	recognised(which, name);
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

	begin_column(d, d->guess->facts ? "amount" : "value");
	put_place(d, value);
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
	end_column(d);
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
	put_region(d);
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
