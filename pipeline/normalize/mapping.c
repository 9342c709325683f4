#include "normalize/mapping.h"

#include <stdlib.h>

#include "normalize/mapping_fields.h"

/* While a mapping is read: value maps may stand in files of the configuration. */
struct loader {
	struct mapping mapping;
	const char *directory;
};

#define MAPPING(member) (offsetof(struct loader, mapping) + offsetof(struct mapping, member))
#define FORMAT(member) (MAPPING(format) + offsetof(struct row_format, member))

static const char *text_of(const json_t *value)
{
	return json_is_string(value) ? json_string_value(value) : "";
}

static int read_columns(const struct json_place *at, const json_t *value, void *target,
                        struct err *err)
{
	struct loader *l = target;
	struct mapping *m = &l->mapping;
	const char *name;
	json_t *column;

	if (!json_is_object(value))
		return json_wrong(at, err, "%s", T("must be an object", "应为对象"));
	m->columns = arena_alloc(at->arena, (json_object_size(value) + 1) * sizeof(*m->columns));
	json_object_foreach((json_t *)(uintptr_t)value, name, column)
	{
		struct json_place member = json_member(at, name);
		if (name[0] == '_') /* a remark */
			continue;
		if (mapped_column_read(&member, column, l->directory, false,
		                       &m->columns[m->column_count], err) < 0)
			return -1;
		m->columns[m->column_count++].target = arena_strdup(at->arena, slice_of(name));
	}
	return 0;
}

static int read_figures(const struct json_place *at, const json_t *value, void *target,
                        struct err *err)
{
	struct loader *l = target;
	struct mapping *m = &l->mapping;

	if (!json_is_array(value))
		return json_wrong(at, err, "%s", T("must be a list", "应为列表"));
	m->figures = arena_alloc(at->arena, (json_array_size(value) + 1) * sizeof(*m->figures));
	for (size_t i = 0; i < json_array_size(value); i++) {
		struct json_place element = json_element(at, i);
		if (mapped_column_read(&element, json_array_get(value, i), l->directory, true,
		                       &m->figures[m->figure_count++], err) < 0)
			return -1;
	}
	return 0;
}

static int read_filters(const struct json_place *at, const json_t *value, void *target,
                        struct err *err)
{
	struct loader *l = target;
	struct mapping *m = &l->mapping;

	if (!json_is_array(value))
		return json_wrong(at, err, "%s", T("must be a list", "应为列表"));
	m->filters = arena_alloc(at->arena, (json_array_size(value) + 1) * sizeof(*m->filters));
	for (size_t i = 0; i < json_array_size(value); i++) {
		struct json_place element = json_element(at, i);
		if (condition_on_rows_read(&element, json_array_get(value, i),
		                           &m->filters[m->filter_count++], err) < 0)
			return -1;
	}
	return 0;
}

static int read_condition(const struct json_place *at, const json_t *value, void *target,
                          struct err *err)
{
	return condition_on_rows_read(at, value, target, err);
}

static int read_tolerance(const struct json_place *at, const json_t *value, void *target,
                          struct err *err)
{
	struct slice text = slice_of(text_of(value));
	struct ratio amount;

	if (!decimal_parse(text, &amount) || amount.numerator < 0)
		return json_wrong(at, err, "%s",
		                  T("must be a number in quotes, such as \"0.5\"",
		                    "应为带引号的数字，如 \"0.5\""));
	*(struct slice *)target = arena_copy(at->arena, text);
	return 0;
}

static int read_totals(const struct json_place *at, const json_t *value, void *target,
                       struct err *err)
{
	static const struct json_key keys[] = {
	        {"row", JSON_KEY_CUSTOM, offsetof(struct totals, row), JSON_REQUIRED,
	         read_condition},
	        {"tolerance", JSON_KEY_CUSTOM, offsetof(struct totals, tolerance), 0,
	         read_tolerance},
	};
	struct totals *totals = target;

	totals->given = true;
	return json_read_object(at, value, keys, 2, totals, err);
}

static int read_patterns(const struct json_place *at, const json_t *value, void *target,
                         struct err *err)
{
	static const struct json_key keys[] = {
	        {"header", JSON_KEY_TEXTS, 0, JSON_REQUIRED, NULL},
	};

	return json_read_object(at, value, keys, 1, target, err);
}

static int read_flags(const struct json_place *at, const json_t *value, void *target,
                      struct err *err)
{
	return value_map_read(at, value, NULL, target, err);
}

static int read_unit(const struct json_place *at, const json_t *value, void *target,
                     struct err *err)
{
	struct loader *l = target;

	return unit_source_read(at, value, l->directory, &l->mapping.unit, err);
}

static int read_table(const struct json_place *at, const json_t *value, void *target,
                      struct err *err)
{
	static const char *const names[] = {"facts", "observations"};
	int i = json_choice(at, text_of(value), names, 2, err);

	if (i >= 0)
		*(enum mapped_table *)target = (enum mapped_table)i;
	return i < 0 ? -1 : 0;
}

static int read_form(const struct json_place *at, const json_t *value, void *target,
                     struct err *err)
{
	int i = json_choice(at, text_of(value), row_form_names, ROW_FORMS, err);

	if (i >= 0)
		*(enum row_form *)target = (enum row_form)i;
	return i < 0 ? -1 : 0;
}

static int read_character(const struct json_place *at, const json_t *value, void *target,
                          struct err *err)
{
	const char *text = text_of(value);

	if (strlen(text) != 1 || strchr("\"\r\n", text[0]))
		return json_wrong(at, err, "%s",
		                  T("must be one character, such as \";\" or \"\\t\"",
		                    "应为一个字符，如 \";\" 或 \"\\t\""));
	*(char *)target = text[0];
	return 0;
}

static int read_decimal(const struct json_place *at, const json_t *value, void *target,
                        struct err *err)
{
	const char *text = text_of(value);

	if (strcmp(text, ".") != 0 && strcmp(text, ",") != 0)
		return json_wrong(at, err, "%s",
		                  T("must be \".\" or \",\"", "应为 \".\" 或 \",\""));
	*(char *)target = text[0];
	return 0;
}

/* Between thousands: not what a number begins with or is made of. */
static int read_thousands(const struct json_place *at, const json_t *value, void *target,
                          struct err *err)
{
	if (read_character(at, value, target, err) < 0)
		return -1;
	if (strchr("0123456789+-()%", text_of(value)[0]))
		return json_wrong(
		        at, err, "%s",
		        T("must be a sign such as \",\" or \" \"", "应为符号，如 \",\" 或 \" \""));
	return 0;
}

static int read_header_rows(const struct json_place *at, const json_t *value, void *target,
                            struct err *err)
{
	json_int_t rows = json_integer_value(value);

	if (!json_is_integer(value) || rows < 1 || rows > 10)
		return json_wrong(at, err, "%s", T("must be 1 to 10", "应为 1 到 10"));
	*(uint64_t *)target = (uint64_t)rows;
	return 0;
}

/* A sheet or a table by a part of its name, or by its number. */
static int read_table_name(const struct json_place *at, const json_t *value, void *target,
                           struct err *err)
{
	struct row_format *format = target;

	if (json_is_string(value) && json_string_length(value)) {
		format->table = arena_strdup(at->arena, slice_of(json_string_value(value)));
	} else if (json_is_integer(value) && json_integer_value(value) > 0) {
		format->table_number = (uint64_t)json_integer_value(value);
	} else {
		return json_wrong(
		        at, err, "%s",
		        T("must be a part of its name, or its number", "应为其名称的一部分或序号"));
	}
	return 0;
}

static int read_format(const struct json_place *at, const json_t *value, void *target,
                       struct err *err)
{
	static const struct json_key keys[] = {
	        {"type", JSON_KEY_CUSTOM, FORMAT(form), JSON_REQUIRED, read_form},
	        {"encoding", JSON_KEY_TEXT, FORMAT(encoding), 0, NULL},
	        {"delimiter", JSON_KEY_CUSTOM, FORMAT(delimiter), 0, read_character},
	        {"packed", JSON_KEY_CUSTOM, FORMAT(packed), 0, read_character},
	        {"longest_record", JSON_KEY_COUNT, FORMAT(longest_record), 0, NULL},
	        {"records", JSON_KEY_TEXT, FORMAT(records), 0, NULL},
	        {"sheet", JSON_KEY_CUSTOM, MAPPING(format), 0, read_table_name},
	        {"table", JSON_KEY_CUSTOM, MAPPING(format), 0, read_table_name},
	        {"header_row", JSON_KEY_COUNT, MAPPING(header_row), 0, NULL},
	        {"header_rows", JSON_KEY_CUSTOM, MAPPING(header_rows), 0, read_header_rows},
	        {"decimal", JSON_KEY_CUSTOM, MAPPING(decimal), 0, read_decimal},
	        {"thousands", JSON_KEY_CUSTOM, MAPPING(thousands), 0, read_thousands},
	        {"html", JSON_KEY_BOOL, MAPPING(html), 0, NULL},
	};

	return json_read_object(at, value, keys, sizeof(keys) / sizeof(keys[0]), target, err);
}

/* "5%" as an exact share. */
static int read_share(const struct json_place *at, const json_t *value, void *target,
                      struct err *err)
{
	struct mapping *m = target;
	struct slice text = slice_of(text_of(value));

	if (slice_ends(text, "%")) {
		text.n--;
		if (decimal_parse(text, &m->reject_share) && m->reject_share.numerator >= 0) {
			m->reject_share.denominator *= 100;
			m->limits_share = true;
			return 0;
		}
	}
	return json_wrong(at, err, "%s",
	                  T("must be a percentage such as \"5%\"", "应为百分数，如 \"5%\""));
}

static int read_max_count(const struct json_place *at, const json_t *value, void *target,
                          struct err *err)
{
	struct mapping *m = target;

	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return json_wrong(at, err, "%s", T("must be a whole number", "应为整数"));
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

	return json_read_object(at, value, keys, 2, &((struct loader *)target)->mapping, err);
}

static const struct json_key mapping_keys[] = {
        {"table", JSON_KEY_CUSTOM, MAPPING(table), JSON_REQUIRED, read_table},
        {"format", JSON_KEY_CUSTOM, 0, JSON_REQUIRED, read_format},
        {"missing", JSON_KEY_TEXTS, MAPPING(missing), 0, NULL},
        {"unit", JSON_KEY_CUSTOM, 0, 0, read_unit},
        {"flags", JSON_KEY_CUSTOM, MAPPING(flags), 0, read_flags},
        {"filters", JSON_KEY_CUSTOM, 0, 0, read_filters},
        {"totals", JSON_KEY_CUSTOM, MAPPING(totals), 0, read_totals},
        {"until", JSON_KEY_TEXTS, MAPPING(until), 0, NULL},
        {"wide", JSON_KEY_CUSTOM, MAPPING(wide), 0, read_patterns},
        {"columns", JSON_KEY_CUSTOM, 0, JSON_REQUIRED, read_columns},
        {"figures", JSON_KEY_CUSTOM, 0, 0, read_figures},
        {"max_rejects", JSON_KEY_CUSTOM, 0, 0, read_max_rejects},
};

static int read_mapping(struct loader *l, const json_t *root, struct err *err)
{
	struct mapping *m = &l->mapping;
	struct json_place top = {m->file, "", &m->arena};
	struct json_place until = {m->file, "until", &m->arena};
	struct json_place wide_header = {m->file, "wide.header", &m->arena};
	int result = json_read_object(&top, root, mapping_keys,
	                              sizeof(mapping_keys) / sizeof(mapping_keys[0]), l, err);

	if (result == 0)
		result = patterns_fold(&until, &m->until, true, err);
	if (result == 0)
		result = patterns_fold(&wide_header, &m->wide, false, err);
	return result;
}

/* `root` is released. */
static int load(struct mapping *m, const struct configuration *c, const char *source,
                const char *file, json_t *root, struct err *err)
{
	struct loader l = {.directory = c->directory};
	int result;

	*m = (struct mapping){.header_rows = 1, .decimal = '.', .thousands = ','};
	m->file = arena_strdup(&m->arena, slice_of(file));
	m->source = arena_strdup(&m->arena, slice_of(source));
	l.mapping = *m;
	result = read_mapping(&l, root, err);
	*m = l.mapping;
	json_decref(root);
	if (result == 0)
		result = mapping_resolve(m, c, err);
	if (result < 0)
		mapping_release(m);
	return result;
}

int mapping_load(struct mapping *m, const struct configuration *c, const char *source,
                 struct err *err)
{
	char *path = mapping_path(c, source);
	json_t *root = json_load_path(path, RD_CONFIG, err);
	int result = -1;

	if (root)
		result = load(m, c, source, path, root, err);
	else
		err_hint(err, T("a source's mapping is mappings/SOURCE.json in the "
		                "configuration directory",
		                "数据源的映射是配置目录下的 mappings/数据源.json"));
	free(path);
	return result;
}

int mapping_parse(struct mapping *m, const struct configuration *c, struct slice text,
                  const char *name, struct err *err)
{
	json_error_t where;
	json_t *root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &where);

	if (root)
		return load(m, c, name, name, root, err);
	err_set(err, RD_CONFIG, "JSON: %s", where.text);
	return err_at(err, name, (uint64_t)(where.line > 0 ? where.line : 0), 0);
}

char *mapping_path(const struct configuration *c, const char *source)
{
	char *name = xasprintf("mappings/%s.json", source);
	char *path = configuration_path(c, name);

	free(name);
	return path;
}

void mapping_release(struct mapping *m)
{
	arena_release(&m->arena);
	*m = (struct mapping){0};
}

const struct unit_source *mapping_unit(const struct mapping *m, const struct mapped_column *column)
{
	if (column->unit.unit || column->unit.column)
		return &column->unit;
	return &m->unit;
}
