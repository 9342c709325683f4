#include "run/chain.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "io/path.h"
#include "run/chain_check.h"
#include "run/form.h"

#define KEY(type, kind, name, flags)                                                               \
	{                                                                                          \
#name, kind, offsetof(struct type, name), flags, NULL                              \
	}

/* Words that stand in a script of Slurm's as they are. */
static int check_word(const struct json_place *at, const char *key, const char *word,
                      struct err *err)
{
	struct json_place place = json_member(at, key);

	for (const char *c = word ? word : ""; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("_-.,+@", *c))
			return json_wrong(&place, err,
			                  T("may have letters, digits and _-.,+@ only",
			                    "只能含字母、数字和 _-.,+@"));
	return 0;
}

#define RESOURCE_KEYS(type, prefix)                                                                \
	{"cores", JSON_KEY_COUNT, offsetof(type, prefix cores), 0, NULL},                          \
	        {"memory_mb", JSON_KEY_COUNT, offsetof(type, prefix memory), 0, NULL},             \
	        {"time", JSON_KEY_COUNT, offsetof(type, prefix time), 0, NULL},                    \
	        {"partition", JSON_KEY_TEXT, offsetof(type, prefix partition), 0, NULL},           \
	{                                                                                          \
		"account", JSON_KEY_TEXT, offsetof(type, prefix account), 0, NULL                  \
	}

static int check_resources(const struct json_place *at, struct resources *r, struct err *err)
{
	if (check_word(at, "partition", r->partition, err) < 0)
		return -1;
	return check_word(at, "account", r->account, err);
}

static int read_resources(const struct json_place *at, const json_t *value, void *target,
                          struct err *err)
{
	static const struct json_key keys[] = {RESOURCE_KEYS(struct resources, )};

	if (json_read_object(at, value, keys, sizeof(keys) / sizeof(keys[0]), target, err) < 0)
		return -1;
	return check_resources(at, target, err);
}

static int read_slurm(const struct json_place *at, const json_t *value, void *target,
                      struct err *err)
{
	static const struct json_key keys[] = {
	        RESOURCE_KEYS(struct slurm_settings, resources.),
	        KEY(slurm_settings, JSON_KEY_COUNT, retries, 0),
	        KEY(slurm_settings, JSON_KEY_COUNT, poll, 0),
	        KEY(slurm_settings, JSON_KEY_COUNT, patience, 0),
	        KEY(slurm_settings, JSON_KEY_COUNT, grace, 0),
	        KEY(slurm_settings, JSON_KEY_COUNT, at_a_time, 0),
	};
	struct slurm_settings *settings = target;

	if (json_read_object(at, value, keys, sizeof(keys) / sizeof(keys[0]), target, err) < 0)
		return -1;
	return check_resources(at, &settings->resources, err);
}

static int read_for_each(const struct json_place *at, const json_t *value, void *target,
                         struct err *err)
{
	static const char *const things[] = {"source", "shard", "group", "period"};
	const char *text = json_string_value(value);
	int found = json_choice(at, text ? text : "", things, 4, err);

	if (found < 0)
		return -1;
	*(enum for_each *)target = (enum for_each)(FOR_SOURCE + found);
	return 0;
}

static int read_variation(const struct json_place *at, const json_t *value, void *target,
                          struct err *err)
{
	static const struct json_key keys[] = {
	        KEY(variation, JSON_KEY_TEXT, program, 0),
	        KEY(variation, JSON_KEY_TEXTS, arguments, 0),
	        {"for_each", JSON_KEY_CUSTOM, offsetof(struct variation, for_each), 0,
	         read_for_each},
	        KEY(variation, JSON_KEY_TEXTS, inputs, 0),
	        KEY(variation, JSON_KEY_TEXTS, outputs, 0),
	};

	return json_read_object(at, value, keys, sizeof(keys) / sizeof(keys[0]), target, err);
}

static const struct json_key stage_keys[] = {
        KEY(stage, JSON_KEY_TEXT, name, JSON_REQUIRED),
        KEY(stage, JSON_KEY_TEXT, program, JSON_REQUIRED),
        KEY(stage, JSON_KEY_TEXTS, arguments, JSON_REQUIRED),
        {"for_each", JSON_KEY_CUSTOM, offsetof(struct stage, for_each), 0, read_for_each},
        KEY(stage, JSON_KEY_TEXT, needs, 0),
        KEY(stage, JSON_KEY_TEXTS, config, 0),
        KEY(stage, JSON_KEY_TEXTS, inputs, 0),
        KEY(stage, JSON_KEY_TEXTS, outputs, JSON_REQUIRED),
        KEY(stage, JSON_KEY_TEXT, sources, 0),
        KEY(stage, JSON_KEY_BOOL, always, 0),
        KEY(stage, JSON_KEY_COUNT, timeout, 0),
        KEY(stage, JSON_KEY_COUNT, part_bytes, 0),
        KEY(stage, JSON_KEY_TEXT, latest, 0),
        {"only_sharded", JSON_KEY_BOOL, offsetof(struct stage, only[FORM_SHARDED]), 0, NULL},
        {"only_by_period", JSON_KEY_BOOL, offsetof(struct stage, only[FORM_BY_PERIOD]), 0, NULL},
        {"sharded", JSON_KEY_CUSTOM, offsetof(struct stage, variations[FORM_SHARDED]), 0,
         read_variation},
        {"by_period", JSON_KEY_CUSTOM, offsetof(struct stage, variations[FORM_BY_PERIOD]), 0,
         read_variation},
        KEY(stage, JSON_KEY_COUNT, fan_in, 0),
        {"resources", JSON_KEY_CUSTOM, offsetof(struct stage, resources), 0, read_resources},
};

static int read_stages(const struct json_place *at, const json_t *value, void *target,
                       struct err *err)
{
	struct chain *chain = (struct chain *)((char *)target - offsetof(struct chain, stages));
	void *stages;

	if (json_read_list(at, value, stage_keys, sizeof(stage_keys) / sizeof(stage_keys[0]),
	                   sizeof(struct stage), &stages, &chain->count, err) < 0)
		return -1;
	chain->stages = stages;
	return 0;
}

static int read_ping(const struct json_place *at, const json_t *value, void *target,
                     struct err *err)
{
	static const struct json_key keys[] = {
	        {"start", JSON_KEY_TEXT, offsetof(struct chain, ping.start), 0, NULL},
	        {"success", JSON_KEY_TEXT, offsetof(struct chain, ping.success), 0, NULL},
	        {"failure", JSON_KEY_TEXT, offsetof(struct chain, ping.failure), 0, NULL},
	};

	return json_read_object(at, value, keys, 3, (char *)target - offsetof(struct chain, ping),
	                        err);
}

static const struct json_key chain_keys[] = {
        {"stages", JSON_KEY_CUSTOM, offsetof(struct chain, stages), JSON_REQUIRED, read_stages},
        KEY(chain, JSON_KEY_COUNT, step_timeout, 0),
        KEY(chain, JSON_KEY_COUNT, timeout, 0),
        KEY(chain, JSON_KEY_COUNT, jobs, 0),
        KEY(chain, JSON_KEY_COUNT, shards, 0),
        KEY(chain, JSON_KEY_BOOL, by_period, 0),
        KEY(chain, JSON_KEY_COUNT, keep_runs, 0),
        KEY(chain, JSON_KEY_COUNT, keep_days, 0),
        KEY(chain, JSON_KEY_TEXT, engine, 0),
        {"slurm", JSON_KEY_CUSTOM, offsetof(struct chain, slurm), 0, read_slurm},
        {"ping", JSON_KEY_CUSTOM, offsetof(struct chain, ping), 0, read_ping},
        KEY(chain, JSON_KEY_TEXT, metrics, 0),
};

int chain_load(struct chain *chain, const char *config, uint64_t shards, bool by_period,
               struct err *err)
{
	struct json_place at;
	json_t *root;
	int result = -1;

	*chain = (struct chain){.engine = "local",
	                        .metrics = "metrics.prom",
	                        .slurm = {.retries = 2, .poll = 5, .patience = 900, .grace = 15}};
	chain->file = path_join(config, "pipeline.json");
	at = (struct json_place){chain->file, "", &chain->arena};
	root = json_load_path(chain->file, RD_CONFIG, err);
	if (root && json_read_object(&at, root, chain_keys,
	                             sizeof(chain_keys) / sizeof(chain_keys[0]), chain, err) == 0)
		result = chain_check(&at, chain, err);
	if (result == 0)
		result = form_apply(chain, shards, by_period, err);
	json_decref(root);
	if (result < 0)
		chain_release(chain);
	return result;
}

void chain_release(struct chain *chain)
{
	arena_release(&chain->arena);
	free(chain->file);
	*chain = (struct chain){0};
}

static const char *without_number(const char *name)
{
	const char *dash = strchr(name, '-');

	return dash && strspn(name, "0123456789") == (size_t)(dash - name) ? dash + 1 : name;
}

int chain_find(const struct chain *chain, const char *name, struct err *err)
{
	struct text known = TEXT_INIT;
	int found = -1;

	for (size_t i = 0; i < chain->count; i++) {
		const char *full = chain->stages[i].name;
		if (strcmp(full, name) == 0 || strcmp(without_number(full), name) == 0)
			found = (int)i;
		text_addf(&known, "%s%s", i ? ", " : "", full);
	}
	if (found < 0) {
		err_set(err, RD_USAGE, T("the chain has no stage '%s'", "链中没有阶段 '%s'"), name);
		err_hint(err, T("one of: %s", "可用：%s"), known.p);
	}
	text_release(&known);
	return found;
}

size_t chain_input_stage(const struct chain *chain, const char *pattern, const char **file)
{
	size_t n = strcspn(pattern, "/");

	*file = pattern + n + 1;
	for (size_t i = 0; i < chain->count; i++)
		if (slice_eq(slice_of(chain->stages[i].name), (struct slice){pattern, n}))
			return i;
	return 0; /* chain_load has seen to it that there is one */
}
