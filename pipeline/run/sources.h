/*
 * What was fetched, as fetch.json tells it: the sources, their state, and their raw files.
 */
#ifndef RUN_SOURCES_H
#define RUN_SOURCES_H

#include "run/file_list.h"

struct source {
	const char *name;
	const char *state;      /* "new", "unchanged", "not-published", "failed" */
	const char *message;    /* "" if there is none */
	const char *fetched;    /* when its bytes arrived, "" if not told */
	struct file_list files; /* paths from the directory that holds fetch.json */
};

struct source_list {
	struct source *items;
	size_t count;
	struct arena arena;
};

/* RD_INPUT if the file is missing or not of that form; *list is empty then. */
int source_list_load(struct source_list *list, const char *path, struct err *err);
void source_list_release(struct source_list *list);

#endif
