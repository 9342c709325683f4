#include "normalize/mapping_fields.h"

#include <stdlib.h>

#include "normalize/mapping_check.h"

struct resolver {
	struct mapping *m;
	const struct configuration *c;
	struct err *err;
};

enum { NEVER, MAY, MUST };

/* Columns that do not come from the configuration, and which tables have them. */
static const struct {
	const char *name;
	enum field_kind kind;
	int in_facts, in_observations;
} fixed_fields[] = {
        {"enterprise", FIELD_ENTERPRISE, MUST, NEVER},
        {"period", FIELD_PERIOD, MUST, MUST},
        {"basis", FIELD_BASIS, MUST, MUST},
        {"region", FIELD_REGION, MUST, MUST},
        {"industry", FIELD_INDUSTRY, MUST, MAY},
        {"year", FIELD_YEAR, MAY, MAY},
        {"file_period", FIELD_FILE_PERIOD, MAY, MAY},
        {"measure", FIELD_WHICH, MAY, NEVER},
        {"amount", FIELD_VALUE, MAY, NEVER},
        {"indicator", FIELD_WHICH, NEVER, MAY},
        {"value", FIELD_VALUE, NEVER, MAY},
        {"status", FIELD_STATUS, NEVER, MAY},
};

enum { FIXED_FIELDS = sizeof(fixed_fields) / sizeof(fixed_fields[0]) };

static int wanted(const struct mapping *m, size_t fixed)
{
	return m->table == MAP_FACTS ? fixed_fields[fixed].in_facts
	                             : fixed_fields[fixed].in_observations;
}

static bool find_fixed(const struct mapping *m, const char *name, struct field *field)
{
	for (size_t i = 0; i < FIXED_FIELDS; i++)
		if (wanted(m, i) != NEVER && strcmp(name, fixed_fields[i].name) == 0) {
			field->kind = fixed_fields[i].kind;
			return true;
		}
	return false;
}

static bool find_class(const struct returns *returns, const char *name, struct field *field)
{
	int class = returns_class(returns, slice_of(name));

	field->kind = FIELD_CLASS;
	field->index = (size_t) class;
	return class >= 0;
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

bool mapping_find_measure(const struct returns *returns, struct slice name, size_t *measure,
                          enum variant *variant)
{
	for (size_t i = 0; i < returns->measure_count; i++)
		for (int v = VARIANT_NOW; v <= VARIANT_LAST_YEAR; v++) {
			int column = returns->measures[i].facts_column[v];
			if (column < 0 || !slice_is(name, returns->facts.columns[column].name))
				continue;
			*measure = i;
			*variant = (enum variant)v;
			return true;
		}
	return false;
}

static bool find_field(const struct resolver *r, const char *name, struct field *field)
{
	const struct returns *returns = &r->c->returns;

	if (find_fixed(r->m, name, field) || find_class(returns, name, field))
		return true;
	if (r->m->table != MAP_FACTS)
		return false;
	if (find_attribute(returns, name, field))
		return true;
	field->kind = FIELD_MEASURE;
	return mapping_find_measure(returns, slice_of(name), &field->index, &field->variant);
}

static int unknown_column(const struct resolver *r, const struct mapped_column *column)
{
	const struct returns *returns = &r->c->returns;
	const char **names = xcalloc(returns->facts.count + FIXED_FIELDS, sizeof(*names));
	struct json_place at = {r->m->file, column->path, &r->m->arena};
	size_t last = r->m->table == MAP_FACTS ? returns->facts_origin
	                                       : FACT_CLASSES + returns->class_count;
	size_t count = 0;

	for (size_t i = 0; i < FIXED_FIELDS; i++)
		if (wanted(r->m, i) != NEVER)
			names[count++] = fixed_fields[i].name;
	for (size_t i = FACT_CLASSES; i < last; i++)
		names[count++] = returns->facts.columns[i].name;
	json_choice(&at, column->target, names, count, r->err);
	free(names);
	return -1;
}

static int resolve_column(const struct resolver *r, const struct mapped_column *column)
{
	struct field *field = &r->m->fields[r->m->field_count];

	*field = (struct field){.column = column};
	if (!find_field(r, column->target, field))
		return unknown_column(r, column);
	r->m->field_count++;
	r->m->named[field->kind] = field;
	if (mapping_check_field(r->m, r->c, field, r->err) < 0)
		return -1;
	field->within = CODE_NONE;
	if (column->within)
		field->within = code_tree_find(field->kind == FIELD_REGION ? &r->c->regions
		                                                           : &r->c->industries,
		                               slice_of(column->within));
	return 0;
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
		                        VARIANT_NOW, column, CODE_NONE};
		r->m->named[FIELD_FIGURE] = field;
		return mapping_check_field(r->m, r->c, field, r->err);
	}
	names = xcalloc(indicators->count + 1, sizeof(*names));
	for (size_t i = 0; i < indicators->count; i++)
		names[i] = indicators->items[i].id;
	json_choice(&at, column->target, names, indicators->count, r->err);
	free(names);
	return -1;
}

/* --- Whether it is complete --------------------------------------------------------------- */

static int wrong(const struct resolver *r, const char *path, const char *message)
{
	struct json_place at = {r->m->file, path, &r->m->arena};

	return json_wrong(&at, r->err, "%s", message);
}

static int not_mapped(const struct resolver *r, const char *name)
{
	struct json_place at = {r->m->file, "columns", &r->m->arena};

	json_wrong(&at, r->err, T("'%s' is not mapped", "没有映射 '%s'"), name);
	return err_hint(r->err, T("add it, or give it a constant: {\"value\": \"…\"}",
	                          "请加上，或给一个常量：{\"value\": \"…\"}"));
}

/* Where each row holds one value, two columns say which and how much. */
static int check_values(const struct resolver *r)
{
	const struct mapping *m = r->m;
	bool which = m->named[FIELD_WHICH], value = m->named[FIELD_VALUE];
	bool facts = m->table == MAP_FACTS;

	if (which != value)
		return not_mapped(r, which ? (facts ? "amount" : "value")
		                           : (facts ? "measure" : "indicator"));
	if (facts && m->figure_count)
		return wrong(r, "figures",
		             T("only observations have figures", "只有 observations 才有 figures"));
	if (m->figure_count && which)
		return wrong(r, "figures",
		             T("either these or the columns indicator and value, not both",
		               "figures 与 indicator、value 两列只能取其一"));
	if (m->figure_count > MOST_FIGURES)
		return wrong(r, "figures", T("more than a row may hold", "超过一行可容纳的指标数"));
	if (!facts && !m->figure_count && !which)
		return wrong(r, "figures", T("no figure is mapped", "没有映射任何指标"));
	if (m->totals.given && (!facts || which))
		return wrong(r, "totals",
		             T("only of facts whose measures have columns of their own",
		               "仅适用于各指标量自成一列的 facts"));
	return 0;
}

static bool uses_wide(const struct mapping *m)
{
	for (size_t i = 0; i < m->source_count; i++)
		if (m->sources[i]->kind == FROM_WIDE)
			return true;
	return false;
}

static int check_complete(const struct resolver *r)
{
	const struct mapping *m = r->m;

	for (size_t i = 0; i < FIXED_FIELDS; i++)
		if (wanted(m, i) == MUST && !m->named[fixed_fields[i].kind])
			return not_mapped(r, fixed_fields[i].name);
	if (uses_wide(m) != (m->wide.count > 0))
		return wrong(r, "wide",
		             m->wide.count
		                     ? T("no column takes its value from it: {\"wide\": \"cell\"}",
		                         "没有列从中取值：{\"wide\": \"cell\"}")
		                     : T("is missing: it says which columns are wide",
		                         "缺少此项：应写明哪些列是宽表列"));
	if (m->has_members && (m->wide.count || m->until.count || m->totals.given))
		return wrong(r, "format",
		             T("wide, until and totals are for tables with headers",
		               "wide、until、totals 只用于有表头的表格"));
	return check_values(r);
}

/* --- Where to look ------------------------------------------------------------------------ */

static void add_source(struct mapping *m, struct value_source *source)
{
	if (source->kind == FROM_NOWHERE)
		return;
	source->slot = m->source_count;
	m->sources[m->source_count++] = source;
	m->has_headers = m->has_headers || source->kind == FROM_HEADER;
}

static void add_missing(struct mapping *m, const struct json_texts *missing)
{
	for (size_t i = 0; i < missing->count; i++)
		m->missing_begins[(unsigned char)missing->items[i][0]] = true;
}

static void add_place(struct mapping *m, struct mapped_column *column)
{
	add_source(m, &column->source);
	add_missing(m, &column->missing);
}

static void add_unit(struct mapping *m, const struct unit_source *unit)
{
	if (unit->column)
		add_place(m, unit->column);
}

static void add_column(struct mapping *m, struct mapped_column *column)
{
	add_place(m, column);
	for (struct mapped_column *c = column->above; c; c = c->above)
		add_place(m, c);
	add_unit(m, &column->unit);
}

static void list_sources(struct mapping *m)
{
	size_t most = 2 * (m->column_count + m->figure_count + m->filter_count + 1) + 1;

	for (size_t i = 0; i < m->column_count; i++)
		for (const struct mapped_column *c = m->columns[i].above; c; c = c->above)
			most++;
	m->sources = arena_alloc(&m->arena, most * sizeof(struct value_source *));
	add_missing(m, &m->missing);
	add_unit(m, &m->unit);
	for (size_t i = 0; i < m->column_count; i++)
		add_column(m, &m->columns[i]);
	for (size_t i = 0; i < m->figure_count; i++)
		add_column(m, &m->figures[i]);
	for (size_t i = 0; i < m->filter_count; i++)
		add_column(m, &m->filters[i].column);
	add_column(m, &m->totals.row.column);
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

	m->has_members = row_form_has_members(m->format.form);
	m->fields = arena_alloc(&m->arena,
	                        (m->column_count + m->figure_count + 1) * sizeof(*m->fields));
	for (size_t i = 0; i < m->column_count; i++)
		if (resolve_column(&r, &m->columns[i]) < 0)
			return -1;
	for (size_t i = 0; i < m->figure_count; i++)
		if (resolve_figure(&r, &m->figures[i]) < 0)
			return -1;
	if (mapping_check_flags(m, &m->flags, "flags", err) < 0)
		return -1;
	list_sources(m);
	list_members(m);
	if (check_complete(&r) < 0)
		return -1;
	for (size_t i = 0; i < m->source_count; i++)
		if (source_fold(m->file, m->sources[i], m->has_members, &m->arena, err) < 0)
			return -1;
	return 0;
}
