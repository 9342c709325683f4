#include "normalize/mapping_fields.h"

#include <stdlib.h>

#include "base/nearest.h"

struct resolver {
	struct mapping *m;
	const struct configuration *c;
	struct err *err;
};

static const struct {
	const char *name;
	enum field_kind kind;
	bool facts, observations; /* the tables that need it */
} fixed_fields[] = {
        {"enterprise", FIELD_ENTERPRISE, true, false},
        {"period", FIELD_PERIOD, true, true},
        {"basis", FIELD_BASIS, true, true},
        {"region", FIELD_REGION, true, true},
        {"industry", FIELD_INDUSTRY, true, false},
};

enum { FIXED_FIELDS = sizeof(fixed_fields) / sizeof(fixed_fields[0]) };

static int wrong(const struct resolver *r, const char *path, const char *message)
{
	struct json_place at = {r->m->file, path, &r->m->arena};

	return json_wrong(&at, r->err, "%s", message);
}

static bool find_fixed(const struct resolver *r, const char *name, struct field *field)
{
	for (size_t i = 0; i < FIXED_FIELDS; i++) {
		if (strcmp(name, fixed_fields[i].name) != 0)
			continue;
		field->kind = fixed_fields[i].kind;
		return r->m->table == MAP_FACTS || field->kind != FIELD_ENTERPRISE;
	}
	return false;
}

static bool find_attribute(const struct returns *returns, const char *name, struct field *field)
{
	for (size_t i = 0; i < returns->attribute_count; i++)
		if (strcmp(returns->attributes[i].id, name) == 0) {
			field->kind = FIELD_ATTRIBUTE;
			field->index = i;
			return true;
		}
	return false;
}

/* "rd_expense" or "rd_expense_ly". */
static bool find_measure(const struct returns *returns, const char *name, struct field *field)
{
	int column = table_column(&returns->facts, name);

	for (size_t i = 0; i < returns->measure_count && column >= 0; i++)
		for (int v = VARIANT_NOW; v <= VARIANT_LAST_YEAR; v++)
			if (returns->measures[i].facts_column[v] == column) {
				*field = (struct field){FIELD_MEASURE, i, (enum variant)v,
				                        field->column};
				return true;
			}
	return false;
}

static bool find_return_field(const struct returns *returns, const char *name, struct field *field)
{
	int class = returns_class(returns, slice_of(name));

	if (class >= 0) {
		field->kind = FIELD_CLASS;
		field->index = (size_t) class;
		return true;
	}
	return find_attribute(returns, name, field) || find_measure(returns, name, field);
}

static int unknown_column(const struct resolver *r, const struct mapped_column *column)
{
	const struct table *facts = &r->c->returns.facts;
	const char **names = xcalloc(facts->count + FIXED_FIELDS, sizeof(*names));
	struct json_place at = {r->m->file, column->path, &r->m->arena};
	size_t count = 0;

	for (size_t i = 0; i < FIXED_FIELDS; i++)
		if (r->m->table == MAP_FACTS || fixed_fields[i].kind != FIELD_ENTERPRISE)
			names[count++] = fixed_fields[i].name;
	for (size_t i = FACT_CLASSES; i < r->c->returns.facts_origin && r->m->table == MAP_FACTS;
	     i++)
		names[count++] = facts->columns[i].name;
	json_choice(&at, column->target, names, count, r->err);
	free(names);
	return -1;
}

static bool has_unit(const struct mapping *m, const struct mapped_column *column)
{
	const struct unit_source *unit = mapping_unit(m, column);

	if (unit->unit || unit->source.kind != FROM_NOWHERE)
		return true;
	for (size_t i = 0; i < column->source.texts.count; i++)
		if (strstr(column->source.texts.items[i], "{unit}"))
			return true;
	for (size_t i = 0; i < column->patterns.count; i++)
		if (strstr(column->patterns.items[i], "{unit}"))
			return true;
	return false;
}

static int check_unit(const struct resolver *r, const struct field *field, bool is_money,
                      const char *currency)
{
	const struct mapped_column *column = field->column;
	const struct unit *unit = mapping_unit(r->m, column)->unit;
	struct json_place at = {r->m->file, column->path, &r->m->arena};

	if (!has_unit(r->m, column)) {
		wrong(r, column->path,
		      T("has no unit: it is never guessed", "没有单位：单位从不猜测"));
		return err_hint(
		        r->err,
		        T("add \"unit\": \"万元\" to the column or to the mapping, or say "
		          "where the file states it",
		          "请为该列或整个映射加上 \"unit\": \"万元\"，或写明文件何处注明单位"));
	}
	if (unit && (is_money ? unit->kind != UNIT_AMOUNT || strcmp(unit->currency, currency) != 0
	                      : unit->kind == UNIT_AMOUNT))
		return json_wrong(&at, r->err,
		                  T("unit '%s' does not fit here", "单位 '%s' 用在此处不合适"),
		                  unit->name);
	return 0;
}

static int check_code(const struct resolver *r, const struct mapped_column *column,
                      const struct code_tree *tree, const char *code)
{
	struct json_place at = {r->m->file, column->path, &r->m->arena};

	if (!code || code_tree_find(tree, slice_of(code)) != CODE_NONE)
		return 0;
	return json_wrong(&at, r->err, T("there is no code '%s'", "没有代码 '%s'"), code);
}

static int check_tree_field(const struct resolver *r, const struct field *field)
{
	const struct mapped_column *column = field->column;
	const struct code_tree *tree =
	        field->kind == FIELD_REGION ? &r->c->regions : &r->c->industries;

	if (check_code(r, column, tree, column->within) < 0)
		return -1;
	for (size_t i = 0; i < column->map_count; i++)
		if (check_code(r, column, tree, column->map[i].to) < 0)
			return -1;
	if (column->source.kind == FROM_CONSTANT && !column->by_name && !column->map_count)
		return check_code(r, column, tree, column->source.texts.items[0]);
	return 0;
}

static int check_class(const struct resolver *r, const struct field *field)
{
	const struct class_column *class = &r->c->returns.classes[field->index];
	const struct mapped_column *column = field->column;
	struct json_place at = {r->m->file, column->path, &r->m->arena};
	const char *ids[256];
	size_t count = 0;

	while (count < class->value_count && count < 256) {
		ids[count] = class->values[count].id;
		count++;
	}
	for (size_t i = 0; i < column->map_count; i++)
		if (column->map[i].to[0] &&
		    json_choice(&at, column->map[i].to, ids, count, r->err) < 0)
			return -1;
	return 0;
}

static int check_basis(const struct resolver *r, const struct mapped_column *column)
{
	static const char *const names[] = {"ytd", "month", "year"};
	struct json_place at = {r->m->file, column->path, &r->m->arena};

	if (column->source.kind == FROM_CONSTANT && !column->map_count &&
	    json_choice(&at, column->source.texts.items[0], names, 3, r->err) < 0)
		return -1;
	for (size_t i = 0; i < column->map_count; i++)
		if (json_choice(&at, column->map[i].to, names, 3, r->err) < 0)
			return -1;
	return 0;
}

static int check_field(const struct resolver *r, const struct field *field)
{
	const struct returns *returns = &r->c->returns;
	const struct indicator *indicator;

	switch (field->kind) {
	case FIELD_BASIS:
		return check_basis(r, field->column);
	case FIELD_REGION:
	case FIELD_INDUSTRY:
		return check_tree_field(r, field);
	case FIELD_CLASS:
		return check_class(r, field);
	case FIELD_MEASURE:
		if (returns->measures[field->index].kind == MEASURE_COUNT)
			return 0;
		return check_unit(r, field, true, returns->currency);
	case FIELD_FIGURE:
		indicator = &r->c->indicators.items[field->index];
		return check_unit(r, field, indicator->unit->kind == UNIT_AMOUNT,
		                  indicator->unit->currency);
	case FIELD_ENTERPRISE:
	case FIELD_PERIOD:
	case FIELD_ATTRIBUTE:
		break;
	}
	return 0;
}

static int resolve_column(const struct resolver *r, const struct mapped_column *column)
{
	struct field *field = &r->m->fields[r->m->field_count];

	*field = (struct field){.column = column};
	if (!find_fixed(r, column->target, field) &&
	    (r->m->table != MAP_FACTS || !find_return_field(&r->c->returns, column->target, field)))
		return unknown_column(r, column);
	r->m->field_count++;
	return check_field(r, field);
}

static int resolve_figure(const struct resolver *r, const struct mapped_column *column)
{
	const struct indicators *indicators = &r->c->indicators;
	struct field *field = &r->m->fields[r->m->field_count++];
	const struct indicator *found = indicators_find(indicators, slice_of(column->target));
	struct json_place at = {r->m->file, column->path, &r->m->arena};
	const char **names;

	if (found) {
		*field = (struct field){FIELD_FIGURE, (size_t)(found - indicators->items),
		                        VARIANT_NOW, column};
		return check_field(r, field);
	}
	names = xcalloc(indicators->count + 1, sizeof(*names));
	for (size_t i = 0; i < indicators->count; i++)
		names[i] = indicators->items[i].id;
	json_choice(&at, column->target, names, indicators->count, r->err);
	free(names);
	return -1;
}

static int check_complete(const struct resolver *r)
{
	const struct mapping *m = r->m;
	char message[128];

	for (size_t i = 0; i < FIXED_FIELDS; i++) {
		bool found = false;
		if (!(m->table == MAP_FACTS ? fixed_fields[i].facts : fixed_fields[i].observations))
			continue;
		for (size_t k = 0; k < m->field_count && !found; k++)
			found = m->fields[k].kind == fixed_fields[i].kind;
		if (found)
			continue;
		snprintf(message, sizeof(message), T("'%s' is not mapped", "没有映射 '%s'"),
		         fixed_fields[i].name);
		wrong(r, "columns", message);
		return err_hint(r->err, T("add it, or give it a constant: {\"value\": \"…\"}",
		                          "请加上，或给一个常量：{\"value\": \"…\"}"));
	}
	if (m->table == MAP_OBSERVATIONS && m->figure_count == 0)
		return wrong(r, "figures", T("no figure is mapped", "没有映射任何指标"));
	if (m->table == MAP_FACTS && m->figure_count)
		return wrong(r, "figures",
		             T("only observations have figures", "只有 observations 才有 figures"));
	return 0;
}

static void add_source(struct mapping *m, struct value_source *source)
{
	if (source->kind == FROM_NOWHERE)
		return;
	source->slot = m->source_count;
	m->sources[m->source_count++] = source;
	m->has_headers = m->has_headers || source->kind == FROM_HEADER;
}

static void list_sources(struct mapping *m)
{
	size_t most = 2 * (m->column_count + m->figure_count) + 1;

	m->sources = arena_alloc(&m->arena, most * sizeof(struct value_source *));
	add_source(m, &m->unit.source);
	for (size_t i = 0; i < m->column_count + m->figure_count; i++) {
		struct mapped_column *column =
		        i < m->column_count ? &m->columns[i] : &m->figures[i - m->column_count];
		add_source(m, &column->source);
		add_source(m, &column->unit.source);
	}
}

/* JSON readers are told which members to hand out: all that the mapping names. */
static void list_members(struct mapping *m)
{
	const char **members;
	size_t count = 0;

	for (size_t i = 0; i < m->source_count; i++)
		count += m->sources[i]->texts.count;
	members = arena_alloc(&m->arena, (count + 1) * sizeof(*members));
	m->format.members = members;
	for (size_t i = 0; i < m->source_count; i++) {
		struct value_source *source = m->sources[i];
		source->member = m->format.member_count;
		if (source->kind != FROM_HEADER)
			continue;
		for (size_t k = 0; k < source->texts.count; k++)
			members[m->format.member_count++] = source->texts.items[k];
	}
}

int mapping_resolve(struct mapping *m, const struct configuration *c, struct err *err)
{
	struct resolver r = {m, c, err};

	m->fields = arena_alloc(&m->arena,
	                        (m->column_count + m->figure_count + 1) * sizeof(*m->fields));
	for (size_t i = 0; i < m->column_count; i++)
		if (resolve_column(&r, &m->columns[i]) < 0)
			return -1;
	for (size_t i = 0; i < m->figure_count; i++)
		if (resolve_figure(&r, &m->figures[i]) < 0)
			return -1;
	list_sources(m);
	list_members(m);
	return check_complete(&r);
}
