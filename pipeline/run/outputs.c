#include "run/outputs.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/hash_map.h"
#include "io/path.h"

/* What the step says of its own files, by path in the run. */
struct claims {
	struct file_list files;
	struct hash_map index;
	struct arena arena;
};

static void claim(struct claims *claims, const char *directory, const char *path,
                  const char *sha256, uint64_t bytes)
{
	char *whole = path_join(directory, path);

	if (strlen(sha256) == SHA256_HEX) {
		hash_map_add(&claims->index, slice_of(whole), (uint32_t)claims->files.count);
		file_list_add(&claims->files, whole, sha256, bytes);
	}
	free(whole);
}

/* A step need not write a datapackage.json; a broken one is found when it is hashed. */
static json_t *load_package(const char *run, const char *name)
{
	char *directory = path_join(run, name);
	char *path = path_join(directory, "datapackage.json");
	json_t *package = json_load_file(path, 0, NULL);

	free(path);
	free(directory);
	return package;
}

static void read_claims(struct claims *claims, const char *run, const char *name)
{
	static const char prefix[] = "sha256:";
	json_t *package = load_package(run, name), *resource;
	size_t i;

	claims->files.arena = &claims->arena;
	json_array_foreach(json_object_get(package, "resources"), i, resource)
	{
		const char *path, *hash;
		json_int_t bytes;
		if (json_unpack(resource, "{s:s, s:s, s:I}", "path", &path, "hash", &hash, "bytes",
		                &bytes) == 0 &&
		    slice_starts(slice_of(hash), prefix))
			claim(claims, name, path, hash + strlen(prefix), (uint64_t)bytes);
	}
	json_decref(package);
}

struct search {
	const char *run;
	bool deep;
	struct claims claims;
	struct file_list *found;
};

static int add_file(struct search *s, const char *path, uint64_t bytes, struct err *err)
{
	uint32_t index = hash_map_get(&s->claims.index, slice_of(path));
	const struct file_note *claimed =
	        index == HASH_MAP_NONE ? NULL : &s->claims.files.items[index];

	if (!claimed || claimed->bytes != bytes)
		return file_list_add_hashed(s->found, s->run, path, err);
	file_list_add(s->found, path, claimed->sha256, bytes);
	return 0;
}

/* Itself, its parent, and what another copy of the step is writing or left when it was killed. */
static bool is_skipped(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
	       (name[0] == '.' && slice_ends(slice_of(name), ".tmp"));
}

static int add_directory(struct search *s, const char *path, struct err *err)
{
	char *whole = path_join(s->run, path);
	DIR *directory = opendir(whole);
	const struct dirent *entry;
	int result = 0;

	while (directory && result == 0 && (entry = readdir(directory))) {
		char *inside = path_join(path, entry->d_name);
		struct stat st;
		/* What cannot be looked at is gone, or a link to nowhere. */
		if (is_skipped(entry->d_name) ||
		    fstatat(dirfd(directory), entry->d_name, &st, 0) < 0)
			result = 0;
		else if (!S_ISDIR(st.st_mode))
			result = add_file(s, inside, (uint64_t)st.st_size, err);
		else if (s->deep)
			result = add_directory(s, inside, err);
		free(inside);
	}
	if (directory)
		closedir(directory);
	free(whole);
	return result;
}

int outputs_of_directory(const char *run, const char *name, bool deep, struct file_list *found,
                         struct err *err)
{
	struct search s = {run, deep, {.index = HASH_MAP_INIT}, found};
	int result;

	read_claims(&s.claims, run, name);
	result = add_directory(&s, name, err);
	file_list_sort(found);
	hash_map_release(&s.claims.index);
	arena_release(&s.claims.arena);
	return result;
}

/* "a|b": whether at least one of them was written. */
static bool is_there(const struct step *step, const char *alternatives)
{
	const char *at = alternatives;

	for (;;) {
		size_t n = strcspn(at, "|");
		char *name = xstrndup(at, n);
		char *path = path_join(step->name, name);
		bool found = file_list_find(&step->outputs, path) != NULL;
		free(path);
		free(name);
		if (found || !at[n])
			return found;
		at += n + 1;
	}
}

/* A file for each period may be none. */
static int check_promises(const struct plan *plan, const struct step *step, struct err *err)
{
	const struct json_texts *promised = &plan->chain->stages[step->stage].outputs;

	for (size_t i = 0; i < promised->count; i++) {
		if (strstr(promised->items[i], PERIOD) || is_there(step, promised->items[i]))
			continue;
		err_set(err, RD_INTERNAL,
		        T("step '%s' ended well but did not write '%s'",
		          "步骤 '%s' 正常结束，却没有写出 '%s'"),
		        step->name, promised->items[i]);
		return err_hint(err,
		                T("compare \"outputs\" of the stage in pipeline.json with what the "
		                  "program writes",
		                  "请核对 pipeline.json 中该阶段的 \"outputs\" 与程序的输出"));
	}
	return 0;
}

int outputs_collect(const struct plan *plan, struct step *step, struct err *err)
{
	bool deep = !plan->chain->stages[step->stage].sources;

	step->outputs.count = 0;
	if (outputs_of_directory(plan->place.run, step->name, deep, &step->outputs, err) < 0)
		return -1;
	return check_promises(plan, step, err);
}

void outputs_add_raw_files(const struct plan *plan, struct step *step)
{
	for (size_t i = 0; i < plan->sources.source_count; i++) {
		const struct fetched_source *source = &plan->sources.sources[i];
		for (size_t k = 0; k < source->file_count; k++) {
			char *path = path_join(step->name, source->files[k].path);
			file_list_add(&step->outputs, path, source->files[k].sha256,
			              source->files[k].bytes);
			free(path);
		}
	}
}

void outputs_counts(const struct plan *plan, const struct step *step, json_t *record)
{
	static const struct {
		const char *count, *ours;
	} names[] = {{"read", "in"}, {"written", "out"}, {"rejected", "rejected"}};
	json_t *package = load_package(plan->place.run, step->name), *rows = json_object();
	const json_t *about = json_object_get(package, "rdstat");

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		json_t *count = json_object_get(json_object_get(about, "counts"), names[i].count);
		if (json_is_integer(count))
			json_object_set(rows, names[i].ours, count);
	}
	json_object_set_new(record, "rows", rows);
	if (json_object_get(about, "version"))
		json_object_set(record, "version", json_object_get(about, "version"));
	json_decref(package);
}
