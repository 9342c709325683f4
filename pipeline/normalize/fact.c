#include "normalize/fact.h"

#include "base/varint.h"
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

/* Only what the configuration has is looked at: a fact has room for much more. */
static void fact_clear(struct fact *fact, const struct returns *returns)
{
	fact->enterprise = fact->region = fact->industry = slice_of("");
	for (size_t i = 0; i < returns->class_count; i++)
		fact->classes[i] = slice_of("");
	for (size_t i = 0; i < returns->attribute_count; i++)
		fact->attributes[i] = slice_of("");
	memset(fact->stated, 0, returns->measure_count * sizeof(fact->stated[0]));
	fact->origin = fact->preference = 0;
}

void fact_read(struct row *row, struct fact *fact)
{
	const struct mapping *m = row->mapping;

	fact_clear(fact, &row->configuration->returns);
	fact->line = row->reader->line;
	fact->basis = read_basis(row);
	fact->period = read_period(row, fact->basis);
	for (size_t i = 0; i < m->field_count; i++)
		read_field(row, &m->fields[i], fact);
	if (!row->problems.rejected)
		check_plausible(row, fact);
}

/* --- Packed -------------------------------------------------------------------------------- */

/* Bases in the order of their names. */
static const enum basis by_name[BASIS_COUNT] = {BASIS_MONTH, BASIS_YEAR, BASIS_YTD};
static const unsigned rank_of_basis[BASIS_COUNT] = {
        [BASIS_MONTH] = 0, [BASIS_YEAR] = 1, [BASIS_YTD] = 2};

enum { FIRST_YEAR = 1900, PLACES = 13 }; /* in a year: its own figures, then twelve months */

/* "2019" stands before "2019-01". */
static void pack_key(const struct fact *fact, struct text *key)
{
	unsigned place = fact->basis == BASIS_YEAR ? 0 : (unsigned)period_month(fact->period);
	unsigned year = (unsigned)(period_year(fact->period) - FIRST_YEAR);
	unsigned code = (year * PLACES + place) * BASIS_COUNT + rank_of_basis[fact->basis];
	const char end[] = {'\0', (char)(code >> 8), (char)code};

	text_add_slice(key, fact->enterprise);
	text_add(key, end, sizeof(end));
}

static void unpack_key(struct slice key, struct fact *fact)
{
	const unsigned char *end = (const unsigned char *)key.p + key.n;
	unsigned code = (unsigned)end[-2] << 8 | end[-1];
	unsigned place = code / BASIS_COUNT % PLACES;

	fact->enterprise = (struct slice){key.p, key.n - 3};
	fact->basis = by_name[code % BASIS_COUNT];
	fact->period =
	        period_of((int)(code / BASIS_COUNT / PLACES) + FIRST_YEAR, place ? (int)place : 12);
}

/* An amount is never the least that 64 bits hold: there is a number left for "not stated". */
static char *pack_values(char *to, const struct fact *fact, const struct returns *returns)
{
	for (size_t i = 0; i < returns->measure_count; i++)
		for (int v = VARIANT_NOW; v <= VARIANT_LAST_YEAR; v++)
			to = varint_put(to, fact->stated[i][v]
			                            ? varint_of_signed(fact->values[i][v]) + 1
			                            : 0);
	return to;
}

/* What stays the same from month to month comes first, see sort_runs.h. */
void fact_pack(const struct fact *fact, const struct returns *returns, struct text *key,
               struct text *packed)
{
	char *to;

	text_clear(key);
	text_clear(packed);
	pack_key(fact, key);
	table_render(packed, fact->region);
	table_render(packed, fact->industry);
	for (size_t i = 0; i < returns->class_count; i++)
		table_render(packed, fact->classes[i]);
	for (size_t i = 0; i < returns->attribute_count; i++)
		table_render(packed, fact->attributes[i]);
	text_reserve(packed, 1 + MOST_VARINT * (3 + 2 * returns->measure_count));
	to = packed->p + packed->n;
	*to++ = '\0'; /* no text has one */
	to = varint_put(to, fact->origin);
	to = varint_put(to, fact->preference);
	to = pack_values(to, fact, returns);
	to = varint_put(to, fact->line);
	packed->n = (size_t)(to - packed->p);
}

void fact_unpack(struct slice key, struct slice packed, const struct returns *returns,
                 struct fact *fact)
{
	const char *from;

	unpack_key(key, fact);
	fact->rendered = slice_of(packed.p);
	from = packed.p + fact->rendered.n + 1;
	fact->origin = (uint32_t)varint_get(&from);
	fact->preference = (uint32_t)varint_get(&from);
	for (size_t i = 0; i < returns->measure_count; i++)
		for (int v = VARIANT_NOW; v <= VARIANT_LAST_YEAR; v++) {
			uint64_t value = varint_get(&from);
			fact->stated[i][v] = value != 0;
			if (value)
				fact->values[i][v] = varint_to_signed(value - 1);
		}
	fact->line = varint_get(&from);
}

/* --- To facts.csv -------------------------------------------------------------------------- */

void fact_write(const struct fact *fact, const struct returns *returns, const struct slice *origins,
                struct table_writer *w)
{
	char at[PERIOD_TEXT];

	table_put(w, fact->enterprise);
	table_put(w, period_write(fact->period, fact->basis, at));
	table_put_text(w, basis_name(fact->basis));
	table_put_rendered(w, fact->rendered, 2 + returns->class_count + returns->attribute_count);
	for (size_t i = 0; i < returns->measure_count; i++)
		for (int v = VARIANT_NOW; v <= VARIANT_LAST_YEAR; v++) {
			if (returns->measures[i].facts_column[v] < 0)
				continue;
			if (fact->stated[i][v])
				table_put_i128(w, fact->values[i][v]);
			else
				table_put_missing(w);
		}
	table_put(w, origins[fact->origin]);
	table_put_u64(w, fact->line);
	table_end_row(w);
}
