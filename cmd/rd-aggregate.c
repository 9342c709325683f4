#include "base/options.h"
#include "aggregate/aggregate.h"

static bool merge;

static const struct option_spec options[] = {
        {0, "merge", NULL, OPTION_FLAG, &merge,
         "the cells are those of shards of one panel, which may be named, too",
         "各单元文件是同一面板各分片的；也可给出该面板"},
};

static int run(const struct program *program, struct err *err)
{
	return aggregate_run(program, merge, err);
}

int main(int argc, char **argv)
{
	struct program program = {
	        .name = "rd-aggregate",
	        .arguments = "PANEL.csv|CELLS.csv...",
	        .summary_en =
	                "Adds the panel up both trees into cells; merges cells of several parts.",
	        .summary_zh = "把面板按地区和行业两棵树逐级汇总成单元；也可合并分片的单元。",
	        .least_files = 1,
	        .most_files = ANY_NUMBER,
	        OPTIONS(options),
	};

	return program_main(&program, argc, argv, run);
}
