#include "normalize/mapping.h"

#include <stdlib.h>

#include "base/fold.h"
#include "normalize/mapping_fields.h"
#include "normalize/pattern.h"

/* Where a value comes from, as the keys of its object say. At most one may be there. */
struct source_keys {
	struct json_texts header, title, file_name;
	const char *value, *document;
	uint64_t position;
};

#define SOURCE_KEYS(at)                                                                            \
	{"header", JSON_KEY_TEXTS, (at) + offsetof(struct source_keys, header), 0, NULL},          \
	        {"title", JSON_KEY_TEXTS, (at) + offsetof(struct source_keys, title), 0, NULL},    \
	        {"file_name", JSON_KEY_TEXTS, (at) + offsetof(struct source_keys, file_name), 0,   \
	         NULL},                                                                            \
	        {"value", JSON_KEY_TEXT, (at) + offsetof(struct source_keys, value), 0, NULL},     \
	        {"document", JSON_KEY_TEXT, (at) + offsetof(struct source_keys, document), 0,      \
	         NULL},                                                                            \
	{                                                                                          \
		"position", JSON_KEY_COUNT, (at) + offsetof(struct source_keys, position), 0, NULL \
	}

static struct json_texts one_text(const struct json_place *at, const char *text)
{
	const char **items = arena_alloc(at->arena, sizeof(*items));

	items[0] = text;
	return (struct json_texts){items, 1};
}

/* Headers match whatever blanks are in them: none in the pattern are needed. */
static void remove_blanks(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++)
		if (*from != ' ')
			*to++ = *from;
	*to = '\0';
}

/* Folds patterns, as the texts are that they are held against. */
static int fold_patterns(const struct json_place *at, struct json_texts *texts, bool keep_blanks,
                         struct err *err)
{
	struct text folded = TEXT_INIT;

	for (size_t i = 0; i < texts->count; i++) {
		const char *wrong = pattern_wrong(texts->items[i]);
		if (wrong) {
			text_release(&folded);
			json_wrong(at, err,
			           T("no field of patterns is called '%s'", "模式中没有字段 '%s'"),
			           wrong);
			return err_hint(err,
			                T("fields are {value}, {flag}, {unit}, {year}, {month}, "
			                  "{quarter}, {day}, and {_} for anything",
			                  "可用字段：{value}、{flag}、{unit}、{year}、{month}、"
			                  "{quarter}、{day}，{_} 代表任意内容"));
		}
		text_clear(&folded);
		fold_width(slice_of(texts->items[i]), &folded);
		texts->items[i] = arena_strdup(at->arena, text_slice(&folded));
		if (!keep_blanks)
			remove_blanks((char *)(uintptr_t)texts->items[i]);
	}
	text_release(&folded);
	return 0;
}

static int choose_source(const struct json_place *at, const struct source_keys *keys,
                         struct value_source *source, struct err *err)
{
	int count = 0;

#define CHOOSE(condition, from, from_texts)                                                        \
	if (condition) {                                                                           \
		*source = (struct value_source){                                                   \
		        .kind = from, .texts = from_texts, .position = keys->position};            \
		count++;                                                                           \
	}
	CHOOSE(keys->header.count, FROM_HEADER, keys->header)
	CHOOSE(keys->title.count, FROM_TITLE, keys->title)
	CHOOSE(keys->file_name.count, FROM_FILE_NAME, keys->file_name)
	CHOOSE(keys->value, FROM_CONSTANT, one_text(at, keys->value))
	CHOOSE(keys->document, FROM_DOCUMENT, one_text(at, keys->document))
	CHOOSE(keys->position, FROM_POSITION, (struct json_texts){0})
#undef CHOOSE
	source->path = at->path;
	if (count == 1)
		return 0;
	json_wrong(at, err,
	           count ? T("says more than once where the value comes from", "重复说明了取值来源")
	                 : T("does not say where the value comes from", "没有说明取值来源"));
	return err_hint(err, T("give one of header, position, value, title, file_name, document",
	                       "请给出 header、position、value、title、file_name、document 之一"));
}

static int find_unit(const struct json_place *at, const char *name, const struct unit **unit,
                     struct err *err)
{
	struct text known = TEXT_INIT;
	const struct unit *u;

	*unit = unit_find(slice_of(name));
	if (*unit)
		return 0;
	json_wrong(at, err, T("unit '%s' is unknown", "单位 '%s' 不认识"), name);
	for (size_t i = 0; (u = unit_at(i)); i++)
		text_addf(&known, "%s%s", i ? ", " : "", u->name);
	err_hint(err, T("known units: %s", "可用单位：%s"), known.p);
	text_release(&known);
	return -1;
}

/* "千元", or {"title": "单位：{unit}"} and the like. */
static int read_unit(const struct json_place *at, const json_t *value, void *target,
                     struct err *err)
{
	static const struct json_key keys[] = {SOURCE_KEYS(0)};
	struct source_keys from = {0};
	struct unit_source *unit = target;

	if (json_is_string(value))
		return find_unit(at, json_string_value(value), &unit->unit, err);
	if (json_read_object(at, value, keys, sizeof(keys) / sizeof(keys[0]), &from, err) < 0)
		return -1;
	return choose_source(at, &from, &unit->source, err);
}

static int read_map(const struct json_place *at, const json_t *value, void *target, struct err *err)
{
	struct mapped_column *column = target;
	const char *from;
	json_t *to;

	if (!json_is_object(value))
		return json_wrong(at, err,
		                  T("must be an object such as {\"是\": \"1\"}",
		                    "应为对象，如 {\"是\": \"1\"}"));
	column->map = arena_alloc(at->arena, (json_object_size(value) + 1) * sizeof(*column->map));
	json_object_foreach((json_t *)(uintptr_t)value, from, to)
	{
		struct json_place member = json_member(at, from);
		if (!json_is_string(to))
			return json_wrong(&member, err, T("must be a text", "应为文本"));
		column->map[column->map_count++] = (struct value_pair){
		        arena_strdup(at->arena, slice_of(from)),
		        arena_strdup(at->arena, slice_of(json_string_value(to)))};
	}
	return 0;
}

static int read_by(const struct json_place *at, const json_t *value, void *target, struct err *err)
{
	static const char *const names[] = {"code", "name"};
	int i = json_choice(at, json_is_string(value) ? json_string_value(value) : "", names, 2,
	                    err);

	*(bool *)target = i == 1;
	return i < 0 ? -1 : 0;
}

struct column_keys {
	struct source_keys source;
	struct mapped_column column;
};

#define COLUMN(member)                                                                             \
	(offsetof(struct column_keys, column) + offsetof(struct mapped_column, member))

static const struct json_key column_keys[] = {
        SOURCE_KEYS(0),
        {"pattern", JSON_KEY_TEXTS, COLUMN(patterns), 0, NULL},
        {"missing", JSON_KEY_TEXTS, COLUMN(missing), 0, NULL},
        {"map", JSON_KEY_CUSTOM, offsetof(struct column_keys, column), 0, read_map},
        {"unit", JSON_KEY_CUSTOM, COLUMN(unit), 0, read_unit},
        {"by", JSON_KEY_CUSTOM, COLUMN(by_name), 0, read_by},
        {"within", JSON_KEY_TEXT, COLUMN(within), 0, NULL},
        {"level", JSON_KEY_TEXT, COLUMN(level), 0, NULL},
        {"optional", JSON_KEY_BOOL, COLUMN(source.optional), 0, NULL},
        {"indicator", JSON_KEY_TEXT, COLUMN(target), 0, NULL},
};

enum { COLUMN_KEYS = sizeof(column_keys) / sizeof(column_keys[0]) };

/* `figure`: the last key, "indicator", is there too, and says what the target is. */
static int read_column(const struct json_place *at, const json_t *value, bool figure,
                       struct mapped_column *column, struct err *err)
{
	struct column_keys keys = {0};
	bool optional;

	if (json_read_object(at, value, column_keys, figure ? COLUMN_KEYS : COLUMN_KEYS - 1, &keys,
	                     err) < 0)
		return -1;
	if (figure && !keys.column.target)
		return json_wrong(at, err, T("the key '%s' is missing", "缺少键 '%s'"),
		                  "indicator");
	optional = keys.column.source.optional;
	*column = keys.column;
	column->path = at->path;
	if (choose_source(at, &keys.source, &column->source, err) < 0)
		return -1;
	column->source.optional = optional;
	return fold_patterns(at, &column->patterns, true, err);
}

static int read_columns(const struct json_place *at, const json_t *value, void *target,
                        struct err *err)
{
	struct mapping *m = target;
	const char *name;
	json_t *column;

	if (!json_is_object(value))
		return json_wrong(at, err, T("must be an object", "应为对象"));
	m->columns = arena_alloc(at->arena, (json_object_size(value) + 1) * sizeof(*m->columns));
	json_object_foreach((json_t *)(uintptr_t)value, name, column)
	{
		struct json_place member = json_member(at, name);
		if (name[0] == '_') /* a remark */
			continue;
		if (read_column(&member, column, false, &m->columns[m->column_count], err) < 0)
			return -1;
		m->columns[m->column_count++].target = arena_strdup(at->arena, slice_of(name));
	}
	return 0;
}

static int read_figures(const struct json_place *at, const json_t *value, void *target,
                        struct err *err)
{
	struct mapping *m = target;

	if (!json_is_array(value))
		return json_wrong(at, err, T("must be a list", "应为列表"));
	m->figures = arena_alloc(at->arena, (json_array_size(value) + 1) * sizeof(*m->figures));
	for (size_t i = 0; i < json_array_size(value); i++) {
		struct json_place element = json_element(at, i);
		if (read_column(&element, json_array_get(value, i), true, &m->figures[i], err) < 0)
			return -1;
		m->figure_count++;
	}
	return 0;
}

static int read_table(const struct json_place *at, const json_t *value, void *target,
                      struct err *err)
{
	static const char *const names[] = {"facts", "observations"};
	int i = json_choice(at, json_is_string(value) ? json_string_value(value) : "", names, 2,
	                    err);

	if (i >= 0)
		*(enum mapped_table *)target = (enum mapped_table)i;
	return i < 0 ? -1 : 0;
}

static int read_form(const struct json_place *at, const json_t *value, void *target,
                     struct err *err)
{
	int i = json_choice(at, json_is_string(value) ? json_string_value(value) : "",
	                    row_form_names, ROW_FORMS, err);

	if (i >= 0)
		*(enum row_form *)target = (enum row_form)i;
	return i < 0 ? -1 : 0;
}

static int read_delimiter(const struct json_place *at, const json_t *value, void *target,
                          struct err *err)
{
	if (!json_is_string(value) || json_string_length(value) != 1 ||
	    strchr("\"\r\n", json_string_value(value)[0]))
		return json_wrong(at, err,
		                  T("must be one character, such as \";\" or \"\\t\"",
		                    "应为一个字符，如 \";\" 或 \"\\t\""));
	*(char *)target = json_string_value(value)[0];
	return 0;
}

static int read_format(const struct json_place *at, const json_t *value, void *target,
                       struct err *err)
{
#define FORMAT(member) (offsetof(struct mapping, format) + offsetof(struct row_format, member))
	static const struct json_key keys[] = {
	        {"type", JSON_KEY_CUSTOM, FORMAT(form), JSON_REQUIRED, read_form},
	        {"encoding", JSON_KEY_TEXT, FORMAT(encoding), 0, NULL},
	        {"delimiter", JSON_KEY_CUSTOM, FORMAT(delimiter), 0, read_delimiter},
	        {"longest_record", JSON_KEY_COUNT, FORMAT(longest_record), 0, NULL},
	        {"records", JSON_KEY_TEXT, FORMAT(records), 0, NULL},
	        {"header_row", JSON_KEY_COUNT, offsetof(struct mapping, header_row), 0, NULL},
	};
#undef FORMAT

	return json_read_object(at, value, keys, sizeof(keys) / sizeof(keys[0]), target, err);
}

/* "5%" as an exact share. */
static int read_share(const struct json_place *at, const json_t *value, void *target,
                      struct err *err)
{
	struct mapping *m = target;
	struct slice text = {"", 0};

	if (json_is_string(value))
		text = slice_of(json_string_value(value));
	if (slice_ends(text, "%")) {
		text.n--;
		if (decimal_parse(text, &m->reject_share) && m->reject_share.numerator >= 0) {
			m->reject_share.denominator *= 100;
			m->limits_share = true;
			return 0;
		}
	}
	return json_wrong(at, err,
	                  T("must be a percentage such as \"5%%\"", "应为百分数，如 \"5%%\""));
}

static int read_max_count(const struct json_place *at, const json_t *value, void *target,
                          struct err *err)
{
	struct mapping *m = target;

	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return json_wrong(at, err, T("must be a whole number", "应为整数"));
	m->reject_count = (uint64_t)json_integer_value(value);
	m->limits_count = true;
	return 0;
}

static int read_max_rejects(const struct json_place *at, const json_t *value, void *target,
                            struct err *err)
{
	static const struct json_key keys[] = {
	        {"share", JSON_KEY_CUSTOM, 0, 0, read_share},
	        {"count", JSON_KEY_CUSTOM, 0, 0, read_max_count},
	};

	return json_read_object(at, value, keys, 2, target, err);
}

/* What is held against texts of the file; JSON members are taken as they are. */
static int fold_source(struct mapping *m, struct value_source *source, struct err *err)
{
	struct json_place at = {m->file, source->path, &m->arena};

	switch (source->kind) {
	case FROM_HEADER:
		return m->format.form == ROW_FORM_CSV
		               ? fold_patterns(&at, &source->texts, false, err)
		               : 0;
	case FROM_TITLE:
	case FROM_FILE_NAME:
		return fold_patterns(&at, &source->texts, true, err);
	default:
		return 0;
	}
}

static const struct json_key mapping_keys[] = {
        {"table", JSON_KEY_CUSTOM, offsetof(struct mapping, table), JSON_REQUIRED, read_table},
        {"format", JSON_KEY_CUSTOM, 0, JSON_REQUIRED, read_format},
        {"missing", JSON_KEY_TEXTS, offsetof(struct mapping, missing), 0, NULL},
        {"unit", JSON_KEY_CUSTOM, offsetof(struct mapping, unit), 0, read_unit},
        {"columns", JSON_KEY_CUSTOM, 0, JSON_REQUIRED, read_columns},
        {"figures", JSON_KEY_CUSTOM, 0, 0, read_figures},
        {"max_rejects", JSON_KEY_CUSTOM, 0, 0, read_max_rejects},
};

char *mapping_path(const struct configuration *c, const char *source)
{
	char *name = xasprintf("mappings/%s.json", source);
	char *path = configuration_path(c, name);

	free(name);
	return path;
}

int mapping_load(struct mapping *m, const struct configuration *c, const char *source,
                 struct err *err)
{
	char *path = mapping_path(c, source);
	struct json_place top = {"", "", &m->arena};
	json_t *root;
	int result;

	*m = (struct mapping){0};
	m->file = top.file = arena_strdup(&m->arena, slice_of(path));
	m->source = arena_strdup(&m->arena, slice_of(source));
	free(path);
	root = json_load_path(m->file, RD_CONFIG, err);
	if (root)
		result = json_read_object(&top, root, mapping_keys,
		                          sizeof(mapping_keys) / sizeof(mapping_keys[0]), m, err);
	else
		result = err_hint(err, T("a source's mapping is mappings/SOURCE.json in the "
		                         "configuration directory",
		                         "数据源的映射是配置目录下的 mappings/数据源.json"));
	json_decref(root);
	if (result == 0)
		result = mapping_resolve(m, c, err);
	for (size_t i = 0; i < m->source_count && result == 0; i++)
		result = fold_source(m, m->sources[i], err);
	if (result < 0)
		mapping_release(m);
	return result;
}

void mapping_release(struct mapping *m)
{
	arena_release(&m->arena);
	*m = (struct mapping){0};
}

const struct unit_source *mapping_unit(const struct mapping *m, const struct mapped_column *column)
{
	if (column->unit.unit || column->unit.source.kind != FROM_NOWHERE)
		return &column->unit;
	return &m->unit;
}

char *source_describe(const struct value_source *source)
{
	struct text t = TEXT_INIT;

	if (source->kind == FROM_POSITION)
		text_addf(&t, T("column %llu", "第%llu列"), (unsigned long long)source->position);
	for (size_t i = 0; i < source->texts.count; i++)
		text_addf(&t, "%s'%s'", i ? T(" or ", " 或 ") : "", source->texts.items[i]);
	return text_detach(&t);
}
