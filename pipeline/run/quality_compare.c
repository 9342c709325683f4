/*
 * How far figures moved from one run to the next.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/hash_map.h"
#include "io/csv_reader.h"
#include "io/path_list.h"
#include "run/quality.h"

enum { MOST_COLUMNS = 32 };

/* A file with the columns that matter found in its header. */
struct figures_file {
	struct csv_reader csv;
	const char *path;
	size_t key[MOST_COLUMNS], where[MOST_COLUMNS], value;
};

struct old_figure {
	const char *name, *text; /* its value as it stands in the file */
	struct ratio value;
	bool seen;
};

struct old_figures {
	struct hash_map by_name;
	struct old_figure *items;
	size_t count, capacity;
	struct arena arena;
};

static int find_column(const struct figures_file *f, const char *name, size_t *column,
                       struct err *err)
{
	for (size_t i = 0; i < f->csv.field_count; i++)
		if (slice_is(f->csv.fields[i], name)) {
			*column = i;
			return 0;
		}
	err_set(err, RD_CONFIG,
	        T("quality.json wants column '%s', which is not there",
	          "quality.json 要求的列 '%s' 不存在"),
	        name);
	return err_at(err, f->path, 1, 0);
}

static int find_columns(struct figures_file *f, const struct quality_change *change,
                        struct err *err)
{
	if (change->key.count > MOST_COLUMNS || change->where_count > MOST_COLUMNS)
		return err_set(err, RD_CONFIG,
		               T("quality.json names more than %d columns",
		                 "quality.json 列出的列超过 %d 个"),
		               MOST_COLUMNS);
	for (size_t i = 0; i < change->key.count; i++)
		if (find_column(f, change->key.items[i], &f->key[i], err) < 0)
			return -1;
	for (size_t i = 0; i < change->where_count; i++)
		if (find_column(f, change->where[i].column, &f->where[i], err) < 0)
			return -1;
	return find_column(f, change->value, &f->value, err);
}

static int open_file(struct figures_file *f, const struct quality_change *change, const char *path,
                     struct err *err)
{
	struct csv_options options = {.encoding = "UTF-8"};
	int got;

	f->path = path;
	if (csv_open(&f->csv, path, &options, err) < 0)
		return -1;
	got = csv_next(&f->csv, err);
	if (got > 0 && find_columns(f, change, err) == 0)
		return 0;
	if (got == 0) {
		err_set(err, RD_INPUT, T("is empty", "是空的"));
		err_at(err, path, 0, 0);
	}
	csv_close(&f->csv);
	return -1;
}

static bool is_wanted(const struct figures_file *f, const struct quality_change *change)
{
	for (size_t i = 0; i < change->where_count; i++) {
		bool found = false;
		for (size_t k = 0; k < change->where[i].values.count && !found; k++)
			found = f->where[i] < f->csv.field_count &&
			        slice_is(f->csv.fields[f->where[i]],
			                 change->where[i].values.items[k]);
		if (!found)
			return false;
	}
	return true;
}

/* The next row that is wanted and has a value: its name ("331024, 2024-05") and that value. */
static int next_figure(struct figures_file *f, const struct quality_change *change,
                       struct text *name, struct ratio *value, struct err *err)
{
	int got;

	while ((got = csv_next(&f->csv, err)) > 0) {
		if (f->value >= f->csv.field_count || !is_wanted(f, change) ||
		    !decimal_parse(f->csv.fields[f->value], value))
			continue;
		text_clear(name);
		for (size_t i = 0; i < change->key.count; i++) {
			text_adds(name, i ? ", " : "");
			if (f->key[i] < f->csv.field_count)
				text_add_slice(name, f->csv.fields[f->key[i]]);
		}
		return 1;
	}
	return got;
}

static int load_old(struct old_figures *old, const struct quality_change *change, const char *path,
                    struct err *err)
{
	struct figures_file f;
	struct text name = TEXT_INIT;
	struct ratio value;
	int got;

	if (open_file(&f, change, path, err) < 0)
		return -1;
	while ((got = next_figure(&f, change, &name, &value, err)) > 0) {
		if (hash_map_add(&old->by_name, text_slice(&name), (uint32_t)old->count) !=
		    old->count)
			continue;
		VEC_GROW(old->items, old->count, old->capacity);
		old->items[old->count++] = (struct old_figure){
		        .name = arena_strdup(&old->arena, text_slice(&name)),
		        .text = arena_strdup(&old->arena, f.csv.fields[f.value]),
		        .value = value,
		};
	}
	text_release(&name);
	csv_close(&f.csv);
	return got;
}

static struct ratio absolute(struct ratio r)
{
	return (struct ratio){r.numerator < 0 ? -r.numerator : r.numerator, r.denominator};
}

/* From nothing to something has no percentage. */
static enum quality_verdict judge_change(const struct quality_change *change, struct ratio before,
                                         struct ratio now)
{
	struct ratio difference;

	if (before.numerator == 0)
		return QUALITY_FINE;
	if (!ratio_subtract(now, before, &difference))
		return QUALITY_STOP;
	return quality_judge(&change->limits, absolute(difference), absolute(before));
}

static int compare_new(struct old_figures *old, const struct quality_change *change,
                       const char *path, struct quality_findings *findings, struct err *err)
{
	struct figures_file f;
	struct text name = TEXT_INIT;
	struct ratio value;
	int got;

	if (open_file(&f, change, path, err) < 0)
		return -1;
	while ((got = next_figure(&f, change, &name, &value, err)) > 0) {
		uint32_t index = hash_map_get(&old->by_name, text_slice(&name));
		struct old_figure *figure = index == HASH_MAP_NONE ? NULL : &old->items[index];
		if (!figure)
			continue;
		figure->seen = true;
		quality_findings_add(
		        findings, judge_change(change, figure->value, value), "changes",
		        T("%s: %s of (%s) moved from %s to %.*s", "%s：%s（%s）由 %s 变为 %.*s"),
		        change->files.items[0], change->value, figure->name, figure->text,
		        SLICE_FMT(f.csv.fields[f.value]));
	}
	text_release(&name);
	csv_close(&f.csv);
	return got;
}

/* Those of a stage that is one step, and of one that is many. */
static void find_files(struct path_list *list, const struct quality_change *change, const char *run)
{
	for (size_t i = 0; i < change->files.count; i++) {
		const char *file = change->files.items[i], *slash = strrchr(file, '/');
		struct text t = TEXT_INIT;
		path_list_match(list, run, file);
		if (slash) {
			text_addf(&t, "%.*s/*%s", (int)(slash - file), file, slash);
			path_list_match(list, run, t.p);
		}
		text_release(&t);
	}
}

static bool is_same_file(const char *a, const char *b)
{
	struct stat one, other;

	return stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_dev == other.st_dev &&
	       one.st_ino == other.st_ino;
}

/* What was taken from the published run is a link to it: nothing moved in that. */
static bool is_taken(const char *path, const struct path_list *others)
{
	for (size_t i = 0; i < others->count; i++)
		if (is_same_file(path, others->items[i]))
			return true;
	return false;
}

static int compare_files(struct old_figures *old, const struct quality_change *change,
                         const struct path_list *before, const struct path_list *now,
                         struct quality_findings *findings, struct err *err)
{
	for (size_t i = 0; i < before->count; i++)
		if (!is_taken(before->items[i], now) &&
		    load_old(old, change, before->items[i], err) < 0)
			return -1;
	for (size_t i = 0; i < now->count; i++)
		if (!is_taken(now->items[i], before) &&
		    compare_new(old, change, now->items[i], findings, err) < 0)
			return -1;
	for (size_t i = 0; i < old->count; i++)
		if (!old->items[i].seen)
			quality_findings_add(
			        findings, change->gone, "changes",
			        T("%s: %s of (%s) is there no more", "%s：%s（%s）不见了"),
			        change->files.items[0], change->value, old->items[i].name);
	return 0;
}

int quality_compare(const struct quality_change *change, const char *before, const char *now,
                    struct quality_findings *findings, struct err *err)
{
	struct old_figures old = {.by_name = HASH_MAP_INIT};
	struct path_list old_files = {0}, new_files = {0};
	int result = 0;

	find_files(&old_files, change, before);
	find_files(&new_files, change, now);
	if (old_files.count && new_files.count)
		result = compare_files(&old, change, &old_files, &new_files, findings, err);
	path_list_release(&old_files);
	path_list_release(&new_files);
	hash_map_release(&old.by_name);
	arena_release(&old.arena);
	free(old.items);
	return result;
}
