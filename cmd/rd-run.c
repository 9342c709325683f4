#include "base/options.h"
#include "model/configuration.h"
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
	struct configuration configuration = {0};
	int result = options_parse(&program, argc, argv, &err);

	if (result == 0 && !program.finished)
		result = configuration_open(&configuration, program.config, &err);
	if (result == 0 && !program.finished) {
		run.config = realpath(configuration.directory, NULL);
		run.output = output_directory(program.output);
		result = run_chain(&run, &err);
	}
	free((char *)(uintptr_t)run.config);
	configuration_release(&configuration);
	program_release(&program);
	return result < 0 ? err_report(&err) : RD_DONE;
}
