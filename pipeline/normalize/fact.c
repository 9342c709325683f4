#include "normalize/fact.h"

#include "normalize/packed_row.h"

static void read_field(struct row *row, const struct field *field, struct fact *fact)
{
	switch (field->kind) {
	case FIELD_ENTERPRISE:
		fact->enterprise = read_enterprise(row, field);
		break;
	case FIELD_BASIS:
		fact->basis = read_basis(row, field);
		break;
	case FIELD_REGION:
		fact->region = read_code(row, field, fact->period);
		break;
	case FIELD_INDUSTRY:
		fact->industry = read_code(row, field, fact->period);
		break;
	case FIELD_CLASS:
		fact->classes[field->index] = read_class(row, field);
		break;
	case FIELD_ATTRIBUTE:
		fact->attributes[field->index] = read_text(row, field);
		break;
	case FIELD_MEASURE:
		fact->stated[field->index][field->variant] =
		        read_measure(row, field, &fact->values[field->index][field->variant]);
		break;
	case FIELD_PERIOD: /* read first */
	case FIELD_FIGURE:
		break;
	}
}

void fact_read(struct row *row, struct fact *fact)
{
	const struct mapping *m = row->mapping;

	*fact = (struct fact){.period = PERIOD_NONE};
	for (size_t i = 0; i < m->field_count; i++)
		if (m->fields[i].kind == FIELD_PERIOD)
			fact->period = read_period(row, &m->fields[i]);
	for (size_t i = 0; i < m->field_count; i++)
		read_field(row, &m->fields[i], fact);
}

static void pack_values(const struct fact *fact, const struct returns *returns, struct text *packed)
{
	for (size_t i = 0; i < returns->measure_count; i++)
		for (int v = VARIANT_NOW; v <= VARIANT_LAST_YEAR; v++) {
			if (returns->measures[i].facts_column[v] < 0)
				continue;
			if (fact->stated[i][v])
				packed_add_number(packed, fact->values[i][v]);
			else
				packed_add_missing(packed);
		}
}

static void add_keys(const struct fact *fact, struct text *key, struct text *packed)
{
	struct slice basis = slice_of(basis_name(fact->basis));
	struct text at = TEXT_INIT;

	period_add(&at, fact->period, fact->basis);
	packed_key(key, fact->enterprise);
	packed_key(key, text_slice(&at));
	packed_key(key, basis);
	packed_add(packed, fact->enterprise);
	packed_add(packed, text_slice(&at));
	packed_add(packed, basis);
	text_release(&at);
}

void fact_add(const struct fact *fact, const struct row *row, struct slice origin,
              struct sorter *sorter)
{
	const struct returns *returns = &row->configuration->returns;
	struct text key = TEXT_INIT, packed = TEXT_INIT;

	add_keys(fact, &key, &packed);
	packed_add(&packed, fact->region);
	packed_add(&packed, fact->industry);
	for (size_t i = 0; i < returns->class_count; i++)
		packed_add(&packed, fact->classes[i]);
	for (size_t i = 0; i < returns->attribute_count; i++)
		packed_add(&packed, fact->attributes[i]);
	pack_values(fact, returns, &packed);
	packed_add(&packed, origin);
	packed_add_number(&packed, (__int128)row->reader->line);
	sorter_add(sorter, text_slice(&key), text_slice(&packed));
	text_release(&key);
	text_release(&packed);
}
