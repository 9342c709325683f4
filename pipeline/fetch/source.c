#include "fetch/source.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash_map.h"
#include "base/nearest.h"
#include "io/json_file.h"
#include "io/path.h"
#include "model/source_name.h"

#define KEY_TEXT(field, flags) #field, JSON_KEY_TEXT, offsetof(struct source, field), flags, NULL

static const struct json_key source_keys[] = {
        {KEY_TEXT(name, JSON_REQUIRED)},
        {KEY_TEXT(address, 0)},
        {KEY_TEXT(folder, 0)},
        {KEY_TEXT(match, 0)},
        {KEY_TEXT(file, 0)},
};

static int read_sources(const struct json_place *at, const json_t *value, void *target,
                        struct err *err)
{
	struct sources *sources = target;
	void *items;

	if (json_read_list(at, value, source_keys, sizeof(source_keys) / sizeof(source_keys[0]),
	                   sizeof(struct source), &items, &sources->count, err) < 0)
		return -1;
	sources->items = items;
	return 0;
}

static const struct json_key top_keys[] = {
        {"sources", JSON_KEY_CUSTOM, 0, JSON_REQUIRED, read_sources},
};

static int check_source(const struct json_place *at, const struct source *source, struct err *err)
{
	if (!source_name_valid(slice_of(source->name))) {
		json_wrong(at, err, T("'%s' is no name of a source", "'%s' 不是合法的数据源名称"),
		           source->name);
		return err_hint(err,
		                T("lower-case letters, digits and hyphens, with at most one "
		                  "slash: 'city/returns'",
		                  "只用小写字母、数字和连字符，最多一个斜线，如 'city/returns'"));
	}
	if (!source->address == !source->folder)
		return json_wrong(at, err,
		                  T("a source has either an address or a folder",
		                    "数据源要么有 address，要么有 folder"));
	if (source->match && !source->folder)
		return json_wrong(at, err,
		                  T("'match' goes with 'folder'", "'match' 只与 'folder' 连用"));
	return 0;
}

static int check_sources(const struct json_place *top, const struct sources *sources,
                         struct err *err)
{
	struct json_place list = json_member(top, "sources");
	struct hash_map names = HASH_MAP_INIT;
	int result = 0;

	for (size_t i = 0; i < sources->count && result == 0; i++) {
		struct json_place at = json_element(&list, i);
		struct slice name = slice_of(sources->items[i].name);
		if ((result = check_source(&at, &sources->items[i], err)) < 0)
			break;
		if (hash_map_add(&names, name, (uint32_t)i) != i)
			result = json_wrong(&at, err, T("the name '%s' is taken", "名称 '%s' 重复"),
			                    name.p);
	}
	hash_map_release(&names);
	return result;
}

int sources_load(struct sources *sources, const char *directory, struct err *err)
{
	char *path = path_join(directory, "sources.json");
	json_t *root = json_load_path(path, RD_CONFIG, err);
	struct json_place top = {path, "", &sources->arena};
	int result = -1;

	*sources = (struct sources){0};
	if (!root)
		goto out;
	sources->directory = arena_strdup(&sources->arena, slice_of(directory));
	result = json_read_object(&top, root, top_keys, 1, sources, err);
	if (result == 0)
		result = check_sources(&top, sources, err);
	if (result < 0)
		sources_release(sources);
out:
	json_decref(root);
	free(path);
	return result;
}

const struct source *sources_find(const struct sources *sources, const char *name, struct err *err)
{
	const char **names = xcalloc(sources->count + 1, sizeof(*names));
	const struct source *found = NULL;
	const char *near;

	for (size_t i = 0; i < sources->count; i++) {
		names[i] = sources->items[i].name;
		if (strcmp(names[i], name) == 0)
			found = &sources->items[i];
	}
	if (!found) {
		near = nearest_word(name, names, sources->count);
		err_set(err, RD_USAGE, T("there is no source '%s'", "没有数据源 '%s'"), name);
		if (near)
			err_hint(err, T("did you mean '%s'?", "是否想写 '%s'？"), near);
		else
			err_hint(err, T("the sources stand in sources.json",
			                "数据源列在 sources.json 中"));
	}
	free(names);
	return found;
}

void sources_release(struct sources *sources)
{
	arena_release(&sources->arena);
	*sources = (struct sources){0};
}
