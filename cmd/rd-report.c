#include "base/options.h"
#include "report/report.h"

static struct report_options options;

static int run(const struct program *program, struct err *err)
{
	return report_run(program, &options, err);
}

int main(int argc, char **argv)
{
	const struct option_spec specs[] = {
	        {0, "region", "CODE", OPTION_LIST, &options.regions,
	         "report on this region; may be given again (default: those of report.json)",
	         "报告该地区，可多次给出（默认为 report.json 所列）"},
	        {0, "period", "PERIOD", OPTION_TEXT, &options.period,
	         "period to report on, like 2024-05 (default: the latest)",
	         "报告期，如 2024-05（默认为最近一期）"},
	        {0, "internal", NULL, OPTION_FLAG, &options.internal,
	         "internal edition: with tables of enterprises", "内部版：含企业名单"},
	};
	struct program program = {
	        .name = "rd-report",
	        .arguments = "INDICATORS.csv RANKINGS.csv [ZERO.csv...]",
	        .summary_en =
	                "Writes what people look at: bulletins and pages with tables and charts.",
	        .summary_zh = "生成供人阅读的成果：快报，以及带图表的网页。",
	        OPTIONS(specs),
	        .least_files = 1,
	        .most_files = ANY_NUMBER,
	};

	return program_main(&program, argc, argv, run);
}
