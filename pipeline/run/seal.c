#include "run/seal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/version.h"
#include "io/input.h"
#include "io/output.h"
#include "io/path.h"
#include "run/runs.h"

#define FORM "rdstat seal 1"

enum { LARGEST = 1 << 30 };

static char *seal_path(const char *output)
{
	return path_join(output, "seal");
}

static void add(struct checksum *sum, const char *text)
{
	checksum_add(sum, text ? text : "", text ? strlen(text) + 1 : 1);
}

void seal_key(const struct setup *setup, const struct run_options *options,
              char key[SHA256_HEX + 1])
{
	struct checksum sum;

	checksum_init(&sum);
	add(&sum, RDSTAT_VERSION);
	add(&sum, getenv("SOURCE_DATE_EPOCH"));
	add(&sum, options->config);
	add(&sum, options->period);
	checksum_add(&sum, &setup->chain.form, sizeof(setup->chain.form));
	checksum_add(&sum, &setup->chain.shards, sizeof(setup->chain.shards));
	for (size_t i = 0; i < setup->chain.count; i++) {
		add(&sum, setup->chain.stages[i].name);
		add(&sum, setup->programs[i].path);
		add(&sum, setup->programs[i].sha256);
	}
	checksum_finish(&sum, key);
	checksum_release(&sum);
}

/* --- Its form: lines of a head, then parts that end with an empty line, then the metrics --- */

static bool cut(struct slice *rest, const char *mark, struct slice *part)
{
	const char *end = memmem(rest->p, rest->n, mark, strlen(mark));

	if (!end)
		return false;
	*part = (struct slice){rest->p, (size_t)(end - rest->p)};
	rest->n -= part->n + strlen(mark);
	rest->p = end + strlen(mark);
	return true;
}

/* An empty part has nothing before its empty line. */
static bool cut_list(struct slice *rest, struct slice *list)
{
	if (slice_starts(*rest, "\n")) {
		*list = (struct slice){rest->p, 0};
		*rest = (struct slice){rest->p + 1, rest->n - 1};
		return true;
	}
	if (!cut(rest, "\n\n", list))
		return false;
	list->n++;
	return true;
}

bool seal_load(struct seal *seal, const char *output)
{
	char *path = seal_path(output);
	struct err ignored = ERR_INIT;
	struct slice rest, form;
	bool found;

	*seal = (struct seal){0};
	if (path_exists(path))
		seal->content = input_whole(path, LARGEST, &seal->size, RD_INPUT, &ignored);
	rest = (struct slice){seal->content, seal->size};
	found = seal->content && cut(&rest, "\n", &form) && slice_is(form, FORM) &&
	        cut(&rest, "\n", &seal->run) && cut(&rest, "\n", &seal->key) &&
	        cut_list(&rest, &seal->outside) && cut_list(&rest, &seal->own);
	seal->metrics = rest;
	free(path);
	return found;
}

void seal_release(struct seal *seal)
{
	free(seal->content);
	*seal = (struct seal){0};
}

/* The directory before the first of its files, which then are listed by name. */
static void add_file(struct sightings *own, int directory, const char *path, char **last)
{
	char *parent = path_directory(path);

	if (!*last || strcmp(*last, parent) != 0) {
		sightings_add_own(own, directory, parent);
		free(*last);
		*last = parent;
		parent = NULL;
	}
	sightings_add_own(own, directory, path);
	free(parent);
}

static void add_own(struct sightings *own, int directory, const json_t *record)
{
	const json_t *step, *file;
	char *last = NULL;
	size_t i, k;

	sightings_add_own(own, directory, "run.json");
	json_array_foreach(json_object_get(record, "steps"), i, step)
	{
		json_array_foreach(json_object_get(step, "outputs"), k, file)
		{
			add_file(own, directory, json_string_value(json_object_get(file, "path")),
			         &last);
		}
	}
	free(last);
}

static int open_run(const char *output, struct slice id)
{
	char *name = xstrndup(id.p, id.n);
	char *path = runs_directory(output, name);
	int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	free(path);
	free(name);
	return directory;
}

int seal_write(const char *output, const char *key, const json_t *record,
               const struct sightings *seen, struct slice standing, struct err *err)
{
	const char *id = json_string_value(json_object_get(record, "run"));
	int directory = open_run(output, slice_of(id));
	char *path = seal_path(output);
	struct sightings own = {0};
	struct text t = TEXT_INIT;
	int result;

	add_own(&own, directory, record);
	text_addf(&t, FORM "\n%s\n%s\n", id, key);
	text_add_slice(&t, text_slice(&seen->list));
	text_addc(&t, '\n');
	text_add_slice(&t, text_slice(&own.list));
	text_addc(&t, '\n');
	text_add_slice(&t, standing);
	result = output_whole(path, text_slice(&t), err);
	if (directory >= 0)
		close(directory);
	sightings_release(&own);
	text_release(&t);
	free(path);
	return result;
}

/* --- Comparing ---------------------------------------------------------------------------- */

static bool is_published(const struct seal *seal, const char *output)
{
	char *published = runs_published(output);
	bool result = published && slice_is(seal->run, published);

	free(published);
	return result;
}

/* Whoever cut or removed a file of the published run by hand gets it back. */
static bool is_whole(const struct seal *seal, const char *output, struct slice *changed)
{
	int directory = open_run(output, seal->run);
	bool result = directory >= 0 && sightings_hold(seal->own, directory, changed);

	if (directory >= 0)
		close(directory);
	return result;
}

bool seal_holds(const struct seal *seal, const char *output, const char *key, struct slice *changed)
{
	*changed = slice_of("");
	return slice_is(seal->key, key) && is_published(seal, output) &&
	       sightings_hold(seal->outside, AT_FDCWD, changed) && is_whole(seal, output, changed);
}
