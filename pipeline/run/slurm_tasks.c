#include "run/slurm_tasks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "io/output.h"
#include "io/path.h"
#include "run/plan.h"
#include "run/task.h"

/* --- Submitting -------------------------------------------------------------------------- */

/* "3,5-7" of the tasks of a batch that are open and have no job yet. */
static size_t list_numbers(const struct slurm_tasks *t, size_t batch, struct text *list)
{
	size_t count = 0;

	for (size_t i = t->first_open; i < t->count; i++) {
		const struct slurm_task *task = &t->items[i];
		size_t last = i;
		if (task->batch != batch || task->ended || task->job[0])
			continue;
		while (last + 1 < t->count && t->items[last + 1].batch == batch &&
		       !t->items[last + 1].ended && !t->items[last + 1].job[0])
			last++;
		text_addf(list, last > i ? "%s%zu-%zu" : "%s%zu", list->n ? "," : "", task->number,
		          t->items[last].number);
		count += last - i + 1;
		i = last;
	}
	return count;
}

/* Jobs by their numbers, for `rd-run cancel` and `rd-run status`. */
static void note_job(const struct slurm_tasks *t, const char *job)
{
	char *path = xasprintf("%s/slurm/jobs", t->run);
	FILE *file = fopen(path, "a");

	if (file) {
		fprintf(file, "%s\n", job);
		fclose(file);
	}
	free(path);
}

/* What it was lost for the want of is doubled, wherever a limit is set. */
static bool grown(const struct slurm_tasks *t, size_t batch, struct resources *r)
{
	uint64_t growth = 1;

	for (size_t i = t->first_open; i < t->count; i++) {
		const struct slurm_task *task = &t->items[i];
		if (task->batch == batch && !task->ended && !task->job[0] && task->growth > growth)
			growth = task->growth;
	}
	*r = t->batches[batch].resources;
	r->memory *= growth;
	r->time *= growth;
	return growth > 1;
}

/* Where no node has as much, what the script asks for must do. */
static int submit_numbers(struct slurm_tasks *t, size_t batch, const char *numbers, char job[24],
                          struct err *err)
{
	const char *directory = t->batches[batch].directory;
	struct err refusal = ERR_INIT;
	struct resources more;

	if (grown(t, batch, &more)) {
		if (slurm_sbatch(&t->link, directory, numbers, &more, job, &refusal) == 0)
			return 0;
		log_warning("%s", refusal.message);
	}
	return slurm_sbatch(&t->link, directory, numbers, NULL, job, err);
}

/* Every task of the batch that has no job gets one. */
static int submit_batch(struct slurm_tasks *t, size_t batch, struct err *err)
{
	struct text numbers = TEXT_INIT;
	char job[24] = "";
	int result;

	list_numbers(t, batch, &numbers);
	if (t->settings.at_a_time)
		text_addf(&numbers, "%%%llu", (unsigned long long)t->settings.at_a_time);
	result = submit_numbers(t, batch, numbers.p, job, err);
	text_release(&numbers);
	if (result < 0)
		return -1;
	note_job(t, job);
	for (size_t i = t->first_open; i < t->count; i++) {
		struct slurm_task *task = &t->items[i];
		if (task->batch != batch || task->ended || task->job[0])
			continue;
		snprintf(task->job, sizeof(task->job), "%s", job);
		task->gone_since = 0;
		task->attempts++;
	}
	t->asked = clock_milliseconds();
	return 0;
}

/*
 * Nothing in it comes from data: numbers, checked names, and the path of our own program.
 * Where it works is where it is submitted from.
 */
static int write_script(const struct slurm_tasks *t, const struct slurm_batch *batch,
                        struct err *err)
{
	char *directory = path_of_program();
	char *program = path_join(directory ? directory : "", "rd-run");
	char *path = path_join(batch->directory, "script");
	struct text script = TEXT_INIT;
	int result;

	slurm_script_head(t->id, &batch->resources, &script);
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
static int make_batch(struct slurm_tasks *t, const struct call *calls, size_t count,
                      struct err *err)
{
	struct slurm_batch *b;

	VEC_GROW(t->batches, t->batch_count, t->batch_capacity);
	b = &t->batches[t->batch_count];
	*b = (struct slurm_batch){.resources = slurm_resources(&t->settings, calls[0].resources)};
	for (size_t number = t->batch_count + 1;; number++) {
		b->directory = xasprintf("%s/slurm/%04zu", t->run, number);
		if (!path_exists(b->directory))
			break;
		free(b->directory);
	}
	t->batch_count++;
	if (path_make_directories(b->directory, err) < 0 ||
	    task_write(b->directory, calls, count, err) < 0)
		return -1;
	return write_script(t, b, err);
}

int slurm_tasks_add(struct slurm_tasks *t, const struct call *calls, size_t count, struct err *err)
{
	size_t batch = t->batch_count;

	if (make_batch(t, calls, count, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		VEC_GROW(t->items, t->count, t->capacity);
		t->items[t->count++] = (struct slurm_task){.step = calls[i].step,
		                                           .name = calls[i].name,
		                                           .batch = batch,
		                                           .number = i,
		                                           .growth = 1};
		t->open++;
	}
	return submit_batch(t, batch, err);
}

int slurm_tasks_resubmit(struct slurm_tasks *t, struct err *err)
{
	for (size_t i = t->first_open; i < t->count; i++)
		if (!t->items[i].ended && !t->items[i].job[0] &&
		    submit_batch(t, t->items[i].batch, err) < 0)
			return -1;
	return 0;
}

void slurm_tasks_close(struct slurm_tasks *t, struct slurm_task *task)
{
	task->ended = true;
	t->open--;
	while (t->first_open < t->count && t->items[t->first_open].ended)
		t->first_open++;
}

/* --- Asking ------------------------------------------------------------------------------ */

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
static void take_line(struct slurm_tasks *t, char *line)
{
	const char *job = cut(&line, '_'), *number = cut(&line, '|'), *state = cut(&line, '|'),
	           *node = cut(&line, '|');
	size_t index = strtoul(number, NULL, 10);

	for (size_t i = t->first_open; *state && i < t->count; i++) {
		struct slurm_task *task = &t->items[i];
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

static void list_jobs(const struct slurm_tasks *t, struct text *jobs)
{
	const char *last = "";

	for (size_t i = t->first_open; i < t->count; i++) {
		const struct slurm_task *task = &t->items[i];
		if (task->ended || !task->job[0] || strcmp(task->job, last) == 0)
			continue;
		text_addf(jobs, "%s%s", jobs->n ? "," : "", task->job);
		last = task->job;
	}
}

int slurm_tasks_ask(struct slurm_tasks *t, struct err *err)
{
	struct text jobs = TEXT_INIT, lines = TEXT_INIT;
	uint64_t now = clock_milliseconds();

	list_jobs(t, &jobs);
	if (slurm_squeue(&t->link, jobs.n ? jobs.p : "0", &lines, err)) {
		for (size_t i = t->first_open; i < t->count; i++)
			if (!t->items[i].gone_since)
				t->items[i].gone_since = now;
		text_addc(&lines, '\n');
		for (char *rest = lines.p; *rest;)
			take_line(t, (char *)(uintptr_t)cut(&rest, '\n'));
	}
	text_release(&lines);
	text_release(&jobs);
	t->asked = clock_milliseconds();
	return err->code ? -1 : 0;
}

void slurm_tasks_release(struct slurm_tasks *t)
{
	for (size_t i = 0; i < t->batch_count; i++)
		free(t->batches[i].directory);
	free(t->batches);
	free(t->items);
	free(t->run);
	free(t->id);
}
