#include "run/sources.h"

#include <string.h>

#include "io/json_file.h"

static const char *text_of(struct arena *arena, const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return arena_strdup(arena, slice_of(text ? text : ""));
}

static int read_source(struct source *source, struct arena *arena, const json_t *json)
{
	*source = (struct source){
	        .name = text_of(arena, json, "name"),
	        .state = text_of(arena, json, "state"),
	        .message = text_of(arena, json, "message"),
	        .fetched = text_of(arena, json, "fetched"),
	        .files = {.arena = arena},
	};
	if (!source->name[0] || !source->state[0])
		return -1;
	return file_list_read(&source->files, json_object_get(json, "files"));
}

int source_list_load(struct source_list *list, const char *path, struct err *err)
{
	json_t *root = json_load_path(path, RD_INPUT, err);
	const json_t *sources = json_object_get(root, "sources");
	size_t n = json_array_size(sources);

	*list = (struct source_list){0};
	if (!root)
		return -1;
	list->items = arena_alloc(&list->arena, (n ? n : 1) * sizeof(*list->items));
	for (; list->count < n; list->count++)
		if (read_source(&list->items[list->count], &list->arena,
		                json_array_get(sources, list->count)) < 0)
			break;
	if (!json_is_array(sources) || list->count < n) {
		err_set(err, RD_INPUT,
		        T("source %zu has no name, no state, or a file without checksum",
		          "第 %zu 个数据源缺名称、状态，或有文件缺校验和"),
		        list->count + 1);
		err_at(err, path, 0, 0);
		source_list_release(list);
	}
	json_decref(root);
	return list->items ? 0 : -1;
}

void source_list_release(struct source_list *list)
{
	arena_release(&list->arena);
	*list = (struct source_list){0};
}
