#include "run/settings.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "io/input.h"
#include "io/output.h"
#include "io/path.h"
#include "io/sync.h"

enum { LARGEST = 256 << 20 };

void settings_init(struct settings *settings, const char *directory)
{
	*settings = (struct settings){
	        .directory = directory,
	        .known = HASH_MAP_INIT,
	        .patterns = HASH_MAP_INIT,
	        .known_directories = HASH_MAP_INIT,
	};
}

void settings_release(struct settings *settings)
{
	for (size_t i = 0; i < settings->files.count; i++)
		free((char *)(uintptr_t)settings->contents[i].p);
	free(settings->contents);
	free(settings->matches);
	hash_map_release(&settings->known);
	hash_map_release(&settings->patterns);
	hash_map_release(&settings->known_directories);
	arena_release(&settings->arena);
}

static void note_directory(struct settings *settings, const char *whole)
{
	char *directory = path_directory(whole);
	uint32_t next = (uint32_t)settings->directories.count;

	settings->directories.arena = &settings->arena;
	if (hash_map_add(&settings->known_directories, slice_of(directory), next) == next)
		file_list_add(&settings->directories, directory, "", 0);
	free(directory);
}

bool settings_has(struct settings *settings, const char *path)
{
	char *whole = path_join(settings->directory, path);
	bool there = path_exists(whole) && !path_is_directory(whole);

	note_directory(settings, whole);
	free(whole);
	return there;
}

static int read_file(struct settings *settings, const char *path, struct err *err)
{
	char *whole = path_join(settings->directory, path);
	size_t count = settings->files.count;
	struct input in;
	size_t n = 0;
	char *content = NULL;

	settings->files.arena = &settings->arena;
	if (input_open(&in, whole, err) == 0) {
		in.compressed = false;
		content = input_read_all(&in, LARGEST, &n, err);
		if (content) {
			VEC_GROW(settings->contents, count, settings->capacity);
			settings->contents[count] = (struct slice){content, n};
			file_list_add(&settings->files, path, in.sha256, in.bytes);
		}
		input_close(&in);
	}
	free(whole);
	if (!content)
		err->code = RD_CONFIG;
	return content ? 0 : -1;
}

static int add_one(struct settings *settings, const char *path, struct file_list *list,
                   struct err *err)
{
	uint32_t index = hash_map_get(&settings->known, slice_of(path));

	if (index == HASH_MAP_NONE) {
		if (read_file(settings, path, err) < 0)
			return -1;
		index = hash_map_add(&settings->known, slice_of(path),
		                     (uint32_t)(settings->files.count - 1));
	}
	file_list_add_note(list, &settings->files.items[index]);
	return 0;
}

static int look_up(struct settings *settings, const char *pattern, struct file_list *list,
                   struct err *err)
{
	char *whole = path_join(settings->directory, pattern);
	size_t prefix = strlen(whole) - strlen(pattern);
	glob_t found = {0};
	int result = 0;

	note_directory(settings, whole);
	if (glob(whole, 0, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc && result == 0; i++)
			if (!path_is_directory(found.gl_pathv[i]))
				result = add_one(settings, found.gl_pathv[i] + prefix, list, err);
	globfree(&found);
	free(whole);
	return result;
}

int settings_match(struct settings *settings, const char *pattern, struct file_list *list,
                   struct err *err)
{
	uint32_t index = hash_map_get(&settings->patterns, slice_of(pattern));
	const struct file_list *match;

	if (index == HASH_MAP_NONE) {
		struct file_list found = {.arena = &settings->arena};
		if (look_up(settings, pattern, &found, err) < 0)
			return -1;
		index = hash_map_add(&settings->patterns, slice_of(pattern),
		                     (uint32_t)settings->match_count);
		VEC_GROW(settings->matches, settings->match_count, settings->match_capacity);
		settings->matches[settings->match_count++] = found;
	}
	match = &settings->matches[index];
	for (size_t i = 0; i < match->count; i++)
		file_list_add_note(list, &match->items[i]);
	return 0;
}

/* Those that are not there yet, written but for the waiting. */
static int write_missing(const struct settings *settings, const char *directory,
                         struct output *outs, size_t *count, struct err *err)
{
	int result = 0;

	for (size_t i = 0; i < settings->files.count && result == 0; i++) {
		char *path = path_join(directory, settings->files.items[i].path);
		char *parent = path_directory(path);
		if (!path_exists(path) && (result = path_make_directories(parent, err)) == 0 &&
		    (result = output_open(&outs[*count], path, err)) == 0)
			output_write_slice(&outs[(*count)++], settings->contents[i]);
		free(parent);
		free(path);
	}
	return result;
}

static int commit_all(struct output *outs, size_t count, const char *directory, struct err *err)
{
	int filesystem = count > 1 ? sync_open_filesystem(directory) : -1, result = 0;

	for (size_t i = 0; i < count && result == 0; i++) {
		if (filesystem >= 0)
			output_finish(&outs[i]);
		else
			result = output_commit(&outs[i], err);
	}
	if (filesystem >= 0) {
		result = output_commit_all(outs, count, filesystem, err);
		close(filesystem);
	}
	return result;
}

int settings_copy(const struct settings *settings, const char *directory, struct err *err)
{
	struct output *outs = xcalloc(settings->files.count + 1, sizeof(*outs));
	size_t count = 0;
	int result = write_missing(settings, directory, outs, &count, err);

	if (result == 0)
		result = commit_all(outs, count, directory, err);
	for (size_t i = 0; i < count; i++)
		output_release(&outs[i]);
	free(outs);
	return result;
}

void settings_add_sightings(const struct settings *settings, struct sightings *seen)
{
	for (size_t i = 0; i < settings->files.count; i++) {
		char *path = path_join(settings->directory, settings->files.items[i].path);
		sightings_add(seen, path);
		free(path);
	}
	for (size_t i = 0; i < settings->directories.count; i++) {
		const char *path = settings->directories.items[i].path;
		/* Which directories a pattern of directories means is not worth the trouble. */
		if (strpbrk(path + strlen(settings->directory), "*?["))
			sightings_add_never(seen, path);
		else
			sightings_add(seen, path);
	}
}
