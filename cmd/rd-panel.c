#include "base/options.h"
#include "panel/panel.h"

static const char *shard, *period;

static const struct option_spec options[] = {
        {0, "shard", "K/N", OPTION_TEXT, &shard, "the facts are those of one shard of N",
         "facts 为 N 片中的第 K 片"},
        {0, "period", "PERIOD", OPTION_TEXT, &period,
         "make the panel of one period apart, from its facts, known.csv of the period before "
         "and panel.csv of a year before",
         "单独生成一个报告期的面板：输入该期 facts、上期的 known.csv 和上年同期的 panel.csv"},
};

static int run(const struct program *program, struct err *err)
{
	return panel_run(program, shard, period, err);
}

int main(int argc, char **argv)
{
	struct program program = {
	        .name = "rd-panel",
	        .arguments = "FACTS.csv...",
	        .summary_en =
	                "Merges checked returns into one panel: one fact per enterprise, period and "
	                "basis, with last year's beside it.",
	        .summary_zh =
	                "把核实后的报表合并成面板：每企业、每期、每口径一条，并接上上年同期。",
	        .least_files = 1,
	        .most_files = ANY_NUMBER,
	        OPTIONS(options),
	};

	return program_main(&program, argc, argv, run);
}
