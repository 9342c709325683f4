#include "run/prune.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "io/path.h"
#include "run/runs.h"

#define GONE ".gone-"

/* Out of sight in one step, so that no half of a run is ever taken for one. */
static bool remove_run(const char *output, const char *id)
{
	char *path = runs_directory(output, id);
	char *name = xasprintf(GONE "%s", id);
	char *gone = runs_directory(output, name);
	bool moved = rename(path, gone) == 0;

	if (moved)
		runs_remove_tree(gone);
	free(gone);
	free(name);
	free(path);
	return moved;
}

/* What a prune that was killed left half removed. */
static void remove_leftovers(const char *output)
{
	char *runs = path_join(output, "runs");
	DIR *directory = opendir(runs);
	const struct dirent *entry;

	while (directory && (entry = readdir(directory))) {
		char *path = path_join(runs, entry->d_name);
		if (strncmp(entry->d_name, GONE, strlen(GONE)) == 0)
			runs_remove_tree(path);
		free(path);
	}
	if (directory)
		closedir(directory);
	free(runs);
}

static bool holds_data(const char *output, const char *id)
{
	char *path = runs_directory(output, id);
	DIR *directory = opendir(path);
	const struct dirent *entry;
	bool found = false;

	while (directory && !found && (entry = readdir(directory)))
		found = entry->d_name[0] != '.' && strcmp(entry->d_name, "run.json") != 0;
	if (directory)
		closedir(directory);
	free(path);
	return found;
}

unsigned prune(const char *output, const char *current, uint64_t keep_runs, uint64_t keep_days)
{
	char *published = runs_published(output);
	int64_t oldest = keep_days ? clock_now() - (int64_t)keep_days * 86400 : INT64_MIN;
	uint64_t kept[2] = {0, 0};
	unsigned removed = 0;
	struct run_names names;

	remove_leftovers(output);
	run_names_list(&names, output);
	for (size_t i = names.count; i-- > 0;) {
		const char *id = names.items[i];
		bool data = holds_data(output, id);
		if (strcmp(id, current) == 0 || (published && strcmp(id, published) == 0))
			continue;
		if ((keep_runs && ++kept[data] > keep_runs) || runs_time(id) < oldest)
			removed += remove_run(output, id);
	}
	run_names_release(&names);
	free(published);
	return removed;
}
