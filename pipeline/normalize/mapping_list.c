#include "normalize/mapping_list.h"

#include <dirent.h>
#include <stdlib.h>

#include "io/path.h"

/* Byte order, whatever the locale. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void add(struct mapping_list *list, const char *prefix, struct slice file)
{
	char *name;

	if (!slice_ends(file, ".json") || file.p[0] == '.')
		return;
	file.n -= strlen(".json");
	name = xasprintf("%s%.*s", prefix, SLICE_FMT(file));
	VEC_GROW(list->sources, list->count, list->capacity);
	list->sources[list->count++] = arena_strdup(&list->arena, slice_of(name));
	free(name);
}

/* A source's name has a group at most, so one level of directories is looked into. */
static void add_directory(struct mapping_list *list, const char *directory, const char *prefix)
{
	struct dirent **entries = NULL;
	int count = scandir(directory, &entries, NULL, by_name);

	for (int i = 0; i < count; i++) {
		char *path = path_join(directory, entries[i]->d_name);
		if (!path_is_directory(path)) {
			add(list, prefix, slice_of(entries[i]->d_name));
		} else if (!*prefix && entries[i]->d_name[0] != '.') {
			char *group = xasprintf("%s/", entries[i]->d_name);
			add_directory(list, path, group);
			free(group);
		}
		free(path);
		free(entries[i]);
	}
	free(entries);
}

void mapping_list_read(struct mapping_list *list, const struct configuration *c)
{
	char *directory = configuration_path(c, "mappings");

	*list = (struct mapping_list){0};
	add_directory(list, directory, "");
	free(directory);
}

void mapping_list_release(struct mapping_list *list)
{
	free(list->sources);
	arena_release(&list->arena);
	*list = (struct mapping_list){0};
}
