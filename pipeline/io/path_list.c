#include "io/path_list.h"

#include <glob.h>
#include <stdlib.h>

#include "base/text.h"

void path_list_add(struct path_list *list, const char *path)
{
	VEC_GROW(list->items, list->count, list->capacity);
	list->items[list->count++] = xstrdup(path);
}

static char *pattern_in(const char *directory, const char *pattern)
{
	struct text t = TEXT_INIT;

	for (; *directory; directory++)
		text_addf(&t, strchr("*?[\\", *directory) ? "\\%c" : "%c", *directory);
	text_addf(&t, "/%s", pattern);
	return text_detach(&t);
}

void path_list_match(struct path_list *list, const char *directory, const char *pattern)
{
	char *joined = pattern_in(directory, pattern);
	glob_t found;

	if (glob(joined, 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			path_list_add(list, found.gl_pathv[i]);
		globfree(&found);
	}
	free(joined);
}

char *path_first_match(const char *directory, const char *pattern)
{
	struct path_list found = {0};
	char *first = NULL;

	path_list_match(&found, directory, pattern);
	if (found.count)
		first = xstrdup(found.items[0]);
	path_list_release(&found);
	return first;
}

void path_list_release(struct path_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i]);
	free(list->items);
	*list = (struct path_list){0};
}
