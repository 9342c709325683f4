#include "normalize/mapped_column.h"

#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "io/path.h"
#include "normalize/pattern.h"

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
		if (!strchr(u->name, ' '))
			text_addf(&known, "%s%s", i ? ", " : "", u->name);
	err_hint(err,
	         T("known units: %s; foreign currencies also as \"EUR thousand\", \"10 thousand\", "
	           "\"million\", \"100 million\", \"billion\"",
	           "可用单位：%s；外币另有 \"EUR thousand\"、\"10 thousand\"、\"million\"、"
	           "\"100 million\"、\"billion\""),
	         known.p);
	text_release(&known);
	return -1;
}

/* --- Value maps -------------------------------------------------------------------------- */

static int read_pairs(const struct json_place *at, const json_t *value, struct value_map *map,
                      struct err *err)
{
	const char *from;
	json_t *to;

	if (!json_is_object(value))
		return json_wrong(at, err, "%s",
		                  T("must be an object such as {\"是\": \"1\"}",
		                    "应为对象，如 {\"是\": \"1\"}"));
	map->pairs = arena_alloc(at->arena, (json_object_size(value) + 1) * sizeof(*map->pairs));
	json_object_foreach((json_t *)(uintptr_t)value, from, to)
	{
		struct json_place member = json_member(at, from);
		const char *folded = from;
		struct json_texts pattern = {&folded, 1};
		if (strcmp(from, "_") == 0) /* a remark; "_T" is a code of SDMX */
			continue;
		if (!json_is_string(to))
			return json_wrong(&member, err, "%s", T("must be a text", "应为文本"));
		if (patterns_fold(&member, &pattern, true, err) < 0)
			return -1;
		map->pairs[map->count++] = (struct value_pair){
		        folded, arena_strdup(at->arena, slice_of(json_string_value(to)))};
	}
	return 0;
}

int value_map_read(const struct json_place *at, const json_t *value, const char *directory,
                   struct value_map *map, struct err *err)
{
	struct json_place file = {NULL, "", at->arena};
	json_t *root;
	char *path;
	int result;

	if (!json_is_string(value) || !directory)
		return read_pairs(at, value, map, err);
	path = path_join(directory, json_string_value(value));
	file.file = path;
	root = json_load_path(path, RD_CONFIG, err);
	result = root ? read_pairs(&file, root, map, err) : -1;
	json_decref(root);
	free(path);
	return result;
}

struct slice value_map_apply(const struct value_map *map, struct slice text)
{
	struct pattern_match m;

	/* Matched as patterns all: so "全 国" is "全国". */
	for (size_t i = 0; i < map->count; i++)
		if (pattern_match(map->pairs[i].from, text, &m))
			return slice_of(map->pairs[i].to);
	return text;
}

uint32_t value_map_rank(const struct value_map *map, struct slice made)
{
	for (size_t i = 0; i < map->count; i++)
		if (map->pairs[i].to == made.p)
			return (uint32_t)i;
	return 0;
}

/* --- Columns ----------------------------------------------------------------------------- */

struct column_keys {
	struct source_keys source;
	struct mapped_column column;
	const json_t *map, *unit, *within; /* read when the rest is known */
};

static int keep_value(const struct json_place *at, const json_t *value, void *target,
                      struct err *err)
{
	(void)at;
	(void)err;
	*(const json_t **)target = value;
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

static int read_months(const struct json_place *at, const json_t *value, void *target,
                       struct err *err)
{
	if (!json_is_integer(value) || llabs(json_integer_value(value)) > 120)
		return json_wrong(at, err, "%s",
		                  T("must be a number of months such as -1", "应为月数，如 -1"));
	*(int *)target = (int)json_integer_value(value);
	return 0;
}

/* A code, or where the names of what is above stand. */
static int read_within(const struct json_place *column, const json_t *value, const char *directory,
                       struct mapped_column *target, struct err *err)
{
	struct json_place at = json_member(column, "within");

	if (json_is_string(value)) {
		target->within = arena_strdup(at.arena, slice_of(json_string_value(value)));
		return 0;
	}
	target->above = arena_alloc(at.arena, sizeof(*target->above));
	if (mapped_column_read(&at, value, directory, false, target->above, err) < 0)
		return -1;
	target->above->target = "within";
	return 0;
}

#define COLUMN(member)                                                                             \
	(offsetof(struct column_keys, column) + offsetof(struct mapped_column, member))

int mapped_column_read(const struct json_place *at, const json_t *value, const char *directory,
                       bool figure, struct mapped_column *column, struct err *err)
{
	static const struct json_key own[] = {
	        {"pattern", JSON_KEY_TEXTS, COLUMN(patterns), 0, NULL},
	        {"missing", JSON_KEY_TEXTS, COLUMN(missing), 0, NULL},
	        {"map", JSON_KEY_CUSTOM, offsetof(struct column_keys, map), 0, keep_value},
	        {"unit", JSON_KEY_CUSTOM, offsetof(struct column_keys, unit), 0, keep_value},
	        {"by", JSON_KEY_CUSTOM, COLUMN(by_name), 0, read_by},
	        {"within", JSON_KEY_CUSTOM, offsetof(struct column_keys, within), 0, keep_value},
	        {"level", JSON_KEY_TEXT, COLUMN(level), 0, NULL},
	        {"add_months", JSON_KEY_CUSTOM, COLUMN(add_months), 0, read_months},
	        {"optional", JSON_KEY_BOOL, COLUMN(source.optional), 0, NULL},
	        {"indicator", JSON_KEY_TEXT, COLUMN(target), JSON_REQUIRED, NULL},
	};
	struct json_key keys[MOST_KEYS];
	struct column_keys read = {0};
	size_t count = source_keys_with(keys, offsetof(struct column_keys, source), own,
	                                sizeof(own) / sizeof(own[0]) - !figure);
	struct json_place map = json_member(at, "map"), unit = json_member(at, "unit");

	if (json_read_object(at, value, keys, count, &read, err) < 0)
		return -1;
	*column = read.column;
	column->path = at->path;
	if (read.map && value_map_read(&map, read.map, directory, &column->map, err) < 0)
		return -1;
	if (read.unit && unit_source_read(&unit, read.unit, directory, &column->unit, err) < 0)
		return -1;
	if (read.within && read_within(at, read.within, directory, column, err) < 0)
		return -1;
	if (patterns_fold(at, &column->patterns, true, err) < 0)
		return -1;
	return source_choose(at, &read.source, &column->source, err);
}

int unit_source_read(const struct json_place *at, const json_t *value, const char *directory,
                     struct unit_source *unit, struct err *err)
{
	const struct unit *known;

	if (json_is_string(value))
		return find_unit(at, json_string_value(value), &unit->unit, err);
	unit->column = arena_alloc(at->arena, sizeof(*unit->column));
	if (mapped_column_read(at, value, directory, false, unit->column, err) < 0)
		return -1;
	unit->column->target = "unit";
	for (size_t i = 0; i < unit->column->map.count; i++)
		if (find_unit(at, unit->column->map.pairs[i].to, &known, err) < 0)
			return -1;
	return 0;
}

int condition_on_rows_read(const struct json_place *at, const json_t *value,
                           struct condition_on_rows *condition, struct err *err)
{
	struct condition_keys {
		struct source_keys source;
		struct condition_on_rows read;
	} read = {0};
#define CONDITION(member)                                                                          \
	(offsetof(struct condition_keys, read) + offsetof(struct condition_on_rows, member))
	const struct json_key own[] = {
	        {"pattern", JSON_KEY_TEXTS, CONDITION(column.patterns), 0, NULL},
	        {"missing", JSON_KEY_TEXTS, CONDITION(column.missing), 0, NULL},
	        {"is", JSON_KEY_TEXTS, CONDITION(is), 0, NULL},
	        {"is_not", JSON_KEY_TEXTS, CONDITION(is_not), 0, NULL},
	        {"stated", JSON_KEY_BOOL, CONDITION(stated), 0, NULL},
	};
#undef CONDITION
	struct json_key keys[MOST_KEYS];
	size_t count = source_keys_with(keys, offsetof(struct condition_keys, source), own,
	                                sizeof(own) / sizeof(own[0]));

	if (json_read_object(at, value, keys, count, &read, err) < 0)
		return -1;
	*condition = read.read;
	condition->asks_stated = json_object_get(value, "stated") != NULL;
	condition->column.path = condition->column.target = at->path;
	if (patterns_fold(at, &condition->column.patterns, true, err) < 0 ||
	    patterns_fold(at, &condition->is, true, err) < 0 ||
	    patterns_fold(at, &condition->is_not, true, err) < 0)
		return -1;
	return source_choose(at, &read.source, &condition->column.source, err);
}
