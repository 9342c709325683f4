#include "run/slurm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "io/input.h"
#include "io/path.h"
#include "run/command.h"
#include "run/interrupt.h"

enum {
	ASK_SECONDS = 60, /* for an answer of sbatch, squeue or scancel */
	MINUTE = 60,
	MEBIBYTE = 1 << 20,
};

/* --- The head of a script ------------------------------------------------------------------ */

struct resources slurm_resources(const struct slurm_settings *settings, const struct resources *own)
{
	struct resources r = settings->resources;

	if (own && own->cores)
		r.cores = own->cores;
	if (own && own->memory)
		r.memory = own->memory;
	if (own && own->time)
		r.time = own->time;
	if (own && own->partition)
		r.partition = own->partition;
	if (own && own->account)
		r.account = own->account;
	return r;
}

static unsigned long long minutes(const struct resources *r)
{
	return (r->time + MINUTE - 1) / MINUTE;
}

/* Numbers, and names that the chain's loader has checked. */
void slurm_script_head(const char *id, const struct resources *r, struct text *t)
{
	text_addf(t, "#!/bin/bash\n#SBATCH --job-name=rdstat-%s\n", id);
	text_adds(t, "#SBATCH --output=%a.log\n#SBATCH --open-mode=append\n#SBATCH --requeue\n");
	text_addf(t, "#SBATCH --ntasks=1\n#SBATCH --cpus-per-task=%llu\n",
	          (unsigned long long)(r->cores ? r->cores : 1));
	if (r->memory)
		text_addf(t, "#SBATCH --mem=%lluM\n", (unsigned long long)r->memory);
	if (r->time)
		text_addf(t, "#SBATCH --time=%llu\n", minutes(r));
	if (r->partition)
		text_addf(t, "#SBATCH --partition=%s\n", r->partition);
	if (r->account)
		text_addf(t, "#SBATCH --account=%s\n", r->account);
}

/* --- The controller ------------------------------------------------------------------------ */

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
static int bear_silence(struct slurm_link *link, const char *program,
                        const struct command_result *result, struct err *err)
{
	uint64_t now = clock_milliseconds();

	if (!link->silent_since) {
		link->silent_since = now;
		log_warning(T("Slurm's controller does not answer; tasks go on meanwhile",
		              "Slurm 控制器没有应答；任务照常进行"));
	}
	if (now - link->silent_since < link->patience * 1000)
		return 0;
	err_set(err, RD_TIMEOUT,
	        T("Slurm's controller has not answered '%s' for %llu seconds: %.*s",
	          "Slurm 控制器没有应答 '%s'，已有 %llu 秒：%.*s"),
	        program, (unsigned long long)((now - link->silent_since) / 1000),
	        (int)strcspn(result->said.n ? result->said.p : "", "\n"),
	        result->said.n ? result->said.p : "");
	return err_hint(err,
	                T("see whether slurmctld runs (scontrol ping); then run again: it goes on "
	                  "where it stopped",
	                  "请用 scontrol ping 检查 slurmctld；然后重新运行，可从停止处继续"));
}

static void answered(struct slurm_link *link)
{
	if (link->silent_since)
		log_warning(T("Slurm's controller answers again", "Slurm 控制器恢复应答"));
	link->silent_since = 0;
}

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

int slurm_sbatch(struct slurm_link *link, const char *directory, const char *tasks,
                 const struct resources *resources, char job[24], struct err *err)
{
	const struct resources none = {0}, *r = resources ? resources : &none;
	char *array = xasprintf("--array=%s", tasks);
	char *memory = xasprintf("--mem=%lluM", (unsigned long long)r->memory);
	char *time = xasprintf("--time=%llu", minutes(r));
	const char *argv[] = {"sbatch", "--parsable", array, NULL, NULL, NULL, NULL};
	size_t argc = 3;
	int verdict = 1;

	if (r->memory)
		argv[argc++] = memory;
	if (r->time)
		argv[argc++] = time;
	argv[argc] = "script";
	while (verdict > 0) {
		struct command_result result;
		if (command_run(argv, directory, ASK_SECONDS, &result)) {
			size_t n = strspn(result.out.p, "0123456789");
			snprintf(job, 24, "%.*s", (int)n, result.out.p);
			answered(link);
			verdict = 0;
		} else if (!is_silent(&result)) {
			verdict = refused(&result, err);
		} else if (bear_silence(link, "sbatch", &result, err) < 0 ||
		           interrupt_check(err) < 0) {
			verdict = -1;
		} else {
			interrupt_wait(NULL, 0, (int)link->poll * 1000);
		}
		command_release(&result);
	}
	free(time);
	free(memory);
	free(array);
	return verdict;
}

bool slurm_squeue(struct slurm_link *link, const char *jobs, struct text *lines, struct err *err)
{
	const char *const argv[] = {"squeue",       "--noheader", "--array",
	                            "--states=all", "--format",   "%i|%T|%N|%r",
	                            "--jobs",       jobs,         NULL};
	struct command_result result;
	bool came =
	        command_run(argv, NULL, ASK_SECONDS, &result) || says(&result, "Invalid job id");

	if (came) {
		answered(link);
		text_add(lines, result.out.p ? result.out.p : "", result.out.n);
	} else {
		bear_silence(link, "squeue", &result, err);
	}
	command_release(&result);
	return came;
}

void slurm_cancel_task(const char *job, size_t number)
{
	char *task = xasprintf("%s_%zu", job, number);
	const char *const argv[] = {"scancel", "--quiet", task, NULL};
	struct command_result ignored;

	command_run(argv, NULL, ASK_SECONDS, &ignored);
	command_release(&ignored);
	free(task);
}

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
