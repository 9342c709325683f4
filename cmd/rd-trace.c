#include "base/options.h"
#include "trace/trace.h"


int main(int argc, char **argv)
{
	struct trace_options o = {.run = "current"};
	const struct option_spec specs[] = {
	        {'r', "run", "DIR", OPTION_TEXT, &o.run, "a run of rd-run (default: current)",
	         "rd-run 的一次运行（默认 current）"},
	        {0, "indicators", "FILE", OPTION_TEXT, &o.indicators,
	         "indicators.csv, if not that of the run", "不用该次运行的 indicators.csv 时指定"},
	        {0, "panel", "FILE", OPTION_LIST, &o.panels,
	         "panel.csv, if not that of the run; more than one may be given",
	         "不用该次运行的 panel.csv 时指定，可多次给出"},
	        {0, "raw", "DIR", OPTION_TEXT, &o.raw, "directory of the raw files: SOURCE/FILE",
	         "原始文件所在目录（来源/文件名）"},
	        {0, "industry", "CODE", OPTION_TEXT, &o.industry, "industry (default: all)",
	         "行业（默认全部）"},
	        {0, "class", "GROUP", OPTION_TEXT, &o.group,
	         "class, such as size=L (default: total)", "分类，如 size=L（默认 total）"},
	        {0, "basis", "ytd|month|year", OPTION_TEXT, &o.basis,
	         "basis (default: ytd; year for a year)", "口径（默认 ytd，年度为 year）"},
	        {'n', "top", "COUNT", OPTION_NUMBER, &o.top, "list no more enterprises than this",
	         "最多列出的企业数"},
	        {'b', "bytes", NULL, OPTION_FLAG, &o.bytes, "print the raw records too",
	         "同时显示原始记录"},
	        {0, "csv", NULL, OPTION_FLAG, &o.csv, "print the enterprises as a table",
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
	struct err err = ERR_INIT;
	int result = options_parse(&program, argc, argv, &err);

	if (result == 0 && !program.finished)
		result = trace_run(&program, &o, &err);
	program_release(&program);
	return result < 0 ? err_report(&err) : RD_DONE;
}
