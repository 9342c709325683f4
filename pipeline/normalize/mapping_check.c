#include "normalize/mapping_check.h"

#include "model/tables.h"
#include "normalize/mapping_fields.h"

/* A mapping being checked, at one of its columns. */
struct checker {
	const struct mapping *m;
	const struct configuration *c;
	const struct field *field;
	const struct mapped_column *column;
	struct json_place at;
	struct err *err;
};

static bool has_unit(const struct checker *k)
{
	const struct unit_source *unit = mapping_unit(k->m, k->column);

	if (unit->unit || unit->column || source_has_field(&k->column->source, "{unit}"))
		return true;
	for (size_t i = 0; i < k->column->patterns.count; i++)
		if (strstr(k->column->patterns.items[i], "{unit}"))
			return true;
	for (size_t i = 0; i < k->m->wide.count && k->column->source.kind == FROM_WIDE; i++)
		if (strstr(k->m->wide.items[i], "{unit}"))
			return true;
	return false;
}

static int require_unit(const struct checker *k)
{
	if (has_unit(k))
		return 0;
	json_wrong(&k->at, k->err, "%s",
	           T("has no unit: it is never guessed", "没有单位：单位从不猜测"));
	return err_hint(
	        k->err,
	        T("add \"unit\": \"万元\" to the column or to the mapping, or say where the "
	          "file states it",
	          "请为该列或整个映射加上 \"unit\": \"万元\"，或写明文件何处注明单位"));
}

static int check_unit(const struct checker *k, bool is_money, const char *currency)
{
	const struct unit *unit = mapping_unit(k->m, k->column)->unit;
	bool fits = true;

	if (require_unit(k) < 0)
		return -1;
	if (unit && is_money)
		fits = unit->kind == UNIT_AMOUNT && strcmp(unit->currency, currency) == 0;
	else if (unit)
		fits = unit->kind != UNIT_AMOUNT;
	if (fits)
		return 0;
	return json_wrong(&k->at, k->err,
	                  T("unit '%s' does not fit here", "单位 '%s' 用在此处不合适"), unit->name);
}

static int check_value(const struct checker *k)
{
	const struct measure *measure;
	const struct indicator *indicator;

	switch (k->field->kind) {
	case FIELD_MEASURE:
		measure = &k->c->returns.measures[k->field->index];
		return measure->kind == MEASURE_COUNT ? 0
		                                      : check_unit(k, true, k->c->returns.currency);
	case FIELD_FIGURE:
		indicator = &k->c->indicators.items[k->field->index];
		return check_unit(k, indicator->unit->kind == UNIT_AMOUNT,
		                  indicator->unit->currency);
	default: /* of any measure or indicator */
		return require_unit(k);
	}
}

static int check_code(const struct checker *k, const struct code_tree *tree, const char *code)
{
	if (!code || code_tree_find(tree, slice_of(code)) != CODE_NONE)
		return 0;
	return json_wrong(&k->at, k->err, T("there is no code '%s'", "没有代码 '%s'"), code);
}

/* What a column may say that names what is above. */
static int check_above(const struct checker *k, const struct mapped_column *above)
{
	struct json_place at = {k->m->file, above->path, k->at.arena};

	for (; above; above = above->above) {
		at.path = above->path;
		if (above->unit.unit || above->unit.column || above->level || above->within ||
		    above->add_months)
			return json_wrong(&at, k->err, "%s",
			                  T("may say only where the names above stand, and how",
			                    "只能写明上级名称在何处、如何读取"));
	}
	return 0;
}

static int check_tree(const struct checker *k, const struct code_tree *tree)
{
	const struct mapped_column *column = k->column;

	if (!column->by_name && (column->within || column->level || column->above)) {
		json_wrong(&k->at, k->err, "%s",
		           T("narrows names, but is read as a code",
		             "限定了名称的范围，却按代码读取"));
		return err_hint(k->err, T("add \"by\": \"name\"", "请加上 \"by\": \"name\""));
	}
	if (column->above && check_above(k, column->above) < 0)
		return -1;
	if (check_code(k, tree, column->within) < 0)
		return -1;
	for (size_t i = 0; i < column->map.count; i++)
		if (check_code(k, tree, column->map.pairs[i].to) < 0)
			return -1;
	if (column->source.kind == FROM_CONSTANT && !column->by_name && !column->map.count)
		return check_code(k, tree, column->source.texts.items[0]);
	return 0;
}

/* A value of a class, of the map or a constant; the empty text is "missing". */
static int check_choice(const struct checker *k, const char *const *names, size_t count)
{
	const struct mapped_column *column = k->column;

	for (size_t i = 0; i < column->map.count; i++)
		if (column->map.pairs[i].to[0] &&
		    json_choice(&k->at, column->map.pairs[i].to, names, count, k->err) < 0)
			return -1;
	if (column->source.kind == FROM_CONSTANT && !column->map.count &&
	    json_choice(&k->at, column->source.texts.items[0], names, count, k->err) < 0)
		return -1;
	return 0;
}

static int check_class(const struct checker *k)
{
	const struct class_column *class = &k->c->returns.classes[k->field->index];
	const char **ids = arena_alloc(k->at.arena, (class->value_count + 1) * sizeof(*ids));

	for (size_t i = 0; i < class->value_count; i++)
		ids[i] = class->values[i].id;
	return check_choice(k, ids, class->value_count);
}

/* Ids of measures or indicators that a value map may lead to. */
static int check_which(const struct checker *k)
{
	for (size_t i = 0; i < k->column->map.count; i++) {
		struct slice id = slice_of(k->column->map.pairs[i].to);
		size_t index;
		enum variant variant;
		bool known = k->m->table == MAP_FACTS
		                     ? mapping_find_measure(&k->c->returns, id, &index, &variant)
		                     : indicators_find(&k->c->indicators, id) != NULL;
		if (!known)
			return json_wrong(
			        &k->at, k->err,
			        T("there is no measure or indicator '%s'", "没有指标量或指标 '%s'"),
			        id.p);
	}
	return 0;
}

int mapping_check_flags(const struct mapping *m, const struct value_map *flags, const char *path,
                        struct err *err)
{
	struct arena scratch = ARENA_INIT;
	struct json_place at = {m->file, path, &scratch};

	for (size_t i = 0; i < flags->count; i++)
		if (!status_is_known(slice_of(flags->pairs[i].to)))
			return json_wrong(&at, err,
			                  T("'%s' is no code of SDMX CL_OBS_STATUS",
			                    "'%s' 不是 SDMX CL_OBS_STATUS 代码"),
			                  flags->pairs[i].to);
	return 0;
}

static int check(const struct checker *k)
{
	static const char *const bases[BASIS_COUNT] = {"ytd", "month", "year"};

	switch (k->field->kind) {
	case FIELD_BASIS:
		return check_choice(k, bases, BASIS_COUNT);
	case FIELD_REGION:
		return check_tree(k, &k->c->regions);
	case FIELD_INDUSTRY:
		return check_tree(k, &k->c->industries);
	case FIELD_CLASS:
		return check_class(k);
	case FIELD_MEASURE:
	case FIELD_FIGURE:
	case FIELD_VALUE:
		return check_value(k);
	case FIELD_WHICH:
		return check_which(k);
	case FIELD_STATUS:
		return mapping_check_flags(k->m, &k->column->map, k->column->path, k->err);
	case FIELD_ENTERPRISE:
	case FIELD_PERIOD:
	case FIELD_YEAR:
	case FIELD_FILE_PERIOD:
	case FIELD_ATTRIBUTE:
		break;
	}
	return 0;
}

int mapping_check_field(const struct mapping *m, const struct configuration *c,
                        const struct field *field, struct err *err)
{
	struct arena scratch = ARENA_INIT;
	struct checker k = {.m = m,
	                    .c = c,
	                    .field = field,
	                    .column = field->column,
	                    .at = {m->file, field->column->path, &scratch},
	                    .err = err};
	int result = check(&k);

	arena_release(&scratch);
	return result;
}
