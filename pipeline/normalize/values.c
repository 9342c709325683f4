#include "normalize/values.h"

#include "base/fold.h"
#include "model/enterprise_id.h"
#include "normalize/pattern.h"

void report(struct row *row, enum reject_code code, const struct value *value)
{
	problems_add(&row->problems, code, value->column, value->raw);
}

static struct slice fold_into(struct arena *scratch, struct slice s)
{
	struct text folded = TEXT_INIT;
	struct slice kept;

	if (fold_is_plain(s))
		return s;
	fold_width(s, &folded);
	kept = arena_copy(scratch, text_slice(&folded));
	text_release(&folded);
	return kept;
}

static bool is_one_of(struct slice text, const struct json_texts *texts)
{
	for (size_t i = 0; i < texts->count; i++)
		if (slice_is(text, texts->items[i]))
			return true;
	return false;
}

static bool is_missing(const struct row *row, const struct mapped_column *column, struct slice text)
{
	return text.n == 0 || is_one_of(text, &row->mapping->missing) ||
	       is_one_of(text, &column->missing);
}

static bool take_apart(const struct mapped_column *column, struct value *value)
{
	for (size_t i = 0; i < column->patterns.count; i++) {
		struct pattern_match m;
		if (!pattern_match(column->patterns.items[i], value->text, &m))
			continue;
		if (m.texts[PATTERN_VALUE].p)
			value->text = m.texts[PATTERN_VALUE];
		if (m.texts[PATTERN_UNIT].p)
			value->unit = m.texts[PATTERN_UNIT];
		value->flag = m.texts[PATTERN_FLAG];
		if (m.numbers[PATTERN_YEAR] >= 0)
			value->period = pattern_period(&m);
		return true;
	}
	return column->patterns.count == 0;
}

static void map_value(const struct mapped_column *column, struct value *value)
{
	for (size_t i = 0; i < column->map_count; i++)
		if (slice_is(value->text, column->map[i].from)) {
			value->text = slice_of(column->map[i].to);
			return;
		}
}

struct value read_value(struct row *row, const struct mapped_column *column)
{
	const struct bound *bound = &row->binding->bound[column->source.slot];
	enum cell_kind kind;
	struct value value = {
	        .raw = binding_value(row->binding, &column->source, row->reader, &kind),
	        .column = bound->name.n ? bound->name : slice_of(column->target),
	        .unit = bound->unit,
	        .period = bound->period,
	        .inexact = kind == CELL_INEXACT,
	};

	value.text = fold_into(&row->scratch, value.raw);
	if (kind == CELL_COMPOUND || !utf8_valid(value.text)) {
		report(row, kind == CELL_COMPOUND ? REJECT_VALUE_TYPE : REJECT_TEXT_ENCODING,
		       &value);
		value.text = slice_of("");
		value.wrong = true;
	} else if (!is_missing(row, column, value.text) && !take_apart(column, &value)) {
		value.wrong = true;
	} else if (is_missing(row, column, value.text)) {
		value.text = slice_of("");
	} else {
		map_value(column, &value);
	}
	return value;
}

/* Reports a value that is missing, or in none of the patterns. */
static bool usable(struct row *row, const struct value *value, bool required,
                   enum reject_code wrong)
{
	if (value->wrong && value->text.n)
		report(row, wrong, value);
	else if (!value->wrong && value->text.n == 0 && required)
		report(row, REJECT_VALUE_MISSING, value);
	return !value->wrong && value->text.n > 0;
}

period read_period(struct row *row, const struct field *field)
{
	struct value value = read_value(row, field->column);
	period p = value.period;

	if (!usable(row, &value, true, REJECT_PERIOD_FORM))
		return PERIOD_NONE;
	if (p == PERIOD_NONE)
		p = period_parse(value.text);
	if (p == PERIOD_NONE)
		report(row, REJECT_PERIOD_FORM, &value);
	return p;
}

enum basis read_basis(struct row *row, const struct field *field)
{
	struct value value = read_value(row, field->column);
	int basis;

	if (!usable(row, &value, true, REJECT_BASIS_UNKNOWN))
		return BASIS_YTD;
	basis = basis_parse(value.text);
	if (basis < 0)
		report(row, REJECT_BASIS_UNKNOWN, &value);
	return basis < 0 ? BASIS_YTD : (enum basis)basis;
}

struct slice read_enterprise(struct row *row, const struct field *field)
{
	struct value value = read_value(row, field->column);

	if (!usable(row, &value, true, REJECT_VALUE_FORM) || !row->configuration->returns.uscc ||
	    uscc_valid(value.text))
		return value.text;
	if (value.text.n != USCC_LENGTH || !uscc_check_character(value.text.p))
		report(row, REJECT_ID_FORM, &value);
	else
		report(row, REJECT_ID_CHECK, &value);
	return value.text;
}

struct slice read_code(struct row *row, const struct field *field, period at)
{
	bool is_region = field->kind == FIELD_REGION;
	enum reject_code unknown = is_region ? REJECT_REGION_UNKNOWN : REJECT_INDUSTRY_UNKNOWN;
	const struct code_tree *tree =
	        is_region ? &row->configuration->regions : &row->configuration->industries;
	struct value value = read_value(row, field->column);
	uint32_t node;

	if (!usable(row, &value, true, unknown))
		return slice_of("");
	node = code_tree_find(tree, value.text);
	if (node == CODE_NONE && field->column->by_name)
		node = name_index_find(&row->names[field - row->mapping->fields], value.text, at);
	if (node != CODE_NONE)
		return tree->nodes[node].code;
	report(row, unknown, &value);
	return slice_of("");
}

struct slice read_class(struct row *row, const struct field *field)
{
	const struct class_column *class = &row->configuration->returns.classes[field->index];
	struct value value = read_value(row, field->column);
	int found;

	if (!usable(row, &value, false, REJECT_CLASS_UNKNOWN))
		return slice_of("");
	found = class_value_find(class, value.text);
	if (found >= 0)
		return slice_of(class->values[found].id);
	report(row, REJECT_CLASS_UNKNOWN, &value);
	return slice_of("");
}

struct slice read_text(struct row *row, const struct field *field)
{
	struct value value = read_value(row, field->column);

	return usable(row, &value, false, REJECT_VALUE_FORM) ? value.text : slice_of("");
}

/* The unit of a value: beside it, in its header, in its column's source, or configured. */
static const struct unit *unit_of(struct row *row, const struct field *field, struct value *value)
{
	const struct unit_source *source = mapping_unit(row->mapping, field->column);
	struct value from = {.raw = value->unit, .column = value->column};
	const struct bound *bound;
	const struct unit *unit;
	enum cell_kind kind;

	if (source->unit)
		return source->unit;
	if (!value->unit.p) {
		bound = &row->binding->bound[source->source.slot];
		from.raw = bound->unit.p ? bound->unit
		                         : binding_value(row->binding, &source->source, row->reader,
		                                         &kind);
		if (bound->name.n)
			from.column = bound->name;
	}
	unit = unit_find(fold_into(&row->scratch, from.raw));
	if (!unit)
		report(row, REJECT_UNIT_UNKNOWN, &from);
	return unit;
}

/* "(45)" is how accountants write -45. */
static struct slice without_parentheses(struct arena *scratch, struct slice s)
{
	char *negative;

	if (s.n < 3 || s.p[0] != '(' || s.p[s.n - 1] != ')')
		return s;
	negative = arena_alloc(scratch, s.n);
	negative[0] = '-';
	memcpy(negative + 1, s.p + 1, s.n - 2);
	return (struct slice){negative, s.n - 1};
}

static bool is_same_money(const struct row *row, const struct unit *unit)
{
	return unit->kind == UNIT_AMOUNT &&
	       strcmp(unit->currency, row->configuration->returns.currency) == 0;
}

bool read_measure(struct row *row, const struct field *field, int64_t *amount)
{
	const struct measure *measure = &row->configuration->returns.measures[field->index];
	bool is_count = measure->kind == MEASURE_COUNT;
	struct value value = read_value(row, field->column);
	const struct unit *unit = NULL;
	enum amount_status status;

	if (!usable(row, &value, false, REJECT_AMOUNT_FORM))
		return false;
	if (value.inexact) {
		report(row, REJECT_AMOUNT_PRECISION, &value);
		return false;
	}
	if (!is_count) {
		unit = unit_of(row, field, &value);
		if (!unit)
			return false;
		if (!is_same_money(row, unit)) {
			report(row, REJECT_UNIT_UNKNOWN, &value);
			return false;
		}
	}
	status = amount_parse(without_parentheses(&row->scratch, value.text),
	                      unit ? unit->exponent : 0, is_count, amount);
	if (status == AMOUNT_NOT_A_NUMBER)
		report(row, REJECT_AMOUNT_FORM, &value);
	else if (status == AMOUNT_OVERFLOW)
		report(row, REJECT_AMOUNT_RANGE, &value);
	else if (*amount < 0 && !measure->negative)
		report(row, REJECT_AMOUNT_NEGATIVE, &value);
	else if (status == AMOUNT_ROUNDED)
		report(row, REJECT_AMOUNT_ROUNDED, &value);
	return status == AMOUNT_FINE || status == AMOUNT_ROUNDED;
}

/* Powers of ten from the file's unit to the indicator's; false if they do not measure alike. */
static bool unit_shift(const struct unit *from, const struct unit *to, int *shift)
{
	bool alike = from->kind == to->kind;

	if (alike && from->kind == UNIT_AMOUNT)
		alike = strcmp(from->currency, to->currency) == 0;
	*shift = (int)from->exponent - (int)to->exponent;
	return alike;
}

struct slice read_figure(struct row *row, const struct field *field)
{
	const struct indicator *indicator = &row->configuration->indicators.items[field->index];
	struct value value = read_value(row, field->column);
	struct text decimal = TEXT_INIT;
	const struct unit *unit;
	struct slice number;
	int64_t whole;
	int shift;

	if (!usable(row, &value, false, REJECT_AMOUNT_FORM))
		return slice_of("");
	number = without_parentheses(&row->scratch, value.text);
	unit = unit_of(row, field, &value);
	if (unit && unit->kind == UNIT_PERCENT && slice_ends(number, "%"))
		number = slice_trim((struct slice){number.p, number.n - 1});
	if (value.inexact)
		report(row, REJECT_AMOUNT_PRECISION, &value);
	else if (amount_parse(number, 0, false, &whole) == AMOUNT_NOT_A_NUMBER)
		report(row, REJECT_AMOUNT_FORM, &value);
	else if (unit && !unit_shift(unit, indicator->unit, &shift))
		report(row, REJECT_UNIT_UNKNOWN, &value);
	else if (unit)
		decimal_shift(&decimal, number, shift);
	number = arena_copy(&row->scratch, text_slice(&decimal));
	text_release(&decimal);
	return number;
}
