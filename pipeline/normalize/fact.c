#include "normalize/fact.h"

#include "normalize/mapping_fields.h"
#include "normalize/numbers.h"

/* --- From a row ---------------------------------------------------------------------------- */

static void read_amount(struct row *row, const struct mapped_column *column, size_t measure,
                        enum variant variant, struct fact *fact)
{
	const struct measure *m = &row->configuration->returns.measures[measure];

	fact->stated[measure][variant] =
	        read_measure(row, column, m, &fact->values[measure][variant]);
}

/* Where each row holds one value: which measure it is of, and how much. */
static void read_single(struct row *row, struct fact *fact)
{
	const struct field *which = row->mapping->named[FIELD_WHICH];
	struct value value = read_value(row, which->column);
	enum variant variant;
	size_t measure;

	if (!value_usable(row, &value, true, REJECT_MEASURE_UNKNOWN))
		return;
	fact->preference = value_map_rank(&which->column->map, value.text);
	if (mapping_find_measure(&row->configuration->returns, value.text, &measure, &variant))
		read_amount(row, row->mapping->named[FIELD_VALUE]->column, measure, variant, fact);
	else
		report(row, REJECT_MEASURE_UNKNOWN, &value);
}

static void read_field(struct row *row, const struct field *field, struct fact *fact)
{
	switch (field->kind) {
	case FIELD_ENTERPRISE:
		fact->enterprise = read_enterprise(row);
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
		read_amount(row, field->column, field->index, field->variant, fact);
		break;
	case FIELD_WHICH:
		read_single(row, fact);
		break;
	default: /* read first, or with another */
		break;
	}
}

bool fact_unit_slipped(int64_t a, int64_t b)
{
	/* Units differ by thousands or tens of thousands, businesses by less from year to year. */
	const __int128 times = 300;

	return a > 0 && b > 0 && (a >= times * b || b >= times * a);
}

static struct slice column_of(const struct row *row, size_t measure)
{
	const struct mapping *m = row->mapping;

	for (size_t i = 0; i < m->field_count; i++)
		if (m->fields[i].kind == FIELD_MEASURE && m->fields[i].index == measure &&
		    m->fields[i].variant == VARIANT_NOW)
			return binding_of(row->binding, &m->fields[i].column->source)->name;
	return slice_of(row->configuration->returns.measures[measure].id);
}

static void warn(struct row *row, enum reject_code code, size_t measure, int64_t value,
                 const char *relation, int64_t other)
{
	struct text t = TEXT_INIT;

	decimal_add(&t, value, 2);
	text_adds(&t, relation);
	decimal_add(&t, other, 2);
	problems_add(&row->problems, code, column_of(row, measure),
	             arena_copy(&row->scratch, text_slice(&t)));
	text_release(&t);
}

/* What may be right, but is worth a look. */
static void check_plausible(struct row *row, const struct fact *fact)
{
	const struct returns *returns = &row->configuration->returns;

	for (size_t i = 0; i < returns->measure_count; i++) {
		const struct measure *m = &returns->measures[i];
		int whole = m->at_most_index;
		const int64_t *v = fact->values[i];
		if (m->kind != MEASURE_AMOUNT || !fact->stated[i][VARIANT_NOW])
			continue;
		if (whole >= 0 && fact->stated[whole][VARIANT_NOW] &&
		    v[VARIANT_NOW] > fact->values[whole][VARIANT_NOW])
			warn(row, REJECT_AMOUNT_ABOVE, i, v[VARIANT_NOW], " > ",
			     fact->values[whole][VARIANT_NOW]);
		if (fact->stated[i][VARIANT_LAST_YEAR] &&
		    fact_unit_slipped(v[VARIANT_NOW], v[VARIANT_LAST_YEAR]))
			warn(row, REJECT_AMOUNT_UNIT, i, v[VARIANT_NOW], " : ",
			     v[VARIANT_LAST_YEAR]);
	}
}

void fact_read(struct row *row, struct fact *fact)
{
	const struct mapping *m = row->mapping;

	*fact = (struct fact){.line = row->reader->line};
	fact->basis = read_basis(row);
	fact->period = read_period(row, fact->basis);
	for (size_t i = 0; i < m->field_count; i++)
		read_field(row, &m->fields[i], fact);
	if (!row->problems.rejected)
		check_plausible(row, fact);
}

/* --- Packed -------------------------------------------------------------------------------- */

void fact_key(const struct fact *fact, struct text *key)
{
	text_add_slice(key, fact->enterprise);
	text_addc(key, '\0');
	period_add(key, fact->period, fact->basis);
	text_addc(key, '\0');
	text_adds(key, basis_name(fact->basis));
}

static void pack(struct text *packed, const void *p, size_t n)
{
	text_add(packed, p, n);
}

static void pack_text(struct text *packed, struct slice s)
{
	uint32_t n = (uint32_t)s.n;

	pack(packed, &n, sizeof(n));
	text_add_slice(packed, s);
}

void fact_pack(const struct fact *fact, const struct returns *returns, struct text *packed)
{
	pack(packed, &fact->period, sizeof(fact->period));
	pack(packed, &fact->basis, sizeof(fact->basis));
	pack(packed, &fact->line, sizeof(fact->line));
	pack(packed, &fact->preference, sizeof(fact->preference));
	pack(packed, fact->stated, returns->measure_count * sizeof(fact->stated[0]));
	pack(packed, fact->values, returns->measure_count * sizeof(fact->values[0]));
	pack_text(packed, fact->enterprise);
	pack_text(packed, fact->region);
	pack_text(packed, fact->industry);
	pack_text(packed, fact->origin);
	for (size_t i = 0; i < returns->class_count; i++)
		pack_text(packed, fact->classes[i]);
	for (size_t i = 0; i < returns->attribute_count; i++)
		pack_text(packed, fact->attributes[i]);
}

static void unpack(struct slice *packed, void *p, size_t n)
{
	memcpy(p, packed->p, n);
	packed->p += n;
	packed->n -= n;
}

static struct slice unpack_text(struct slice *packed)
{
	struct slice s;
	uint32_t n;

	unpack(packed, &n, sizeof(n));
	s = (struct slice){packed->p, n};
	packed->p += n;
	packed->n -= n;
	return s;
}

void fact_unpack(struct slice packed, const struct returns *returns, struct fact *fact)
{
	unpack(&packed, &fact->period, sizeof(fact->period));
	unpack(&packed, &fact->basis, sizeof(fact->basis));
	unpack(&packed, &fact->line, sizeof(fact->line));
	unpack(&packed, &fact->preference, sizeof(fact->preference));
	unpack(&packed, fact->stated, returns->measure_count * sizeof(fact->stated[0]));
	unpack(&packed, fact->values, returns->measure_count * sizeof(fact->values[0]));
	fact->enterprise = unpack_text(&packed);
	fact->region = unpack_text(&packed);
	fact->industry = unpack_text(&packed);
	fact->origin = unpack_text(&packed);
	for (size_t i = 0; i < returns->class_count; i++)
		fact->classes[i] = unpack_text(&packed);
	for (size_t i = 0; i < returns->attribute_count; i++)
		fact->attributes[i] = unpack_text(&packed);
}

/* --- To facts.csv -------------------------------------------------------------------------- */

void fact_write(const struct fact *fact, const struct returns *returns, struct table_writer *w)
{
	struct text at = TEXT_INIT;

	period_add(&at, fact->period, fact->basis);
	table_put(w, fact->enterprise);
	table_put(w, text_slice(&at));
	text_release(&at);
	table_put_text(w, basis_name(fact->basis));
	table_put(w, fact->region);
	table_put(w, fact->industry);
	for (size_t i = 0; i < returns->class_count; i++)
		table_put(w, fact->classes[i]);
	for (size_t i = 0; i < returns->attribute_count; i++)
		table_put(w, fact->attributes[i]);
	for (size_t i = 0; i < returns->measure_count; i++)
		for (int v = VARIANT_NOW; v <= VARIANT_LAST_YEAR; v++) {
			if (returns->measures[i].facts_column[v] < 0)
				continue;
			if (fact->stated[i][v])
				table_put_i128(w, fact->values[i][v]);
			else
				table_put_missing(w);
		}
	table_put(w, fact->origin);
	table_put_u64(w, fact->line);
	table_end_row(w);
}
