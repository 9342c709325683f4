/*
 * JSON records as rows of cells, one record in memory at a time.
 *
 * A scanner walks from the top of the document to the list that the pointer names and cuts
 * it into records, which Jansson parses one by one. What is left of the document without
 * its records, the frame, is kept and parsed at the end, so that a syntax error anywhere is
 * found. The scanner itself only knows strings, brackets and lines.
 */
#include <jansson.h>
#include <stdlib.h>

#include "base/arena.h"
#include "io/encoding.h"
#include "io/json_file.h"
#include "io/row_reader.h"

enum {
	CHUNK = 64 * 1024,
	LONGEST_RECORD = 16 << 20,
	LARGEST_FRAME = 64 << 20,
	DEEPEST_POINTER = 16,
};

enum state {
	AT_START,
	AT_MEMBER,       /* a key is next, or the end of the object */
	AFTER_MEMBER,    /* a comma is next, or the end of the object */
	AT_FIRST_RECORD, /* a record is next, or the end of the list */
	AT_RECORD,
	AFTER_RECORD, /* a comma is next, or the end of the list */
	AT_LINE,      /* a record is next, or the end of the file */
	AT_END,
};

struct pointer {
	const char *segments[DEEPEST_POINTER];
	size_t count;
};

struct json_rows {
	struct text_input in;
	const char *path;
	char buffer[CHUNK];
	size_t at, have;
	uint64_t line;
	enum state state;
	struct pointer records;
	size_t depth; /* objects open on the way to the list */
	bool found;   /* there was a list */
	struct text keys[DEEPEST_POINTER];
	struct text frame; /* the document without its records */
	struct text record;
	uint64_t longest_record;
	json_t *value;
	struct pointer *members;
	size_t member_count;
	struct slice *cells;
	unsigned char *kinds;
	struct text numbers;
	struct text names;
	struct arena arena;
};

/* --- Bytes ------------------------------------------------------------------------------- */

enum { END = -1, FAILED = -2 };

static int peek(struct json_rows *j, struct err *err)
{
	ssize_t got;

	if (j->at < j->have)
		return (unsigned char)j->buffer[j->at];
	got = text_input_read(&j->in, j->buffer, CHUNK, err);
	if (got <= 0)
		return got < 0 ? FAILED : END;
	j->at = 0;
	j->have = (size_t)got;
	return (unsigned char)j->buffer[0];
}

static void advance(struct json_rows *j)
{
	if (j->buffer[j->at++] == '\n')
		j->line++;
}

/* The next byte that is no blank, not taken. */
static int peek_token(struct json_rows *j, struct err *err)
{
	int c;

	while ((c = peek(j, err)) == ' ' || c == '\n' || c == '\r' || c == '\t')
		advance(j);
	return c;
}

static int wrong(const struct json_rows *j, uint64_t line, struct err *err, const char *message)
{
	err_set(err, RD_INPUT, T("JSON: %s", "JSON 有误：%s"), message);
	err_hint(err, T("look at the commas, quotes and brackets there, or whether the file is cut",
	                "请检查该处的逗号、引号和括号，或文件是否不完整"));
	return err_at(err, j->path, line, 0);
}

static int unexpected(const struct json_rows *j, int c, const char *wanted, struct err *err)
{
	char message[128];

	if (c == FAILED)
		return -1;
	if (c == END)
		return wrong(j, j->line, err, T("the file ends in the middle", "文件在中途结束"));
	snprintf(message, sizeof(message), T("'%c' where %s is expected", "出现 '%c'，此处应为%s"),
	         c, wanted);
	return wrong(j, j->line, err, message);
}

/* Takes the byte c, which must be next, into the frame. */
static int take(struct json_rows *j, char c, struct err *err)
{
	const char name[] = {'\'', c, '\'', '\0'};
	int next = peek_token(j, err);

	if (next != c)
		return unexpected(j, next, name, err);
	advance(j);
	text_addc(&j->frame, c);
	return 0;
}

static int too_long(const struct json_rows *j, uint64_t line, uint64_t limit, struct err *err)
{
	err_set(err, RD_INPUT,
	        T("JSON: a value is longer than %llu bytes", "JSON 有误：一个值超过 %llu 字节"),
	        (unsigned long long)limit);
	err_hint(err, T("does 'records' in the mapping point at the list of records?",
	                "映射里的 records 是否指向记录列表？"));
	return err_at(err, j->path, line, 0);
}

static bool ends_scalar(int c)
{
	return c == ',' || c == ']' || c == '}' || c == ':' || c == ' ' || c == '\t' || c == '\r' ||
	       c == '\n' || c == END;
}

/* The rest of a string whose opening quote was taken. */
static int copy_string(struct json_rows *j, struct text *into, uint64_t limit, struct err *err)
{
	uint64_t line = j->line;
	bool escaped = false;

	for (;;) {
		int c = peek(j, err);
		if (c == FAILED)
			return -1;
		if (c == END)
			return wrong(j, line, err, T("a text is not closed", "字符串没有闭合"));
		advance(j);
		text_addc(into, (char)c);
		if (into->n > limit)
			return too_long(j, line, limit, err);
		if (escaped)
			escaped = false;
		else if (c == '\\')
			escaped = true;
		else if (c == '"')
			return 0;
	}
}

/* One whole value as it stands. Whether its insides are right is for Jansson to say. */
static int copy_value(struct json_rows *j, struct text *into, uint64_t limit, struct err *err)
{
	uint64_t line = j->line, depth = 0;
	int c = peek_token(j, err);

	if (c < 0 || c == ',' || c == ']' || c == '}' || c == ':')
		return unexpected(j, c, T("a value", "一个值"), err);
	do {
		c = peek(j, err);
		if (c == FAILED)
			return -1;
		if (c == END)
			return wrong(j, line, err,
			             T("a value that starts here is not complete",
			               "此处开始的值不完整"));
		advance(j);
		text_addc(into, (char)c);
		if (c == '"' && copy_string(j, into, limit, err) < 0)
			return -1;
		if (c == '{' || c == '[')
			depth++;
		if (c == '}' || c == ']')
			depth--;
		if (into->n > limit)
			return too_long(j, line, limit, err);
		if (depth == 0 && c != '"' && c != '}' && c != ']')
			while (!ends_scalar(c = peek(j, err))) {
				if (c == FAILED || into->n > limit)
					return c == FAILED ? -1 : too_long(j, line, limit, err);
				advance(j);
				text_addc(into, (char)c);
			}
	} while (depth);
	return 0;
}

/* --- The way to the records -------------------------------------------------------------- */

/* "/a/b" in its parts, with ~1 and ~0 as / and ~ (RFC 6901); a plain name is one part. */
static bool pointer_split(struct pointer *p, const char *text, struct arena *arena)
{
	const char *at = text;

	p->count = 0;
	if (!text || !*text)
		return true;
	if (*text != '/') {
		p->segments[p->count++] = arena_strdup(arena, slice_of(text));
		return true;
	}
	while (*at == '/') {
		size_t n = strcspn(++at, "/");
		char *segment = arena_strdup(arena, (struct slice){at, n}), *to = segment;
		if (p->count == DEEPEST_POINTER)
			return false;
		for (const char *from = segment; *from; from++) {
			bool escape = *from == '~' && (from[1] == '0' || from[1] == '1');
			*to++ = escape ? (from[1] == '0' ? '~' : '/') : *from;
			from += escape;
		}
		*to = '\0';
		p->segments[p->count++] = segment;
		at += n;
	}
	return true;
}

static bool is_wildcard(const char *segment)
{
	return strcmp(segment, "*") == 0;
}

static int no_list(const struct json_rows *j, struct err *err)
{
	struct text where = TEXT_INIT;

	for (size_t i = 0; i < j->records.count; i++)
		text_addf(&where, "/%s", j->records.segments[i]);
	if (where.n)
		err_set(err, RD_INPUT,
		        T("there is no list of records at '%s'", "'%s' 处没有记录列表"), where.p);
	else
		err_set(err, RD_INPUT,
		        T("the document is no list of records", "文档本身不是记录列表"));
	text_release(&where);
	err_hint(err, T("say in the mapping where the list is: \"records\": \"/items\"",
	                "请在映射中写明列表位置：\"records\": \"/items\""));
	return err_at(err, j->path, j->line, 0);
}

/* At the value that the first `depth` parts of the pointer lead to. */
static int enter_value(struct json_rows *j, struct err *err)
{
	bool is_list = j->depth == j->records.count;
	int c = peek_token(j, err);

	if (c < 0)
		return unexpected(j, c, T("a value", "一个值"), err);
	if (c == (is_list ? '[' : '{')) {
		if (take(j, is_list ? '[' : '{', err) < 0)
			return -1;
		j->state = is_list ? AT_FIRST_RECORD : AT_MEMBER;
		if (is_list)
			j->found = true;
		else
			j->depth++;
		return 0;
	}
	for (size_t i = 0; i < j->depth; i++)
		if (is_wildcard(j->records.segments[i])) {
			j->state = AFTER_MEMBER; /* "*" passes over what leads to no list */
			return copy_value(j, &j->frame, LARGEST_FRAME, err);
		}
	return no_list(j, err);
}

/* Reads a key into the frame and, without its quotes and escapes, into keys[depth - 1]. */
static int read_key(struct json_rows *j, struct err *err)
{
	struct text *key = &j->keys[j->depth - 1];
	size_t start = j->frame.n;
	json_error_t where;
	json_t *decoded;

	if (copy_value(j, &j->frame, LARGEST_FRAME, err) < 0)
		return -1;
	decoded = json_loadb(j->frame.p + start, j->frame.n - start, JSON_DECODE_ANY, &where);
	if (!json_is_string(decoded)) {
		json_decref(decoded);
		return wrong(j, j->line, err, T("a key must be a text", "键必须是字符串"));
	}
	text_clear(key);
	text_adds(key, json_string_value(decoded));
	json_decref(decoded);
	return 0;
}

static int pass_member(struct json_rows *j, struct err *err)
{
	const char *wanted = j->records.segments[j->depth - 1];

	if (read_key(j, err) < 0 || take(j, ':', err) < 0)
		return -1;
	if (is_wildcard(wanted) || strcmp(wanted, j->keys[j->depth - 1].p) == 0)
		return enter_value(j, err);
	j->state = AFTER_MEMBER;
	return copy_value(j, &j->frame, LARGEST_FRAME, err);
}

static int leave_object(struct json_rows *j, struct err *err)
{
	if (take(j, '}', err) < 0)
		return -1;
	j->depth--;
	j->state = j->depth ? AFTER_MEMBER : AT_END;
	return 0;
}

static int leave_list(struct json_rows *j, struct err *err)
{
	if (take(j, ']', err) < 0)
		return -1;
	j->state = j->depth ? AFTER_MEMBER : AT_END;
	return 0;
}

/* The frame as it is so far, its open brackets closed. */
static json_t *parse_frame(struct json_rows *j, bool in_list, json_error_t *where)
{
	struct text closed = TEXT_INIT;
	json_t *frame;

	text_add_slice(&closed, text_slice(&j->frame));
	if (in_list)
		text_addc(&closed, ']');
	for (size_t i = 0; i < j->depth; i++)
		text_addc(&closed, '}');
	frame = json_loadb(text_slice(&closed).p, closed.n, JSON_REJECT_DUPLICATES, where);
	text_release(&closed);
	return frame;
}

static int finish(struct json_rows *j, struct err *err)
{
	int c = peek_token(j, err);
	json_error_t where;
	json_t *frame;

	if (c != END)
		return unexpected(j, c, T("the end of the file", "文件结尾"), err);
	if (!j->found)
		return no_list(j, err);
	if (j->frame.n == 0)
		return 0;
	frame = parse_frame(j, false, &where);
	if (!frame)
		return wrong(j, 0, err, where.text);
	json_decref(frame);
	return 0;
}

/* --- Records ----------------------------------------------------------------------------- */

static int parse_record(struct row_reader *r, struct json_rows *j, struct err *err)
{
	const size_t flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL;
	json_error_t where;

	json_decref(j->value);
	j->value = json_loadb(j->record.p, j->record.n, flags, &where);
	/* An integer beyond 64 bits is a number still, if too large for an amount. */
	if (!j->value && json_error_code(&where) == json_error_numeric_overflow) {
		j->value = json_loadb(j->record.p, j->record.n, flags | JSON_DECODE_INT_AS_REAL,
		                      &where);
		if (!j->value && json_error_code(&where) == json_error_numeric_overflow) {
			r->problem = ROW_NUMBER_RANGE;
			return 0;
		}
	}
	if (!j->value)
		return wrong(j, r->line + (uint64_t)(where.line > 1 ? where.line - 1 : 0), err,
		             where.text);
	if (!json_is_object(j->value))
		r->problem = ROW_NOT_A_RECORD;
	return 0;
}

static const json_t *member_value(const struct json_rows *j, const struct pointer *p)
{
	const json_t *value = j->value;

	for (size_t i = 0; i < p->count && value; i++)
		value = json_is_array(value)
		                ? json_array_get(value, strtoul(p->segments[i], NULL, 10))
		                : json_object_get(value, p->segments[i]);
	return value;
}

/* The key that the n-th "*" of the pointer to the records stood for, by the name "*n". */
static bool wildcard_value(const struct json_rows *j, const struct pointer *p, struct slice *value)
{
	unsigned long wanted;

	if (p->count != 1 || p->segments[0][0] != '*')
		return false;
	wanted = strtoul(p->segments[0] + 1, NULL, 10);
	for (size_t i = 0; i < j->records.count; i++)
		if (is_wildcard(j->records.segments[i]) && --wanted == 0) {
			*value = text_slice(&j->keys[i]);
			return true;
		}
	return false;
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
	const json_t *value;

	j->kinds[i] = CELL_TEXT;
	j->cells[i] = (struct slice){"", 0};
	if (wildcard_value(j, &j->members[i], &j->cells[i]))
		return;
	value = member_value(j, &j->members[i]);
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

static int read_record(struct row_reader *r, struct json_rows *j, struct err *err)
{
	const char *number = NULL;

	text_clear(&j->record);
	peek_token(j, err);
	r->line = j->line;
	r->problem = ROW_FINE;
	r->raw = (struct slice){"", 0};
	if (copy_value(j, &j->record, j->longest_record, err) < 0 || parse_record(r, j, err) < 0)
		return -1;
	r->raw = text_slice(&j->record);
	r->count = 0;
	if (r->problem != ROW_FINE)
		return 1;
	remember_names(j);
	text_clear(&j->numbers);
	for (size_t i = 0; i < j->member_count; i++)
		set_cell(j, i);
	number = text_slice(&j->numbers).p;
	for (size_t i = 0; i < j->member_count; i++)
		if (!j->cells[i].p) {
			j->cells[i].p = number;
			number += j->cells[i].n;
		}
	r->count = j->member_count;
	return 1;
}

static int start(struct json_rows *j, struct err *err)
{
	int c = peek_token(j, err);

	if (c != END)
		return enter_value(j, err);
	err_set(err, RD_INPUT, T("the file is empty", "文件为空"));
	err_hint(err, T("fetch or export it again", "请重新获取或导出该文件"));
	return err_at(err, j->path, 0, 0);
}

/* One step on the way to the next record: 1 a record, 0 go on, -1 an error. */
static int step(struct row_reader *r, struct json_rows *j, int c, struct err *err)
{
	switch (j->state) {
	case AT_START:
		return start(j, err);
	case AT_MEMBER:
		return c == '}' ? leave_object(j, err) : pass_member(j, err);
	case AFTER_MEMBER:
		if (c == '}')
			return leave_object(j, err);
		j->state = AT_MEMBER;
		return c == ',' ? take(j, ',', err)
		                : unexpected(j, c, T("',' or '}'", " ',' 或 '}'"), err);
	case AFTER_RECORD:
		if (c == ']')
			return leave_list(j, err);
		if (c != ',')
			return unexpected(j, c, T("',' or ']'", " ',' 或 ']'"), err);
		advance(j);
		j->state = AT_RECORD;
		return 0;
	case AT_FIRST_RECORD:
		if (c == ']')
			return leave_list(j, err);
		/* fall through */
	case AT_RECORD:
		j->state = AFTER_RECORD;
		/* fall through */
	case AT_LINE:
	case AT_END:
		break;
	}
	return read_record(r, j, err);
}

static int json_rows_next(struct row_reader *r, struct err *err)
{
	struct json_rows *j = r->state;
	int result = 0;

	while (result == 0) {
		int c = peek_token(j, err);
		if (c == FAILED)
			return -1;
		if (j->state == AT_END)
			return finish(j, err);
		if (j->state == AT_LINE && c == END)
			return 0;
		result = step(r, j, c, err);
	}
	return result;
}

static bool json_rows_constant(struct row_reader *r, const char *pointer, struct text *value)
{
	struct json_rows *j = r->state;
	struct pointer p;
	json_error_t where;
	json_t *frame = parse_frame(j, j->state == AT_RECORD || j->state == AFTER_RECORD, &where);
	const json_t *at = frame;
	bool found = false;

	if (!pointer_split(&p, pointer, &j->arena))
		at = NULL;
	for (size_t i = 0; i < p.count && at; i++)
		at = json_object_get(at, p.segments[i]);
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
	bool fine = pointer_split(&j->records, format->records, &j->arena);

	j->member_count = format->member_count;
	j->members = xcalloc(j->member_count + 1, sizeof(*j->members));
	j->cells = xcalloc(j->member_count + 1, sizeof(*j->cells));
	j->kinds = xcalloc(j->member_count + 1, 1);
	for (size_t i = 0; i < j->member_count && fine; i++)
		fine = pointer_split(&j->members[i], format->members[i], &j->arena);
	if (fine)
		return 0;
	return err_set(err, RD_CONFIG,
	               T("a JSON Pointer has more than %d parts", "JSON Pointer 超过 %d 段"),
	               DEEPEST_POINTER);
}

static void json_rows_close(struct row_reader *r)
{
	struct json_rows *j = r->state;

	text_input_close(&j->in);
	for (size_t i = 0; i < DEEPEST_POINTER; i++)
		text_release(&j->keys[i]);
	text_release(&j->frame);
	text_release(&j->record);
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

	j->line = 1;
	j->state = format->form == ROW_FORM_JSON_LINES ? AT_LINE : AT_START;
	j->found = j->state == AT_LINE;
	j->longest_record = format->longest_record ? format->longest_record : LONGEST_RECORD;
	r->state = j;
	if (text_input_take(&j->in, in, format->encoding, err) < 0)
		return -1;
	j->path = j->in.in.path;
	r->in = &j->in.in;
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
