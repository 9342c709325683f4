/*
 * What a run would do, told as lines for a shell. It knows what the published run knows:
 * inputs that a step before would make anew are shown as patterns, so that the shell (bash)
 * passes those that are there.
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/path.h"
#include "run/dry_run_slurm.h"
#include "run/reuse.h"
#include "run/setup.h"

struct dry_run {
	const struct run_options *options;
	struct setup setup;
	struct reuse reuse;
	struct plan plan;
	char *id, *directory; /* of the run that would be made */
	char *published;      /* directory of the published run, "" if there is none */
	struct text line;
};

/* --- What would be there ----------------------------------------------------------------- */

/* "facts.csv|observations.csv" */
static void assume_files(struct step *step, const char *at)
{
	for (size_t n; *at && !strstr(at, PERIOD); at += n + (at[n] == '|')) {
		char *path;
		n = strcspn(at, "|");
		path = xasprintf("%s/%.*s", step->name, (int)n, at);
		if (!file_list_find(&step->outputs, path))
			file_list_add(&step->outputs, path, "", 0);
		free(path);
	}
}

/*
 * The outputs of a step that would run: those it had the last time, without checksums unless
 * it always runs, since that it runs says nothing about a change. If it never ran: those it must
 * have, and those that a later stage looks for.
 */
static void assume_outputs(struct dry_run *dry, struct step *step)
{
	const struct chain *chain = &dry->setup.chain;
	const struct stage *stage = &chain->stages[step->stage];
	struct step past = *step;
	const char *file;

	past.record = NULL;
	if (reuse_find_as_it_is(&dry->reuse.published, &past)) {
		step->outputs = past.outputs;
		for (size_t i = 0; i < step->outputs.count && !stage->always; i++)
			step->outputs.items[i].sha256 = "";
		json_decref(past.record);
		return;
	}
	for (size_t i = 0; i < stage->outputs.count; i++)
		assume_files(step, stage->outputs.items[i]);
	for (size_t i = step->stage + 1; i < chain->count; i++) {
		const struct json_texts *inputs = &chain->stages[i].inputs;
		for (size_t k = 0; k < inputs->count; k++)
			if (chain_input_stage(chain, inputs->items[k], &file) == step->stage &&
			    !strchr(file, '{'))
				assume_files(step, file);
	}
}

static void add_source(struct fetch_record *record, struct slice name)
{
	struct text pattern = TEXT_INIT;
	struct fetched_source *source = &record->sources[record->source_count++];
	struct fetched_file *file = arena_alloc(&record->arena, sizeof(*file));

	text_addf(&pattern, "raw/%.*s/*", SLICE_FMT(name));
	*file = (struct fetched_file){.path = arena_strdup(&record->arena, text_slice(&pattern)),
	                              .sha256 = ""};
	*source = (struct fetched_source){
	        .name = arena_strdup(&record->arena, name), .files = file, .file_count = 1};
	text_release(&pattern);
}

/* Whether the source has the file it needs: "mappings/{source}.json". */
static bool has_needed(const struct dry_run *dry, const char *needs, const char *source)
{
	const char *at = strstr(needs, "{source}");
	char *path = xasprintf("%s/%.*s%s%s", dry->options->config, (int)(at - needs), needs,
	                       source, at + strlen("{source}"));
	bool is_there = path_exists(path);

	free(path);
	return is_there;
}

/* In the order of sources.json, which says whose return wins; true if there is such a file. */
static bool assume_listed(struct dry_run *dry, const char *needs, struct fetch_record *record)
{
	char *path = path_join(dry->options->config, "sources.json");
	json_t *root = json_load_file(path, 0, NULL);
	const json_t *list = json_object_get(root, "sources"), *source;
	bool is_there = list != NULL;
	size_t i;

	record->sources =
	        arena_alloc(&record->arena, (json_array_size(list) + 1) * sizeof(*record->sources));
	json_array_foreach(list, i, source)
	{
		const char *name = json_string_value(json_object_get(source, "name"));
		if (name && has_needed(dry, needs, name))
			add_source(record, slice_of(name));
	}
	json_decref(root);
	free(path);
	return is_there;
}

/* Whoever fetches without such a list: all that have the file they need. */
static void assume_all(struct dry_run *dry, const char *needs, struct fetch_record *record)
{
	const char *at = strstr(needs, "{source}");
	char *directory = path_join(dry->options->config, ""), *pattern;
	size_t before = strlen(directory) + (size_t)(at - needs), after;
	glob_t found = {0};

	at += strlen("{source}");
	after = strlen(at);
	for (int deep = 0; deep < 2; deep++) {
		pattern = xasprintf("%s%.*s%s%s", directory, (int)(before - strlen(directory)),
		                    needs, deep ? "*/*" : "*", at);
		glob(pattern, deep ? GLOB_APPEND : 0, NULL, &found);
		free(pattern);
	}
	record->sources =
	        arena_alloc(&record->arena, (found.gl_pathc + 1) * sizeof(*record->sources));
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const char *path = found.gl_pathv[i];
		add_source(record, (struct slice){path + before, strlen(path) - before - after});
	}
	globfree(&found);
	free(directory);
}

static int end_stage(struct dry_run *dry, size_t stage, struct err *err)
{
	const struct chain *chain = &dry->setup.chain;

	if (!chain->stages[stage].sources || dry->reuse.published.root)
		return plan_end_stage(&dry->plan, stage, err);
	dry->plan.stages[stage].state = STAGE_ENDED;
	dry->plan.sources_directory = chain->stages[stage].name;
	for (size_t i = 0; i < chain->count; i++)
		if (chain->stages[i].needs && strstr(chain->stages[i].needs, "{source}")) {
			if (!assume_listed(dry, chain->stages[i].needs, &dry->plan.sources))
				assume_all(dry, chain->stages[i].needs, &dry->plan.sources);
			break;
		}
	return 0;
}

/* --- Telling ----------------------------------------------------------------------------- */

static void print_words(struct dry_run *dry, const char *const *words)
{
	text_clear(&dry->line);
	for (; *words; words++) {
		text_adds(&dry->line, dry->line.n ? " " : "");
		if (strcmp(*words, "&&") == 0)
			text_adds(&dry->line, *words);
		else
			plan_add_word(&dry->line, *words);
	}
	puts(dry->line.p);
}

static void print_head(struct dry_run *dry)
{
	const char *prepare[] = {"mkdir", "-p", dry->directory, "&&", "cd", dry->directory, NULL};
	const char *copy[] = {"cp", "-R", dry->options->config, dry->plan.place.config, NULL};

	print_words(dry, prepare);
	print_words(dry, copy);
	puts("shopt -s nullglob");
}

static void print_taking(struct dry_run *dry, const struct step *step)
{
	char *parent = path_directory(step->name);
	char *from = xasprintf("../%s/%s", step->from, step->name);
	const char *words[] = {"mkdir", "-p", parent, "&&", "cp", "-al", from, parent, NULL};

	print_words(dry, words);
	free(from);
	free(parent);
}

/* Its stage is told as a whole then. */
static bool is_submitted(const struct dry_run *dry, const struct step *step)
{
	return strcmp(dry->setup.chain.engine, "slurm") == 0 && !step->call.here;
}

static void print_step(struct dry_run *dry, const struct step *step)
{
	if (dry->options->explain)
		printf("# %s: %s\n", step->name, step->why ? step->why : "-");
	if (step->state == STEP_TAKEN) {
		print_taking(dry, step);
	} else if (step->state != STEP_SKIPPED && !is_submitted(dry, step)) {
		text_clear(&dry->line);
		plan_command_line(step, &dry->line);
		puts(dry->line.p);
	}
}

/* Which periods a step will leave files for is not known before it has run. */
static void print_what_is_not_known(const struct dry_run *dry, size_t stage)
{
	const struct chain *chain = &dry->setup.chain;
	const struct json_texts *inputs = &chain->stages[stage].inputs;

	for (size_t i = 0; i < inputs->count; i++) {
		const char *file;
		size_t from = chain_input_stage(chain, inputs->items[i], &file);
		const struct plan_stage *s = &dry->plan.stages[from];
		for (size_t k = s->first; strstr(file, PERIOD) && k < s->first + s->count; k++) {
			if (dry->plan.steps[k]->state != STEP_RAN)
				continue;
			printf(T("# %s: the periods of the last run; '%s' may bring others\n",
			         "# %s：上次运行的各时期；'%s' 可能带来新的时期\n"),
			       chain->stages[stage].name, dry->plan.steps[k]->name);
			return;
		}
	}
}

/* --- The whole --------------------------------------------------------------------------- */

static void decide(struct dry_run *dry, struct step *step)
{
	bool always = dry->setup.chain.stages[step->stage].always;
	bool before = step->stage < dry->setup.first;

	if (step->state != STEP_READY)
		return;
	reuse_key(&dry->plan, step);
	if (before && reuse_find_as_it_is(&dry->reuse.published, step))
		return;
	if (always)
		step->why = T("what it reads lies outside", "其输入在外部");
	else if (dry->options->force)
		step->why = T("forced", "强制执行");
	else if (reuse_find(&dry->reuse, &dry->plan, step))
		return;
	assume_outputs(dry, step);
	step->state = STEP_RAN;
}

static int walk(struct dry_run *dry, struct err *err)
{
	struct step *step;
	int stage, got;

	while ((stage = plan_next_stage(&dry->plan)) >= 0) {
		plan_expand(&dry->plan, (size_t)stage);
		print_what_is_not_known(dry, (size_t)stage);
		while ((got = plan_next_step(&dry->plan, (size_t)stage, &step, err)) > 0) {
			decide(dry, step);
			print_step(dry, step);
			plan_step_has_ended(&dry->plan, step);
		}
		if (got < 0)
			return -1;
		if (strcmp(dry->setup.chain.engine, "slurm") == 0)
			dry_run_print_array(&dry->plan, (size_t)stage, dry->id);
		if (end_stage(dry, (size_t)stage, err) < 0)
			return -1;
	}
	return 0;
}

static int open_plan(struct dry_run *dry, struct err *err)
{
	const struct run_options *o = dry->options;
	char *output = realpath(o->output, NULL);
	struct plan_place place;
	struct run_names names;

	if (setup_load(&dry->setup, o, err) < 0) {
		free(output);
		return -1;
	}
	run_names_list(&names, o->output);
	reuse_open(&dry->reuse, o->output, &names);
	reuse_load(&dry->reuse);
	dry->id = runs_new_id(&names);
	dry->directory = runs_directory(output ? output : o->output, dry->id);
	dry->published = dry->reuse.published.id
	                         ? runs_directory(o->output, dry->reuse.published.id)
	                         : xstrdup("");
	place = setup_place(o, dry->published);
	plan_init(&dry->plan, &dry->setup.chain, &dry->setup.settings, dry->setup.programs, &place);
	dry->plan.last = dry->setup.last;
	run_names_release(&names);
	free(output);
	return 0;
}

int run_dry(const struct run_options *options, struct err *err)
{
	struct dry_run dry = {.options = options};
	int result = open_plan(&dry, err);

	if (result == 0) {
		print_head(&dry);
		result = walk(&dry, err);
		plan_release(&dry.plan);
	}
	text_release(&dry.line);
	reuse_close(&dry.reuse);
	setup_release(&dry.setup);
	free(dry.published);
	free(dry.directory);
	free(dry.id);
	return result;
}
