#include "normalize/numbers.h"

/* What is below zero without its sign: "(45)" as accountants write it, "−45" as printers do. */
static bool take_sign(struct slice *s)
{
	if (s->n >= 3 && s->p[0] == '(' && s->p[s->n - 1] == ')')
		*s = (struct slice){s->p + 1, s->n - 2};
	else if (slice_starts(*s, "−") || slice_starts(*s, "–"))
		*s = (struct slice){s->p + 3, s->n - 3};
	else
		return false;
	return true;
}

/* A point is refused where it is neither: in "1.234" with decimal commas it may be either. */
static char plain_mark(const struct mapping *m, char c)
{
	if (c == m->decimal)
		return '.';
	if (c == m->thousands)
		return ',';
	return c == '.' ? '?' : c;
}

/* The number as amount_parse reads it: the marks that the mapping names become "." and ",". */
static struct slice plain_number(struct row *row, struct slice s)
{
	const struct mapping *m = row->mapping;
	bool negative = take_sign(&s);
	char *plain, *to;

	if (!negative && m->decimal == '.' && m->thousands == ',')
		return s;
	plain = to = arena_alloc(&row->scratch, s.n + 2);
	if (negative)
		*to++ = '-';
	for (size_t i = 0; i < s.n; i++)
		*to++ = plain_mark(m, s.p[i]);
	return (struct slice){plain, (size_t)(to - plain)};
}

/* The unit that a column of its own names. */
static const struct unit *unit_in_column(struct row *row, const struct mapped_column *column)
{
	const struct unit *unit;
	struct value from;
	struct slice name;
	int32_t known;

	if (value_recall(row, column, PERIOD_NONE, &known))
		return unit_at((size_t)known);
	from = read_value(row, column);
	name = from.captured.texts[PATTERN_UNIT].p ? from.captured.texts[PATTERN_UNIT] : from.text;
	unit = unit_find(fold_value(row, name));
	/* A title may go on behind it. */
	if (!unit && column->source.kind == FROM_TITLE)
		unit = unit_find_leading(name);
	if (unit)
		value_remember(row, column, EVERY_PERIOD, (int32_t)unit_number(unit));
	else
		report(row, REJECT_UNIT_UNKNOWN, &from);
	return unit;
}

/* The unit of a value: configured, beside it, in its header, or where the mapping says. */
static const struct unit *unit_of(struct row *row, const struct mapped_column *column,
                                  const struct value *value)
{
	const struct unit_source *source = mapping_unit(row->mapping, column);
	struct value from = {.raw = value->captured.texts[PATTERN_UNIT], .column = value->column};
	const struct unit *unit = NULL;

	if (source->unit)
		return source->unit;
	if (!from.raw.p && source->column)
		return unit_in_column(row, source->column);
	if (from.raw.p)
		unit = unit_find(fold_value(row, from.raw));
	else
		from.raw = slice_of("");
	if (!unit)
		report(row, REJECT_UNIT_UNKNOWN, &from);
	return unit;
}

/* As a rule it is the very same text, see unit_currency. */
static bool is_money_of(const struct unit *unit, const char *currency)
{
	return unit->kind == UNIT_AMOUNT &&
	       (unit->currency == currency || strcmp(unit->currency, currency) == 0);
}

static bool parse_measure(struct row *row, const struct value *value, const struct unit *unit,
                          const struct measure *measure, int64_t *amount)
{
	enum amount_status status = amount_parse(plain_number(row, value->text),
	                                         unit ? unit->exponent : 0, !unit, amount);

	switch (status) {
	case AMOUNT_NOT_A_NUMBER:
		report(row, REJECT_AMOUNT_FORM, value);
		return false;
	case AMOUNT_OVERFLOW:
		report(row, REJECT_AMOUNT_RANGE, value);
		return false;
	case AMOUNT_ROUNDED:
		report(row, REJECT_AMOUNT_ROUNDED, value);
		break;
	case AMOUNT_FINE:
		break;
	}
	if (*amount < 0 && !measure->negative)
		report(row, REJECT_AMOUNT_NEGATIVE, value);
	return true;
}

/* The unit of the file, or of a column that named it before; NULL: look closer. */
static const struct unit *usual_unit(const struct row *row, const struct mapped_column *column)
{
	const struct unit_source *source = mapping_unit(row->mapping, column);
	int32_t known;

	if (source->unit)
		return source->unit;
	if (!source->column ||
	    binding_of(row->binding, &column->source)->captured.texts[PATTERN_UNIT].p ||
	    !value_recall(row, source->column, PERIOD_NONE, &known))
		return NULL;
	return unit_at((size_t)known);
}

/* Digits as they come, of the usual unit: nothing to be said about them. */
static bool read_plain_amount(struct row *row, struct slice text,
                              const struct mapped_column *column, const struct measure *measure,
                              int64_t *amount)
{
	const struct mapping *m = row->mapping;
	unsigned exponent = 0;

	if (m->decimal != '.' || m->thousands != ',')
		return false;
	if (measure->kind == MEASURE_AMOUNT) {
		const struct unit *unit = usual_unit(row, column);
		if (!unit || !is_money_of(unit, row->configuration->returns.currency))
			return false;
		exponent = unit->exponent;
	}
	return amount_parse(text, exponent, measure->kind != MEASURE_AMOUNT, amount) ==
	               AMOUNT_FINE &&
	       *amount >= 0;
}

bool read_measure(struct row *row, const struct mapped_column *column,
                  const struct measure *measure, int64_t *amount)
{
	struct value value;
	const struct unit *unit = NULL;
	struct slice text;

	if (value_stands(row, column, &text)) {
		if (!text.n)
			return false;
		if (read_plain_amount(row, text, column, measure, amount))
			return true;
	}
	value = read_value(row, column);
	if (!value_usable(row, &value, false, REJECT_AMOUNT_FORM))
		return false;
	if (value.inexact) {
		report(row, REJECT_AMOUNT_PRECISION, &value);
		return false;
	}
	if (measure->kind == MEASURE_AMOUNT) {
		unit = unit_of(row, column, &value);
		if (!unit)
			return false;
		if (!is_money_of(unit, row->configuration->returns.currency)) {
			report_detail(row, REJECT_UNIT_DIFFERS, &value, unit->name);
			return false;
		}
	}
	return parse_measure(row, &value, unit, measure, amount);
}

unsigned measure_exponent(struct row *row, const struct mapped_column *column,
                          const struct measure *measure)
{
	struct value value = read_value(row, column);
	const struct unit *unit =
	        measure->kind == MEASURE_AMOUNT ? unit_of(row, column, &value) : NULL;

	return unit ? unit->exponent : 0;
}

/* Powers of ten from the file's unit to the indicator's; false if they do not measure alike. */
static bool unit_shift(const struct unit *from, const struct unit *to, int *shift)
{
	*shift = (int)from->exponent - (int)to->exponent;
	return to->kind == UNIT_AMOUNT ? is_money_of(from, to->currency) : from->kind == to->kind;
}

/* 3.78 % is 0.0378 in an .xls, whose formats are not read, and 0.4 % may be 0.4 or 40 %. */
static bool may_be_a_fraction(const struct row *row, struct slice number)
{
	if (row->mapping->format.form != ROW_FORM_XLS)
		return false;
	if (slice_starts(number, "-"))
		number = (struct slice){number.p + 1, number.n - 1};
	if (!slice_starts(number, "0."))
		return false;
	for (size_t i = 2; i < number.n; i++)
		if (number.p[i] != '0')
			return true;
	return false;
}

struct slice read_figure(struct row *row, const struct mapped_column *column,
                         const struct indicator *indicator, struct slice *flag)
{
	struct value value = read_value(row, column);
	struct text decimal = TEXT_INIT;
	const struct unit *unit;
	struct slice number;
	int64_t whole;
	int shift;

	*flag = value.captured.texts[PATTERN_FLAG];
	if (!value.wrong && value.text.n == 0 && (!flag->p || !flag->n))
		*flag = value.missing;
	if (!value_usable(row, &value, false, REJECT_AMOUNT_FORM))
		return slice_of("");
	unit = unit_of(row, column, &value);
	number = plain_number(row, value.text);
	if (unit && unit->kind == UNIT_PERCENT && slice_ends(number, "%"))
		number = slice_trim((struct slice){number.p, number.n - 1});
	if (value.inexact)
		report(row, REJECT_AMOUNT_PRECISION, &value);
	else if (amount_parse(number, 0, false, &whole) == AMOUNT_NOT_A_NUMBER)
		report(row, REJECT_AMOUNT_FORM, &value);
	else if (unit && !unit_shift(unit, indicator->unit, &shift))
		report_detail(row, REJECT_UNIT_DIFFERS, &value, unit->name);
	else if (unit)
		decimal_shift(&decimal, number, shift);
	if (decimal.n && unit->kind == UNIT_PERCENT && may_be_a_fraction(row, number))
		report(row, REJECT_AMOUNT_FRACTION, &value);
	number = arena_copy(&row->scratch, text_slice(&decimal));
	text_release(&decimal);
	return number;
}
