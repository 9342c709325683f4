/*
 * Hands the calls to Slurm. What is submitted at once becomes an array of tasks with a
 * directory of its own, "slurm/NNNN" in the run's (task.h). What came of a task is what it left
 * there; the controller is only asked about those that left nothing, so a controller that
 * is gone costs nothing while tasks go on. A task that ended without a word (its node died, it
 * ran out of memory or time) is submitted again, as often as configured.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "io/input.h"
#include "io/output.h"
#include "io/path.h"
#include "run/command.h"
#include "run/interrupt.h"
#include "run/plan.h"
#include "run/task.h"

enum {
	ARRAY_AT_MOST = 1000, /* tasks; Slurm's MaxArraySize is 1001 unless configured */
	ASK_SECONDS = 60,     /* for an answer of sbatch, squeue or scancel */
	LOOK_EVERY = 250,     /* milliseconds between looks at what tasks left */
	STOP_SECONDS = 60,    /* for cancelled tasks to end */
	MINUTE = 60,
	MEBIBYTE = 1 << 20,
};

struct slurm_task {
	size_t step, batch, number; /* its number in the batch */
	const char *name;
	char job[24]; /* of its last attempt */
	uint64_t attempts;
	uint64_t gone_since; /* milliseconds; 0: the controller knows it */
	char state[24], node[64];
	bool ended;
};

struct batch {
	char *directory;
	const struct resources *resources;
};

struct slurm {
	struct executor base;
	struct slurm_settings settings;
	char *run, *id;
	struct executor *local;
	size_t running_here;
	struct batch *batches;
	size_t batch_count, batch_capacity;
	struct slurm_task *tasks;
	size_t count, capacity, open, first_open;
	uint64_t asked, silent_since; /* milliseconds; 0: never, or it answers */
	uint64_t canceled;            /* when; 0: it was not */
};

/* --- Words of Slurm ---------------------------------------------------------------------- */

static void add_resources(const struct slurm_settings *settings, const struct resources *own,
                          struct text *t)
{
	const struct resources *all = &settings->resources, none = {0}, *r = own ? own : &none;
	uint64_t cores = r->cores ? r->cores : all->cores;
	uint64_t memory = r->memory ? r->memory : all->memory;
	uint64_t time = r->time ? r->time : all->time;
	const char *partition = r->partition ? r->partition : all->partition;
	const char *account = r->account ? r->account : all->account;

	text_addf(t, "#SBATCH --ntasks=1\n#SBATCH --cpus-per-task=%llu\n",
	          (unsigned long long)(cores ? cores : 1));
	if (memory)
		text_addf(t, "#SBATCH --mem=%lluM\n", (unsigned long long)memory);
	if (time)
		text_addf(t, "#SBATCH --time=%llu\n",
		          (unsigned long long)((time + MINUTE - 1) / MINUTE));
	if (partition)
		text_addf(t, "#SBATCH --partition=%s\n", partition);
	if (account)
		text_addf(t, "#SBATCH --account=%s\n", account);
}

/*
 * Nothing in it comes from data: numbers, names that the chain's loader has checked, and
 * the path of our own program. Where it works is where it is submitted from.
 */
void slurm_script(const struct slurm_settings *settings, const char *id,
                  const struct resources *resources, struct text *script)
{
	char *directory = path_of_program();
	char *program = path_join(directory ? directory : "", "rd-run");

	text_addf(script, "#!/bin/sh\n#SBATCH --job-name=rdstat-%s\n", id);
	text_adds(script, "#SBATCH --output=%a.log\n#SBATCH --open-mode=append\n"
	                  "#SBATCH --requeue\n");
	add_resources(settings, resources, script);
	text_adds(script, "exec ");
	plan_add_word(script, program);
	text_adds(script, " step . \"$SLURM_ARRAY_TASK_ID\"\n");
	free(program);
	free(directory);
}

static bool says(const struct command_result *result, const char *words)
{
	return result->said.n && strstr(result->said.p, words);
}

/* Whether the controller may answer if it is asked again. */
static bool is_silent(const struct command_result *result)
{
	static const char *const signs[] = {"Unable to contact",  "Connection",
	                                    "timed out",          "Zero Bytes",
	                                    "controller is not",  "not responding",
	                                    "temporarily unable", "Transport endpoint",
	                                    "backup controller",  "Protocol authentication"};

	if (!result->ended)
		return true;
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (says(result, signs[i]))
			return true;
	return false;
}

/* 0: ask again in a while, -1: it has been silent for too long, or we are to stop. */
static int bear_silence(struct slurm *slurm, const char *program,
                        const struct command_result *result, struct err *err)
{
	uint64_t now = clock_milliseconds();

	if (!slurm->silent_since) {
		slurm->silent_since = now;
		log_warning(T("Slurm's controller does not answer; tasks go on meanwhile",
		              "Slurm 控制器没有应答；任务照常进行"));
	}
	if (now - slurm->silent_since < slurm->settings.patience * 1000)
		return 0;
	err_set(err, RD_TIMEOUT,
	        T("Slurm's controller has not answered '%s' for %llu seconds: %.*s",
	          "Slurm 控制器没有应答 '%s'，已有 %llu 秒：%.*s"),
	        program, (unsigned long long)((now - slurm->silent_since) / 1000),
	        (int)strcspn(result->said.n ? result->said.p : "", "\n"),
	        result->said.n ? result->said.p : "");
	return err_hint(err,
	                T("see whether slurmctld runs (scontrol ping); then run again: it goes on "
	                  "where it stopped",
	                  "请用 scontrol ping 检查 slurmctld；然后重新运行，可从停止处继续"));
}

static void answered(struct slurm *slurm)
{
	if (slurm->silent_since)
		log_warning(T("Slurm's controller answers again", "Slurm 控制器恢复应答"));
	slurm->silent_since = 0;
}

/* --- Submitting -------------------------------------------------------------------------- */

static int refused(const struct command_result *result, struct err *err)
{
	const char *said = result->said.n ? result->said.p : "";

	if (result->code == 127) {
		err_set(err, RD_CONFIG,
		        T("Slurm is not installed here: %.*s", "此处未安装 Slurm：%.*s"),
		        (int)strcspn(said, "\n"), said);
		return err_hint(err, T("choose the engine 'local'", "请改用引擎 'local'"));
	}
	err_set(err, RD_CONFIG, T("Slurm refused the job: %.*s", "Slurm 拒绝了作业：%.*s"),
	        (int)strcspn(said, "\n"), said);
	return err_hint(err, T("look at \"slurm\" and \"resources\" in pipeline.json",
	                       "请检查 pipeline.json 的 \"slurm\" 与 \"resources\""));
}

/* "3,5-7" of the tasks of a batch that are open and have no job yet. */
static size_t list_numbers(const struct slurm *slurm, size_t batch, struct text *list)
{
	size_t count = 0;

	for (size_t i = slurm->first_open; i < slurm->count; i++) {
		const struct slurm_task *task = &slurm->tasks[i];
		size_t last = i;
		if (task->batch != batch || task->ended || task->job[0])
			continue;
		while (last + 1 < slurm->count && slurm->tasks[last + 1].batch == batch &&
		       !slurm->tasks[last + 1].ended && !slurm->tasks[last + 1].job[0])
			last++;
		text_addf(list, last > i ? "%s%zu-%zu" : "%s%zu", list->n ? "," : "", task->number,
		          slurm->tasks[last].number);
		count += last - i + 1;
		i = last;
	}
	return count;
}

/* Jobs by their numbers, for `rd-run cancel` and `rd-run status`. */
static void note_job(const struct slurm *slurm, const char *job)
{
	char *path = xasprintf("%s/slurm/jobs", slurm->run);
	FILE *file = fopen(path, "a");

	if (file) {
		fprintf(file, "%s\n", job);
		fclose(file);
	}
	free(path);
}

static int call_sbatch(struct slurm *slurm, const char *directory, const char *array, char job[24],
                       struct err *err)
{
	const char *const argv[] = {"sbatch", "--parsable", array, "script", NULL};

	for (;;) {
		struct command_result result;
		int verdict = 0;
		if (command_run(argv, directory, ASK_SECONDS, &result)) {
			size_t n = strspn(result.out.p, "0123456789");
			snprintf(job, 24, "%.*s", (int)n, result.out.p);
			command_release(&result);
			answered(slurm);
			return 0;
		}
		verdict = is_silent(&result) ? bear_silence(slurm, "sbatch", &result, err)
		                             : refused(&result, err);
		command_release(&result);
		if (verdict < 0 || interrupt_check(err) < 0)
			return -1;
		interrupt_wait(NULL, 0, (int)slurm->settings.poll * 1000);
	}
}

/* Every task of the batch that has no job gets one. */
static int submit_batch(struct slurm *slurm, size_t batch, struct err *err)
{
	const struct batch *b = &slurm->batches[batch];
	struct text numbers = TEXT_INIT;
	char *array, job[24] = "";
	int result;

	list_numbers(slurm, batch, &numbers);
	array = slurm->settings.at_a_time ? xasprintf("--array=%s%%%llu", numbers.p,
	                                              (unsigned long long)slurm->settings.at_a_time)
	                                  : xasprintf("--array=%s", numbers.p);
	result = call_sbatch(slurm, b->directory, array, job, err);
	free(array);
	text_release(&numbers);
	if (result < 0)
		return -1;
	note_job(slurm, job);
	for (size_t i = slurm->first_open; i < slurm->count; i++) {
		struct slurm_task *task = &slurm->tasks[i];
		if (task->batch != batch || task->ended || task->job[0])
			continue;
		snprintf(task->job, sizeof(task->job), "%s", job);
		task->gone_since = 0;
		task->attempts++;
	}
	slurm->asked = clock_milliseconds();
	return 0;
}

/* "slurm/0001", the first that is not there. */
static int make_batch(struct slurm *slurm, const struct call *calls, size_t count, struct err *err)
{
	struct batch *b;
	struct text script = TEXT_INIT;
	char *path;
	int result;

	VEC_GROW(slurm->batches, slurm->batch_count, slurm->batch_capacity);
	b = &slurm->batches[slurm->batch_count];
	*b = (struct batch){.resources = calls[0].resources};
	for (size_t number = slurm->batch_count + 1;; number++) {
		b->directory = xasprintf("%s/slurm/%04zu", slurm->run, number);
		if (!path_exists(b->directory))
			break;
		free(b->directory);
	}
	slurm->batch_count++;
	if (path_make_directories(b->directory, err) < 0 ||
	    task_write(b->directory, calls, count, err) < 0)
		return -1;
	slurm_script(&slurm->settings, slurm->id, b->resources, &script);
	path = path_join(b->directory, "script");
	result = output_whole(path, text_slice(&script), err);
	text_release(&script);
	free(path);
	return result;
}

static int submit_array(struct slurm *slurm, const struct call *calls, size_t count,
                        struct err *err)
{
	size_t batch = slurm->batch_count;

	if (make_batch(slurm, calls, count, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		VEC_GROW(slurm->tasks, slurm->count, slurm->capacity);
		slurm->tasks[slurm->count++] = (struct slurm_task){
		        .step = calls[i].step, .name = calls[i].name, .batch = batch, .number = i};
		slurm->open++;
	}
	return submit_batch(slurm, batch, err);
}

static int slurm_submit(struct executor *base, const struct call *calls, size_t count,
                        struct err *err)
{
	struct slurm *slurm = (struct slurm *)base;

	for (size_t i = 0, n; i < count; i += n) {
		n = 1;
		if (calls[i].here) {
			if (slurm->local->submit(slurm->local, &calls[i], 1, err) < 0)
				return -1;
			slurm->running_here++;
			continue;
		}
		while (i + n < count && n < ARRAY_AT_MOST && !calls[i + n].here &&
		       calls[i + n].resources == calls[i].resources)
			n++;
		if (submit_array(slurm, &calls[i], n, err) < 0)
			return -1;
	}
	return 0;
}

/* --- What comes of them ------------------------------------------------------------------ */

static void say_where(const struct slurm *slurm, const struct slurm_task *task,
                      struct outcome *outcome)
{
	char *log = task_log(slurm->batches[task->batch].directory, task->number);
	const char *node = outcome->where.n ? outcome->where.p : task->node;
	struct text t = TEXT_INIT;

	text_addf(&t, T("node %s, job %s_%zu, log '%s'", "节点 %s，作业 %s_%zu，日志 '%s'"),
	          *node ? node : "?", task->job, task->number, log);
	text_release(&outcome->where);
	outcome->where = t;
	free(log);
}

static void close_task(struct slurm *slurm, struct slurm_task *task)
{
	task->ended = true;
	slurm->open--;
	while (slurm->first_open < slurm->count && slurm->tasks[slurm->first_open].ended)
		slurm->first_open++;
}

static bool was_killed(const struct outcome *outcome)
{
	return outcome->signal || outcome->code > 128;
}

/* Once more, if it may; false if this was its last attempt. */
static bool try_again(struct slurm *slurm, struct slurm_task *task, const char *why)
{
	if (slurm->canceled || task->attempts > slurm->settings.retries)
		return false;
	log_warning(T("step '%s' was lost (%s, node %s): once more",
	              "步骤 '%s' 丢失（%s，节点 %s）：再执行一次"),
	            task->name, why, task->node[0] ? task->node : "?");
	task->job[0] = '\0';
	return true;
}

/* 1 with what a task left, 0 if none left anything. */
static int look(struct slurm *slurm, struct outcome *outcome)
{
	for (size_t i = slurm->first_open; i < slurm->count; i++) {
		struct slurm_task *task = &slurm->tasks[i];
		if (task->ended || !task->job[0])
			continue;
		*outcome = (struct outcome){.step = task->step};
		if (!task_outcome(slurm->batches[task->batch].directory, task->number, task->job,
		                  outcome))
			continue;
		if (was_killed(outcome) && try_again(slurm, task, T("killed", "被杀"))) {
			outcome_release(outcome);
			continue;
		}
		say_where(slurm, task, outcome);
		close_task(slurm, task);
		return 1;
	}
	return 0;
}

static bool is_active(const char *state)
{
	static const char *const states[] = {
	        "PENDING",  "RUNNING",     "CONFIGURING", "COMPLETING", "SUSPENDED",
	        "REQUEUED", "RESIZING",    "SIGNALING",   "STAGE_OUT",  "REQUEUE_HOLD",
	        "STOPPED",  "REQUEUE_FED", "SPECIAL_EXIT"};

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (strcmp(state, states[i]) == 0)
			return true;
	return false;
}

/* Cuts what precedes the separator off the line; all of it if there is none. */
static const char *cut(char **line, char separator)
{
	char *start = *line, *end = strchr(start, separator);

	*line = end ? end + 1 : start + strlen(start);
	if (end)
		*end = '\0';
	return start;
}

/* "12_3|NODE_FAIL|n2" */
static void take_line(struct slurm *slurm, char *line)
{
	const char *job = cut(&line, '_'), *number = cut(&line, '|'), *state = cut(&line, '|');
	size_t index = strtoul(number, NULL, 10);

	for (size_t i = slurm->first_open; *state && i < slurm->count; i++) {
		struct slurm_task *task = &slurm->tasks[i];
		if (task->ended || task->number != index || strcmp(task->job, job) != 0)
			continue;
		snprintf(task->state, sizeof(task->state), "%s", state);
		if (*line)
			snprintf(task->node, sizeof(task->node), "%s", line);
		if (is_active(state))
			task->gone_since = 0;
	}
}

static void list_jobs(const struct slurm *slurm, struct text *jobs)
{
	const char *last = "";

	for (size_t i = slurm->first_open; i < slurm->count; i++) {
		const struct slurm_task *task = &slurm->tasks[i];
		if (task->ended || !task->job[0] || strcmp(task->job, last) == 0)
			continue;
		text_addf(jobs, "%s%s", jobs->n ? "," : "", task->job);
		last = task->job;
	}
}

/* Which of the open tasks the controller still has. */
static int ask(struct slurm *slurm, struct err *err)
{
	struct text jobs = TEXT_INIT;
	const char *argv[] = {"squeue",       "--noheader", "--array",
	                      "--states=all", "--format",   "%i|%T|%N",
	                      "--jobs",       NULL,         NULL};
	struct command_result result;
	uint64_t now = clock_milliseconds();
	int verdict = 0;

	list_jobs(slurm, &jobs);
	argv[7] = jobs.n ? jobs.p : "0";
	if (command_run(argv, NULL, ASK_SECONDS, &result) || says(&result, "Invalid job id")) {
		answered(slurm);
		for (size_t i = slurm->first_open; i < slurm->count; i++)
			if (!slurm->tasks[i].gone_since)
				slurm->tasks[i].gone_since = now;
		text_addc(&result.out, '\n');
		for (char *rest = result.out.p; *rest;)
			take_line(slurm, (char *)(uintptr_t)cut(&rest, '\n'));
	} else {
		verdict = bear_silence(slurm, "squeue", &result, err);
	}
	command_release(&result);
	text_release(&jobs);
	slurm->asked = clock_milliseconds();
	return verdict;
}

static void tell_loss(const struct slurm *slurm, const struct slurm_task *task,
                      struct outcome *outcome)
{
	*outcome = (struct outcome){.step = task->step, .code = RD_INTERNAL};
	outcome->canceled = slurm->canceled || strcmp(task->state, "CANCELLED") == 0;
	if (outcome->canceled)
		outcome->code = RD_STOPPED;
	if (strcmp(task->state, "TIMEOUT") == 0)
		outcome->code = RD_TIMEOUT;
	text_addf(&outcome->said,
	          T("Slurm lost it: %s, after %llu attempts", "Slurm 丢失了它：%s，尝试 %llu 次后"),
	          task->state[0] ? task->state : T("no trace of it", "没有踪迹"),
	          (unsigned long long)task->attempts);
	say_where(slurm, task, outcome);
}

/* 1 with a task that ended without a word and is not tried again. */
static int find_lost(struct slurm *slurm, struct outcome *outcome)
{
	uint64_t now = clock_milliseconds(), grace = slurm->settings.grace * 1000;

	for (size_t i = slurm->first_open; i < slurm->count; i++) {
		struct slurm_task *task = &slurm->tasks[i];
		if (task->ended || !task->job[0] || !task->gone_since ||
		    (now - task->gone_since < grace && !slurm->canceled))
			continue;
		if (strcmp(task->state, "CANCELLED") != 0 && try_again(slurm, task, task->state))
			continue;
		tell_loss(slurm, task, outcome);
		close_task(slurm, task);
		return 1;
	}
	return 0;
}

static int resubmit(struct slurm *slurm, struct err *err)
{
	for (size_t i = slurm->first_open; i < slurm->count && !slurm->canceled; i++)
		if (!slurm->tasks[i].ended && !slurm->tasks[i].job[0] &&
		    submit_batch(slurm, slurm->tasks[i].batch, err) < 0)
			return -1;
	return 0;
}

/* After a cancellation nobody waits for ever. */
static int give_up(struct slurm *slurm, struct outcome *outcome)
{
	struct slurm_task *task = &slurm->tasks[slurm->first_open];

	tell_loss(slurm, task, outcome);
	close_task(slurm, task);
	return 1;
}

static int wait_here(struct slurm *slurm, struct outcome *outcome, struct err *err)
{
	int got = slurm->local->wait(slurm->local, outcome, err);

	if (got > 0)
		slurm->running_here--;
	if (got == 0)
		slurm->running_here = 0;
	return got;
}

static int slurm_wait(struct executor *base, struct outcome *outcome, struct err *err)
{
	struct slurm *slurm = (struct slurm *)base;
	uint64_t poll = slurm->settings.poll * 1000, now;
	struct err ignored = ERR_INIT;
	int got;

	if (slurm->running_here && (got = wait_here(slurm, outcome, err)) != 0)
		return got;
	while (slurm->open) {
		if (look(slurm, outcome))
			return 1;
		if (!slurm->canceled && interrupt_check(err) < 0)
			return -1;
		now = clock_milliseconds();
		if (slurm->canceled && now - slurm->canceled > STOP_SECONDS * 1000)
			return give_up(slurm, outcome);
		if (now - slurm->asked >= poll) {
			if (ask(slurm, slurm->canceled ? &ignored : err) < 0)
				return slurm->canceled ? give_up(slurm, outcome) : -1;
			if (!slurm->silent_since && find_lost(slurm, outcome))
				return 1;
		}
		if (resubmit(slurm, err) < 0)
			return -1;
		interrupt_wait(NULL, 0, LOOK_EVERY);
	}
	return 0;
}

static void slurm_cancel(struct executor *base)
{
	struct slurm *slurm = (struct slurm *)base;
	struct err ignored = ERR_INIT;

	slurm->local->cancel(slurm->local);
	slurm->canceled = clock_milliseconds();
	slurm->settings.patience = 0;
	slurm_cancel_jobs(slurm->run, &ignored);
}

static void slurm_free(struct executor *base)
{
	struct slurm *slurm = (struct slurm *)base;

	for (size_t i = 0; i < slurm->batch_count; i++)
		free(slurm->batches[i].directory);
	slurm->local->free(slurm->local);
	free(slurm->batches);
	free(slurm->tasks);
	free(slurm->run);
	free(slurm->id);
	free(slurm);
}

struct executor *executor_slurm(const struct slurm_settings *settings, const char *run,
                                const char *id, struct executor *local)
{
	struct slurm *slurm = xcalloc(1, sizeof(*slurm));
	char *whole = realpath(run, NULL);

	slurm->base =
	        (struct executor){"slurm", slurm_submit, slurm_wait, slurm_cancel, slurm_free};
	slurm->settings = *settings;
	slurm->run = whole ? whole : xstrdup(run);
	slurm->id = xstrdup(id);
	slurm->local = local;
	return &slurm->base;
}

/* --- From elsewhere ---------------------------------------------------------------------- */

int slurm_cancel_jobs(const char *run, struct err *err)
{
	char *path = xasprintf("%s/slurm/jobs", run), *jobs;
	size_t n = 0, argc = 0;
	struct command_result result;
	struct err none = ERR_INIT;
	const char **argv;
	int verdict = 0;

	jobs = path_exists(path) ? input_whole(path, MEBIBYTE, &n, RD_INPUT, &none) : NULL;
	free(path);
	if (!jobs)
		return 0;
	argv = xcalloc(n / 2 + 4, sizeof(*argv));
	argv[argc++] = "scancel";
	argv[argc++] = "--quiet";
	for (char *word = strtok(jobs, "\n"); word; word = strtok(NULL, "\n"))
		argv[argc++] = word;
	if (argc > 2) {
		if (!command_run(argv, NULL, ASK_SECONDS, &result) && is_silent(&result))
			verdict = err_set(
			        err, RD_TIMEOUT,
			        T("the jobs could not be cancelled: %.*s", "作业无法取消：%.*s"),
			        (int)strcspn(result.said.n ? result.said.p : "", "\n"),
			        result.said.n ? result.said.p : "");
		command_release(&result);
	}
	free(argv);
	free(jobs);
	return verdict;
}
