#include "io/citation.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "io/path.h"

static bool is_after(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec : a->tv_nsec >= b->tv_nsec;
}

static bool find_in(const json_t *package, const char *name, off_t bytes,
                    char sha256[SHA256_HEX + 1])
{
	static const char prefix[] = "sha256:";
	const json_t *resource;
	size_t i;

	json_array_foreach(json_object_get(package, "resources"), i, resource)
	{
		const char *path = json_string_value(json_object_get(resource, "path"));
		const char *hash = json_string_value(json_object_get(resource, "hash"));
		if (!path || strcmp(path, name) != 0)
			continue;
		if (json_integer_value(json_object_get(resource, "bytes")) != bytes || !hash ||
		    strlen(hash) != strlen(prefix) + SHA256_HEX ||
		    strncmp(hash, prefix, strlen(prefix)) != 0)
			return false;
		memcpy(sha256, hash + strlen(prefix), SHA256_HEX + 1);
		return true;
	}
	return false;
}

bool citation_find(const char *path, const struct stat *file, char sha256[SHA256_HEX + 1])
{
	char *directory = path_directory(path);
	char *beside = path_join(directory, "datapackage.json");
	json_t *package = NULL;
	struct stat st;
	bool found = false;

	if (stat(beside, &st) == 0 && is_after(&st.st_mtim, &file->st_mtim))
		package = json_load_file(beside, JSON_REJECT_DUPLICATES, NULL);
	if (package)
		found = find_in(package, path_name(path), file->st_size, sha256);
	json_decref(package);
	free(beside);
	free(directory);
	return found;
}
