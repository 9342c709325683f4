#include "base/options.h"
#include "io/config_directory.h"
#include "run/run.h"

#include <stdlib.h>

static const char *output_directory(const char *given)
{
	const char *home = getenv("RDSTAT_HOME");

	return given ? given : home && *home ? home : "rdstat-data";
}

int main(int argc, char **argv)
{
	struct run_options run = {.argc = argc, .argv = argv};
	const struct option_spec options[] = {
	        {'j', "jobs", "N", OPTION_NUMBER, &run.jobs,
	         "steps at a time (default: as configured, else one for each processor)",
	         "同时执行的步骤数（默认按配置，否则每个处理器一个）"},
	        {0, "period", "PERIOD", OPTION_TEXT, &run.period,
	         "only this period, such as 2024-05", "只处理该时期，如 2024-05"},
	};
	struct program program = {
	        .name = "rd-run",
	        .arguments = "",
	        .summary_en =
	                "Runs the chain, from raw returns to the report, and publishes its results.",
	        .summary_zh = "运行整条处理链，从原始报表到报告，并发布结果。",
	        OPTIONS(options),
	};
	struct err err = ERR_INIT;
	char *config = NULL;
	int result = options_parse(&program, argc, argv, &err);

	if (result == 0 && !program.finished) {
		config = config_directory(program.config, &err);
		run.config = config ? realpath(config, NULL) : NULL;
		run.output = output_directory(program.output);
		result = run.config ? run_chain(&run, &err) : -1;
	}
	free((char *)(uintptr_t)run.config);
	free(config);
	program_release(&program);
	return result < 0 ? err_report(&err) : RD_DONE;
}
