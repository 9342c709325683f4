#include "base/options.h"
#include "trace/trace.h"

static struct trace_options options = {.run = "current"};

static int run(const struct program *program, struct err *err)
{
	return trace_run(program, &options, err);
}

int main(int argc, char **argv)
{
	const struct option_spec specs[] = {
	        {'r', "run", "DIR", OPTION_TEXT, &options.run, "a run of rd-run (default: current)",
	         "rd-run 的一次运行（默认 current）"},
	        {0, "indicators", "FILE", OPTION_TEXT, &options.indicators,
	         "indicators.csv, if not that of the run", "不用该次运行的 indicators.csv 时指定"},
	        {0, "panel", "FILE", OPTION_LIST, &options.panels,
	         "panel.csv, if not that of the run; more than one may be given",
	         "不用该次运行的 panel.csv 时指定，可多次给出"},
	        {0, "raw", "DIR", OPTION_TEXT, &options.raw,
	         "directory of the raw files: SOURCE/FILE", "原始文件所在目录（来源/文件名）"},
	        {0, "industry", "CODE", OPTION_TEXT, &options.industry, "industry (default: all)",
	         "行业（默认全部）"},
	        {0, "class", "GROUP", OPTION_TEXT, &options.group,
	         "class, such as size=L (default: total)", "分类，如 size=L（默认 total）"},
	        {0, "basis", "ytd|month|year", OPTION_TEXT, &options.basis,
	         "basis (default: ytd; year for a year)", "口径（默认 ytd，年度为 year）"},
	        {'n', "top", "COUNT", OPTION_NUMBER, &options.top,
	         "list no more enterprises than this", "最多列出的企业数"},
	        {'b', "bytes", NULL, OPTION_FLAG, &options.bytes, "print the raw records too",
	         "同时显示原始记录"},
	        {0, "csv", NULL, OPTION_FLAG, &options.csv, "print the enterprises as a table",
	         "以表格形式输出企业明细"},
	};
	struct program program = {
	        .name = "rd-trace",
	        .arguments = "REGION INDICATOR PERIOD",
	        .summary_en = "Says how a published figure came to be, down to the raw lines.",
	        .summary_zh = "说明一个公布的数是怎么来的，直到原始文件的行。",
	        OPTIONS(specs),
	        .least_files = 3,
	        .most_files = 3,
	};

	return program_main(&program, argc, argv, run);
}
