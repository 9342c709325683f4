/*
 * Hands the calls to Slurm, as the tasks of slurm_tasks.h. What came of a task is what it left
 * in its directory; the controller is only asked about those that left nothing, so a
 * controller that is gone costs nothing while tasks go on. A task that ended without a word
 * (its node died, it ran out of memory or time) is submitted again, as often as configured.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "run/interrupt.h"
#include "run/slurm_tasks.h"
#include "run/task.h"

enum {
	LOOK_EVERY = 250,  /* milliseconds between looks at what tasks left */
	STOP_SECONDS = 60, /* for cancelled tasks to end */
	GROWTH_AT_MOST = 16,
};

struct slurm {
	struct executor base;
	struct slurm_tasks tasks;
	struct executor *local;
	size_t running_here;
	uint64_t canceled; /* when, in milliseconds; 0: it was not */
};

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
		if (slurm_tasks_add(&slurm->tasks, &calls[i], n, err) < 0)
			return -1;
	}
	return 0;
}

/* --- What comes of them ------------------------------------------------------------------ */

static void say_where(const struct slurm *slurm, const struct slurm_task *task,
                      struct outcome *outcome)
{
	char *log = task_log(slurm->tasks.batches[task->batch].directory, task->number);
	const char *node = outcome->where.n ? outcome->where.p : task->node;
	struct text t = TEXT_INIT;

	text_addf(&t, T("node %s, job %s_%zu, log '%s'", "节点 %s，作业 %s_%zu，日志 '%s'"),
	          *node ? node : "?", task->job, task->number, log);
	text_release(&outcome->where);
	outcome->where = t;
	free(log);
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
	if (slurm->canceled || task->attempts > slurm->tasks.settings.retries)
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
	for (size_t i = slurm->tasks.first_open; i < slurm->tasks.count; i++) {
		struct slurm_task *task = &slurm->tasks.items[i];
		if (task->ended || !task->job[0])
			continue;
		*outcome = (struct outcome){.step = task->step};
		if (!task_outcome(slurm->tasks.batches[task->batch].directory, task->number,
		                  task->job, outcome))
			continue;
		if (was_killed(outcome) && try_again(slurm, task, outcome)) {
			outcome_release(outcome);
			continue;
		}
		say_where(slurm, task, outcome);
		slurm_tasks_close(&slurm->tasks, task);
		return 1;
	}
	return 0;
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
	uint64_t now = clock_milliseconds(), grace = slurm->tasks.settings.grace * 1000;

	for (size_t i = slurm->tasks.first_open; i < slurm->tasks.count; i++) {
		struct slurm_task *task = &slurm->tasks.items[i];
		if (task->ended || !task->job[0] || !task->gone_since ||
		    (now - task->gone_since < grace && !slurm->canceled))
			continue;
		if (strcmp(task->state, "CANCELLED") != 0 && try_again(slurm, task, NULL))
			continue;
		tell_loss(slurm, task, outcome);
		slurm_tasks_close(&slurm->tasks, task);
		return 1;
	}
	return 0;
}

/* After a cancellation nobody waits for ever. */
static int give_up(struct slurm *slurm, struct outcome *outcome)
{
	struct slurm_task *task = &slurm->tasks.items[slurm->tasks.first_open];

	tell_loss(slurm, task, outcome);
	slurm_tasks_close(&slurm->tasks, task);
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
	uint64_t poll = slurm->tasks.settings.poll * 1000, now;
	struct err ignored = ERR_INIT;
	int got;

	if (slurm->running_here && (got = wait_here(slurm, outcome, err)) != 0)
		return got;
	while (slurm->tasks.open) {
		if (look(slurm, outcome))
			return 1;
		if (!slurm->canceled && interrupt_check(err) < 0)
			return -1;
		now = clock_milliseconds();
		if (slurm->canceled && now - slurm->canceled > STOP_SECONDS * 1000)
			return give_up(slurm, outcome);
		if (now - slurm->tasks.asked >= poll) {
			if (slurm_tasks_ask(&slurm->tasks, slurm->canceled ? &ignored : err) < 0)
				return slurm->canceled ? give_up(slurm, outcome) : -1;
			if (!slurm->tasks.link.silent_since && find_lost(slurm, outcome))
				return 1;
		}
		if (!slurm->canceled && slurm_tasks_resubmit(&slurm->tasks, err) < 0)
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
	slurm->tasks.link.patience = 0;
	slurm_cancel_jobs(slurm->tasks.run, &ignored);
}

static void slurm_free(struct executor *base)
{
	struct slurm *slurm = (struct slurm *)base;

	slurm->local->free(slurm->local);
	slurm_tasks_release(&slurm->tasks);
	free(slurm);
}

struct executor *executor_slurm(const struct slurm_settings *settings, const char *run,
                                const char *id, struct executor *local)
{
	struct slurm *slurm = xcalloc(1, sizeof(*slurm));
	char *whole = realpath(run, NULL);

	slurm->base =
	        (struct executor){"slurm", slurm_submit, slurm_wait, slurm_cancel, slurm_free};
	slurm->tasks.settings = *settings;
	slurm->tasks.link =
	        (struct slurm_link){.patience = settings->patience, .poll = settings->poll};
	slurm->tasks.run = whole ? whole : xstrdup(run);
	slurm->tasks.id = xstrdup(id);
	slurm->local = local;
	return &slurm->base;
}
