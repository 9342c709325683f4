#include "run/reuse.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/path.h"

/* --- Earlier runs ------------------------------------------------------------------------ */

static void load(struct past_run *run, const char *output, const char *id)
{
	char *directory = runs_directory(output, id);
	const json_t *step;
	size_t i;

	*run = (struct past_run){.root = runs_record(output, id), .steps = HASH_MAP_INIT};
	run->id = run->root ? xstrdup(id) : NULL;
	run->directory = run->root ? open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	free(directory);
	json_array_foreach(json_object_get(run->root, "steps"), i, step)
	{
		const char *name = json_string_value(json_object_get(step, "step"));
		if (name)
			hash_map_add(&run->steps, slice_of(name), (uint32_t)i);
	}
}

static void release(struct past_run *run)
{
	if (run->root)
		close(run->directory);
	json_decref(run->root);
	hash_map_release(&run->steps);
	free(run->id);
	*run = (struct past_run){0};
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

/* Runs that found nothing to do made nothing: look behind them. */
static bool made_something(const struct past_run *run)
{
	const char *state = text_of(run->root, "state");

	return run->steps.count > 0 && strcmp(state, "unchanged") != 0 &&
	       strcmp(state, "waiting") != 0;
}

void reuse_open(struct reuse *reuse, const char *output, const struct run_names *names)
{
	*reuse = (struct reuse){.output = output, .names = names};
}

void reuse_load(struct reuse *reuse)
{
	char *published = reuse->loaded ? NULL : runs_published(reuse->output);
	size_t i = reuse->loaded ? 0 : reuse->names->count;

	reuse->loaded = true;
	if (published)
		load(&reuse->published, reuse->output, published);
	while (i-- > 0 && (!published || strcmp(reuse->names->items[i], published) > 0)) {
		load(&reuse->last, reuse->output, reuse->names->items[i]);
		if (made_something(&reuse->last))
			break;
		release(&reuse->last);
	}
	free(published);
}

void reuse_close(struct reuse *reuse)
{
	release(&reuse->published);
	release(&reuse->last);
}

static const json_t *find_record(const struct past_run *run, const char *step)
{
	uint32_t index = hash_map_get(&run->steps, slice_of(step));

	if (index == HASH_MAP_NONE || !run->id)
		return NULL;
	return json_array_get(json_object_get(run->root, "steps"), index);
}

/* --- The key: everything that a step's outputs depend on --------------------------------- */

static void add_line(struct checksum *sum, const char *label, const char *text)
{
	checksum_add(sum, label, strlen(label) + 1);
	checksum_add(sum, text, strlen(text) + 1);
}

static void add_files(struct checksum *sum, const char *label, const struct file_list *files)
{
	for (size_t i = 0; i < files->count; i++) {
		add_line(sum, label, files->items[i].path);
		add_line(sum, "sha256", files->items[i].sha256);
	}
}

void reuse_key(const struct plan *plan, struct step *step)
{
	const char *time = getenv("SOURCE_DATE_EPOCH");
	struct checksum sum;

	checksum_init(&sum);
	add_line(&sum, "program", plan->programs[step->stage].sha256);
	add_line(&sum, "time", time ? time : "");
	for (size_t i = 0; i < step->argc; i++)
		add_line(&sum, "argument", step->call.argv[i]);
	add_files(&sum, "config", &step->config);
	add_files(&sum, "input", &step->inputs);
	checksum_finish(&sum, step->key);
	checksum_release(&sum);
}

/* --- Why a step has to run --------------------------------------------------------------- */

static const char *keep(struct arena *arena, char *text)
{
	const char *kept = arena_strdup(arena, slice_of(text));

	free(text);
	return kept;
}

/* The first file that came, went or changed; NULL if none did. */
static const char *changed_file(const struct file_list *now, const json_t *before,
                                struct arena *arena)
{
	struct file_list past = {.arena = arena};

	file_list_read(&past, before);
	for (size_t i = 0; i < now->count; i++) {
		const struct file_note *a = &now->items[i];
		const struct file_note *b = i < past.count ? &past.items[i] : NULL;
		if (!a->sha256[0])
			return keep(arena,
			            xasprintf(T("'%s' is made anew", "'%s' 将重新生成"), a->path));
		if (b && strcmp(a->path, b->path) != 0 && !file_list_find(now, b->path))
			return keep(arena, xasprintf(T("'%s' is gone", "'%s' 没有了"), b->path));
		if (!b || strcmp(a->path, b->path) != 0)
			return keep(arena, xasprintf(T("'%s' is new", "'%s' 是新的"), a->path));
		if (strcmp(a->sha256, b->sha256) != 0)
			return keep(arena, xasprintf(T("'%s' changed", "'%s' 变了"), a->path));
	}
	if (past.count > now->count)
		return keep(arena, xasprintf(T("'%s' is gone", "'%s' 没有了"),
		                             past.items[now->count].path));
	return NULL;
}

static bool same_call(const struct step *step, const json_t *before)
{
	if (json_array_size(before) != step->argc)
		return false;
	for (size_t i = 0; i < step->argc; i++) {
		const char *word = json_string_value(json_array_get(before, i));
		if (!word || strcmp(word, step->call.argv[i]) != 0)
			return false;
	}
	return true;
}

static const char *difference(const struct plan *plan, const struct step *step,
                              const json_t *before)
{
	struct arena *arena = (struct arena *)(uintptr_t)&plan->arena;
	const char *file;

	if (strcmp(text_of(before, "program_sha256"), plan->programs[step->stage].sha256) != 0)
		return keep(arena, xasprintf(T("the program '%s' changed", "程序 '%s' 变了"),
		                             step->call.argv[0]));
	file = changed_file(&step->config, json_object_get(before, "config"), arena);
	if (file)
		return keep(arena, xasprintf(T("configuration %s", "配置%s"), file));
	file = changed_file(&step->inputs, json_object_get(before, "inputs"), arena);
	if (file)
		return keep(arena, xasprintf(T("input %s", "输入%s"), file));
	if (!same_call(step, json_object_get(before, "call")))
		return T("its call changed", "调用方式变了");
	return T("SOURCE_DATE_EPOCH changed", "SOURCE_DATE_EPOCH 变了");
}

/* --- Finding ----------------------------------------------------------------------------- */

static bool has_ended_well(const json_t *record)
{
	const char *state = text_of(record, "state");

	return strcmp(state, "ran") == 0 || strcmp(state, "taken") == 0;
}

/* NULL if all outputs lie there in full length; else the first that does not. */
static const char *missing_output(const struct past_run *run, const struct file_list *outputs)
{
	for (size_t i = 0; i < outputs->count; i++) {
		const struct file_note *note = &outputs->items[i];
		struct stat st;
		if (fstatat(run->directory, note->path, &st, 0) < 0 ||
		    (uint64_t)st.st_size != note->bytes)
			return note->path;
	}
	return NULL;
}

static bool take(const struct past_run *run, const json_t *record, struct step *step)
{
	struct arena *arena = step->outputs.arena;
	struct file_list outputs = {.arena = arena};
	const char *missing, *origin = text_of(record, "from");

	if (file_list_read(&outputs, json_object_get(record, "outputs")) < 0)
		return false;
	missing = missing_output(run, &outputs);
	if (missing) {
		step->why = keep(arena, xasprintf(T("output '%s' of run %s is gone or cut",
		                                    "运行 %2$s 的输出 '%1$s' 丢失或不完整"),
		                                  missing, run->id));
		return false;
	}
	step->state = STEP_TAKEN;
	step->outputs = outputs;
	step->from = arena_strdup(arena, slice_of(run->id));
	step->why = keep(arena, xasprintf(T("nothing it depends on changed since run %s",
	                                    "自运行 %s 以来，其依据没有变化"),
	                                  origin[0] ? origin : run->id));
	json_decref(step->record);
	step->record =
	        json_incref((json_t *)(uintptr_t)record); /* it tells of this run from now on */
	json_object_set_new(step->record, "state", json_string("taken"));
	json_object_set_new(step->record, "why", json_string(step->why));
	json_object_set_new(step->record, "from", json_string(origin[0] ? origin : run->id));
	return true;
}

bool reuse_find(struct reuse *reuse, const struct plan *plan, struct step *step)
{
	const struct past_run *runs[] = {&reuse->published, &reuse->last};
	const char *why = NULL;

	reuse_load(reuse);
	for (size_t i = 0; i < 2; i++) {
		const json_t *record = find_record(runs[i], step->name);
		if (!record || !has_ended_well(record))
			continue;
		step->why = NULL;
		if (strcmp(text_of(record, "key"), step->key) == 0 && take(runs[i], record, step))
			return true;
		why = step->why ? step->why : difference(plan, step, record);
	}
	step->why = why ? why : T("no earlier run has done it", "以前的运行没有做过");
	return false;
}

bool reuse_find_as_it_is(const struct past_run *run, struct step *step)
{
	const json_t *record = find_record(run, step->name);

	return record && has_ended_well(record) && take(run, record, step);
}

/* --- Taking ------------------------------------------------------------------------------ */

/* Within the kernel, and without copying where the file system can share blocks. */
static int copy_bytes(const char *from, const char *to)
{
	int in = open(from, O_RDONLY | O_CLOEXEC), out = -1, result = -1;
	ssize_t n = -1;

	if (in >= 0)
		out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	while (out >= 0 && (n = copy_file_range(in, NULL, out, NULL, 1 << 30, 0)) > 0)
		;
	if (n == 0 && fsync(out) == 0)
		result = 0;
	if (in >= 0)
		close(in);
	if (out >= 0 && close(out) < 0)
		result = -1;
	return result;
}

static int copy(const char *from, const char *to)
{
	char *temporary = xasprintf("%s.tmp", to);
	int result = copy_bytes(from, temporary);

	if (result == 0)
		result = rename(temporary, to);
	if (result < 0)
		unlink(temporary);
	free(temporary);
	return result;
}

/* The same file, by a relative path, in two runs. */
struct both {
	int from, to;                    /* directories */
	const char *from_name, *to_name; /* theirs */
	char *made;                      /* where the last file was put */
};

/* The directory of a file, unless that is the one made last. */
static int make_way(struct both *both, const char *path, struct err *err)
{
	size_t n = (size_t)(path_name(path) - path);
	char *whole;
	int result;

	if (both->made && strlen(both->made) == n && memcmp(both->made, path, n) == 0)
		return 0;
	free(both->made);
	both->made = xstrndup(path, n);
	whole = path_join(both->to_name, both->made);
	result = path_make_directories(whole, err);
	free(whole);
	return result;
}

static int link_or_copy(const struct both *both, const char *path, struct err *err)
{
	char *from, *to;
	int result = 0, cause;

	if (linkat(both->from, path, both->to, path, 0) == 0 || errno == EEXIST)
		return 0;
	cause = errno;
	from = path_join(both->from_name, path);
	to = path_join(both->to_name, path);
	/* Other file systems, too many links, links not allowed: the bytes count. */
	if (cause == EXDEV || cause == EMLINK || cause == EPERM || cause == EOPNOTSUPP)
		cause = copy(from, to) < 0 ? errno : 0;
	if (cause) {
		errno = cause;
		err_set_errno(err, RD_OUTPUT, T("cannot be taken from '%s'", "无法取自 '%s'"),
		              from);
		result = err_at(err, to, 0, 0);
	}
	free(to);
	free(from);
	return result;
}

int reuse_link(const struct reuse *reuse, const struct step *step, const char *directory,
               struct err *err)
{
	char *from = runs_directory(reuse->output, step->from);
	struct both both = {.from_name = from, .to_name = directory};
	int result = 0;

	both.from = open(from, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	both.to = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (size_t i = 0; i < step->outputs.count && strcmp(from, directory) != 0 && result == 0;
	     i++) {
		result = make_way(&both, step->outputs.items[i].path, err);
		if (result == 0)
			result = link_or_copy(&both, step->outputs.items[i].path, err);
	}
	if (both.from >= 0)
		close(both.from);
	if (both.to >= 0)
		close(both.to);
	free(both.made);
	free(from);
	return result;
}
