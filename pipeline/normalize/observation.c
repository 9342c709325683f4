#include "normalize/observation.h"

#include "model/tables.h"
#include "normalize/numbers.h"
#include "normalize/packed_row.h"

/* --- From a row ---------------------------------------------------------------------------- */

/*
 * What the mapping makes of flags behind a figure. Of several letters ("bep") that it only
 * has one by one, the one that stands first in the mapping counts.
 */
static struct slice map_flags(const struct value_map *flags, struct slice flag)
{
	struct slice whole = value_map_apply(flags, flag);
	const char *first = NULL;
	size_t known = 0;

	if (whole.p != flag.p)
		return whole;
	for (size_t i = 0; i < flags->count; i++) {
		const struct value_pair *pair = &flags->pairs[i];
		if (strlen(pair->from) != 1 || !memchr(flag.p, pair->from[0], flag.n))
			continue;
		for (size_t k = 0; k < flag.n; k++)
			known += flag.p[k] == pair->from[0];
		first = first ? first : pair->to;
	}
	for (size_t k = 0; k < flag.n; k++)
		known += flag.p[k] == ' ' || flag.p[k] == ',';
	return first && known == flag.n ? slice_of(first) : flag;
}

/* The status of a figure: stated in a column of its own, or by a flag beside the value. */
static struct slice read_status(struct row *row, struct slice flag, bool missing)
{
	const struct field *field = row->mapping->named[FIELD_STATUS];
	struct value value = {.raw = flag, .text = flag, .column = slice_of("status")};

	if (field)
		value = read_value(row, field->column);
	if (value.text.n && !(field && field->column->map.count))
		value.text = map_flags(&row->mapping->flags, value.text);
	/* What stands for a missing value need not be a flag as well. */
	if (missing && value.text.p == flag.p && !status_is_known(value.text))
		value.text = slice_of("");
	if (!value.text.n && !value.wrong)
		return slice_of(missing ? STATUS_NOT_STATED : STATUS_NORMAL);
	if (!value.wrong && status_is_known(value.text))
		return value.text;
	report(row, REJECT_STATUS_UNKNOWN, &value);
	return slice_of("");
}

static void read_one(struct row *row, const struct mapped_column *column,
                     const struct indicator *indicator, struct observation *o)
{
	struct figure_read *figure = &o->figures[o->figure_count];
	struct slice flag;

	if (o->figure_count == MOST_FIGURES)
		return;
	o->figure_count++;
	figure->indicator = indicator;
	figure->value = read_figure(row, column, indicator, &flag);
	figure->status = read_status(row, flag, figure->value.n == 0);
}

/* Where each row holds one value: which indicator it is of, and how much. */
static void read_single(struct row *row, struct observation *o)
{
	const struct indicators *indicators = &row->configuration->indicators;
	struct value value = read_value(row, row->mapping->named[FIELD_WHICH]->column);
	const struct indicator *indicator;

	if (!value_usable(row, &value, true, REJECT_INDICATOR_UNKNOWN))
		return;
	indicator = indicators_find(indicators, value.text);
	if (indicator)
		read_one(row, row->mapping->named[FIELD_VALUE]->column, indicator, o);
	else
		report(row, REJECT_INDICATOR_UNKNOWN, &value);
}

static void read_field(struct row *row, const struct field *field, struct observation *o)
{
	switch (field->kind) {
	case FIELD_REGION:
		o->region = read_code(row, field, o->period);
		break;
	case FIELD_INDUSTRY:
		o->industry = read_code(row, field, o->period);
		break;
	case FIELD_CLASS:
		o->classes[field->index] = read_class(row, field);
		break;
	case FIELD_FIGURE:
		read_one(row, field->column, &row->configuration->indicators.items[field->index],
		         o);
		break;
	case FIELD_WHICH:
		read_single(row, o);
		break;
	default: /* read first, or with another */
		break;
	}
}

void observation_read(struct row *row, struct observation *o)
{
	const struct mapping *m = row->mapping;

	*o = (struct observation){.figure_count = 0};
	o->basis = read_basis(row);
	o->period = read_period(row, o->basis);
	for (size_t i = 0; i < m->field_count; i++)
		read_field(row, &m->fields[i], o);
}

/* --- To observations.csv ------------------------------------------------------------------- */

/* "total", or "size=L&hightech=1" as cells name their groups. */
static void add_group(const struct observation *o, const struct returns *returns,
                      struct text *group)
{
	for (size_t i = 0; i < returns->class_count; i++)
		if (o->classes[i].n)
			text_addf(group, "%s%s=%.*s", group->n ? "&" : "", returns->classes[i].id,
			          SLICE_FMT(o->classes[i]));
	if (group->n == 0)
		text_adds(group, "total");
}

static void add_figure(const struct figure_read *figure, struct slice cells[OBS_COLUMNS],
                       struct slice line, struct sorter_batch *batch)
{
	struct text key = TEXT_INIT, packed = TEXT_INIT;

	cells[OBS_INDICATOR] = slice_of(figure->indicator->id);
	cells[OBS_VALUE] = figure->value;
	cells[OBS_UNIT] = slice_of(figure->indicator->unit->name);
	cells[OBS_STATUS] = figure->status;
	for (int i = 0; i <= OBS_INDICATOR; i++)
		packed_key(&key, cells[i]);
	for (int i = 0; i < OBS_COLUMNS; i++)
		packed_add(&packed, cells[i]);
	packed_add(&packed, line);
	sorter_add(batch, text_slice(&key), text_slice(&packed));
	text_release(&key);
	text_release(&packed);
}

void observation_add(const struct observation *o, const struct row *row, struct slice origin,
                     struct sorter_batch *batch)
{
	const struct code_tree *industries = &row->configuration->industries;
	struct text at = TEXT_INIT, group = TEXT_INIT, line = TEXT_INIT;
	struct slice cells[OBS_COLUMNS];

	period_add(&at, o->period, o->basis);
	text_addf(&line, "%llu", (unsigned long long)row->reader->line);
	add_group(o, &row->configuration->returns, &group);
	for (int i = 0; i < OBS_COLUMNS; i++)
		cells[i] = slice_of("");
	cells[OBS_REGION] = o->region;
	cells[OBS_INDUSTRY] =
	        o->industry.n ? o->industry : industries->nodes[industries->root].code;
	cells[OBS_CLASS] = text_slice(&group);
	cells[OBS_PERIOD] = text_slice(&at);
	cells[OBS_BASIS] = slice_of(basis_name(o->basis));
	cells[OBS_ORIGIN] = origin;
	for (size_t i = 0; i < o->figure_count; i++)
		add_figure(&o->figures[i], cells, text_slice(&line), batch);
	text_release(&at);
	text_release(&group);
	text_release(&line);
}
