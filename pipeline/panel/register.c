#include "panel/register.h"

#include <stdlib.h>

#include "io/path.h"

/* Columns of the register: those of a fact without period and basis, then the dates. */
enum { REGISTER_ENTERPRISE, REGISTER_REGION, REGISTER_INDUSTRY };

static int read_month(const struct table_reader *r, size_t column, period *p, struct err *err)
{
	struct slice text = table_field(r, column);

	*p = text.n ? period_parse(text) : PERIOD_NONE;
	if (text.n && *p == PERIOD_NONE)
		return table_wrong(r, column, err,
		                   T("is no month YYYY-MM", "不是 YYYY-MM 形式的年月"));
	return 0;
}

static int read_entry(struct scope_register *reg, const struct table_reader *r,
                      const struct configuration *config, struct err *err)
{
	const struct table *table = r->table;
	struct register_entry *e;

	VEC_GROW(reg->entries, reg->count, reg->capacity);
	e = &reg->entries[reg->count++];
	e->line = r->csv.line;
	e->fields = arena_alloc(&reg->arena, table->count * sizeof(*e->fields));
	for (size_t i = 0; i < table->count; i++)
		e->fields[i] = arena_copy(&reg->arena, table_field(r, i));
	if (e->fields[REGISTER_ENTERPRISE].n == 0)
		return table_wrong(r, REGISTER_ENTERPRISE, err, T("must not be empty", "不能为空"));
	if (code_tree_find(&config->regions, e->fields[REGISTER_REGION]) == CODE_NONE)
		return table_wrong(r, REGISTER_REGION, err,
		                   T("is not in the configuration", "不在配置中"));
	if (code_tree_find(&config->industries, e->fields[REGISTER_INDUSTRY]) == CODE_NONE)
		return table_wrong(r, REGISTER_INDUSTRY, err,
		                   T("is not in the configuration", "不在配置中"));
	if (read_month(r, table->count - 2, &e->valid_from, err) < 0)
		return -1;
	return read_month(r, table->count - 1, &e->valid_to, err);
}

static int by_enterprise(const void *a, const void *b)
{
	const struct register_entry *x = a, *y = b;
	int order = slice_cmp(x->fields[0], y->fields[0]);

	return order ? order : (x->line > y->line) - (x->line < y->line);
}

int scope_register_load(struct scope_register *reg, const char *path,
                        const struct configuration *config, struct err *err)
{
	const struct table *const candidates[] = {&config->returns.register_of_scope};
	struct table_reader r;
	int got;

	*reg = (struct scope_register){.returns = &config->returns};
	if (table_open(&r, path, candidates, 1, err) < 0) {
		err->code = RD_CONFIG;
		return -1;
	}
	reg->name = xstrdup(path_name(path));
	while ((got = table_next(&r, err)) > 0)
		if ((got = read_entry(reg, &r, config, err)) < 0)
			break;
	table_reader_close(&r);
	if (got < 0) {
		err->code = RD_CONFIG;
		scope_register_release(reg);
		return -1;
	}
	if (reg->count)
		qsort(reg->entries, reg->count, sizeof(*reg->entries), by_enterprise);
	return 0;
}

void scope_register_release(struct scope_register *reg)
{
	free(reg->name);
	free(reg->entries);
	arena_release(&reg->arena);
	*reg = (struct scope_register){0};
}

size_t scope_register_from(const struct scope_register *reg, struct slice enterprise)
{
	size_t low = 0, high = reg->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (slice_cmp(reg->entries[middle].fields[0], enterprise) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t scope_register_after(const struct scope_register *reg, size_t i)
{
	struct slice own = reg->entries[i].fields[0];

	while (i < reg->count && slice_eq(reg->entries[i].fields[0], own))
		i++;
	return i;
}

const struct register_entry *scope_register_find(const struct scope_register *reg,
                                                 struct slice enterprise, period at)
{
	for (size_t i = scope_register_from(reg, enterprise);
	     i < reg->count && slice_eq(reg->entries[i].fields[0], enterprise); i++) {
		const struct register_entry *e = &reg->entries[i];
		if ((e->valid_from == PERIOD_NONE || e->valid_from <= at) &&
		    (e->valid_to == PERIOD_NONE || at <= e->valid_to))
			return e;
	}
	return NULL;
}
