#include "run/form.h"

#include <string.h>

#include "model/shard.h"

const char *const form_names[FORMS] = {"", "sharded", "by_period"};

bool form_has(const struct stage *stage, enum form form)
{
	bool bound = false;

	for (size_t i = 0; i < FORMS; i++)
		bound = bound || stage->only[i];
	return !bound || stage->only[form];
}

struct stage form_stage(const struct stage *stage, enum form form)
{
	const struct variation *v = &stage->variations[form];
	struct stage result = *stage;

	if (v->program)
		result.program = v->program;
	if (v->arguments.items)
		result.arguments = v->arguments;
	if (v->inputs.items)
		result.inputs = v->inputs;
	if (v->outputs.items)
		result.outputs = v->outputs;
	if (v->for_each != FOR_ALL)
		result.for_each = v->for_each;
	return result;
}

/* The chain's stages one after another, in a new array. */
struct row {
	struct chain *chain;
	struct stage *stages;
	size_t count;
};

static void add(struct row *row, const struct stage *stage)
{
	row->stages[row->count++] = *stage;
}

static struct stage *find(const struct row *row, struct slice name)
{
	for (size_t i = row->count; i-- > 0;)
		if (slice_eq(slice_of(row->stages[i].name), name))
			return &row->stages[i];
	return NULL;
}

/* "OLD/FILE" to "NAME/FILE" wherever the stages from `first` on read from OLD. */
static void read_from(struct row *row, struct stage *stages, size_t count, const char *old,
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
			inputs->items[k] = arena_strdup(&row->chain->arena, text_slice(&t));
			text_release(&t);
		}
	}
}

/* "BELOW/FILE" for each of the files that the group takes of its members. */
static struct json_texts inputs_from(struct row *row, const struct stage *group, const char *below)
{
	struct json_texts inputs = {.count = group->inputs.count};

	inputs.items = arena_alloc(&row->chain->arena, inputs.count * sizeof(*inputs.items));
	for (size_t i = 0; i < inputs.count; i++) {
		struct text t = TEXT_INIT;
		text_addf(&t, "%s%s", below, strchr(group->inputs.items[i], '/'));
		inputs.items[i] = arena_strdup(&row->chain->arena, text_slice(&t));
		text_release(&t);
	}
	return inputs;
}

/*
 * As many levels as it takes until one step can take the rest; none if it can at once. Those
 * behind read from the last level, or from what the first would have read from.
 */
static void add_levels(struct row *row, const struct stage *group, struct stage *behind,
                       size_t behind_count)
{
	const char *input = group->inputs.items[0];
	struct slice from = {input, strcspn(input, "/")};
	const struct stage *below = find(row, from);
	const char *name = below->name;
	size_t rest = below->steps;

	for (unsigned level = 1; rest > group->fan_in; level++) {
		struct stage stage = *group;
		struct text t = TEXT_INIT;
		stage.inputs = inputs_from(row, group, name);
		text_addf(&t, "%s-%u", group->name, level);
		stage.name = name = arena_strdup(&row->chain->arena, text_slice(&t));
		text_release(&t);
		stage.steps = rest = (rest + group->fan_in - 1) / group->fan_in;
		add(row, &stage);
	}
	read_from(row, behind, behind_count, group->name, name);
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

static void add_sharded(struct row *row, size_t i)
{
	struct chain *chain = row->chain;
	struct stage *stage = &chain->stages[i];

	if (stage->for_each == FOR_GROUP) {
		add_levels(row, stage, stage + 1, chain->count - i - 1);
		return;
	}
	list_outputs(chain, &stage->outputs);
	if (stage->for_each == FOR_SHARD)
		stage->steps = chain->shards;
	add(row, stage);
}

static int lacks_form(const struct chain *chain, const char *form, struct err *err)
{
	err_set(err, RD_USAGE, T("the chain has no form \"%s\"", "该链没有 \"%s\" 形式"), form);
	err_hint(err, T("no stage in it is \"only_%s\"", "其中没有 \"only_%s\" 的阶段"), form);
	return err_at(err, chain->file, 0, 0);
}

static int choose_form(struct chain *chain, uint64_t shards, bool by_period, struct err *err)
{
	bool is_there = false;

	if (shards)
		chain->shards = shards;
	chain->by_period = chain->by_period || by_period;
	if (chain->shards > MOST_SHARDS)
		return err_set(err, RD_USAGE,
		               T("there can be 1 to %d shards", "分片数须为 1 至 %d"), MOST_SHARDS);
	if (chain->shards && chain->by_period) {
		err_set(err, RD_USAGE,
		        T("shards and periods do not go together", "分片与按时期不能同时使用"));
		err_hint(err, T("choose one of them, in \"shards\" and \"by_period\" of "
		                "pipeline.json or by '--shards' and '--by-period'",
		                "请在 pipeline.json 的 \"shards\" 与 \"by_period\" 中，或在 "
		                "'--shards' 与 '--by-period' 中，只选一种"));
		return err_at(err, chain->file, 0, 0);
	}
	chain->form = chain->shards ? FORM_SHARDED : chain->by_period ? FORM_BY_PERIOD : FORM_WHOLE;
	for (size_t i = 0; i < chain->count; i++)
		is_there = is_there || chain->stages[i].only[chain->form];
	if (chain->form == FORM_WHOLE || is_there)
		return 0;
	return lacks_form(chain, form_names[chain->form], err);
}

static bool reads_itself(const struct stage *stage)
{
	size_t n = strlen(stage->name);

	for (size_t i = 0; i < stage->inputs.count; i++)
		if (strncmp(stage->inputs.items[i], stage->name, n) == 0 &&
		    stage->inputs.items[i][n] == '/')
			return true;
	return false;
}

/* Twice as many shards are one level more at the most, and 2 to the 14th are more than there are. */
enum { MOST_LEVELS = 14 };

int form_apply(struct chain *chain, uint64_t shards, bool by_period, struct err *err)
{
	struct row row = {.chain = chain};

	if (choose_form(chain, shards, by_period, err) < 0)
		return -1;
	row.stages =
	        arena_alloc(&chain->arena, chain->count * (MOST_LEVELS + 1) * sizeof(*row.stages));
	for (size_t i = 0; i < chain->count; i++) {
		chain->stages[i] = form_stage(&chain->stages[i], chain->form);
		chain->stages[i].in_turn = reads_itself(&chain->stages[i]);
	}
	for (size_t i = 0; i < chain->count; i++) {
		if (!form_has(&chain->stages[i], chain->form))
			continue;
		if (chain->form == FORM_SHARDED)
			add_sharded(&row, i);
		else
			add(&row, &chain->stages[i]);
	}
	chain->stages = row.stages;
	chain->count = row.count;
	return 0;
}
