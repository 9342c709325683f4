/*
 * Lists of paths, and finding files by pattern.
 *
 *	struct path_list panels = {0};
 *	path_list_match(&panels, run, "*panel/panel.csv");
 *	path_list_release(&panels);
 */
#ifndef IO_PATH_LIST_H
#define IO_PATH_LIST_H

#include <stddef.h>

struct path_list {
	char **items;
	size_t count, capacity;
};

void path_list_add(struct path_list *list, const char *path);

/* Adds what directory/pattern matches, in byte order; the directory's own name is no pattern. */
void path_list_match(struct path_list *list, const char *directory, const char *pattern);

/* The first match, to be freed; NULL if there is none. */
char *path_first_match(const char *directory, const char *pattern);

void path_list_release(struct path_list *list);

#endif
