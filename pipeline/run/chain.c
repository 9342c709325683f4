#include "run/chain.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "io/path.h"
#include "run/sharding.h"

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
	static const char *const things[] = {"source", "shard", "group"};
	const char *text = json_string_value(value);
	int found = json_choice(at, text ? text : "", things, 3, err);

	if (found < 0)
		return -1;
	*(enum for_each *)target = (enum for_each)(FOR_SOURCE + found);
	return 0;
}

static int read_sharded(const struct json_place *at, const json_t *value, void *target,
                        struct err *err)
{
	static const struct json_key keys[] = {
	        KEY(sharded_form, JSON_KEY_TEXT, program, JSON_REQUIRED),
	        KEY(sharded_form, JSON_KEY_TEXTS, arguments, JSON_REQUIRED),
	        KEY(sharded_form, JSON_KEY_TEXTS, inputs, JSON_REQUIRED),
	};

	return json_read_object(at, value, keys, 3, target, err);
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
        KEY(stage, JSON_KEY_BOOL, only_sharded, 0),
        {"sharded", JSON_KEY_CUSTOM, offsetof(struct stage, sharded), 0, read_sharded},
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
        KEY(chain, JSON_KEY_COUNT, keep_runs, 0),
        KEY(chain, JSON_KEY_COUNT, keep_days, 0),
        KEY(chain, JSON_KEY_TEXT, engine, 0),
        {"slurm", JSON_KEY_CUSTOM, offsetof(struct chain, slurm), 0, read_slurm},
        {"ping", JSON_KEY_CUSTOM, offsetof(struct chain, ping), 0, read_ping},
        KEY(chain, JSON_KEY_TEXT, metrics, 0),
};

/* A stage's name becomes a directory, and an input names a stage by what precedes its slash. */
static int check_name(const struct json_place *at, const struct chain *chain, size_t i,
                      struct err *err)
{
	const char *name = chain->stages[i].name;

	if (name[0] == '.' || strchr(name, '/'))
		return json_wrong(at, err, T("'%s' cannot name a directory", "'%s' 不能作目录名"),
		                  name);
	for (size_t k = 0; k < i; k++)
		if (strcmp(chain->stages[k].name, name) == 0)
			return json_wrong(at, err,
			                  T("two stages are named '%s'", "有两个阶段都叫 '%s'"),
			                  name);
	return 0;
}

static int check_input_list(const struct json_place *list, const struct chain *chain, size_t i,
                            const struct json_texts *inputs, bool sharded, struct err *err)
{
	const struct stage *stage = &chain->stages[i];
	const char *names[64];
	size_t count = 0;

	for (size_t k = 0; k < i && count < 64; k++)
		names[count++] = chain->stages[k].name;
	for (size_t k = 0; k < inputs->count; k++) {
		struct json_place place = json_element(list, k);
		const char *pattern = inputs->items[k], *slash = strchr(pattern, '/');
		char *name = xstrndup(pattern, slash ? (size_t)(slash - pattern) : strlen(pattern));
		int found = json_choice(&place, name, names, count, err);

		free(name);
		if (found < 0)
			return -1;
		if (!slash || !slash[1])
			return json_wrong(&place, err, T("must be STAGE/FILE", "应为 阶段/文件"));
		if (chain->stages[found].only_sharded && !sharded)
			return json_wrong(
			        &place, err,
			        T("without shards there is no stage '%s'", "不分片时没有阶段 '%s'"),
			        chain->stages[found].name);
		if (strcmp(slash + 1, RAW_FILES) == 0 &&
		    (!chain->stages[found].sources || stage->for_each != FOR_SOURCE))
			return json_wrong(
			        &place, err,
			        T("only a stage with for_each has '%s', from the stage that "
			          "lists the sources",
			          "只有带 for_each 的阶段才有 '%s'，且取自列出数据源的阶段"),
			        RAW_FILES);
	}
	return 0;
}

static int check_inputs(const struct json_place *at, const struct chain *chain, size_t i,
                        struct err *err)
{
	const struct stage *stage = &chain->stages[i];
	struct json_place list = json_member(at, "inputs"), form = json_member(at, "sharded"),
	                  sharded = json_member(&form, "inputs");

	if (check_input_list(&list, chain, i, &stage->inputs, stage->only_sharded, err) < 0)
		return -1;
	return check_input_list(&sharded, chain, i, &stage->sharded.inputs, true, err);
}

static int check_placeholders(const struct json_place *list, const struct stage *stage,
                              const struct json_texts *arguments, struct err *err)
{
	static const char *const known[] = {
	        "config", "original_config", "store", "out",    "source", "part",
	        "inputs", "period",          "shard", "shards", "seen"};

	for (size_t k = 0; k < arguments->count; k++) {
		struct json_place place = json_element(list, k);
		const char *open = arguments->items[k], *close;
		char *name;
		int found;

		while ((open = strchr(open, '{')) && (close = strchr(open, '}'))) {
			name = xstrndup(open + 1, (size_t)(close - open) - 1);
			found = json_choice(&place, name, known, sizeof(known) / sizeof(known[0]),
			                    err);
			if (found >= 0 && strcmp(name, "shard") == 0 &&
			    stage->for_each != FOR_SHARD)
				found = json_wrong(&place, err,
				                   T("'{shard}' needs \"for_each\": \"shard\"",
				                     "用 '{shard}' 须有 \"for_each\": \"shard\""));
			if (found >= 0 && strcmp(name, "source") == 0 &&
			    stage->for_each != FOR_SOURCE)
				found = json_wrong(
				        &place, err,
				        T("'{source}' needs \"for_each\": \"source\"",
				          "用 '{source}' 须有 \"for_each\": \"source\""));
			if (found >= 0 && strcmp(name, "seen") == 0 &&
			    (!stage->always || stage->for_each))
				found = json_wrong(
				        &place, err,
				        T("'{seen}' needs \"always\", without \"for_each\"",
				          "用 '{seen}' 须有 \"always\"，且无 \"for_each\""));
			free(name);
			if (found < 0)
				return -1;
			open = close;
		}
	}
	return 0;
}

static int check_arguments(const struct json_place *at, const struct stage *stage, struct err *err)
{
	struct json_place list = json_member(at, "arguments"), form = json_member(at, "sharded"),
	                  sharded = json_member(&form, "arguments");

	if (check_placeholders(&list, stage, &stage->arguments, err) < 0)
		return -1;
	return check_placeholders(&sharded, stage, &stage->sharded.arguments, err);
}

static bool reads_one_stage(const struct stage *stage)
{
	for (size_t i = 1; i < stage->inputs.count; i++) {
		const char *first = stage->inputs.items[0], *next = stage->inputs.items[i];
		if (strncmp(first, next, strcspn(first, "/") + 1) != 0)
			return false;
	}
	return stage->inputs.count > 0;
}

/* What is fanned out needs a list of sources from a stage before it, or to be sharded. */
static int check_fan_out(const struct json_place *at, const struct chain *chain, size_t i,
                         struct err *err)
{
	const struct stage *stage = &chain->stages[i];
	struct json_place place = json_member(at, "for_each"), fan_in = json_member(at, "fan_in");

	if (stage->for_each > FOR_SOURCE && !stage->only_sharded)
		return json_wrong(&place, err,
		                  T("needs \"only_sharded\": true", "须有 \"only_sharded\": true"));
	if (stage->for_each == FOR_GROUP && (stage->fan_in < 2 || !reads_one_stage(stage)))
		return json_wrong(&fan_in, err,
		                  T("must be 2 or more, with inputs of one stage",
		                    "须为 2 或更大，且输入来自同一阶段"));
	if (stage->part_bytes && stage->for_each != FOR_SOURCE) {
		place = json_member(at, "part_bytes");
		return json_wrong(
		        &place, err,
		        T("needs \"for_each\": \"source\"", "须有 \"for_each\": \"source\""));
	}
	if (stage->for_each != FOR_SOURCE)
		return 0;
	for (size_t k = 0; k < i; k++)
		if (chain->stages[k].sources)
			return 0;
	return json_wrong(
	        &place, err,
	        T("no stage before it has \"sources\"", "之前没有任何阶段带 \"sources\""));
}

static int check_engine(const struct json_place *at, const struct chain *chain, struct err *err)
{
	static const char *const engines[] = {"local", "slurm"};
	struct json_place place = json_member(at, "engine");

	return json_choice(&place, chain->engine, engines, 2, err) < 0 ? -1 : 0;
}

static int check(const struct json_place *at, const struct chain *chain, struct err *err)
{
	struct json_place list = json_member(at, "stages");

	if (check_engine(at, chain, err) < 0)
		return -1;

	if (chain->count == 0)
		return json_wrong(&list, err, T("must not be empty", "不能为空"));
	for (size_t i = 0; i < chain->count; i++) {
		struct json_place place = json_element(&list, i);
		if (check_name(&place, chain, i, err) < 0 ||
		    check_inputs(&place, chain, i, err) < 0 ||
		    check_fan_out(&place, chain, i, err) < 0 ||
		    check_arguments(&place, &chain->stages[i], err) < 0)
			return -1;
	}
	return 0;
}

static int choose_form(struct chain *chain, uint64_t shards, struct err *err)
{
	if (shards)
		chain->shards = shards;
	return sharding_apply(chain, err);
}

int chain_load(struct chain *chain, const char *config, uint64_t shards, struct err *err)
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
		result = check(&at, chain, err);
	if (result == 0)
		result = choose_form(chain, shards, err);
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
