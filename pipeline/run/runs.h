/*
 * The output directory: runs/<id>/ for each run, `current`, a link to the published one, the
 * raw store, and the lock. Ids are times, in an order that never goes back.
 */
#ifndef RUN_RUNS_H
#define RUN_RUNS_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct run_names {
	char **items; /* oldest first */
	size_t count, capacity;
};

/* The ids of all runs there are; none if there is no directory yet. */
void run_names_list(struct run_names *names, const char *output);
void run_names_release(struct run_names *names);

/* An id after all others, to be freed. */
char *runs_new_id(const struct run_names *names);

/* When a run began, in seconds since 1970, as its id tells. */
int64_t runs_time(const char *id);

/* "OUTPUT/runs/ID", to be freed. */
char *runs_directory(const char *output, const char *id);

/* The id of the published run, to be freed; NULL if nothing is published. */
char *runs_published(const char *output);

/*
 * Publishes a run: everything in it is on disk before `current` points to it, and the link
 * is replaced in one step. filesystem: from sync_open_filesystem on its directory, before anything
 * was put there. RD_OUTPUT.
 */
int runs_publish(const char *output, const char *id, int filesystem, struct err *err);

/* run.json of a run; NULL if it cannot be read. To be freed with json_decref. */
json_t *runs_record(const char *output, const char *id);

/* Removes a directory and all in it; what cannot be removed stays. */
void runs_remove_tree(const char *path);

#endif
