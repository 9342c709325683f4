/*
 * JSON records as rows of cells: json_records.h cuts the document, Jansson parses record by
 * record, and the members that were asked for become cells.
 */
#include <stdlib.h>

#include "io/json_file.h"
#include "io/json_records.h"
#include "io/row_reader.h"

enum { LONGEST_RECORD = 16 << 20 };

struct json_rows {
	struct json_records document;
	json_t *value; /* the record */
	struct json_pointer *members;
	size_t member_count;
	struct slice *cells;
	unsigned char *kinds;
	struct text numbers;
	struct text names;
	struct arena arena;
};

static int parse_record(struct row_reader *r, struct json_rows *j, struct err *err)
{
	const size_t flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL;
	const struct text *record = &j->document.record;
	json_error_t where;

	json_decref(j->value);
	j->value = json_loadb(record->p, record->n, flags, &where);
	/* An integer beyond 64 bits is a number still, if too large for an amount. */
	if (!j->value && json_error_code(&where) == json_error_numeric_overflow) {
		j->value =
		        json_loadb(record->p, record->n, flags | JSON_DECODE_INT_AS_REAL, &where);
		if (!j->value && json_error_code(&where) == json_error_numeric_overflow) {
			r->problem = ROW_NUMBER_RANGE;
			return 0;
		}
	}
	if (!j->value)
		return json_records_wrong(&j->document,
		                          r->line + (uint64_t)(where.line > 1 ? where.line - 1 : 0),
		                          err, where.text);
	if (!json_is_object(j->value))
		r->problem = ROW_NOT_A_RECORD;
	return 0;
}

/* The key that the n-th "*" of the pointer to the records stood for, by the name "*n". */
static struct slice wildcard_key(const struct json_rows *j, const struct json_pointer *p)
{
	if (p->count != 1 || p->parts[0][0] != '*')
		return (struct slice){NULL, 0};
	return json_records_key(&j->document, strtoul(p->parts[0] + 1, NULL, 10));
}

static void set_number(struct json_rows *j, size_t i, const json_t *value)
{
	size_t start = j->numbers.n;

	if (json_decimal(value, &j->numbers) < 0) {
		j->kinds[i] = CELL_INEXACT;
		text_addf(&j->numbers, "%.17g", json_real_value(value));
	}
	/* The text may move while it grows: pointers are set when all numbers are in it. */
	j->cells[i] = (struct slice){NULL, j->numbers.n - start};
}

static void set_cell(struct json_rows *j, size_t i)
{
	const struct slice key = wildcard_key(j, &j->members[i]);
	const json_t *value;

	j->kinds[i] = CELL_TEXT;
	j->cells[i] = key.p ? key : (struct slice){"", 0};
	if (key.p)
		return;
	value = json_pointer_value(&j->members[i], j->value);
	if (!value) {
		j->kinds[i] = CELL_ABSENT;
		return;
	}
	switch (json_typeof(value)) {
	case JSON_NULL:
		break;
	case JSON_STRING:
		j->cells[i] = (struct slice){json_string_value(value), json_string_length(value)};
		break;
	case JSON_INTEGER:
	case JSON_REAL:
		set_number(j, i, value);
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		j->cells[i] = slice_of(json_is_true(value) ? "true" : "false");
		break;
	case JSON_OBJECT:
	case JSON_ARRAY:
		j->kinds[i] = CELL_COMPOUND;
	}
}

static void remember_names(struct json_rows *j)
{
	const char *name;
	json_t *value;

	if (j->names.n)
		return;
	json_object_foreach(j->value, name, value)
	        text_addf(&j->names, "%s'%s'", j->names.n ? ", " : "", name);
}

static void set_cells(struct json_rows *j)
{
	const char *number;

	text_clear(&j->numbers);
	for (size_t i = 0; i < j->member_count; i++)
		set_cell(j, i);
	number = text_slice(&j->numbers).p;
	for (size_t i = 0; i < j->member_count; i++)
		if (!j->cells[i].p) {
			j->cells[i].p = number;
			number += j->cells[i].n;
		}
}

static int json_rows_next(struct row_reader *r, struct err *err)
{
	struct json_rows *j = r->state;
	int got = json_records_next(&j->document, err);

	r->line = j->document.line;
	if (got <= 0)
		return got;
	r->problem = ROW_FINE;
	if (parse_record(r, j, err) < 0)
		return -1;
	r->raw = text_slice(&j->document.record);
	r->count = 0;
	if (r->problem == ROW_FINE) {
		remember_names(j);
		set_cells(j);
		r->count = j->member_count;
	}
	return 1;
}

static bool json_rows_constant(struct row_reader *r, const char *pointer, struct text *value)
{
	struct json_rows *j = r->state;
	struct json_pointer p;
	json_error_t where;
	json_t *frame = json_records_frame(&j->document, &where);
	const json_t *at = NULL;
	bool found = false;

	if (json_pointer_split(&p, pointer, &j->arena))
		at = json_pointer_value(&p, frame);
	if (json_is_string(at)) {
		text_adds(value, json_string_value(at));
		found = true;
	} else if (json_is_number(at)) {
		found = json_decimal(at, value) == 0;
	}
	json_decref(frame);
	return found;
}

static const char *json_rows_members(const struct row_reader *r)
{
	const struct json_rows *j = r->state;

	return j->names.p ? j->names.p : "";
}

static int split_pointers(struct json_rows *j, const struct row_format *format, struct err *err)
{
	bool fine = json_pointer_split(&j->document.way, format->records, &j->arena);

	j->member_count = format->member_count;
	j->members = xcalloc(j->member_count + 1, sizeof(*j->members));
	j->cells = xcalloc(j->member_count + 1, sizeof(*j->cells));
	j->kinds = xcalloc(j->member_count + 1, 1);
	for (size_t i = 0; i < j->member_count && fine; i++)
		fine = json_pointer_split(&j->members[i], format->members[i], &j->arena);
	if (fine)
		return 0;
	return err_set(err, RD_CONFIG,
	               T("a JSON Pointer has more than %d parts", "JSON Pointer 超过 %d 段"),
	               JSON_POINTER_PARTS);
}

static void json_rows_close(struct row_reader *r)
{
	struct json_rows *j = r->state;

	json_records_close(&j->document);
	text_release(&j->numbers);
	text_release(&j->names);
	json_decref(j->value);
	free(j->members);
	free(j->cells);
	free(j->kinds);
	arena_release(&j->arena);
	free(j);
}

static int json_rows_open(struct row_reader *r, struct input *in, const struct row_format *format,
                          struct err *err)
{
	struct json_rows *j = xcalloc(1, sizeof(*j));

	j->document.lines = format->form == ROW_FORM_JSON_LINES;
	j->document.longest_record =
	        format->longest_record ? format->longest_record : LONGEST_RECORD;
	r->state = j;
	if (json_records_take(&j->document, in, format->encoding, err) < 0)
		return -1;
	r->in = &j->document.in.in;
	if (split_pointers(j, format, err) < 0)
		return -1;
	r->cells = j->cells;
	r->kinds = j->kinds;
	return 0;
}

const struct row_form_reader json_rows = {
        .open = json_rows_open,
        .next = json_rows_next,
        .close = json_rows_close,
        .constant = json_rows_constant,
        .members = json_rows_members,
};
