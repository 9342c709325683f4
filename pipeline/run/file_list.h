/*
 * Files with their checksums: what a step read and what it left.
 *
 * Items and texts belong to the arena that was given when they were added.
 */
#ifndef RUN_FILE_LIST_H
#define RUN_FILE_LIST_H

#include <jansson.h>

#include "base/arena.h"
#include "base/err.h"

struct file_note {
	const char *path;
	const char *sha256;
	uint64_t bytes;
};

struct file_list {
	struct file_note *items;
	size_t count, capacity;
	struct arena *arena;
};

/* Copies path and sha256. */
void file_list_add(struct file_list *list, const char *path, const char *sha256, uint64_t bytes);

/* Adds it with its texts as they are: they must stay. */
void file_list_add_note(struct file_list *list, const struct file_note *note);

/* Hashes directory/path and adds it under path; -1 with RD_INPUT. */
int file_list_add_hashed(struct file_list *list, const char *directory, const char *path,
                         struct err *err);

const struct file_note *file_list_find(const struct file_list *list, const char *path);

/* By path, in byte order. */
void file_list_sort(struct file_list *list);

/* [{"path", "bytes", "sha256"}]; a new reference. */
json_t *file_list_json(const struct file_list *list);

/* Adds what file_list_json wrote, whatever else the objects hold; -1 if it is not of that form. */
int file_list_read(struct file_list *list, const json_t *json);

#endif
