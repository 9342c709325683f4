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
	row->period = period_parse(table_field(at->r, FACT_PERIOD));
	if (row->period == PERIOD_NONE)
		return table_wrong(at->r, FACT_PERIOD, at->err, T("is no period", "不是报告期"));
	return 0;
}

static int read_basis(const struct reading *at, struct panel_row *row)
{
	int basis = basis_parse(table_field(at->r, FACT_BASIS));

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

static bool is_char(struct slice s, char c)
{
	return s.n == 1 && *s.p == c;
}

static void read_marks(const struct reading *at, struct panel_row *row)
{
	const struct returns *returns = &at->config->returns;
	size_t tail = returns->panel_presence;

	row->last_year = is_char(table_field(at->r, tail + TAIL_LAST_YEAR), '1');
	row->leaves = is_char(table_field(at->r, tail + TAIL_NEXT_YEAR), '0');
	row->sample = slice_starts(table_field(at->r, returns->panel_origin), SAMPLE_PREFIX);
}

static int read_presence(const struct reading *at, struct panel_row *row)
{
	size_t tail = at->config->returns.panel_presence;

	row->presence = presence_parse(table_field(at->r, tail + TAIL_PRESENCE));
	if (row->presence == PRESENCE_COUNT)
		return table_wrong(at->r, tail, at->err, T("is no presence", "不是填报状态"));
	if (read_code_or(at, &at->config->regions, tail + TAIL_REGION_LY, row->region,
	                 &row->region_ly) < 0 ||
	    read_code_or(at, &at->config->industries, tail + TAIL_INDUSTRY_LY, row->industry,
	                 &row->industry_ly) < 0)
		return -1;
	return 0;
}

/* Those that are read of every row; where no other changed, nothing else is. */
static bool is_varying(const struct panel_row *row, const struct returns *returns, size_t column)
{
	size_t tail = returns->panel_presence;

	if (column == FACT_PERIOD || column == tail + TAIL_LAST_YEAR ||
	    column == tail + TAIL_NEXT_YEAR || column >= returns->panel_origin)
		return true;
	for (size_t i = 0; i < row->amount_count; i++)
		if (row->amounts[i].column == column)
			return true;
	return false;
}

void panel_row_expect(struct panel_row *row, struct table_reader *r,
                      const struct configuration *config)
{
	if (row->amount_count == 0)
		find_amounts(row, &config->returns);
	if (row->varying_count == 0 && r->table->count <= MOST_VARYING)
		for (size_t c = 0; c < r->table->count; c++)
			if (is_varying(row, &config->returns, c))
				row->varying[row->varying_count++] = (uint16_t)c;
	csv_expect(&r->csv, row->varying, row->varying_count);
}

/* In the order of the columns, more or less: the first that is wrong is told. */
static int read_lasting(const struct reading *at, struct panel_row *row)
{
	const struct configuration *config = at->config;

	if (read_code(at, &config->regions, FACT_REGION, &row->last_region, &row->region) < 0 ||
	    read_code(at, &config->industries, FACT_INDUSTRY, &row->last_industry, &row->industry) <
	            0 ||
	    read_basis(at, row) < 0)
		return -1;
	return read_classes(at, &row->values);
}

int panel_row_read(struct panel_row *row, const struct table_reader *r,
                   const struct configuration *config, struct err *err)
{
	struct reading at = {r, config, err};

	row->repeats = r->csv.repeats;
	if (!row->repeats && read_lasting(&at, row) < 0)
		return -1;
	if (read_period(&at, row) < 0 || read_measures(&at, row) < 0)
		return -1;
	read_marks(&at, row);
	return row->repeats ? 0 : read_presence(&at, row);
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
