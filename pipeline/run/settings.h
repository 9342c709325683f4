/*
 * The configuration that a run works with: the files that its stages name, read once, known
 * by their checksums, and copied into the run. Whoever edits the configuration while a
 * run is under way changes the next run, not half of this one, and each run shows what it was
 * computed with. Files that no stage names (credentials, say) are not copied.
 */
#ifndef RUN_SETTINGS_H
#define RUN_SETTINGS_H

#include "base/hash_map.h"
#include "io/sighting.h"
#include "run/file_list.h"

struct settings {
	const char *directory; /* the original */
	struct arena arena;
	struct file_list files; /* all that were asked for */
	struct slice *contents; /* of each of them */
	size_t capacity;
	struct hash_map known;     /* path to index in files */
	struct file_list *matches; /* of each pattern that was asked for */
	size_t match_count, match_capacity;
	struct hash_map patterns; /* pattern to index in matches */
	/* where files were looked for: one that comes later would have been found */
	struct file_list directories;
	struct hash_map known_directories;
};

void settings_init(struct settings *settings, const char *directory);
void settings_release(struct settings *settings);

bool settings_has(struct settings *settings, const char *path);

/*
 * Adds the files that match a pattern, in byte order, to list, whose texts stay the settings'.
 * Which these are is looked up once. -1 with RD_CONFIG.
 */
int settings_match(struct settings *settings, const char *pattern, struct file_list *list,
                   struct err *err);

/* Writes every file that was asked for so far and is not there yet under `directory`. */
int settings_copy(const struct settings *settings, const char *directory, struct err *err);

/* Everything that was read, and where there could have been more. */
void settings_add_sightings(const struct settings *settings, struct sightings *seen);

#endif
