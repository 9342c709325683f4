#include "run/file_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "io/checksum.h"
#include "io/path.h"

void file_list_add_note(struct file_list *list, const struct file_note *note)
{
	if (list->count == list->capacity) {
		size_t capacity = list->capacity ? list->capacity * 2 : 4;
		struct file_note *items = arena_alloc(list->arena, capacity * sizeof(*items));
		if (list->count)
			memcpy(items, list->items, list->count * sizeof(*items));
		list->items = items;
		list->capacity = capacity;
	}
	list->items[list->count++] = *note;
}

void file_list_add(struct file_list *list, const char *path, const char *sha256, uint64_t bytes)
{
	file_list_add_note(list, &(struct file_note){
	                                 arena_strdup(list->arena, slice_of(path)),
	                                 arena_strdup(list->arena, slice_of(sha256)),
	                                 bytes,
	                         });
}

int file_list_add_hashed(struct file_list *list, const char *directory, const char *path,
                         struct err *err)
{
	char hex[SHA256_HEX + 1];
	char *whole = path_join(directory, path);
	uint64_t bytes;
	int result = checksum_file(whole, hex, &bytes, err);

	if (result == 0)
		file_list_add(list, path, hex, bytes);
	free(whole);
	return result;
}

const struct file_note *file_list_find(const struct file_list *list, const char *path)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].path, path) == 0)
			return &list->items[i];
	return NULL;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct file_note *)a)->path, ((const struct file_note *)b)->path);
}

void file_list_sort(struct file_list *list)
{
	if (list->count > 1)
		qsort(list->items, list->count, sizeof(*list->items), by_path);
}

json_t *file_list_json(const struct file_list *list)
{
	json_t *json = json_array();

	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(json,
		                      json_pack("{s:s, s:I, s:s}", "path", list->items[i].path,
		                                "bytes", (json_int_t)list->items[i].bytes, "sha256",
		                                list->items[i].sha256));
	return json;
}

int file_list_read(struct file_list *list, const json_t *json)
{
	for (size_t i = 0; i < json_array_size(json); i++) {
		const char *path, *sha256;
		json_int_t bytes;
		if (json_unpack(json_array_get(json, i), "{s:s, s:I, s:s}", "path", &path, "bytes",
		                &bytes, "sha256", &sha256) < 0 ||
		    bytes < 0 || strlen(sha256) != SHA256_HEX)
			return -1;
		file_list_add(list, path, sha256, (uint64_t)bytes);
	}
	return 0;
}
