#include "run/runs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "io/path.h"
#include "io/sync.h"

enum { STAMP = 16, OPEN_DIRECTORIES = 16 }; /* "20240501T020003Z" */

/* An id is a time and, where that was taken, a number: "20240501T020003Z-000001". */
static bool is_id(const char *name)
{
	static const char form[] = "ddddddddTddddddZ";
	size_t n = strlen(name);

	if (n != STAMP && (n != STAMP + 7 || name[STAMP] != '-'))
		return false;
	for (size_t i = 0; i < STAMP; i++)
		if (form[i] == 'd' ? name[i] < '0' || name[i] > '9' : name[i] != form[i])
			return false;
	return true;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void run_names_list(struct run_names *names, const char *output)
{
	char *path = path_join(output, "runs");
	DIR *directory = opendir(path);
	const struct dirent *entry;

	*names = (struct run_names){0};
	while (directory && (entry = readdir(directory))) {
		if (!is_id(entry->d_name))
			continue;
		VEC_GROW(names->items, names->count, names->capacity);
		names->items[names->count++] = xstrdup(entry->d_name);
	}
	if (directory)
		closedir(directory);
	if (names->count > 1)
		qsort(names->items, names->count, sizeof(*names->items), by_name);
	free(path);
}

void run_names_release(struct run_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->items[i]);
	free(names->items);
	*names = (struct run_names){0};
}

/* A clock that was set back must not make a new run look older than the last. */
char *runs_new_id(const struct run_names *names)
{
	const char *last = names->count ? names->items[names->count - 1] : "";
	char time[CLOCK_TEXT], id[CLOCK_TEXT];
	size_t n = 0;

	clock_text(clock_now(), time);
	for (const char *at = time; *at; at++)
		if (*at != '-' && *at != ':')
			id[n++] = *at;
	id[n] = '\0';
	if (strcmp(id, last) > 0 && strncmp(id, last, STAMP) != 0)
		return xstrdup(id);
	return xasprintf("%.*s-%06ld", STAMP, last,
	                 (last[STAMP] ? strtol(last + STAMP + 1, NULL, 10) : 0) + 1);
}

int64_t runs_time(const char *id)
{
	char text[CLOCK_TEXT];

	snprintf(text, sizeof(text), "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", id, id + 4, id + 6, id + 9,
	         id + 11, id + 13);
	return clock_parse(text);
}

char *runs_directory(const char *output, const char *id)
{
	char *runs = path_join(output, "runs");
	char *path = path_join(runs, id);

	free(runs);
	return path;
}

json_t *runs_record(const char *output, const char *id)
{
	char *directory = runs_directory(output, id);
	char *path = path_join(directory, "run.json");
	json_t *record = json_load_file(path, 0, NULL);

	free(path);
	free(directory);
	return record;
}

char *runs_published(const char *output)
{
	char target[PATH_MAX];
	char *link = path_join(output, "current");
	ssize_t n = readlink(link, target, sizeof(target) - 1);

	free(link);
	if (n <= 0)
		return NULL;
	target[n] = '\0';
	return is_id(path_name(target)) ? xstrdup(path_name(target)) : NULL;
}

/* --- Publishing -------------------------------------------------------------------------- */

static int sync_directory(const char *path, const struct stat *st, int type, struct FTW *at)
{
	int fd, result;

	(void)st;
	(void)at;
	if (type != FTW_DP && type != FTW_D)
		return 0;
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	result = fsync(fd);
	close(fd);
	return result < 0 && errno != EINVAL ? -1 : 0;
}

/* The files were synced as they were written; here the names that lead to them. */
static int sync_tree(const char *path, int filesystem, struct err *err)
{
	if (filesystem >= 0 && path_is_directory(path))
		return sync_filesystem(filesystem, path, err);
	if (nftw(path, sync_directory, OPEN_DIRECTORIES, FTW_PHYS | FTW_DEPTH) == 0)
		return path_sync_directory(path, err);
	err_set_errno(err, RD_OUTPUT, T("cannot be brought to disk", "无法同步到磁盘"));
	return err_at(err, path, 0, 0);
}

int runs_publish(const char *output, const char *id, int filesystem, struct err *err)
{
	char *path = runs_directory(output, id);
	char *target = path_join("runs", id);
	char *link = path_join(output, "current");
	char *fresh = path_join(output, ".current.tmp");
	int result = sync_tree(path, filesystem, err);

	if (result == 0) {
		unlink(fresh);
		if (symlink(target, fresh) < 0 || rename(fresh, link) < 0) {
			err_set_errno(err, RD_OUTPUT,
			              T("cannot be moved to the new run", "无法指向新的运行"));
			result = err_at(err, link, 0, 0);
		} else {
			result = path_sync_directory(link, err);
		}
	}
	free(fresh);
	free(link);
	free(target);
	free(path);
	return result;
}

/* --- Removing ---------------------------------------------------------------------------- */

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	remove(path);
	return 0;
}

void runs_remove_tree(const char *path)
{
	nftw(path, remove_one, OPEN_DIRECTORIES, FTW_PHYS | FTW_DEPTH);
}
