#include "run/sharding.h"

#include <string.h>

#include "model/shard.h"

/* The chain's stages one after another, in a new array. */
struct form {
	struct chain *chain;
	struct stage *stages;
	size_t count;
};

static void add(struct form *form, const struct stage *stage)
{
	form->stages[form->count++] = *stage;
}

static struct stage *find(const struct form *form, struct slice name)
{
	for (size_t i = form->count; i-- > 0;)
		if (slice_eq(slice_of(form->stages[i].name), name))
			return &form->stages[i];
	return NULL;
}

/* "OLD/FILE" to "NAME/FILE" wherever the stages from `first` on read from OLD. */
static void read_from(struct form *form, struct stage *stages, size_t count, const char *old,
                      const char *name)
{
	size_t n = strlen(old);

	for (size_t i = 0; i < count; i++) {
		struct json_texts *inputs = &stages[i].inputs;
		for (size_t k = 0; k < inputs->count; k++) {
			struct text t = TEXT_INIT;
			if (strncmp(inputs->items[k], old, n) != 0 || inputs->items[k][n] != '/')
				continue;
			text_addf(&t, "%s%s", name, inputs->items[k] + n);
			inputs->items[k] = arena_strdup(&form->chain->arena, text_slice(&t));
			text_release(&t);
		}
	}
}

/* "BELOW/FILE" for each of the files that the group takes of its members. */
static struct json_texts inputs_from(struct form *form, const struct stage *group,
                                     const char *below)
{
	struct json_texts inputs = {.count = group->inputs.count};

	inputs.items = arena_alloc(&form->chain->arena, inputs.count * sizeof(*inputs.items));
	for (size_t i = 0; i < inputs.count; i++) {
		struct text t = TEXT_INIT;
		text_addf(&t, "%s%s", below, strchr(group->inputs.items[i], '/'));
		inputs.items[i] = arena_strdup(&form->chain->arena, text_slice(&t));
		text_release(&t);
	}
	return inputs;
}

/*
 * As many levels as it takes until one step can take the rest; none if it can at once. Those
 * behind read from the last level, or from what the first would have read from.
 */
static void add_levels(struct form *form, const struct stage *group, struct stage *behind,
                       size_t behind_count)
{
	const char *input = group->inputs.items[0];
	struct slice from = {input, strcspn(input, "/")};
	const struct stage *below = find(form, from);
	const char *name = below->name;
	size_t rest = below->steps;

	for (unsigned level = 1; rest > group->fan_in; level++) {
		struct stage stage = *group;
		struct text t = TEXT_INIT;
		stage.inputs = inputs_from(form, group, name);
		text_addf(&t, "%s-%u", group->name, level);
		stage.name = name = arena_strdup(&form->chain->arena, text_slice(&t));
		text_release(&t);
		stage.steps = rest = (rest + group->fan_in - 1) / group->fan_in;
		add(form, &stage);
	}
	read_from(form, behind, behind_count, group->name, name);
}

/* "facts-{shard}.csv": one for each shard. */
static void list_outputs(struct chain *chain, struct json_texts *outputs)
{
	static const char placeholder[] = "{shard}";
	struct json_texts all = {0};

	all.items = arena_alloc(&chain->arena,
	                        outputs->count * (chain->shards + 1) * sizeof(*all.items));
	for (size_t i = 0; i < outputs->count; i++) {
		const char *pattern = outputs->items[i], *at = strstr(pattern, placeholder);
		struct text t = TEXT_INIT;
		if (!at)
			all.items[all.count++] = pattern;
		for (unsigned k = 1; at && k <= chain->shards; k++) {
			text_clear(&t);
			text_addf(&t, "%.*s%04u%s", (int)(at - pattern), pattern, k,
			          at + strlen(placeholder));
			all.items[all.count++] = arena_strdup(&chain->arena, text_slice(&t));
		}
		text_release(&t);
	}
	*outputs = all;
}

static void add_sharded(struct form *form, size_t i)
{
	struct chain *chain = form->chain;
	struct stage *stage = &chain->stages[i];

	if (stage->for_each == FOR_GROUP) {
		add_levels(form, stage, stage + 1, chain->count - i - 1);
		return;
	}
	list_outputs(chain, &stage->outputs);
	if (stage->for_each == FOR_SHARD)
		stage->steps = chain->shards;
	add(form, stage);
}

static void use_sharded_forms(struct chain *chain)
{
	for (size_t i = 0; i < chain->count; i++) {
		struct stage *stage = &chain->stages[i];
		if (!stage->sharded.program)
			continue;
		stage->program = stage->sharded.program;
		stage->arguments = stage->sharded.arguments;
		stage->inputs = stage->sharded.inputs;
	}
}

static int check_shards(const struct chain *chain, struct err *err)
{
	bool can_be_sharded = false;

	for (size_t i = 0; i < chain->count; i++)
		can_be_sharded = can_be_sharded || chain->stages[i].only_sharded;
	if (chain->shards > MOST_SHARDS)
		return err_set(err, RD_USAGE,
		               T("there can be 1 to %d shards", "分片数须为 1 至 %d"), MOST_SHARDS);
	if (chain->shards == 0 || can_be_sharded)
		return 0;
	err_set(err, RD_USAGE, T("the chain cannot be sharded", "该链不能分片"));
	err_hint(err, T("no stage in it is \"only_sharded\"", "其中没有 \"only_sharded\" 的阶段"));
	return err_at(err, chain->file, 0, 0);
}

/* Twice as many shards are one level more at the most, and 2 to the 14th are more than there are. */
enum { MOST_LEVELS = 14 };

int sharding_apply(struct chain *chain, struct err *err)
{
	struct form form = {.chain = chain};

	if (check_shards(chain, err) < 0)
		return -1;
	form.stages =
	        arena_alloc(&chain->arena, chain->count * (MOST_LEVELS + 1) * sizeof(*form.stages));
	if (chain->shards)
		use_sharded_forms(chain);
	for (size_t i = 0; i < chain->count; i++) {
		if (chain->shards)
			add_sharded(&form, i);
		else if (!chain->stages[i].only_sharded)
			add(&form, &chain->stages[i]);
	}
	chain->stages = form.stages;
	chain->count = form.count;
	return 0;
}
