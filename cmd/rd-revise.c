#include "base/options.h"
#include "revise/revise.h"

static struct revise_options options;

static int run(const struct program *program, struct err *err)
{
	return revise_run(program, &options, err);
}

int main(int argc, char **argv)
{
	const struct option_spec specs[] = {
	        {'b', "before", "PATH", OPTION_LIST, &options.before,
	         "the earlier vintage: a run of rd-run, or indicators, rankings and panel one by "
	         "one",
	         "较早的批次：rd-run 的一次运行，或逐个指定指标、排名、面板文件"},
	        {'a', "after", "PATH", OPTION_LIST, &options.after, "the later one", "较晚的批次"},
	        {0, "all", NULL, OPTION_FLAG, &options.all,
	         "list figures too that changed only beneath their last decimal",
	         "同时列出仅末位以下有变动的指标值"},
	        {0, "if-any", NULL, OPTION_FLAG, &options.if_any,
	         "compare only what the earlier vintage has; it need not be there",
	         "只比较较早批次中已有的内容；该批次可以不存在"},
	};
	struct program program = {
	        .name = "rd-revise",
	        .arguments = "--before PATH --after PATH",
	        .summary_en = "Says what a later vintage revised, and because of which rows.",
	        .summary_zh = "比较两个批次，说明哪些公布数被修订、由哪些数据行引起。",
	        OPTIONS(specs),
	};

	return program_main(&program, argc, argv, run);
}
