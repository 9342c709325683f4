#include "model/panel_row.h"

struct reading {
	const struct table_reader *r;
	const struct configuration *config;
	struct err *err;
};

static int read_code(const struct reading *at, const struct code_tree *tree, size_t column,
                     struct code_memory *last, uint32_t *node)
{
	*node = code_tree_find_again(tree, table_field(at->r, column), last);
	if (*node != CODE_NONE)
		return 0;
	table_wrong(at->r, column, at->err, T("is not in the configuration", "不在配置中"));
	return err_hint(at->err, T("make the panel again with this configuration",
	                           "请用当前配置重新生成面板"));
}

static int read_code_or(const struct reading *at, const struct code_tree *tree, size_t column,
                        uint32_t otherwise, uint32_t *node)
{
	struct code_memory none = {.n = 0};

	if (table_field(at->r, column).n)
		return read_code(at, tree, column, &none, node);
	*node = otherwise;
	return 0;
}

static int read_period(const struct reading *at, struct panel_row *row)
{
	int basis = basis_parse(table_field(at->r, FACT_BASIS));

	row->period = period_parse(table_field(at->r, FACT_PERIOD));
	if (row->period == PERIOD_NONE)
		return table_wrong(at->r, FACT_PERIOD, at->err, T("is no period", "不是报告期"));
	if (basis < 0)
		return table_wrong(at->r, FACT_BASIS, at->err, T("is no basis", "不是口径"));
	row->basis = (enum basis)basis;
	return 0;
}

/* column -1: not kept. */
static int read_class(const struct reading *at, const struct class_column *c, int column,
                      int *value)
{
	struct slice text = {"", 0};

	if (column >= 0)
		text = table_field(at->r, (size_t)column);
	*value = text.n ? class_value_find(c, text) : -1;
	if (text.n && *value < 0)
		return table_wrong(at->r, (size_t)column, at->err,
		                   T("is no value of this class", "不是该分类的取值"));
	return 0;
}

static int read_classes(const struct reading *at, struct observation_row *values)
{
	const struct returns *returns = &at->config->returns;

	for (size_t i = 0; i < returns->class_count; i++) {
		const struct class_column *c = &returns->classes[i];
		if (read_class(at, c, (int)(FACT_CLASSES + i), &values->classes[i]) < 0 ||
		    read_class(at, c, c->panel_ly_column, &values->classes_ly[i]) < 0)
			return -1;
	}
	return 0;
}

/* Those that the file does not have stay missing. */
static void find_amounts(struct panel_row *row, const struct returns *returns)
{
	for (size_t i = 0; i < returns->measure_count; i++)
		for (int v = 0; v < VARIANT_COUNT; v++)
			if (returns->measures[i].panel_column[v] >= 0)
				row->amounts[row->amount_count++] = (struct panel_amount){
				        (uint16_t)returns->measures[i].panel_column[v],
				        (uint16_t)(i * VARIANT_COUNT + (size_t)v)};
}

static int read_measures(const struct reading *at, struct panel_row *row)
{
	int64_t *values = row->values.values[0];
	bool *stated = row->values.stated[0];

	if (row->amount_count == 0)
		find_amounts(row, &at->config->returns);
	for (size_t i = 0; i < row->amount_count; i++) {
		const struct panel_amount *amount = &row->amounts[i];
		struct slice text = table_field(at->r, amount->column);
		stated[amount->value] = text.n > 0;
		values[amount->value] = 0;
		if (text.n && !integer_parse(text, &values[amount->value]))
			return table_wrong(at->r, amount->column, at->err,
			                   T("is not a whole number", "不是整数"));
	}
	return 0;
}

static int read_tail(const struct reading *at, struct panel_row *row)
{
	const struct returns *returns = &at->config->returns;
	size_t tail = returns->panel_presence;

	row->presence = presence_parse(table_field(at->r, tail + TAIL_PRESENCE));
	if (row->presence == PRESENCE_COUNT)
		return table_wrong(at->r, tail, at->err, T("is no presence", "不是填报状态"));
	row->last_year = slice_is(table_field(at->r, tail + TAIL_LAST_YEAR), "1");
	row->leaves = slice_is(table_field(at->r, tail + TAIL_NEXT_YEAR), "0");
	row->sample = slice_starts(table_field(at->r, returns->panel_origin), SAMPLE_PREFIX);
	if (read_code_or(at, &at->config->regions, tail + TAIL_REGION_LY, row->region,
	                 &row->region_ly) < 0 ||
	    read_code_or(at, &at->config->industries, tail + TAIL_INDUSTRY_LY, row->industry,
	                 &row->industry_ly) < 0)
		return -1;
	return 0;
}

int panel_row_read(struct panel_row *row, const struct table_reader *r,
                   const struct configuration *config, struct err *err)
{
	struct reading at = {r, config, err};

	if (read_code(&at, &config->regions, FACT_REGION, &row->last_region, &row->region) < 0 ||
	    read_code(&at, &config->industries, FACT_INDUSTRY, &row->last_industry,
	              &row->industry) < 0 ||
	    read_period(&at, row) < 0 || read_classes(&at, &row->values) < 0 ||
	    read_measures(&at, row) < 0 || read_tail(&at, row) < 0)
		return -1;
	return 0;
}

void panel_row_as_left(const struct panel_row *row, const struct returns *returns,
                       struct observation_row *left)
{
	const struct observation_row *now = &row->values;

	memcpy(left->classes, now->classes, sizeof(left->classes));
	memcpy(left->classes_ly, now->classes, sizeof(left->classes_ly));
	for (size_t i = 0; i < returns->measure_count; i++) {
		left->values[i][VARIANT_NOW] = left->values[i][VARIANT_LAST_YEAR] = 0;
		left->values[i][VARIANT_LAST_YEAR_PANEL] = now->values[i][VARIANT_NOW];
		left->stated[i][VARIANT_NOW] = left->stated[i][VARIANT_LAST_YEAR] = false;
		left->stated[i][VARIANT_LAST_YEAR_PANEL] = now->stated[i][VARIANT_NOW];
	}
}
