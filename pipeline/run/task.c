#include "run/task.h"

#include <jansson.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "io/json_file.h"
#include "io/output.h"
#include "io/path.h"
#include "run/interrupt.h"
#include "run/outputs.h"
#include "run/record.h"

enum { SIGNAL_WAIT = 500 }; /* milliseconds */

/* From the tasks' directory to the run's. */
#define RUN_DIRECTORY "../.."

/* What the results depend on of what a program finds in its surroundings. */
static const char *const environment[] = {"SOURCE_DATE_EPOCH", "LC_ALL", "LC_MESSAGES", "LANG"};
enum { ENVIRONMENT = sizeof(environment) / sizeof(environment[0]) };

/* --- What lies there for them ------------------------------------------------------------ */

static json_t *environment_json(void)
{
	json_t *object = json_object();

	for (size_t i = 0; i < ENVIRONMENT; i++) {
		const char *value = getenv(environment[i]);
		if (value)
			json_object_set_new(object, environment[i], json_string(value));
	}
	return object;
}

static json_t *call_json(const struct call *call)
{
	json_t *words = json_array();

	for (size_t i = 0; call->argv[i]; i++)
		json_array_append_new(words, json_string(call->argv[i]));
	return json_pack("{s:s, s:s, s:o, s:I}", "step", call->name, "program", call->program,
	                 "call", words, "timeout", (json_int_t)call->timeout);
}

static int write_json(const char *path, json_t *json, struct err *err)
{
	char *content = json_dumps(json, JSON_INDENT(1));
	int result = output_whole(path, slice_of(content), err);

	free(content);
	json_decref(json);
	return result;
}

int task_write(const char *directory, const struct call *calls, size_t count, struct err *err)
{
	json_t *tasks = json_array();
	char *path = path_join(directory, "tasks.json");
	int result;

	for (size_t i = 0; i < count; i++)
		json_array_append_new(tasks, call_json(&calls[i]));
	result = write_json(
	        path, json_pack("{s:o, s:o}", "environment", environment_json(), "tasks", tasks),
	        err);
	free(path);
	return result;
}

/* --- What they leave --------------------------------------------------------------------- */

/* A good outcome stands for the task, a bad one only for the job whose attempt it was. */
static char *outcome_path(const char *directory, size_t number, const char *job)
{
	char *name = job ? xasprintf("%zu.failed-%s.json", number, job)
	                 : xasprintf("%zu.done.json", number);
	char *path = path_join(directory, name);

	free(name);
	return path;
}

static json_t *outcome_json(const struct outcome *outcome, const struct file_list *outputs)
{
	char host[HOST_NAME_MAX + 1] = "";
	const char *node = getenv("SLURMD_NODENAME");
	json_t *json;

	gethostname(host, sizeof(host) - 1);
	json = json_pack("{s:i, s:i, s:b, s:I, s:I, s:I, s:s}", "code", outcome->code, "signal",
	                 outcome->signal, "timed_out", outcome->timed_out, "wall_ms",
	                 (json_int_t)outcome->wall, "cpu_ms", (json_int_t)outcome->cpu,
	                 "peak_bytes", (json_int_t)outcome->peak, "node", node ? node : host);
	json_object_set_new(json, "stderr", record_tail(&outcome->said));
	json_object_set_new(json, "outputs", file_list_json(outputs));
	return json;
}

static bool read_outcome(const char *path, struct outcome *outcome)
{
	json_t *json = json_load_file(path, 0, NULL);
	const char *node, *said;
	json_int_t wall, cpu, peak;
	int timed_out;

	if (!json)
		return false;
	if (json_unpack(json, "{s:i, s:i, s:b, s:I, s:I, s:I, s:s, s:s}", "code", &outcome->code,
	                "signal", &outcome->signal, "timed_out", &timed_out, "wall_ms", &wall,
	                "cpu_ms", &cpu, "peak_bytes", &peak, "node", &node, "stderr", &said) == 0) {
		outcome->timed_out = timed_out;
		outcome->wall = (uint64_t)wall;
		outcome->cpu = (uint64_t)cpu;
		outcome->peak = (uint64_t)peak;
		text_adds(&outcome->said, said);
		text_adds(&outcome->where, node);
	}
	json_decref(json);
	return true;
}

bool task_outcome(const char *directory, size_t number, const char *job, struct outcome *outcome)
{
	char *done = outcome_path(directory, number, NULL);
	char *failed = outcome_path(directory, number, job);
	bool found = (path_exists(done) && read_outcome(done, outcome)) ||
	             (path_exists(failed) && read_outcome(failed, outcome));

	free(failed);
	free(done);
	return found;
}

char *task_log(const char *directory, size_t number)
{
	char *name = xasprintf("%zu.log", number), *path = path_join(directory, name);

	free(name);
	return path;
}

/* --- On the node ------------------------------------------------------------------------- */

struct task {
	const char *directory;
	uint64_t number;
	char *run; /* the run's directory */
	json_t *root;
	struct call call;
	struct arena arena;
	struct outcome outcome;
	struct file_list outputs;
};

static int wrong_task(const struct task *t, const char *path, struct err *err)
{
	err_set(err, RD_USAGE, T("has no task %llu", "没有任务 %llu"),
	        (unsigned long long)t->number);
	return err_at(err, path, 0, 0);
}

static int load(struct task *t, struct err *err)
{
	char *path = path_join(t->directory, "tasks.json");
	const json_t *task, *words;
	json_int_t timeout = 0;
	size_t count;
	int result = -1;

	t->run = path_join(t->directory, RUN_DIRECTORY);
	t->outputs.arena = &t->arena;
	t->root = json_load_path(path, RD_USAGE, err);
	task = json_array_get(json_object_get(t->root, "tasks"), t->number);
	words = json_object_get(task, "call");
	count = json_array_size(words);
	if (t->root && (count == 0 || json_unpack((json_t *)(uintptr_t)task, "{s:s, s:s, s:I}",
	                                          "step", &t->call.name, "program",
	                                          &t->call.program, "timeout", &timeout) < 0))
		wrong_task(t, path, err);
	else if (t->root)
		result = 0;
	free(path);
	if (result < 0)
		return -1;
	t->call.argv = arena_alloc(&t->arena, (count + 1) * sizeof(char *));
	for (size_t i = 0; i < count; i++)
		t->call.argv[i] = (char *)(uintptr_t)json_string_value(json_array_get(words, i));
	t->call.argv[count] = NULL;
	t->call.directory = t->run;
	t->call.timeout = (uint64_t)timeout;
	return 0;
}

static void set_environment(const struct task *t)
{
	const json_t *values = json_object_get(t->root, "environment");

	for (size_t i = 0; i < ENVIRONMENT; i++) {
		const char *value = json_string_value(json_object_get(values, environment[i]));
		if (value)
			setenv(environment[i], value, 1);
		else
			unsetenv(environment[i]);
	}
}

/* Whether every file that it left is there, byte for byte. */
static bool outputs_are_whole(const struct task *t, const struct file_list *outputs)
{
	struct err ignored = ERR_INIT;
	bool whole = true;

	for (size_t i = 0; i < outputs->count && whole; i++) {
		const struct file_note *note = &outputs->items[i];
		char *path = path_join(t->run, note->path), hex[SHA256_HEX + 1];
		uint64_t bytes;
		whole = path_exists(path) && checksum_file(path, hex, &bytes, &ignored) == 0 &&
		        bytes == note->bytes && strcmp(hex, note->sha256) == 0;
		free(path);
	}
	return whole;
}

static bool is_done(struct task *t)
{
	char *path = outcome_path(t->directory, t->number, NULL);
	json_t *json = path_exists(path) ? json_load_file(path, 0, NULL) : NULL;
	struct file_list outputs = {.arena = &t->arena};
	bool done = json && file_list_read(&outputs, json_object_get(json, "outputs")) == 0 &&
	            outputs_are_whole(t, &outputs);

	json_decref(json);
	free(path);
	return done;
}

/*
 * Slurm ends all processes of a task at once, so the program may be seen to end before our own
 * signal comes. Only if it does not come was the program meant.
 */
static bool is_stopped_too(struct err *err)
{
	interrupt_wait(NULL, 0, SIGNAL_WAIT);
	return interrupt_check(err) < 0;
}

static int execute(struct task *t, struct err *err)
{
	struct executor *engine = executor_local(1);
	struct err ignored = ERR_INIT;
	int got = interrupt_open(0, err);

	if (got == 0)
		got = engine->submit(engine, &t->call, 1, err);
	if (got == 0)
		got = engine->wait(engine, &t->outcome, err);
	if (got > 0 && t->outcome.signal == SIGTERM && is_stopped_too(err))
		got = -1;
	if (got < 0) {
		engine->cancel(engine);
		while (engine->wait(engine, &t->outcome, &ignored) > 0)
			outcome_release(&t->outcome);
	}
	engine->free(engine);
	interrupt_close();
	return got < 0 ? -1 : 0;
}

static bool went_well(const struct task *t)
{
	return !t->outcome.code && !t->outcome.signal && !t->outcome.timed_out;
}

static int leave_outcome(struct task *t, struct err *err)
{
	const char *job = getenv("SLURM_ARRAY_JOB_ID");
	char *path;
	int result = 0;

	if (went_well(t))
		result = outputs_of_directory(t->run, t->call.name, true, &t->outputs, err);
	if (result < 0)
		return -1;
	path = outcome_path(t->directory, t->number, went_well(t) ? NULL : job ? job : "0");
	result = write_json(path, outcome_json(&t->outcome, &t->outputs), err);
	free(path);
	return result;
}

static int report(const struct task *t, struct err *err)
{
	bool ours = !t->outcome.signal && !t->outcome.timed_out && t->outcome.code &&
	            exit_code_is_known(t->outcome.code);

	if (went_well(t))
		return 0;
	return err_set(err,
	               ours                   ? (enum exit_code)t->outcome.code
	               : t->outcome.timed_out ? RD_TIMEOUT
	                                      : RD_INTERNAL,
	               T("step '%s' failed", "步骤 '%s' 失败"), t->call.name);
}

int task_run(const char *directory, uint64_t number, struct err *err)
{
	struct task t = {.directory = directory, .number = number};
	int result = load(&t, err);

	if (result == 0 && is_done(&t)) {
		log_note(T("'%s' is done already", "'%s' 已经完成"), t.call.name);
	} else if (result == 0) {
		set_environment(&t);
		log_set_level(LOG_VERBOSE); /* what the program says goes to the log at once */
		log_note(T("step '%s', process %ld", "步骤 '%s'，进程 %ld"), t.call.name,
		         (long)getpid());
		result = execute(&t, err);
		if (result == 0)
			result = leave_outcome(&t, err);
		if (result == 0)
			result = report(&t, err);
	}
	outcome_release(&t.outcome);
	json_decref(t.root);
	arena_release(&t.arena);
	free(t.run);
	return result;
}
