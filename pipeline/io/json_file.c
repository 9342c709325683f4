#include "io/json_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "io/input.h"

enum { LARGEST = 1 << 30 };

const char *bilingual_text(struct bilingual b)
{
	const char *text = T(b.en, b.zh);

	return text ? text : "";
}

json_t *json_load_path(const char *path, enum exit_code code, struct err *err)
{
	json_error_t where;
	json_t *root;
	size_t n;
	char *all;

	all = input_whole(path, LARGEST, &n, code, err);
	if (!all)
		return NULL;
	root = json_loadb(all, n, JSON_REJECT_DUPLICATES, &where);
	free(all);
	if (root)
		return root;
	err_set(err, code, T("JSON: %s", "JSON 有误：%s"), where.text);
	err_at(err, path, where.line > 0 ? (uint64_t)where.line : 0,
	       where.column > 0 ? (uint64_t)where.column : 0);
	err_hint(err, n == 0 ? T("the file is empty", "文件是空的")
	                     : T("look at the commas, quotes and brackets there, or whether the "
	                         "file is cut",
	                         "请检查该处的逗号、引号和括号，或文件是否不完整"));
	return NULL;
}

/* Made for every value that is read. */
static struct json_place below(const struct json_place *at, const char *between, const char *name)
{
	struct slice path = slice_of(at->path), dot = slice_of(between), last = slice_of(name);
	char *whole = arena_alloc(at->arena, path.n + dot.n + last.n + 1);

	memcpy(whole, path.p, path.n);
	memcpy(whole + path.n, dot.p, dot.n);
	memcpy(whole + path.n + dot.n, last.p, last.n + 1);
	return (struct json_place){at->file, whole, at->arena};
}

struct json_place json_member(const struct json_place *at, const char *key)
{
	return below(at, at->path[0] ? "." : "", key);
}

struct json_place json_element(const struct json_place *at, size_t index)
{
	char number[24];

	snprintf(number, sizeof(number), "[%zu]", index);
	return below(at, "", number);
}

int json_wrong(const struct json_place *at, struct err *err, const char *fmt, ...)
{
	struct text t = TEXT_INIT;
	va_list ap;

	if (at->path[0])
		text_addf(&t, "%s%s", at->path, T(": ", "："));
	va_start(ap, fmt);
	text_vaddf(&t, fmt, ap);
	va_end(ap);
	err_set(err, RD_CONFIG, "%s", t.p);
	text_release(&t);
	return err_at(err, at->file, 0, 0);
}

int json_choice(const struct json_place *at, const char *text, const char *const *names,
                size_t count, struct err *err)
{
	struct text known = TEXT_INIT;
	const char *near;

	for (size_t i = 0; i < count; i++)
		if (strcmp(text, names[i]) == 0)
			return (int)i;
	json_wrong(at, err, T("'%s' is not known here", "此处不认识 '%s'"), text);
	near = nearest_word(text, names, count);
	for (size_t i = 0; i < count; i++)
		text_addf(&known, "%s%s", i ? ", " : "", names[i]);
	if (near)
		err_hint(err, T("did you mean '%s'?", "是否想写 '%s'？"), near);
	else
		err_hint(err, T("one of: %s", "可用：%s"), known.p ? known.p : "");
	text_release(&known);
	return -1;
}

static const char *type_name(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return T("an object", "对象");
	case JSON_ARRAY:
		return T("a list", "列表");
	case JSON_STRING:
		return T("a text", "文本");
	case JSON_INTEGER:
	case JSON_REAL:
		return T("a number", "数字");
	case JSON_TRUE:
	case JSON_FALSE:
		return T("true or false", "布尔值");
	case JSON_NULL:
		return "null";
	}
	return "?";
}

static int wrong_type(const struct json_place *at, const json_t *value, const char *wanted,
                      struct err *err)
{
	return json_wrong(at, err, T("must be %s, not %s", "应为%s，而不是%s"), wanted,
	                  type_name(value));
}

static int read_text(const struct json_place *at, const json_t *value, const char **target,
                     struct err *err)
{
	struct slice text;

	if (!json_is_string(value))
		return wrong_type(at, value, T("a text", "文本"), err);
	text = (struct slice){json_string_value(value), json_string_length(value)};
	if (text.n == 0)
		return json_wrong(at, err, T("must not be empty", "不能为空"));
	*target = arena_strdup(at->arena, text);
	return 0;
}

static int read_texts(const struct json_place *at, const json_t *value, struct json_texts *target,
                      struct err *err)
{
	size_t n = json_is_array(value) ? json_array_size(value) : 1;

	target->items = arena_alloc(at->arena, (n ? n : 1) * sizeof(char *));
	target->count = n;
	if (!json_is_array(value))
		return read_text(at, value, &target->items[0], err);
	for (size_t i = 0; i < n; i++) {
		struct json_place element = json_element(at, i);
		if (read_text(&element, json_array_get(value, i), &target->items[i], err) < 0)
			return -1;
	}
	return 0;
}

static int read_bilingual(const struct json_place *at, const json_t *value,
                          struct bilingual *target, struct err *err)
{
	static const struct json_key keys[] = {
	        {"zh", JSON_KEY_TEXT, offsetof(struct bilingual, zh), JSON_REQUIRED, NULL},
	        {"en", JSON_KEY_TEXT, offsetof(struct bilingual, en), JSON_REQUIRED, NULL},
	};

	return json_read_object(at, value, keys, 2, target, err);
}

static int read_count(const struct json_place *at, const json_t *value, uint64_t *target,
                      struct err *err)
{
	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return wrong_type(at, value, T("a whole number of 0 or more", "不小于 0 的整数"),
		                  err);
	*target = (uint64_t)json_integer_value(value);
	return 0;
}

static int read_value(const struct json_place *at, const json_t *value, const struct json_key *key,
                      void *target, struct err *err)
{
	void *field = (char *)target + key->offset;

	switch (key->kind) {
	case JSON_KEY_TEXT:
		return read_text(at, value, field, err);
	case JSON_KEY_BOOL:
		if (!json_is_boolean(value))
			return wrong_type(at, value, T("true or false", "true 或 false"), err);
		*(bool *)field = json_is_true(value);
		return 0;
	case JSON_KEY_COUNT:
		return read_count(at, value, field, err);
	case JSON_KEY_BILINGUAL:
		return read_bilingual(at, value, field, err);
	case JSON_KEY_TEXTS:
		return read_texts(at, value, field, err);
	case JSON_KEY_CUSTOM:
		return key->read(at, value, field, err);
	}
	return 0;
}

static const struct json_key *find_key(const struct json_key *keys, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(keys[i].name, name) == 0)
			return &keys[i];
	return NULL;
}

static int unknown_key(const struct json_place *at, const char *name, const struct json_key *keys,
                       size_t count, struct err *err)
{
	const char **names = xcalloc(count, sizeof(*names));

	for (size_t i = 0; i < count; i++)
		names[i] = keys[i].name;
	json_choice(at, name, names, count, err);
	free(names);
	return -1;
}

int json_read_object(const struct json_place *at, const json_t *object, const struct json_key *keys,
                     size_t count, void *target, struct err *err)
{
	const char *name;
	json_t *value;

	if (!json_is_object(object))
		return wrong_type(at, object, T("an object", "对象"), err);
	json_object_foreach((json_t *)(uintptr_t)object, name, value)
	{
		const struct json_key *key = find_key(keys, count, name);
		struct json_place member;
		if (name[0] == '_') /* a remark */
			continue;
		if (!key)
			return unknown_key(at, name, keys, count, err);
		member = json_member(at, name);
		if (read_value(&member, value, key, target, err) < 0)
			return -1;
	}
	for (size_t i = 0; i < count; i++)
		if ((keys[i].flags & JSON_REQUIRED) && !json_object_get(object, keys[i].name))
			return json_wrong(at, err, T("the key '%s' is missing", "缺少键 '%s'"),
			                  keys[i].name);
	return 0;
}

int json_read_list(const struct json_place *at, const json_t *list, const struct json_key *keys,
                   size_t key_count, size_t size, void **items, size_t *count, struct err *err)
{
	size_t n = json_array_size(list);
	char *elements;

	if (!json_is_array(list))
		return wrong_type(at, list, T("a list", "列表"), err);
	elements = arena_alloc(at->arena, (n ? n : 1) * size);
	memset(elements, 0, n * size);
	for (size_t i = 0; i < n; i++) {
		struct json_place element = json_element(at, i);
		if (json_read_object(&element, json_array_get(list, i), keys, key_count,
		                     elements + i * size, err) < 0)
			return -1;
	}
	*items = elements;
	*count = n;
	return 0;
}

/* Digits and exponent of "d.ddde±x" as plain digits. */
static void plain_digits(const char *scientific, struct text *out)
{
	const char *at = scientific;
	char digits[32];
	int count = 0;
	int point;

	if (*at == '-')
		text_addc(out, *at++);
	for (; *at && *at != 'e'; at++)
		if (*at != '.')
			digits[count++] = *at;
	point = 1 + (int)strtol(at + 1, NULL, 10);
	while (count > 1 && digits[count - 1] == '0')
		count--;
	if (point <= 0)
		text_adds(out, "0.");
	for (int i = point; i < 0; i++)
		text_addc(out, '0');
	for (int i = 0; i < count || i < point; i++) {
		if (i == point && i > 0)
			text_addc(out, '.');
		text_addc(out, i < count ? digits[i] : '0');
	}
}

int json_decimal(const json_t *number, struct text *out)
{
	char shortest[40];
	double value;

	if (json_is_integer(number)) {
		text_add_i128(out, json_integer_value(number));
		return 0;
	}
	value = json_real_value(number);
	for (int digits = 0; digits < 15; digits++) {
		snprintf(shortest, sizeof(shortest), "%.*e", digits, value);
		if (strtod(shortest, NULL) == value) {
			plain_digits(shortest, out);
			return 0;
		}
	}
	return -1;
}
