#include "io/json_records.h"

enum { LARGEST_FRAME = 64 << 20 };

/* --- Bytes ------------------------------------------------------------------------------- */

enum { END = -1, FAILED = -2 };

static int peek(struct json_records *d, struct err *err)
{
	ssize_t got;

	if (d->at < d->have)
		return (unsigned char)d->buffer[d->at];
	got = text_input_read(&d->in, d->buffer, sizeof(d->buffer), err);
	if (got <= 0)
		return got < 0 ? FAILED : END;
	d->at = 0;
	d->have = (size_t)got;
	return (unsigned char)d->buffer[0];
}

static void advance(struct json_records *d)
{
	if (d->buffer[d->at++] == '\n')
		d->next_line++;
}

/* The next byte that is no blank, not taken. */
static int peek_token(struct json_records *d, struct err *err)
{
	int c;

	while ((c = peek(d, err)) == ' ' || c == '\n' || c == '\r' || c == '\t')
		advance(d);
	return c;
}

int json_records_wrong(const struct json_records *d, uint64_t line, struct err *err,
                       const char *message)
{
	err_set(err, RD_INPUT, T("JSON: %s", "JSON 有误：%s"), message);
	err_hint(err, T("look at the commas, quotes and brackets there, or whether the file is cut",
	                "请检查该处的逗号、引号和括号，或文件是否不完整"));
	return err_at(err, d->in.in.path, line, 0);
}

static int unexpected(const struct json_records *d, int c, const char *wanted, struct err *err)
{
	char message[128];

	if (c == FAILED)
		return -1;
	if (c == END)
		return json_records_wrong(d, d->next_line, err,
		                          T("the file ends in the middle", "文件在中途结束"));
	snprintf(message, sizeof(message), T("'%c' where %s is expected", "出现 '%c'，此处应为%s"),
	         c, wanted);
	return json_records_wrong(d, d->next_line, err, message);
}

/* Takes the byte c, which must be next, into the frame. */
static int take(struct json_records *d, char c, struct err *err)
{
	const char name[] = {'\'', c, '\'', '\0'};
	int next = peek_token(d, err);

	if (next != c)
		return unexpected(d, next, name, err);
	advance(d);
	text_addc(&d->frame, c);
	return 0;
}

static int too_long(const struct json_records *d, uint64_t line, uint64_t limit, struct err *err)
{
	err_set(err, RD_INPUT,
	        T("JSON: a value is longer than %llu bytes", "JSON 有误：一个值超过 %llu 字节"),
	        (unsigned long long)limit);
	err_hint(err, T("does 'records' in the mapping point at the list of records?",
	                "映射里的 records 是否指向记录列表？"));
	return err_at(err, d->in.in.path, line, 0);
}

static bool ends_scalar(int c)
{
	return c == ',' || c == ']' || c == '}' || c == ':' || c == ' ' || c == '\t' || c == '\r' ||
	       c == '\n' || c == END;
}

/* The rest of a string whose opening quote was taken. */
static int copy_string(struct json_records *d, struct text *into, uint64_t limit, struct err *err)
{
	uint64_t line = d->next_line;
	bool escaped = false;

	for (;;) {
		int c = peek(d, err);
		if (c == FAILED)
			return -1;
		if (c == END)
			return json_records_wrong(d, line, err,
			                          T("a text is not closed", "字符串没有闭合"));
		advance(d);
		text_addc(into, (char)c);
		if (into->n > limit)
			return too_long(d, line, limit, err);
		if (escaped)
			escaped = false;
		else if (c == '\\')
			escaped = true;
		else if (c == '"')
			return 0;
	}
}

/* One whole value as it stands. Whether its insides are right is for Jansson to say. */
static int copy_value(struct json_records *d, struct text *into, uint64_t limit, struct err *err)
{
	uint64_t line = d->next_line, depth = 0;
	int c = peek_token(d, err);

	if (c < 0 || c == ',' || c == ']' || c == '}' || c == ':')
		return unexpected(d, c, T("a value", "一个值"), err);
	do {
		c = peek(d, err);
		if (c == FAILED)
			return -1;
		if (c == END)
			return json_records_wrong(d, line, err,
			                          T("a value that starts here is not complete",
			                            "此处开始的值不完整"));
		advance(d);
		text_addc(into, (char)c);
		if (c == '"' && copy_string(d, into, limit, err) < 0)
			return -1;
		if (c == '{' || c == '[')
			depth++;
		if (c == '}' || c == ']')
			depth--;
		if (into->n > limit)
			return too_long(d, line, limit, err);
		if (depth == 0 && c != '"' && c != '}' && c != ']')
			while (!ends_scalar(c = peek(d, err))) {
				if (c == FAILED || into->n > limit)
					return c == FAILED ? -1 : too_long(d, line, limit, err);
				advance(d);
				text_addc(into, (char)c);
			}
	} while (depth);
	return 0;
}

/* --- The way to the records -------------------------------------------------------------- */

static bool is_wildcard(const char *segment)
{
	return strcmp(segment, "*") == 0;
}

static int no_list(const struct json_records *d, struct err *err)
{
	struct text where = TEXT_INIT;

	for (size_t i = 0; i < d->way.count; i++)
		text_addf(&where, "/%s", d->way.parts[i]);
	if (where.n)
		err_set(err, RD_INPUT,
		        T("there is no list of records at '%s'", "'%s' 处没有记录列表"), where.p);
	else
		err_set(err, RD_INPUT,
		        T("the document is no list of records", "文档本身不是记录列表"));
	text_release(&where);
	err_hint(err, T("say in the mapping where the list is: \"records\": \"/items\"",
	                "请在映射中写明列表位置：\"records\": \"/items\""));
	return err_at(err, d->in.in.path, d->next_line, 0);
}

/* At the value that the first `depth` parts of the pointer lead to. */
static int enter_value(struct json_records *d, struct err *err)
{
	bool is_list = d->depth == d->way.count;
	int c = peek_token(d, err);

	if (c < 0)
		return unexpected(d, c, T("a value", "一个值"), err);
	if (c == (is_list ? '[' : '{')) {
		if (take(d, is_list ? '[' : '{', err) < 0)
			return -1;
		d->state = is_list ? JSON_AT_FIRST_RECORD : JSON_AT_MEMBER;
		if (is_list)
			d->found = true;
		else
			d->depth++;
		return 0;
	}
	for (size_t i = 0; i < d->depth; i++)
		if (is_wildcard(d->way.parts[i])) {
			d->state = JSON_AFTER_MEMBER; /* "*" passes over what leads to no list */
			return copy_value(d, &d->frame, LARGEST_FRAME, err);
		}
	return no_list(d, err);
}

/* Reads a key into the frame and, without its quotes and escapes, into keys[depth - 1]. */
static int read_key(struct json_records *d, struct err *err)
{
	struct text *key = &d->keys[d->depth - 1];
	size_t start = d->frame.n;
	json_error_t where;
	json_t *decoded;

	if (copy_value(d, &d->frame, LARGEST_FRAME, err) < 0)
		return -1;
	decoded = json_loadb(d->frame.p + start, d->frame.n - start, JSON_DECODE_ANY, &where);
	if (!json_is_string(decoded)) {
		json_decref(decoded);
		return json_records_wrong(d, d->next_line, err,
		                          T("a key must be a text", "键必须是字符串"));
	}
	text_clear(key);
	text_adds(key, json_string_value(decoded));
	json_decref(decoded);
	return 0;
}

static int pass_member(struct json_records *d, struct err *err)
{
	const char *wanted = d->way.parts[d->depth - 1];

	if (read_key(d, err) < 0 || take(d, ':', err) < 0)
		return -1;
	if (is_wildcard(wanted) || strcmp(wanted, d->keys[d->depth - 1].p) == 0)
		return enter_value(d, err);
	d->state = JSON_AFTER_MEMBER;
	return copy_value(d, &d->frame, LARGEST_FRAME, err);
}

static int leave_object(struct json_records *d, struct err *err)
{
	if (take(d, '}', err) < 0)
		return -1;
	d->depth--;
	d->state = d->depth ? JSON_AFTER_MEMBER : JSON_AT_END;
	return 0;
}

static int leave_list(struct json_records *d, struct err *err)
{
	if (take(d, ']', err) < 0)
		return -1;
	d->state = d->depth ? JSON_AFTER_MEMBER : JSON_AT_END;
	return 0;
}

json_t *json_records_frame(const struct json_records *d, json_error_t *where)
{
	bool in_list = d->state == JSON_AT_RECORD || d->state == JSON_AFTER_RECORD;
	struct text closed = TEXT_INIT;
	json_t *frame;

	text_add_slice(&closed, text_slice(&d->frame));
	if (in_list)
		text_addc(&closed, ']');
	for (size_t i = 0; i < d->depth; i++)
		text_addc(&closed, '}');
	frame = json_loadb(text_slice(&closed).p, closed.n, JSON_REJECT_DUPLICATES, where);
	text_release(&closed);
	return frame;
}

static int finish(struct json_records *d, struct err *err)
{
	int c = peek_token(d, err);
	json_error_t where;
	json_t *frame;

	if (c != END)
		return unexpected(d, c, T("the end of the file", "文件结尾"), err);
	if (!d->found)
		return no_list(d, err);
	if (d->frame.n == 0)
		return 0;
	frame = json_records_frame(d, &where);
	if (!frame)
		return json_records_wrong(d, 0, err, where.text);
	json_decref(frame);
	return 0;
}

/* --- Records ----------------------------------------------------------------------------- */

int json_records_take(struct json_records *d, struct input *in, const char *encoding,
                      struct err *err)
{
	d->next_line = 1;
	d->state = d->lines ? JSON_AT_LINE : JSON_AT_START;
	d->found = d->lines;
	return text_input_take(&d->in, in, encoding, err);
}

void json_records_close(struct json_records *d)
{
	text_input_close(&d->in);
	for (size_t i = 0; i < JSON_POINTER_PARTS; i++)
		text_release(&d->keys[i]);
	text_release(&d->frame);
	text_release(&d->record);
}

struct slice json_records_key(const struct json_records *d, unsigned long n)
{
	for (size_t i = 0; i < d->way.count; i++)
		if (is_wildcard(d->way.parts[i]) && --n == 0)
			return text_slice(&d->keys[i]);
	return (struct slice){NULL, 0};
}

static int copy_record(struct json_records *d, struct err *err)
{
	text_clear(&d->record);
	d->line = d->next_line;
	return copy_value(d, &d->record, d->longest_record, err) < 0 ? -1 : 1;
}

static int start(struct json_records *d, struct err *err)
{
	int c = peek_token(d, err);

	if (c != END)
		return enter_value(d, err);
	err_set(err, RD_INPUT, T("the file is empty", "文件为空"));
	err_hint(err, T("fetch or export it again", "请重新获取或导出该文件"));
	return err_at(err, d->in.in.path, 0, 0);
}

/* One step on the way to the next record: 1 a record, 0 go on, -1 an error. */
static int step(struct json_records *d, int c, struct err *err)
{
	switch (d->state) {
	case JSON_AT_START:
		return start(d, err);
	case JSON_AT_MEMBER:
		return c == '}' ? leave_object(d, err) : pass_member(d, err);
	case JSON_AFTER_MEMBER:
		if (c == '}')
			return leave_object(d, err);
		d->state = JSON_AT_MEMBER;
		return c == ',' ? take(d, ',', err)
		                : unexpected(d, c, T("',' or '}'", " ',' 或 '}'"), err);
	case JSON_AFTER_RECORD:
		if (c == ']')
			return leave_list(d, err);
		if (c != ',')
			return unexpected(d, c, T("',' or ']'", " ',' 或 ']'"), err);
		advance(d);
		d->state = JSON_AT_RECORD;
		return 0;
	case JSON_AT_FIRST_RECORD:
		if (c == ']')
			return leave_list(d, err);
		/* fall through */
	case JSON_AT_RECORD:
		d->state = JSON_AFTER_RECORD;
		/* fall through */
	case JSON_AT_LINE:
	case JSON_AT_END:
		break;
	}
	return copy_record(d, err);
}

int json_records_next(struct json_records *d, struct err *err)
{
	int result = 0;

	while (result == 0) {
		int c = peek_token(d, err);
		if (c == FAILED)
			return -1;
		if (d->state == JSON_AT_END)
			return finish(d, err);
		if (d->state == JSON_AT_LINE && c == END)
			return 0;
		result = step(d, c, err);
	}
	return result;
}
