#include "base/log.h"
#include "base/options.h"
#include "model/configuration.h"
#include "run/cancel.h"
#include "run/run.h"
#include "run/status.h"
#include "run/task.h"
#include "run/verify.h"

#include <stdlib.h>
#include <string.h>

static struct {
	struct run_options run;
	bool to_syslog;
	const char *log_format;
	uint64_t runs;
} o = {.runs = 10};

static const struct option_spec options[] = {
        {'j', "jobs", "N", OPTION_NUMBER, &o.run.jobs, "steps at a time (default: as configured)",
         "同时执行的步骤数（默认按配置）"},
        {0, "engine", "local|slurm", OPTION_TEXT, &o.run.engine,
         "where steps run (default: as configured)", "各步骤在何处执行（默认按配置）"},
        {0, "shards", "N", OPTION_NUMBER, &o.run.shards,
         "in N shards of enterprises (default: as configured)", "按企业分 N 片执行（默认按配置）"},
        {0, "by-period", NULL, OPTION_FLAG, &o.run.by_period,
         "a step for each period (default: as configured)", "按时期分步执行（默认按配置）"},
        {0, "period", "PERIOD", OPTION_TEXT, &o.run.period, "only this period, such as 2024-05",
         "只处理该时期，如 2024-05"},
        {0, "from", "STAGE", OPTION_TEXT, &o.run.from,
         "begin there; what comes before is as it was published", "从该阶段开始，之前沿用已发布的"},
        {0, "to", "STAGE", OPTION_TEXT, &o.run.to, "end there, without publishing",
         "到该阶段为止，不发布"},
        {0, "only", "STAGE", OPTION_TEXT, &o.run.only, "that stage alone", "只执行该阶段"},
        {0, "force", NULL, OPTION_FLAG, &o.run.force, "run steps of which nothing changed, too",
         "没有变化的步骤也执行"},
        {0, "resume", NULL, OPTION_FLAG, &o.run.resume,
         "go on with the last run, which was not published", "继续上一次未发布的运行"},
        {0, "accept", NULL, OPTION_FLAG, &o.run.accept,
         "publish even though a quality threshold is crossed", "即使突破质量阈值也发布"},
        {'n', "dry-run", NULL, OPTION_FLAG, &o.run.dry_run, "print the calls, run nothing",
         "只打印调用，不执行"},
        {0, "explain", NULL, OPTION_FLAG, &o.run.explain, "say why each step runs or not",
         "说明每一步为何执行或不执行"},
        {0, "runs", "N", OPTION_NUMBER, &o.runs, "how many runs 'status' shows (default 10)",
         "status 显示的运行次数（默认 10）"},
        {0, "log-format", "text|json", OPTION_TEXT, &o.log_format, "form of messages", "消息格式"},
        {0, "syslog", NULL, OPTION_FLAG, &o.to_syslog, "send messages to the system's log, too",
         "消息同时写入系统日志"},
};

static const char *output_directory(const char *given)
{
	const char *home = getenv("RDSTAT_HOME");

	return given ? given : home && *home ? home : "rdstat-data";
}

static int run_here(const struct program *program, struct err *err)
{
	struct configuration configuration;
	int result = configuration_open(&configuration, program->config, err);
	char *directory;

	if (result < 0)
		return -1;
	directory = realpath(configuration.directory, NULL);
	o.run.config = directory ? directory : configuration.directory;
	o.run.output = output_directory(program->output);
	o.run.argc = program->argc;
	o.run.argv = program->argv;
	result = o.run.dry_run ? run_dry(&o.run, err) : run_chain(&o.run, err);
	free(directory);
	configuration_release(&configuration);
	return result;
}

static int obey(const struct program *program, struct err *err)
{
	const char *command = program->files.count ? program->files.items[0] : NULL;
	const char *id = program->files.count > 1 ? program->files.items[1] : NULL;

	if (!command)
		return run_here(program, err);
	if (strcmp(command, "status") == 0 && !id)
		return status_print(output_directory(program->output), o.runs, err);
	if (strcmp(command, "cancel") == 0 && !id)
		return cancel_run(output_directory(program->output), err);
	if (strcmp(command, "verify") == 0)
		return verify_run(output_directory(program->output), id, err);
	err_set(err, RD_USAGE, T("unknown command '%s'", "未知命令 '%s'"), id ? id : command);
	return err_hint(err, T("see 'rd-run --help'", "请看 'rd-run --help'"));
}

static int choose_log(struct err *err)
{
	if (o.to_syslog)
		log_use_syslog();
	if (!o.log_format || strcmp(o.log_format, "text") == 0)
		return 0;
	if (strcmp(o.log_format, "json") == 0) {
		log_use_json();
		return 0;
	}
	return err_set(
	        err, RD_USAGE,
	        T("'--log-format' takes text or json", "'--log-format' 只能是 text 或 json"));
}

/* What a node is told to do: step DIRECTORY NUMBER. */
static int run_step(const struct program *program, struct err *err)
{
	const char *number = program->files.count == 3 ? program->files.items[2] : "";
	char *end;
	unsigned long long n = strtoull(number, &end, 10);

	if (!*number || *end)
		return err_set(err, RD_USAGE,
		               T("'step' takes a directory of tasks and a number",
		                 "'step' 需要任务目录和编号"));
	return task_run(program->files.items[1], n, err);
}

static int run(const struct program *program, struct err *err)
{
	if (choose_log(err) < 0)
		return -1;
	if (program->files.count && strcmp(program->files.items[0], "step") == 0)
		return run_step(program, err);
	return obey(program, err);
}

int main(int argc, char **argv)
{
	struct program program = {
	        .name = "rd-run",
	        .arguments = "[status | cancel | verify [RUN]]",
	        .summary_en =
	                "Runs the chain, from raw returns to the report, and publishes its results.",
	        .summary_zh = "运行整条处理链，从原始报表到报告，并发布结果。",
	        .most_files = 3,
	        OPTIONS(options),
	};

	return program_main(&program, argc, argv, run);
}
