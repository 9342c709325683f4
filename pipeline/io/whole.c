#include "io/whole.h"

#include <stdlib.h>
#include <string.h>

#include "io/path.h"

/* The datapackage.json beside a file; NULL if there is none. */
static json_t *package_beside(const char *path)
{
	char *directory = path_directory(path);
	char *beside = path_join(directory, "datapackage.json");
	json_t *package = json_load_file(beside, 0, NULL);

	free(beside);
	free(directory);
	return package;
}

static const json_t *about(const json_t *package)
{
	return json_object_get(package, "rdstat");
}

static const char *stage_of(const json_t *package)
{
	const char *stage = json_string_value(json_object_get(about(package), "stage"));

	return stage ? stage : "";
}

static void add_counts(json_t *sums, const json_t *package)
{
	const char *name;
	json_t *value;

	json_object_foreach(json_object_get(about(package), "counts"), name, value)
	{
		json_int_t sum = json_integer_value(json_object_get(sums, name));
		json_object_set_new(sums, name, json_integer(sum + json_integer_value(value)));
	}
}

static bool has_path(const json_t *inputs, const char *path)
{
	const json_t *input;
	size_t i;

	json_array_foreach(inputs, i, input)
	{
		const char *own = json_string_value(json_object_get(input, "path"));
		if (own && path && strcmp(own, path) == 0)
			return true;
	}
	return false;
}

/* What the input of a part was before rd-shard split it; the input itself if it did not. */
static void add_origins(json_t *origins, json_t *input)
{
	const char *path = json_string_value(json_object_get(input, "path"));
	json_t *package = path ? package_beside(path) : NULL, *origin;
	size_t i;

	if (strcmp(stage_of(package), "rd-shard") != 0) {
		if (!has_path(origins, path))
			json_array_append(origins, input);
	} else {
		json_array_foreach(
		        json_object_get(about(package), "inputs"), i,
		        origin) if (!has_path(origins,
		                              json_string_value(json_object_get(origin, "path"))))
		        json_array_append(origins, origin);
	}
	json_decref(package);
}

struct whole {
	char *stage;
	json_t *counts, *inputs;
	char *last; /* directory of the package that was read last */
};

static void release(struct whole *w)
{
	free(w->stage);
	free(w->last);
	json_decref(w->counts);
	json_decref(w->inputs);
}

/* The tables of one part stand in one directory, with one package. */
static bool is_another(struct whole *w, json_t *seen, const char *part)
{
	char *directory = path_directory(part);
	bool another = !json_object_get(seen, directory);

	json_object_set_new(seen, directory, json_true());
	free(w->last);
	w->last = directory;
	return another;
}

static bool add_part(struct whole *w, const char *part)
{
	json_t *package = package_beside(part), *input;
	bool good = *stage_of(package) && (!w->stage || strcmp(w->stage, stage_of(package)) == 0);
	size_t i;

	if (good) {
		if (!w->stage)
			w->stage = xstrdup(stage_of(package));
		add_counts(w->counts, package);
		json_array_foreach(json_object_get(about(package), "inputs"), i, input)
		        add_origins(w->inputs, input);
	}
	json_decref(package);
	return good;
}

static bool add_parts(struct whole *w, const char *const *parts, size_t count)
{
	json_t *seen = json_object();
	bool good = true;

	*w = (struct whole){.counts = json_object(), .inputs = json_array()};
	for (size_t i = 0; i < count && good; i++)
		good = !is_another(w, seen, parts[i]) || add_part(w, parts[i]);
	json_decref(seen);
	if (!good)
		release(w);
	return good;
}

static bool is_part(const char *word, const char *const *parts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (parts[i] == word || strcmp(parts[i], word) == 0)
			return true;
	return false;
}

/* The call that makes the same at once: without --merge, and with the origins for the parts. */
static json_t *rewrite(const struct package *p, const char *const *parts, size_t count,
                       const json_t *origins)
{
	json_t *list = json_array();
	const json_t *origin;
	bool named = false;
	size_t k;

	for (int i = 1; i < p->argc; i++) {
		const char *word = p->argv[i];
		if (strcmp(word, "--merge") == 0 || has_path(origins, word))
			continue;
		if (!is_part(word, parts, count)) {
			json_array_append_new(list, json_string(word));
			continue;
		}
		json_array_foreach(origins, k, origin) if (!named)
		        json_array_append(list, json_object_get(origin, "path"));
		named = true;
	}
	return list;
}

static void replace(struct package *p, struct whole *w, const char *const *parts, size_t count)
{
	json_t *arguments = rewrite(p, parts, count, w->inputs);

	package_stand_for(p, w->stage, arguments, w->inputs);
	json_decref(arguments);
	json_object_clear(p->counts);
	json_object_update(p->counts, w->counts);
}

bool whole_of_parts(struct package *p, const char *const *parts, size_t count)
{
	struct whole w;

	if (!add_parts(&w, parts, count))
		return false;
	replace(p, &w, parts, count);
	release(&w);
	return true;
}

/* {"path", "bytes", "sha256"} as the package beside the file has it. */
static json_t *input_of(const char *path)
{
	json_t *package = package_beside(path), *resource, *input = NULL;
	size_t i;

	json_array_foreach(json_object_get(package, "resources"), i, resource)
	{
		const char *name = json_string_value(json_object_get(resource, "path"));
		const char *hash = json_string_value(json_object_get(resource, "hash"));
		if (name && hash && strcmp(name, path_name(path)) == 0 && strchr(hash, ':'))
			input = json_pack("{s:s, s:O, s:s}", "path", path, "bytes",
			                  json_object_get(resource, "bytes"), "sha256",
			                  strchr(hash, ':') + 1);
	}
	json_decref(package);
	return input;
}

bool whole_of_parts_from(struct package *p, const char *const *parts, size_t count,
                         const char *input)
{
	json_t *origin = input_of(input);
	struct whole w;

	if (!origin || !add_parts(&w, parts, count)) {
		json_decref(origin);
		return false;
	}
	json_array_clear(w.inputs);
	json_array_append_new(w.inputs, origin);
	replace(p, &w, parts, count);
	release(&w);
	return true;
}

bool whole_counts(struct package *p, const char *const *parts, size_t count)
{
	struct whole w;

	if (!add_parts(&w, parts, count))
		return false;
	json_object_update(p->counts, w.counts);
	release(&w);
	return true;
}
