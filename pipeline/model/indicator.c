#include "model/indicator.h"

#include <stdlib.h>

#include "base/hash_map.h"
#include "model/indicator_check.h"

static int read_choice(const struct json_place *at, const json_t *value, const char *const *names,
                       size_t count, struct err *err)
{
	return json_choice(at, json_is_string(value) ? json_string_value(value) : "", names, count,
	                   err);
}

#define CHOICE_READER(function, type_name, ...)                                                    \
	static int function(const struct json_place *at, const json_t *value, void *target,        \
	                    struct err *err)                                                       \
	{                                                                                          \
		static const char *const names[] = {__VA_ARGS__};                                  \
		int choice = read_choice(at, value, names, sizeof(names) / sizeof(names[0]), err); \
		if (choice >= 0)                                                                   \
			*(type_name *)target = (type_name)choice;                                  \
		return choice < 0 ? -1 : 0;                                                        \
	}

CHOICE_READER(read_type, enum indicator_type, "total", "count", "share", "ratio", "average",
              "growth", "contribution", "structure", "concentration", "hhi", "imported",
              "growth_of", "growth_of_sum", "regions_above")
CHOICE_READER(read_base, enum growth_base, "reported", "matched", "total")
CHOICE_READER(read_within, enum within, "self", "region", "industry")
CHOICE_READER(read_population, bool, "paired", "all")
CHOICE_READER(read_rounding, enum rounding, "half-up", "half-even")
CHOICE_READER(read_basis, enum basis, "ytd", "month", "year")
CHOICE_READER(read_direction, bool, "more", "less")

static int read_unit(const struct json_place *at, const json_t *value, void *target,
                     struct err *err)
{
	const char *text = json_is_string(value) ? json_string_value(value) : "";
	const struct unit *unit = unit_find(slice_of(text));
	const char *names[64];
	size_t count = 0;

	*(const struct unit **)target = unit;
	if (unit)
		return 0;
	while (count < 64 && (unit = unit_at(count)))
		names[count++] = unit->name;
	json_choice(at, text, names, count, err);
	return -1;
}

static const struct json_key indicator_keys[] = {
        {"id", JSON_KEY_TEXT, offsetof(struct indicator, id), JSON_REQUIRED, NULL},
        {"type", JSON_KEY_CUSTOM, offsetof(struct indicator, type), JSON_REQUIRED, read_type},
        {"name", JSON_KEY_BILINGUAL, offsetof(struct indicator, name), JSON_REQUIRED, NULL},
        {"measure", JSON_KEY_TEXT, offsetof(struct indicator, measure), 0, NULL},
        {"per", JSON_KEY_TEXT, offsetof(struct indicator, per), 0, NULL},
        {"condition", JSON_KEY_TEXT, offsetof(struct indicator, condition), 0, NULL},
        {"standing", JSON_KEY_TEXT, offsetof(struct indicator, standing), 0, NULL},
        {"of", JSON_KEY_TEXT, offsetof(struct indicator, of), 0, NULL},
        {"growth", JSON_KEY_TEXT, offsetof(struct indicator, growth), 0, NULL},
        {"threshold", JSON_KEY_TEXT, offsetof(struct indicator, threshold), 0, NULL},
        {"population", JSON_KEY_CUSTOM, offsetof(struct indicator, all), 0, read_population},
        {"base", JSON_KEY_CUSTOM, offsetof(struct indicator, base), 0, read_base},
        {"within", JSON_KEY_CUSTOM, offsetof(struct indicator, within), 0, read_within},
        {"top", JSON_KEY_COUNT, offsetof(struct indicator, top), 0, NULL},
        {"unit", JSON_KEY_CUSTOM, offsetof(struct indicator, unit), JSON_REQUIRED, read_unit},
        {"decimals", JSON_KEY_COUNT, offsetof(struct indicator, decimals), JSON_REQUIRED, NULL},
        {"rounding", JSON_KEY_CUSTOM, offsetof(struct indicator, rounding), 0, read_rounding},
        {"direction", JSON_KEY_CUSTOM, offsetof(struct indicator, less_is_better), 0,
         read_direction},
        {"ranked", JSON_KEY_BOOL, offsetof(struct indicator, ranked), 0, NULL},
        {"whole", JSON_KEY_BOOL, offsetof(struct indicator, whole), 0, NULL},
        {"ledger", JSON_KEY_BOOL, offsetof(struct indicator, ledger), 0, NULL},
};

struct compiler {
	struct indicators *all;
	const struct returns *returns;
	struct indicator *item;
	struct json_place at;
	size_t capacity;
	struct err *err;
	bool failed;
};

/* Index of the accumulator of a name, added if it is new. */
static unsigned need(struct compiler *c, const char *fmt, ...)
        __attribute__((format(printf, 2, 3)));

static unsigned need(struct compiler *c, const char *fmt, ...)
{
	struct indicators *all = c->all;
	struct text name = TEXT_INIT;
	const char *why = "";
	unsigned index = 0;
	va_list ap;

	va_start(ap, fmt);
	text_vaddf(&name, fmt, ap);
	va_end(ap);
	while (index < all->accumulator_count && strcmp(all->accumulators[index].name, name.p) != 0)
		index++;
	if (index == all->accumulator_count && !c->failed) {
		VEC_GROW(all->accumulators, all->accumulator_count, c->capacity);
		if (accumulator_parse(arena_strdup(&all->arena, text_slice(&name)), c->returns,
		                      &all->accumulators[index], &why)) {
			all->accumulator_count++;
		} else {
			const char *meant = accumulator_meant(name.p, c->returns);
			c->failed = true;
			json_wrong(&c->at, c->err, "%s: %s", name.p, why);
			if (meant)
				err_hint(c->err, T("did you mean '%s'?", "是否想写 '%s'？"), meant);
		}
	}
	text_release(&name);
	return index;
}

static void above(struct compiler *c, int sign, unsigned accumulator)
{
	struct formula *f = &c->item->formula;

	f->numerator[f->numerator_count++] = (struct term){sign, accumulator};
}

static void below(struct compiler *c, unsigned accumulator)
{
	struct formula *f = &c->item->formula;

	f->denominator[f->denominator_count++] = (struct term){1, accumulator};
}

static void compile_count(struct compiler *c)
{
	const char *condition = c->item->condition;

	above(c, 1, condition ? need(c, "count[%s]", condition) : need(c, "count"));
}

static void compile_ratio(struct compiler *c)
{
	const char *a = c->item->measure, *b = c->item->per;

	if (c->item->all) {
		above(c, 1, need(c, "sum.%s", a));
		below(c, need(c, "sum.%s", b));
		c->item->formula.population = need(c, "count");
	} else {
		above(c, 1, need(c, "sum.%s[%s]", a, b));
		below(c, need(c, "sum.%s[%s]", b, a));
		c->item->formula.population = need(c, "count[%s&%s]", a, b);
	}
}

/* Reported: by the same returns. Matched: continuing enterprises, by both years' panels. */
static void compile_growth(struct compiler *c)
{
	const char *a = c->item->measure;
	const char *last = c->item->base == BASE_REPORTED ? "_ly" : "_ly_panel";
	struct formula *f = &c->item->formula;

	if (c->item->base == BASE_TOTAL) {
		above(c, 1, need(c, "sum.%s", a));
		below(c, need(c, "sum.%s_ly_panel[continuing&left&moved_out]", a));
		f->population = need(c, "count[%s]", a);
	} else {
		above(c, 1, need(c, "sum.%s[%s%s]", a, a, last));
		below(c, need(c, "sum.%s%s[%s]", a, last, a));
		f->population = need(c, "count[%s&%s%s]", a, a, last);
	}
	above(c, -1, f->denominator[0].accumulator);
}

/*
 * A part of the growth of the whole. By standing the base is this cell's own panel of last
 * year; otherwise the part is this cell and the whole the one above it, as reported.
 */
static void compile_contribution(struct compiler *c)
{
	const char *a = c->item->measure, *s = c->item->standing;

	if (!s) {
		compile_growth(c);
		return;
	}
	below(c, need(c, "sum.%s_ly_panel[continuing&left&moved_out]", a));
	if (strcmp(s, "left") != 0 && strcmp(s, "moved_out") != 0)
		above(c, 1, need(c, "sum.%s[%s]", a, s));
	if (strcmp(s, "entered") != 0 && strcmp(s, "moved_in") != 0)
		above(c, -1, need(c, "sum.%s_ly_panel[%s]", a, s));
	c->item->formula.population = need(c, "count[%s]", s);
}

static void compile_measure(struct compiler *c)
{
	const struct indicator *item = c->item;
	struct formula *f = &c->item->formula;
	unsigned sum = need(c, "sum.%s", item->measure);

	f->population = need(c, "count[%s]", item->measure);
	switch (item->type) {
	case INDICATOR_CONCENTRATION:
		above(c, 1, need(c, "top%u.%s", (unsigned)item->top, item->measure));
		below(c, sum);
		break;
	case INDICATOR_HHI:
		above(c, 1, need(c, "squares.%s", item->measure));
		below(c, sum);
		f->squared = true;
		f->shift = 4;
		break;
	case INDICATOR_AVERAGE:
		above(c, 1, sum);
		below(c, f->population);
		break;
	case INDICATOR_STRUCTURE:
		above(c, 1, sum);
		below(c, sum);
		break;
	default:
		above(c, 1, sum);
	}
}

static void compile(struct compiler *c)
{
	struct indicator *item = c->item;
	const struct unit *unit = item->unit;

	item->formula.scale = unit->kind == UNIT_AMOUNT ? power_of_ten(unit->exponent) : 1;
	item->formula.shift = unit->kind == UNIT_PERCENT || unit->kind == UNIT_POINT ? 2 : 0;
	switch (item->type) {
	case INDICATOR_COUNT:
	case INDICATOR_SHARE:
		compile_count(c);
		if (item->type == INDICATOR_SHARE)
			below(c, need(c, "count"));
		break;
	case INDICATOR_RATIO:
		compile_ratio(c);
		break;
	case INDICATOR_GROWTH:
		compile_growth(c);
		break;
	case INDICATOR_CONTRIBUTION:
		compile_contribution(c);
		break;
	case INDICATOR_IMPORTED:
	case INDICATOR_GROWTH_OF:
	case INDICATOR_GROWTH_OF_SUM:
	case INDICATOR_REGIONS_ABOVE:
		break;
	default:
		compile_measure(c);
	}
}

/* An indicator that another one is made from must be there, and of the right type. */
static int check_reference(const struct indicators *all, const struct json_place *at,
                           const char *id, enum indicator_type type, struct err *err)
{
	const struct indicator *found = id ? indicators_find(all, slice_of(id)) : NULL;

	if (!id || (found && found->type == type))
		return 0;
	return json_wrong(at, err,
	                  found ? T("'%s' is of another type", "'%s' 的类型不符")
	                        : T("there is no indicator '%s'", "没有指标 '%s'"),
	                  id);
}

static int check_references(const struct indicators *all, const struct json_place *top,
                            struct err *err)
{
	struct json_place list = json_member(top, "indicators"),
	                  rule = json_member(top, "zero_reporters");

	for (size_t i = 0; i < all->count; i++) {
		struct json_place at = json_element(&list, i);
		if (check_reference(all, &at, all->items[i].of, INDICATOR_IMPORTED, err) < 0 ||
		    check_reference(all, &at, all->items[i].growth, INDICATOR_IMPORTED, err) < 0)
			return -1;
	}
	return all->zero.measure
	               ? check_reference(all, &rule, all->zero.intensity, INDICATOR_RATIO, err)
	               : 0;
}

static int compile_all(struct indicators *all, const struct returns *returns,
                       const struct json_place *top, struct err *err)
{
	struct compiler c = {.all = all, .returns = returns, .err = err};
	struct json_place list = json_member(top, "indicators");

	c.at = json_member(top, "zero_reporters");
	need(&c, "count");
	if (all->zero.measure) {
		need(&c, "count[%s]", all->zero.measure);
		need(&c, "count[%s]", all->zero.ordered_by);
	}
	for (uint32_t i = 0; i < all->count && !c.failed; i++) {
		c.item = &all->items[i];
		c.at = json_element(&list, i);
		if (hash_map_add(&all->by_id, slice_of(c.item->id), i) != i) {
			json_wrong(&c.at, err, T("'%s' stands twice", "'%s' 重复出现"), c.item->id);
			c.failed = true;
		} else if (indicator_check(c.item, returns, &c.at, err) < 0) {
			c.failed = true;
		} else {
			compile(&c);
		}
	}
	return c.failed ? -1 : check_references(all, top, err);
}

/* Columns: the keys, one an accumulator, and where the rows came from. */
static void build_cells(struct indicators *all)
{
	static const struct column keys[CELL_ACCUMULATORS] = {
	        {"region", COLUMN_TEXT, {"地区", "region"}},
	        {"industry", COLUMN_TEXT, {"行业", "industry"}},
	        {"class", COLUMN_TEXT, {"分类", "class"}},
	        {"period", COLUMN_TEXT, {"报告期", "period"}},
	        {"basis", COLUMN_TEXT, {"口径", "basis"}},
	};
	size_t n = CELL_ACCUMULATORS + all->accumulator_count + 1;
	struct column *columns = arena_alloc(&all->arena, n * sizeof(*columns));

	memcpy(columns, keys, sizeof(keys));
	for (size_t i = 0; i < all->accumulator_count; i++) {
		const struct accumulator *a = &all->accumulators[i];
		columns[CELL_ACCUMULATORS + i] = (struct column){
		        a->name,
		        a->kind == ACCUMULATE_TOP ? COLUMN_TEXT : COLUMN_INTEGER,
		        {a->name, a->name},
		};
	}
	columns[n - 1] = (struct column){"origin", COLUMN_TEXT, {"来源", "origin"}};
	all->cells = (struct table){"cells", {"单元", "sums and counts of each cell"}, columns, n};
}

static int read_items(const struct json_place *at, const json_t *value, void *target,
                      struct err *err)
{
	struct indicators *all = target;

	return json_read_list(at, value, indicator_keys,
	                      sizeof(indicator_keys) / sizeof(indicator_keys[0]),
	                      sizeof(struct indicator), (void **)&all->items, &all->count, err);
}

static int read_zero_rule(const struct json_place *at, const json_t *value, void *target,
                          struct err *err)
{
	static const struct json_key keys[] = {
	        {"measure", JSON_KEY_TEXT, offsetof(struct zero_rule, measure), JSON_REQUIRED,
	         NULL},
	        {"ordered_by", JSON_KEY_TEXT, offsetof(struct zero_rule, ordered_by), JSON_REQUIRED,
	         NULL},
	        {"intensity", JSON_KEY_TEXT, offsetof(struct zero_rule, intensity), JSON_REQUIRED,
	         NULL},
	        {"basis", JSON_KEY_CUSTOM, offsetof(struct zero_rule, basis), JSON_REQUIRED,
	         read_basis},
	};

	return json_read_object(at, value, keys, 4, target, err);
}

int indicators_load(struct indicators *all, const char *path, const struct returns *returns,
                    struct err *err)
{
	static const struct json_key keys[] = {
	        {"zero_reporters", JSON_KEY_CUSTOM, offsetof(struct indicators, zero), 0,
	         read_zero_rule},
	        {"indicators", JSON_KEY_CUSTOM, 0, JSON_REQUIRED, read_items},
	};
	struct json_place top = {path, "", &all->arena};
	json_t *root;
	int result;

	*all = (struct indicators){0};
	root = json_load_path(path, RD_CONFIG, err);
	if (!root)
		return -1;
	result = json_read_object(&top, root, keys, 2, all, err);
	json_decref(root);
	if (result == 0)
		result = compile_all(all, returns, &top, err);
	if (result < 0)
		indicators_release(all);
	else
		build_cells(all);
	return result;
}

void indicators_release(struct indicators *all)
{
	free(all->accumulators);
	hash_map_release(&all->by_id);
	arena_release(&all->arena);
	*all = (struct indicators){0};
}

bool indicator_from_cells(const struct indicator *indicator)
{
	return indicator->type < INDICATOR_IMPORTED;
}

const struct indicator *indicators_find(const struct indicators *all, struct slice id)
{
	uint32_t index = hash_map_get(&all->by_id, id);

	return index == HASH_MAP_NONE ? NULL : &all->items[index];
}

static bool add_terms(const struct term *terms, size_t count, const wide *sums, wide *result)
{
	*result = 0;
	for (size_t i = 0; i < count; i++)
		if (!wide_add(result, terms[i].sign * sums[terms[i].accumulator]))
			return false;
	return true;
}

bool formula_evaluate(const struct formula *f, const wide *own, const wide *base,
                      struct ratio *exact)
{
	exact->denominator = 1;
	if (!add_terms(f->numerator, f->numerator_count, own, &exact->numerator))
		return false;
	if (f->denominator_count && base &&
	    !add_terms(f->denominator, f->denominator_count, base, &exact->denominator))
		return false;
	if (f->squared &&
	    __builtin_mul_overflow(exact->denominator, exact->denominator, &exact->denominator))
		return false;
	return !__builtin_mul_overflow(exact->denominator, f->scale, &exact->denominator);
}

bool indicator_publish(const struct indicator *indicator, struct ratio exact, unsigned shift,
                       struct text *text)
{
	wide rounded;

	if (!ratio_round(exact, shift + (unsigned)indicator->decimals, indicator->rounding,
	                 &rounded))
		return false;
	decimal_add(text, rounded, (unsigned)indicator->decimals);
	return true;
}
