/*
 * Whether quality.json speaks of what there is: a limit on a stage, a file or a column that does
 * not exist would never be crossed.
 */
#include <stdlib.h>
#include <string.h>

#include "model/tables.h"
#include "run/quality.h"

/* The chain in each of its forms; those that it does not have hold no stages. */
struct forms {
	struct chain chains[FORMS];
};

static void load_forms(struct forms *forms, const char *config)
{
	static const struct {
		uint64_t shards;
		bool by_period;
	} asked[FORMS] = {{0, false}, {2, false}, {0, true}};

	for (int i = 0; i < FORMS; i++) {
		struct err none = ERR_INIT;
		if (chain_load(&forms->chains[i], config, asked[i].shards, asked[i].by_period,
		               &none) < 0)
			forms->chains[i] = (struct chain){.count = 0};
	}
}

static void release_forms(struct forms *forms)
{
	for (int i = 0; i < FORMS; i++)
		chain_release(&forms->chains[i]);
}

static bool stands_in(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* *names, to be freed: of all stages. */
static size_t list_stages(const struct forms *forms, const char ***names)
{
	size_t count = 0, most = 1;

	for (int i = 0; i < FORMS; i++)
		most += forms->chains[i].count;
	*names = xcalloc(most, sizeof(**names));
	for (int i = 0; i < FORMS; i++)
		for (size_t k = 0; k < forms->chains[i].count; k++)
			if (!stands_in(forms->chains[i].stages[k].name, *names, count))
				(*names)[count++] = forms->chains[i].stages[k].name;
	return count;
}

static int check_stage(const struct json_place *at, const char *stage, const struct forms *forms,
                       struct err *err)
{
	const char **names;
	size_t count = list_stages(forms, &names);
	int found = count ? json_choice(at, stage, names, count, err) : 0;

	free(names);
	return found < 0 ? -1 : 0;
}

/* "facts.csv|observations.csv" has both; what a step fills in may be any name. */
static bool is_output(const char *output, const char *file)
{
	size_t n;

	for (; *output; output += n + (output[n] == '|')) {
		n = strcspn(output, "|");
		if (memchr(output, '{', n) || (strlen(file) == n && memcmp(output, file, n) == 0))
			return true;
	}
	return false;
}

static bool leaves(const struct stage *stage, const char *file)
{
	for (size_t i = 0; i < stage->outputs.count; i++)
		if (is_output(stage->outputs.items[i], file))
			return true;
	return false;
}

static int check_file(const struct json_place *at, const char *path, const struct forms *forms,
                      struct err *err)
{
	const char *slash = strchr(path, '/');
	char *stage;
	int result;

	if (!slash)
		return json_wrong(at, err, T("'%s' is no STAGE/FILE", "'%s' 不是 步骤/文件"), path);
	stage = arena_strdup(at->arena, (struct slice){path, (size_t)(slash - path)});
	result = check_stage(at, stage, forms, err);
	for (int i = 0; i < FORMS && result == 0; i++)
		for (size_t k = 0; k < forms->chains[i].count; k++)
			if (strcmp(forms->chains[i].stages[k].name, stage) == 0 &&
			    leaves(&forms->chains[i].stages[k], slash + 1))
				return 0;
	return result < 0 ? -1
	                  : json_wrong(at, err,
	                               T("stage '%s' leaves no file '%s'",
	                                 "步骤 '%s' 不产生文件 '%s'"),
	                               stage, slash + 1);
}

/* The table that a file holds; NULL for one whose columns are configured. */
static const struct table *table_of(const char *path)
{
	const char *name = strrchr(path, '/') + 1;
	const struct table *table = NULL;

	for (size_t i = 0; (table = tables_at(i)); i++) {
		size_t n = strlen(table->name);
		if (strncmp(name, table->name, n) == 0 && strcmp(name + n, ".csv") == 0)
			break;
	}
	return table;
}

static int check_column(const struct json_place *at, const char *column, const struct table *table,
                        struct err *err)
{
	const char **names;
	int found;

	if (!table)
		return 0;
	names = xcalloc(table->count, sizeof(*names));
	for (size_t i = 0; i < table->count; i++)
		names[i] = table->columns[i].name;
	found = json_choice(at, column, names, table->count, err);
	free(names);
	return found < 0 ? -1 : 0;
}

static int check_change(const struct json_place *at, const struct quality_change *change,
                        const struct forms *forms, struct err *err)
{
	const struct json_place file = json_member(at, "file"), key = json_member(at, "key"),
	                        value = json_member(at, "value"), where = json_member(at, "where");
	int result = 0;

	for (size_t i = 0; i < change->files.count && result == 0; i++) {
		const char *path = change->files.items[i];
		const struct table *table;
		result = check_file(&file, path, forms, err);
		if (result < 0)
			break;
		table = table_of(path);
		for (size_t k = 0; k < change->key.count && result == 0; k++)
			result = check_column(&key, change->key.items[k], table, err);
		if (result == 0)
			result = check_column(&value, change->value, table, err);
		for (size_t k = 0; k < change->where_count && result == 0; k++)
			result = check_column(&where, change->where[k].column, table, err);
	}
	return result;
}

int quality_check_names(const struct quality *quality, const char *file, const char *config,
                        struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct json_place at = {file, "", &arena};
	struct json_place rejects = json_member(&at, "rejects"),
	                  changes = json_member(&at, "changes");
	struct forms forms;
	const char **names;
	bool has_stages; /* if not, pipeline.json is wrong, which is said elsewhere */
	int result = 0;

	load_forms(&forms, config);
	has_stages = list_stages(&forms, &names) > 0;
	free(names);
	for (size_t i = 0; has_stages && i < quality->reject_count && result == 0; i++) {
		struct json_place element = json_element(&rejects, i);
		struct json_place stage = json_member(&element, "stage");
		result = check_stage(&stage, quality->rejects[i].stage, &forms, err);
	}
	for (size_t i = 0; has_stages && i < quality->change_count && result == 0; i++) {
		struct json_place element = json_element(&changes, i);
		result = check_change(&element, &quality->changes[i], &forms, err);
	}
	release_forms(&forms);
	arena_release(&arena);
	return result;
}
