#include "run/cancel.h"

#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "io/lock.h"
#include "io/path.h"
#include "run/runs.h"
#include "run/slurm.h"

static bool is_here(const json_t *record)
{
	const char *host = json_string_value(json_object_get(record, "host"));
	char own[HOST_NAME_MAX + 1] = "";

	gethostname(own, sizeof(own) - 1);
	return host && strcmp(host, own) == 0;
}

static bool is_under_way(const char *output, const json_t *record)
{
	const char *state = json_string_value(json_object_get(record, "state"));
	char *lock = path_join(output, "lock");
	bool held = lock_is_held(lock);

	free(lock);
	return held && state && strcmp(state, "running") == 0;
}

/* The run ends by itself then, cancels its jobs and records how far it came. */
static int cancel(const char *output, const char *id, const json_t *record, struct err *err)
{
	pid_t process = (pid_t)json_integer_value(json_object_get(record, "process"));
	bool under_way = is_under_way(output, record);
	char *directory, *jobs;
	int result = 0;

	if (under_way && is_here(record) && process > 1 && kill(process, SIGTERM) == 0) {
		log_note(T("run %s was asked to stop", "已要求运行 %s 停止"), id);
		return 0;
	}
	directory = runs_directory(output, id);
	jobs = path_join(directory, "slurm/jobs");
	if (path_exists(jobs))
		result = slurm_cancel_jobs(directory, err);
	else
		result =
		        err_set(err, RD_USAGE, T("there is nothing to stop", "没有可以停止的运行"));
	if (result == 0)
		log_note(T("the jobs of run %s were cancelled", "运行 %s 的作业已取消"), id);
	free(jobs);
	free(directory);
	return result;
}

int cancel_run(const char *output, struct err *err)
{
	struct run_names names;
	const char *id;
	json_t *record;
	int result;

	run_names_list(&names, output);
	id = names.count ? names.items[names.count - 1] : NULL;
	if (!id) {
		err_set(err, RD_USAGE, T("there are no runs", "没有运行记录"));
		return err_at(err, output, 0, 0);
	}
	record = runs_record(output, id);
	result = cancel(output, id, record, err);
	json_decref(record);
	run_names_release(&names);
	return result;
}
