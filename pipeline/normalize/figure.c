#include "normalize/figure.h"

#include "model/tables.h"
#include "normalize/packed_row.h"

void observed_read(struct row *row, struct observed *observed)
{
	const struct mapping *m = row->mapping;
	size_t figure = 0;

	*observed = (struct observed){.period = PERIOD_NONE};
	for (size_t i = 0; i < m->field_count; i++)
		if (m->fields[i].kind == FIELD_PERIOD)
			observed->period = read_period(row, &m->fields[i]);
	for (size_t i = 0; i < m->field_count; i++) {
		const struct field *field = &m->fields[i];
		if (field->kind == FIELD_BASIS)
			observed->basis = read_basis(row, field);
		else if (field->kind == FIELD_REGION)
			observed->region = read_code(row, field, observed->period);
		else if (field->kind == FIELD_INDUSTRY)
			observed->industry = read_code(row, field, observed->period);
		else if (field->kind == FIELD_FIGURE)
			observed->values[figure++] = read_figure(row, field);
	}
}

static void add_figure(const struct observed *observed, const struct row *row,
                       const struct indicator *indicator, struct slice value, struct slice origin,
                       struct sorter *sorter)
{
	const struct code_tree *industries = &row->configuration->industries;
	struct text key = TEXT_INIT, packed = TEXT_INIT, at = TEXT_INIT;
	struct slice cells[OBS_COLUMNS];

	period_add(&at, observed->period, observed->basis);
	for (int i = 0; i < OBS_COLUMNS; i++)
		cells[i] = slice_of("");
	cells[OBS_REGION] = observed->region;
	cells[OBS_INDUSTRY] = observed->industry.n ? observed->industry
	                                           : industries->nodes[industries->root].code;
	cells[OBS_CLASS] = slice_of("total");
	cells[OBS_PERIOD] = text_slice(&at);
	cells[OBS_BASIS] = slice_of(basis_name(observed->basis));
	cells[OBS_INDICATOR] = slice_of(indicator->id);
	cells[OBS_VALUE] = value;
	cells[OBS_UNIT] = slice_of(indicator->unit->name);
	cells[OBS_STATUS] = slice_of(STATUS_NORMAL);
	cells[OBS_ORIGIN] = origin;
	for (int i = 0; i <= OBS_INDICATOR; i++)
		packed_key(&key, cells[i]);
	for (int i = 0; i < OBS_COLUMNS; i++)
		packed_add(&packed, cells[i]);
	sorter_add(sorter, text_slice(&key), text_slice(&packed));
	text_release(&key);
	text_release(&packed);
	text_release(&at);
}

size_t observed_add(const struct observed *observed, const struct row *row, struct slice origin,
                    struct sorter *sorter)
{
	const struct mapping *m = row->mapping;
	const struct field *figures = &m->fields[m->column_count];
	size_t added = 0;

	for (size_t i = 0; i < m->figure_count; i++) {
		if (observed->values[i].n == 0)
			continue;
		add_figure(observed, row, &row->configuration->indicators.items[figures[i].index],
		           observed->values[i], origin, sorter);
		added++;
	}
	return added;
}
