#include "model/targets.h"

#include <stdlib.h>

#include "model/figures.h"

enum {
	TARGET_REGION,
	TARGET_INDICATOR,
	TARGET_YEAR,
	TARGET_KIND,
	TARGET_VALUE,
	TARGET_UNIT,
	TARGET_NOTE,
	TARGET_ORIGIN,
	TARGET_COLUMNS,
};

static const struct column columns[TARGET_COLUMNS] = {
        {"region", COLUMN_TEXT, {"地区", "region"}},
        {"indicator", COLUMN_TEXT, {"指标", "indicator"}},
        {"year", COLUMN_TEXT, {"年份", "year"}},
        {"kind", COLUMN_TEXT, {"目标类型", "level, total, count or growth"}},
        {"target", COLUMN_DECIMAL, {"目标值", "target"}},
        {"unit", COLUMN_TEXT, {"单位", "unit"}},
        {"note", COLUMN_TEXT, {"说明", "note"}},
        {"origin", COLUMN_TEXT, {"来源", "who set it"}},
};

static const struct table table_targets = {
        "targets", {"年度目标", "targets for the year"}, columns, TARGET_COLUMNS};

const char *const target_kind_names[TARGET_KINDS] = {"level", "total", "count", "growth"};

static int read_names(const struct configuration *config, const struct table_reader *r,
                      struct target *t, struct err *err)
{
	const char *unknown = T("is not in the configuration", "不在配置中");
	struct slice year = table_field(r, TARGET_YEAR);
	period december = year.n == 4 ? period_parse(year) : PERIOD_NONE;

	t->region = code_tree_find(&config->regions, table_field(r, TARGET_REGION));
	t->indicator = indicators_find(&config->indicators, table_field(r, TARGET_INDICATOR));
	if (t->region == CODE_NONE)
		return table_wrong(r, TARGET_REGION, err, unknown);
	if (!t->indicator)
		return table_wrong(r, TARGET_INDICATOR, err, unknown);
	if (december == PERIOD_NONE)
		return table_wrong(r, TARGET_YEAR, err, T("is no year", "不是年份"));
	t->year = period_year(december);
	return 0;
}

static int read_kind(const struct table_reader *r, struct target *t, struct err *err)
{
	struct slice text = table_field(r, TARGET_KIND);
	unsigned kind = 0;

	while (kind < TARGET_KINDS && !slice_is(text, target_kind_names[kind]))
		kind++;
	if (kind == TARGET_KINDS) {
		table_wrong(r, TARGET_KIND, err, T("is no kind of target", "不是目标类型"));
		return err_hint(err, T("write level, total, count or growth",
		                       "请填 level、total、count 或 growth"));
	}
	t->kind = (enum target_kind)kind;
	return 0;
}

/* What an indicator must be for a kind of target to make sense. */
static const char *mismatch(const struct target *t)
{
	enum unit_kind kind = t->indicator->unit->kind;
	bool accumulates = t->kind == TARGET_TOTAL || t->kind == TARGET_COUNT;

	if (t->kind == TARGET_TOTAL && kind != UNIT_AMOUNT)
		return T("a total is for indicators that are amounts", "total 只用于金额类指标");
	if (t->kind == TARGET_COUNT && kind != UNIT_COUNT)
		return T("a count is for indicators that count", "count 只用于计数类指标");
	if (t->kind == TARGET_GROWTH && kind != UNIT_AMOUNT && kind != UNIT_COUNT)
		return T("growth is for amounts and counts; for a rate give its level",
		         "growth 只用于金额或计数类指标；比率请用 level");
	if (accumulates && t->indicator->less_is_better)
		return T("less of this indicator is better, so it has no total to reach",
		         "该指标越小越好，没有要累计达到的总量");
	return NULL;
}

static int read_value(const struct table_reader *r, struct target *t, struct err *err)
{
	const char *wrong = mismatch(t);
	const struct unit *wanted =
	        t->kind == TARGET_GROWTH ? unit_find(slice_of("%")) : t->indicator->unit;

	if (wrong)
		return table_wrong(r, TARGET_KIND, err, wrong);
	t->unit = unit_find(table_field(r, TARGET_UNIT));
	if (t->unit != wanted) {
		table_wrong(r, TARGET_UNIT, err,
		            T("is not the unit of this target", "不是该目标的单位"));
		return err_hint(err, T("write '%s'", "请填 '%s'"), wanted->name);
	}
	if (t->kind == TARGET_GROWTH) {
		if (!decimal_parse(t->value, &t->exact))
			return table_wrong(r, TARGET_VALUE, err, T("is no decimal", "不是数值"));
		t->exact.denominator *= 100;
		return 0;
	}
	if (!figure_exact(t->indicator, t->unit, t->value, &t->exact))
		return table_wrong(r, TARGET_VALUE, err, T("is no decimal", "不是数值"));
	if (t->kind != TARGET_LEVEL && t->exact.numerator <= 0)
		return table_wrong(r, TARGET_VALUE, err, T("must be above zero", "必须大于零"));
	return 0;
}

static bool stands_twice(struct targets *targets, const struct configuration *config,
                         const struct target *t)
{
	uint32_t key[] = {t->region, (uint32_t)(t->indicator - config->indicators.items),
	                  (uint32_t)t->year, t->kind};
	struct slice bytes = {(const char *)key, sizeof(key)};
	uint32_t index = (uint32_t)targets->count;

	return hash_map_add(&targets->by_key, bytes, index) != index;
}

static int read_row(struct targets *targets, const struct configuration *config,
                    const struct table_reader *r, struct err *err)
{
	struct target t = {
	        .value = arena_copy(&targets->arena, table_field(r, TARGET_VALUE)),
	        .note = arena_copy(&targets->arena, table_field(r, TARGET_NOTE)),
	        .origin = arena_copy(&targets->arena, table_field(r, TARGET_ORIGIN)),
	};

	if (read_names(config, r, &t, err) < 0 || read_kind(r, &t, err) < 0 ||
	    read_value(r, &t, err) < 0)
		return -1;
	if (stands_twice(targets, config, &t))
		return table_wrong(
		        r, TARGET_INDICATOR, err,
		        T("has this kind of target twice in one year", "同一年的同类目标重复出现"));
	VEC_GROW(targets->items, targets->count, targets->capacity);
	targets->items[targets->count++] = t;
	return 0;
}

static int read_file(struct targets *targets, const struct configuration *config, const char *path,
                     struct err *err)
{
	const struct table *const candidates[] = {&table_targets};
	struct table_reader r;
	int got;

	if (table_open(&r, path, candidates, 1, err) < 0)
		return -1;
	while ((got = table_next(&r, err)) > 0)
		if ((got = read_row(targets, config, &r, err)) < 0)
			break;
	table_reader_close(&r);
	return got;
}

int targets_load(struct targets *targets, const struct configuration *config, struct err *err)
{
	char *path = configuration_path(config, "targets.csv");
	int result;

	*targets = (struct targets){0};
	result = read_file(targets, config, path, err);
	free(path);
	if (result < 0) {
		err->code = RD_CONFIG;
		targets_release(targets);
	}
	return result;
}

void targets_release(struct targets *targets)
{
	free(targets->items);
	hash_map_release(&targets->by_key);
	arena_release(&targets->arena);
	*targets = (struct targets){0};
}
