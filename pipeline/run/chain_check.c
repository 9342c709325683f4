#include "run/chain_check.h"

#include <stdlib.h>
#include <string.h>

#include "io/path.h"
#include "run/form.h"

enum { MOST_STAGES = 64 };

/* A stage as it is in one form, and where it stands. */
struct checked {
	const struct chain *chain;
	size_t index;
	enum form form;
	struct stage stage;
	const struct variation *variation;
	struct json_place at;
};

/* Where a part stands that a form may have of its own. */
static struct json_place place_of(const struct checked *c, bool is_own, const char *key)
{
	struct json_place variation = json_member(&c->at, form_names[c->form]);

	return json_member(is_own ? &variation : &c->at, key);
}

/* --- Names ------------------------------------------------------------------------------- */

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

/* --- Inputs ------------------------------------------------------------------------------ */

static bool is_of_another_period(const char *file)
{
	return slice_starts(slice_of(file), BEFORE) || slice_starts(slice_of(file), YEAR_BEFORE);
}

/* The stage that "STAGE/FILE" reads from: an earlier one, or itself; -1 with an error. */
static int stage_of_input(const struct checked *c, const struct json_place *place,
                          const char *pattern, struct err *err)
{
	const char *names[MOST_STAGES], *slash = strchr(pattern, '/');
	bool of_itself = slash && is_of_another_period(slash + 1);
	size_t count = 0;
	char *name;
	int found;

	for (size_t k = 0; k < c->index + of_itself && count < MOST_STAGES; k++)
		names[count++] = c->chain->stages[k].name;
	name = xstrndup(pattern, slash ? (size_t)(slash - pattern) : strlen(pattern));
	found = json_choice(place, name, names, count, err);
	free(name);
	if (found < 0)
		return -1;
	if (!slash || !slash[1])
		return json_wrong(place, err, T("must be STAGE/FILE", "应为 阶段/文件"));
	if (!form_has(&c->chain->stages[found], c->form))
		return json_wrong(place, err,
		                  T("there is no stage '%s' in every form of the chain that has "
		                    "this one",
		                    "有本阶段的形式中，有的没有阶段 '%s'"),
		                  c->chain->stages[found].name);
	return found;
}

static int check_periods(const struct checked *c, const struct json_place *place, int from,
                         const char *file, struct err *err)
{
	struct stage source = form_stage(&c->chain->stages[from], c->form);
	bool another = is_of_another_period(file);

	if (c->stage.for_each != FOR_PERIOD && (another || strstr(file, PERIOD)))
		return json_wrong(
		        place, err,
		        T("needs \"for_each\": \"period\"", "须有 \"for_each\": \"period\""));
	if (another && source.for_each != FOR_PERIOD)
		return json_wrong(place, err,
		                  T("stage '%s' is not for each period", "阶段 '%s' 不按时期分步"),
		                  source.name);
	return 0;
}

static int check_inputs(const struct checked *c, struct err *err)
{
	struct json_place list = place_of(c, c->variation->inputs.items, "inputs");

	for (size_t k = 0; k < c->stage.inputs.count; k++) {
		struct json_place place = json_element(&list, k);
		const char *pattern = c->stage.inputs.items[k];
		int from = stage_of_input(c, &place, pattern, err);
		const char *file = strchr(pattern, '/');

		if (from < 0 || check_periods(c, &place, from, file + 1, err) < 0)
			return -1;
		if (strcmp(file + 1, RAW_FILES) == 0 &&
		    (!c->chain->stages[from].sources || c->stage.for_each != FOR_SOURCE))
			return json_wrong(
			        &place, err,
			        T("only a stage with for_each has '%s', from the stage that "
			          "lists the sources",
			          "只有带 for_each 的阶段才有 '%s'，且取自列出数据源的阶段"),
			        RAW_FILES);
	}
	return 0;
}

static int check_latest(const struct checked *c, struct err *err)
{
	struct json_place place = json_member(&c->at, "latest");

	if (!c->stage.latest)
		return 0;
	if (stage_of_input(c, &place, c->stage.latest, err) < 0)
		return -1;
	if (!strstr(c->stage.latest, PERIOD))
		return json_wrong(&place, err, T("must have '%s'", "须含 '%s'"), PERIOD);
	return 0;
}

/* --- Arguments --------------------------------------------------------------------------- */

static int check_placeholder(const struct checked *c, const struct json_place *place,
                             const char *name, struct err *err)
{
	static const char *const known[] = {
	        "config", "original_config", "store", "out",    "source", "part", "inputs",
	        "period", "latest",          "shard", "shards", "seen",   "force"};
	const struct stage *stage = &c->stage;

	if (json_choice(place, name, known, sizeof(known) / sizeof(known[0]), err) < 0)
		return -1;
	if (strcmp(name, "shard") == 0 && stage->for_each != FOR_SHARD)
		return json_wrong(place, err,
		                  T("'{shard}' needs \"for_each\": \"shard\"",
		                    "用 '{shard}' 须有 \"for_each\": \"shard\""));
	if (strcmp(name, "source") == 0 && stage->for_each != FOR_SOURCE)
		return json_wrong(place, err,
		                  T("'{source}' needs \"for_each\": \"source\"",
		                    "用 '{source}' 须有 \"for_each\": \"source\""));
	if (strcmp(name, "latest") == 0 && !stage->latest)
		return json_wrong(
		        place, err,
		        T("'{latest}' needs \"latest\"", "用 '{latest}' 须有 \"latest\""));
	if (strcmp(name, "seen") == 0 && (!stage->always || stage->for_each != FOR_ALL))
		return json_wrong(place, err,
		                  T("'{seen}' needs \"always\", without \"for_each\"",
		                    "用 '{seen}' 须有 \"always\"，且无 \"for_each\""));
	if (strcmp(name, "force") == 0 && !stage->always)
		return json_wrong(place, err,
		                  T("'{force}' needs \"always\"", "用 '{force}' 须有 \"always\""));
	return 0;
}

static int check_arguments(const struct checked *c, struct err *err)
{
	struct json_place list = place_of(c, c->variation->arguments.items, "arguments");

	for (size_t k = 0; k < c->stage.arguments.count; k++) {
		struct json_place place = json_element(&list, k);
		const char *open = c->stage.arguments.items[k], *close;

		while ((open = strchr(open, '{')) && (close = strchr(open, '}'))) {
			char *name = xstrndup(open + 1, (size_t)(close - open) - 1);
			int result = check_placeholder(c, &place, name, err);
			free(name);
			if (result < 0)
				return -1;
			open = close;
		}
	}
	return 0;
}

/* --- Fanning out ------------------------------------------------------------------------- */

static bool reads_one_stage(const struct stage *stage)
{
	for (size_t i = 1; i < stage->inputs.count; i++) {
		const char *first = stage->inputs.items[0], *next = stage->inputs.items[i];
		if (strncmp(first, next, strcspn(first, "/") + 1) != 0)
			return false;
	}
	return stage->inputs.count > 0;
}

static bool tells_periods(const struct checked *c)
{
	for (size_t i = 0; i < c->stage.inputs.count; i++) {
		const char *pattern = c->stage.inputs.items[i], *file = strchr(pattern, '/') + 1;
		struct slice name = {pattern, (size_t)(file - pattern) - 1};
		if (strstr(file, PERIOD))
			return true;
		for (size_t k = 0; k < c->index && !is_of_another_period(file); k++)
			if (slice_is(name, c->chain->stages[k].name) &&
			    form_stage(&c->chain->stages[k], c->form).for_each == FOR_PERIOD)
				return true;
	}
	return false;
}

static bool has_sources_before(const struct checked *c)
{
	for (size_t k = 0; k < c->index; k++)
		if (c->chain->stages[k].sources)
			return true;
	return false;
}

/* What is fanned out needs what it is fanned out by. */
static int check_fan_out(const struct checked *c, struct err *err)
{
	const struct stage *stage = &c->stage;
	struct json_place place = place_of(c, c->variation->for_each != FOR_ALL, "for_each");
	struct json_place fan_in = json_member(&c->at, "fan_in"),
	                  part = json_member(&c->at, "part_bytes");

	if ((stage->for_each == FOR_SHARD || stage->for_each == FOR_GROUP) &&
	    c->form != FORM_SHARDED)
		return json_wrong(&place, err,
		                  T("needs \"only_sharded\": true", "须有 \"only_sharded\": true"));
	if (stage->for_each == FOR_GROUP && (stage->fan_in < 2 || !reads_one_stage(stage)))
		return json_wrong(&fan_in, err,
		                  T("must be 2 or more, with inputs of one stage",
		                    "须为 2 或更大，且输入来自同一阶段"));
	if (stage->part_bytes && stage->for_each != FOR_SOURCE)
		return json_wrong(
		        &part, err,
		        T("needs \"for_each\": \"source\"", "须有 \"for_each\": \"source\""));
	if (stage->for_each == FOR_PERIOD && !tells_periods(c))
		return json_wrong(
		        &place, err,
		        T("no input tells the periods: none has '%s', or is of a stage for "
		          "each period",
		          "没有输入能给出时期：须有含 '%s' 的，或取自按时期分步的阶段"),
		        PERIOD);
	if (stage->for_each == FOR_SOURCE && !has_sources_before(c))
		return json_wrong(
		        &place, err,
		        T("no stage before it has \"sources\"", "之前没有任何阶段带 \"sources\""));
	return 0;
}

/* --- All --------------------------------------------------------------------------------- */

static int check_engine(const struct json_place *at, const struct chain *chain, struct err *err)
{
	static const char *const engines[] = {"local", "slurm"};
	struct json_place place = json_member(at, "engine");

	return json_choice(&place, chain->engine, engines, 2, err) < 0 ? -1 : 0;
}

static int check_form(const struct json_place *list, const struct chain *chain, enum form form,
                      struct err *err)
{
	for (size_t i = 0; i < chain->count; i++) {
		const struct stage *stage = &chain->stages[i];
		struct checked c = {.chain = chain,
		                    .index = i,
		                    .form = form,
		                    .stage = form_stage(stage, form),
		                    .variation = &stage->variations[form],
		                    .at = json_element(list, i)};

		if (!form_has(stage, form))
			continue;
		if (check_inputs(&c, err) < 0 || check_latest(&c, err) < 0 ||
		    check_fan_out(&c, err) < 0 || check_arguments(&c, err) < 0)
			return -1;
	}
	return 0;
}

int chain_check(const struct json_place *at, const struct chain *chain, struct err *err)
{
	struct json_place list = json_member(at, "stages");

	if (check_engine(at, chain, err) < 0)
		return -1;
	if (chain->count == 0)
		return json_wrong(&list, err, T("must not be empty", "不能为空"));
	for (size_t i = 0; i < chain->count; i++) {
		struct json_place place = json_element(&list, i);
		if (check_name(&place, chain, i, err) < 0)
			return -1;
	}
	for (enum form form = FORM_WHOLE; form < FORMS; form++)
		if (check_form(&list, chain, form, err) < 0)
			return -1;
	return 0;
}
