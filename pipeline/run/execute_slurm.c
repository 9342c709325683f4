/*
 * Hands the calls to Slurm. What is submitted at once becomes an array of tasks with a
 * directory of its own, "slurm/NNNN" in the run's (task.h). What came of a task is what it left
 * there; the controller is only asked about those that left nothing, so a controller that
 * is gone costs nothing while tasks go on. A task that ended without a word (its node died, it
 * ran out of memory or time) is submitted again, as often as configured.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "io/output.h"
#include "io/path.h"
#include "run/interrupt.h"
#include "run/plan.h"
#include "run/slurm.h"
#include "run/task.h"

enum {
	LOOK_EVERY = 250,  /* milliseconds between looks at what tasks left */
	STOP_SECONDS = 60, /* for cancelled tasks to end */
	GROWTH_AT_MOST = 16,
};

struct slurm_task {
	size_t step, batch, number; /* its number in the batch */
	const char *name;
	char job[24]; /* of its last attempt */
	uint64_t attempts;
	uint64_t growth;     /* of memory and time, for the next: 1, 2, 4, … */
	uint64_t gone_since; /* milliseconds; 0: the controller knows it */
	char state[24], node[64];
	bool ended;
};

struct batch {
	char *directory;
	struct resources resources;
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
	struct slurm_link link;
	uint64_t asked;    /* milliseconds */
	uint64_t canceled; /* when; 0: it was not */
};

/* --- Submitting -------------------------------------------------------------------------- */

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

/* What it was lost for the want of is doubled, wherever a limit is set. */
static bool grown(const struct slurm *slurm, size_t batch, struct resources *r)
{
	uint64_t growth = 1;

	for (size_t i = slurm->first_open; i < slurm->count; i++) {
		const struct slurm_task *task = &slurm->tasks[i];
		if (task->batch == batch && !task->ended && !task->job[0] && task->growth > growth)
			growth = task->growth;
	}
	*r = slurm->batches[batch].resources;
	r->memory *= growth;
	r->time *= growth;
	return growth > 1;
}

/* Where no node has as much, what the script asks for must do. */
static int submit_numbers(struct slurm *slurm, size_t batch, const char *numbers, char job[24],
                          struct err *err)
{
	const char *directory = slurm->batches[batch].directory;
	struct err refusal = ERR_INIT;
	struct resources more;

	if (grown(slurm, batch, &more)) {
		if (slurm_sbatch(&slurm->link, directory, numbers, &more, job, &refusal) == 0)
			return 0;
		log_warning("%s", refusal.message);
	}
	return slurm_sbatch(&slurm->link, directory, numbers, NULL, job, err);
}

/* Every task of the batch that has no job gets one. */
static int submit_batch(struct slurm *slurm, size_t batch, struct err *err)
{
	struct text numbers = TEXT_INIT;
	char job[24] = "";
	int result;

	list_numbers(slurm, batch, &numbers);
	if (slurm->settings.at_a_time)
		text_addf(&numbers, "%%%llu", (unsigned long long)slurm->settings.at_a_time);
	result = submit_numbers(slurm, batch, numbers.p, job, err);
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

/*
 * Nothing in it comes from data: numbers, checked names, and the path of our own program.
 * Where it works is where it is submitted from.
 */
static int write_script(const struct slurm *slurm, const struct batch *batch, struct err *err)
{
	char *directory = path_of_program();
	char *program = path_join(directory ? directory : "", "rd-run");
	char *path = path_join(batch->directory, "script");
	struct text script = TEXT_INIT;
	int result;

	slurm_script_head(slurm->id, &batch->resources, &script);
	text_adds(&script, "exec ");
	plan_add_word(&script, program);
	text_adds(&script, " step . \"$SLURM_ARRAY_TASK_ID\"\n");
	result = output_whole(path, text_slice(&script), err);
	text_release(&script);
	free(path);
	free(program);
	free(directory);
	return result;
}

/* "slurm/0001", the first that is not there. */
static int make_batch(struct slurm *slurm, const struct call *calls, size_t count, struct err *err)
{
	struct batch *b;

	VEC_GROW(slurm->batches, slurm->batch_count, slurm->batch_capacity);
	b = &slurm->batches[slurm->batch_count];
	*b = (struct batch){.resources = slurm_resources(&slurm->settings, calls[0].resources)};
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
	return write_script(slurm, b, err);
}

static int submit_array(struct slurm *slurm, const struct call *calls, size_t count,
                        struct err *err)
{
	size_t batch = slurm->batch_count;

	if (make_batch(slurm, calls, count, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		VEC_GROW(slurm->tasks, slurm->count, slurm->capacity);
		slurm->tasks[slurm->count++] = (struct slurm_task){.step = calls[i].step,
		                                                   .name = calls[i].name,
		                                                   .batch = batch,
		                                                   .number = i,
		                                                   .growth = 1};
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
		while (i + n < count && n < SLURM_ARRAY_AT_MOST && !calls[i + n].here &&
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

/*
 * Whether more memory or time might help: a kernel that is short of memory kills, and so does
 * Slurm, which calls a task FAILED whose own script was killed.
 */
static bool wants_more(const struct slurm_task *task, const struct outcome *outcome)
{
	static const char *const states[] = {"OUT_OF_MEMORY", "TIMEOUT", "FAILED"};

	for (size_t i = 0; !outcome && i < sizeof(states) / sizeof(states[0]); i++)
		if (strcmp(task->state, states[i]) == 0)
			return true;
	return outcome && outcome->signal == SIGKILL;
}

/* Once more, if it may; false if this was its last attempt. outcome: what it left, or NULL. */
static bool try_again(struct slurm *slurm, struct slurm_task *task, const struct outcome *outcome)
{
	if (slurm->canceled || task->attempts > slurm->settings.retries)
		return false;
	if (wants_more(task, outcome) && task->growth < GROWTH_AT_MOST)
		task->growth *= 2;
	log_warning(T("step '%s' was lost (%s, node %s): once more",
	              "步骤 '%s' 丢失（%s，节点 %s）：再执行一次"),
	            task->name, outcome ? T("killed", "被杀") : task->state,
	            task->node[0] ? task->node : "?");
	if (strcmp(task->state, "LAUNCH_FAILED") == 0)
		slurm_cancel_task(task->job, task->number);
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
		if (was_killed(outcome) && try_again(slurm, task, outcome)) {
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

/*
 * Of a node that would not start a task Slurm puts the task back and holds it, until somebody
 * comes: nobody does at night, so it is one more that was lost.
 */
static bool is_held(const char *reason)
{
	return strncmp(reason, "launch failed", strlen("launch failed")) == 0;
}

/* "12_3|NODE_FAIL|n2|None" */
static void take_line(struct slurm *slurm, char *line)
{
	const char *job = cut(&line, '_'), *number = cut(&line, '|'), *state = cut(&line, '|'),
	           *node = cut(&line, '|');
	size_t index = strtoul(number, NULL, 10);

	for (size_t i = slurm->first_open; *state && i < slurm->count; i++) {
		struct slurm_task *task = &slurm->tasks[i];
		if (task->ended || task->number != index || strcmp(task->job, job) != 0)
			continue;
		snprintf(task->state, sizeof(task->state), "%s",
		         is_held(line) ? "LAUNCH_FAILED" : state);
		if (*node)
			snprintf(task->node, sizeof(task->node), "%s", node);
		if (is_active(task->state))
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
	struct text jobs = TEXT_INIT, lines = TEXT_INIT;
	uint64_t now = clock_milliseconds();

	list_jobs(slurm, &jobs);
	if (slurm_squeue(&slurm->link, jobs.n ? jobs.p : "0", &lines, err)) {
		for (size_t i = slurm->first_open; i < slurm->count; i++)
			if (!slurm->tasks[i].gone_since)
				slurm->tasks[i].gone_since = now;
		text_addc(&lines, '\n');
		for (char *rest = lines.p; *rest;)
			take_line(slurm, (char *)(uintptr_t)cut(&rest, '\n'));
	}
	text_release(&lines);
	text_release(&jobs);
	slurm->asked = clock_milliseconds();
	return err->code ? -1 : 0;
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
		if (strcmp(task->state, "CANCELLED") != 0 && try_again(slurm, task, NULL))
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
			if (!slurm->link.silent_since && find_lost(slurm, outcome))
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
	slurm->link.patience = 0;
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
	slurm->link = (struct slurm_link){.patience = settings->patience, .poll = settings->poll};
	slurm->run = whole ? whole : xstrdup(run);
	slurm->id = xstrdup(id);
	slurm->local = local;
	return &slurm->base;
}
