#include "normalize/values.h"

#include "base/fold.h"
#include "base/plain_text.h"
#include "io/html_text.h"
#include "model/enterprise_id.h"

void report(struct row *row, enum reject_code code, const struct value *value)
{
	problems_add(&row->problems, code, value->column, value->raw);
}

void report_detail(struct row *row, enum reject_code code, const struct value *value,
                   const char *detail)
{
	problems_add_detail(&row->problems, code, value->column, value->raw, detail);
}

struct slice fold_value(struct row *row, struct slice text)
{
	struct text decoded = TEXT_INIT, folded = TEXT_INIT;
	struct slice kept;

	if (row->mapping->html && html_text_is_marked_up(text)) {
		html_text_add(text, &decoded);
		text = text_slice(&decoded);
	} else if (fold_is_plain(text)) {
		return text;
	}
	fold_width(text, &folded);
	kept = arena_copy(&row->scratch, text_slice(&folded));
	text_release(&decoded);
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
	const struct mapping *m = row->mapping;

	if (text.n == 0)
		return true;
	return m->missing_begins[(unsigned char)text.p[0]] &&
	       (is_one_of(text, &m->missing) || is_one_of(text, &column->missing));
}

/* Holds the text against the column's patterns; false if it has some, and none fits. */
static bool take_apart(const struct mapped_column *column, struct value *value)
{
	for (size_t i = 0; i < column->patterns.count; i++) {
		struct pattern_match m;
		if (!pattern_match(column->patterns.items[i], value->text, &m))
			continue;
		if (m.texts[PATTERN_VALUE].p)
			value->text = m.texts[PATTERN_VALUE];
		if (!m.texts[PATTERN_UNIT].p)
			m.texts[PATTERN_UNIT] = value->captured.texts[PATTERN_UNIT];
		value->captured = m;
		return true;
	}
	return column->patterns.count == 0;
}

struct value read_value(struct row *row, const struct mapped_column *column)
{
	const struct bound *bound = binding_of(row->binding, &column->source);
	bool missing;
	enum cell_kind kind;
	struct value value = {
	        .raw = binding_value(row->binding, &column->source, row->reader, &kind),
	        .column = bound->name.n ? bound->name : slice_of(column->target),
	        .captured = bound->captured,
	        .inexact = kind == CELL_INEXACT,
	};

	value.text = fold_value(row, value.raw);
	if (kind == CELL_COMPOUND || !utf8_valid(value.text)) {
		report(row, kind == CELL_COMPOUND ? REJECT_VALUE_TYPE : REJECT_TEXT_ENCODING,
		       &value);
		value.text = slice_of("");
		value.wrong = true;
		return value;
	}
	missing = is_missing(row, column, value.text);
	if (!missing && column->patterns.count) {
		if (!take_apart(column, &value)) {
			value.wrong = true;
			return value;
		}
		missing = is_missing(row, column, value.text);
	}
	if (missing) {
		value.missing = value.text;
		value.text = slice_of("");
	} else {
		value.text = value_map_apply(&column->map, value.text);
	}
	return value;
}

/* --- What was read before ------------------------------------------------------------------ */

/* The memory of a column, and what stands there; NULL if it depends on more than that. */
static struct text_memory *memory_of(const struct row *row, const struct mapped_column *column,
                                     struct slice *text)
{
	enum cell_kind kind;

	if (!row->memories)
		return NULL;
	if (binding_cell(row->binding, &column->source, row->reader, text))
		return &row->memories[column->source.slot];
	if (column->source.kind == FROM_WIDE)
		return NULL;
	*text = binding_value(row->binding, &column->source, row->reader, &kind);
	return kind == CELL_TEXT ? &row->memories[column->source.slot] : NULL;
}

bool value_recall(const struct row *row, const struct mapped_column *column, period at,
                  int32_t *answer)
{
	struct slice text;
	struct text_memory *memory = memory_of(row, column, &text);

	return memory && text_memory_find(memory, text, at, answer);
}

void value_remember(struct row *row, const struct mapped_column *column, struct periods periods,
                    int32_t answer)
{
	struct slice text;
	struct text_memory *memory = memory_of(row, column, &text);

	if (memory)
		text_memory_add(memory, text, periods, answer);
}

bool value_usable(struct row *row, const struct value *value, bool required, enum reject_code wrong)
{
	if (value->wrong && value->text.n)
		report(row, wrong, value);
	else if (!value->wrong && value->text.n == 0 && required)
		report(row, REJECT_VALUE_MISSING, value);
	return !value->wrong && value->text.n > 0;
}

static bool is_like_one_of(struct slice text, const struct json_texts *patterns)
{
	struct pattern_match m;

	for (size_t i = 0; i < patterns->count; i++)
		if (pattern_match(patterns->items[i], text, &m))
			return true;
	return false;
}

static bool look_at_condition(struct row *row, const struct condition_on_rows *condition)
{
	struct value value = read_value(row, &condition->column);

	if (value.wrong || (condition->column.patterns.count && value.text.n == 0))
		return false;
	if (condition->asks_stated && condition->stated != (value.text.n > 0))
		return false;
	if (condition->is.count && !is_like_one_of(value.text, &condition->is))
		return false;
	return !is_like_one_of(value.text, &condition->is_not);
}

bool condition_holds(struct row *row, const struct condition_on_rows *condition)
{
	size_t problems = row->problems.count;
	int32_t known;
	bool holds;

	if (value_recall(row, &condition->column, PERIOD_NONE, &known))
		return known;
	holds = look_at_condition(row, condition);
	if (row->problems.count == problems)
		value_remember(row, &condition->column, EVERY_PERIOD, holds);
	return holds;
}

/* --- Periods ------------------------------------------------------------------------------ */

/* The year of periods that do not name one; -1 if there is no such column. */
static int read_year(struct row *row)
{
	const struct field *field = row->mapping->named[FIELD_YEAR];
	struct value value;
	period p;

	if (!field)
		return -1;
	value = read_value(row, field->column);
	if (!value_usable(row, &value, true, REJECT_PERIOD_FORM))
		return -1;
	if (value.captured.numbers[PATTERN_YEAR] >= 0)
		return value.captured.numbers[PATTERN_YEAR];
	p = period_parse(value.text);
	if (p == PERIOD_NONE)
		report(row, REJECT_PERIOD_FORM, &value);
	return p == PERIOD_NONE ? -1 : period_year(p);
}

static bool names_a_period(const struct pattern_match *m)
{
	for (int i = 0; i < PATTERN_NUMBERS; i++)
		if (m->numbers[i] >= 0)
			return true;
	return false;
}

/* A sheet that holds 2024.10 as a number has 2024.1: that may be January or October. */
static bool lost_its_zero(const struct row *row, const struct value *value)
{
	enum row_form form = row->mapping->format.form;

	return (form == ROW_FORM_XLSX || form == ROW_FORM_XLS) && slice_ends(value->raw, ".1") &&
	       value->captured.numbers[PATTERN_MONTH] == 1;
}

/* A period as one column states it; *value for messages. */
static period read_one_period(struct row *row, const struct mapped_column *column, int year,
                              struct value *value)
{
	period p;

	*value = read_value(row, column);
	if (!value_usable(row, value, true, REJECT_PERIOD_FORM))
		return PERIOD_NONE;
	p = names_a_period(&value->captured) ? pattern_period(&value->captured, year)
	                                     : period_parse(value->text);
	if (lost_its_zero(row, value)) {
		report_detail(row, REJECT_PERIOD_FORM, value, "1? 10?");
		return PERIOD_NONE;
	}
	if (p == PERIOD_NONE)
		report(row, REJECT_PERIOD_FORM, value);
	return p == PERIOD_NONE ? p : p + column->add_months;
}

period read_period(struct row *row, enum basis basis)
{
	const struct field *whole = row->mapping->named[FIELD_FILE_PERIOD];
	const struct mapped_column *column = row->mapping->named[FIELD_PERIOD]->column;
	int year = read_year(row);
	struct value value, of_file;
	bool alone = !whole && !row->mapping->named[FIELD_YEAR];
	int32_t known;
	period p;

	/* What it means depends on the basis, whose number stands where a period would. */
	if (alone && value_recall(row, column, (period)basis, &known))
		return (period)known;
	p = read_one_period(row, column, year, &value);
	if (p == PERIOD_NONE)
		return p;
	if (basis == BASIS_YEAR)
		p = period_of(period_year(p), 12);
	if (whole) {
		period file = read_one_period(row, whole->column, year, &of_file);
		if (basis == BASIS_YEAR && file != PERIOD_NONE)
			file = period_of(period_year(file), 12);
		if (file != PERIOD_NONE && file != p)
			report(row, REJECT_PERIOD_DIFFERS, &value);
	}
	if (alone)
		value_remember(row, column, (struct periods){(period)basis, (period)basis}, p);
	return p;
}

enum basis read_basis(struct row *row)
{
	const struct mapped_column *column = row->mapping->named[FIELD_BASIS]->column;
	struct value value;
	int32_t known;
	int basis;

	if (value_recall(row, column, PERIOD_NONE, &known))
		return (enum basis)known;
	value = read_value(row, column);
	if (!value_usable(row, &value, true, REJECT_BASIS_UNKNOWN))
		return BASIS_YTD;
	basis = basis_parse(value.text);
	if (basis < 0) {
		report(row, REJECT_BASIS_UNKNOWN, &value);
		return BASIS_YTD;
	}
	value_remember(row, column, EVERY_PERIOD, basis);
	return (enum basis)basis;
}

/* --- Ids and codes ------------------------------------------------------------------------ */

struct slice read_enterprise(struct row *row)
{
	const struct mapped_column *column = row->mapping->named[FIELD_ENTERPRISE]->column;
	bool uscc = row->configuration->returns.uscc;
	struct value value;
	struct slice text;

	if (value_stands(row, column, &text) && text.n &&
	    (uscc ? uscc_valid(text) : plain_text(text)))
		return text;
	value = read_value(row, column);
	if (!value_usable(row, &value, true, REJECT_VALUE_FORM) || !uscc || uscc_valid(value.text))
		return value.text;
	if (value.text.n != USCC_LENGTH || !uscc_check_character(value.text.p))
		report(row, REJECT_ID_FORM, &value);
	else
		report(row, REJECT_ID_CHECK, &value);
	return value.text;
}

/* What the row says of the places above a name. */
static void read_above(struct row *row, const struct mapped_column *column,
                       struct name_scope *scope)
{
	while ((column = column->above) && scope->above_count < CODE_DEPTH) {
		struct value value = read_value(row, column);
		if (value_usable(row, &value, false, REJECT_VALUE_FORM))
			scope->above[scope->above_count++] = value.text;
	}
}

/* Says between which nodes the name does not choose. */
static void report_ambiguous(struct row *row, const struct field *field, const struct value *value,
                             const struct name_index *names, const struct name_scope *scope)
{
	struct text list = TEXT_INIT;

	name_index_list(names, value->text, scope, &list);
	report_detail(row,
	              field->kind == FIELD_REGION ? REJECT_REGION_AMBIGUOUS
	                                          : REJECT_INDUSTRY_AMBIGUOUS,
	              value, arena_strdup(&row->scratch, text_slice(&list)));
	text_release(&list);
}

static void report_unknown(struct row *row, const struct field *field, const struct value *value,
                           const struct name_scope *scope)
{
	enum reject_code unknown =
	        field->kind == FIELD_REGION ? REJECT_REGION_UNKNOWN : REJECT_INDUSTRY_UNKNOWN;
	struct text path = TEXT_INIT;

	if (!scope->above_count) {
		report(row, unknown, value);
		return;
	}
	for (unsigned i = scope->above_count; i-- > 0;)
		text_addf(&path, "%.*s > ", SLICE_FMT(scope->above[i]));
	text_add_slice(&path, value->text);
	report_detail(row, unknown, value, arena_strdup(&row->scratch, text_slice(&path)));
	text_release(&path);
}

/* CODE_NONE, which is reported, if it names no node or several. */
static uint32_t find_by_name(struct row *row, const struct field *field, const struct value *value,
                             period at)
{
	const struct name_index *names =
	        field->kind == FIELD_REGION ? row->regions : row->industries;
	struct name_scope scope = {
	        .within = field->within, .level = field->column->level, .at = at};
	uint32_t node;

	read_above(row, field->column, &scope);
	node = name_index_find(names, value->text, &scope);
	if (node == NAME_AMBIGUOUS)
		report_ambiguous(row, field, value, names, &scope);
	else if (node == CODE_NONE)
		report_unknown(row, field, value, &scope);
	return node == NAME_AMBIGUOUS ? CODE_NONE : node;
}

/* The answer for a text that is the code: so the tree, far away in memory, is left alone. */
enum { ITSELF = -1 };

static void remember_node(struct row *row, const struct field *field, const struct value *value,
                          const struct code_node *node, int32_t number, period at)
{
	struct periods valid = {at, at};

	/* A name may be another's at another time, a code is its own. */
	if (slice_eq(value->text, node->code)) {
		valid = EVERY_PERIOD;
		if (node->valid_from != PERIOD_NONE)
			valid.from = node->valid_from;
		if (node->valid_to != PERIOD_NONE)
			valid.to = node->valid_to;
	}
	value_remember(row, field->column, valid,
	               slice_eq(value->raw, node->code) ? ITSELF : number);
}

struct slice read_code(struct row *row, const struct field *field, period at)
{
	bool is_region = field->kind == FIELD_REGION;
	enum reject_code unknown = is_region ? REJECT_REGION_UNKNOWN : REJECT_INDUSTRY_UNKNOWN;
	const struct code_tree *tree =
	        is_region ? &row->configuration->regions : &row->configuration->industries;
	struct value value;
	struct text_memory *memory;
	struct slice text;
	uint32_t node;
	int32_t known;

	memory = memory_of(row, field->column, &text);
	if (memory && text_memory_find(memory, text, at, &known))
		return known == ITSELF ? text : tree->nodes[known].code;
	value = read_value(row, field->column);
	if (!value_usable(row, &value, true, unknown))
		return slice_of("");
	node = code_tree_find(tree, value.text);
	if (node == CODE_NONE && field->column->by_name)
		node = find_by_name(row, field, &value, at);
	else if (node == CODE_NONE)
		report(row, unknown, &value);
	if (node == CODE_NONE)
		return slice_of("");
	if (at != PERIOD_NONE && !code_tree_valid_at(tree, node, at))
		report(row, is_region ? REJECT_REGION_PERIOD : REJECT_INDUSTRY_PERIOD, &value);
	else if (!field->column->above)
		remember_node(row, field, &value, &tree->nodes[node], (int32_t)node, at);
	return tree->nodes[node].code;
}

struct slice read_class(struct row *row, const struct field *field)
{
	const struct class_column *class = &row->configuration->returns.classes[field->index];
	struct value value;
	int32_t known;
	int found;

	if (value_recall(row, field->column, PERIOD_NONE, &known))
		return slice_of(class->values[known].id);
	value = read_value(row, field->column);
	if (!value_usable(row, &value, false, REJECT_CLASS_UNKNOWN))
		return slice_of("");
	found = class_value_find(class, value.text);
	if (found < 0) {
		report(row, REJECT_CLASS_UNKNOWN, &value);
		return slice_of("");
	}
	value_remember(row, field->column, EVERY_PERIOD, found);
	return slice_of(class->values[found].id);
}

struct slice read_text(struct row *row, const struct field *field)
{
	struct slice text;
	struct value value;

	if (value_stands(row, field->column, &text) && plain_text(text))
		return text;
	value = read_value(row, field->column);
	return value_usable(row, &value, false, REJECT_VALUE_FORM) ? value.text : slice_of("");
}
