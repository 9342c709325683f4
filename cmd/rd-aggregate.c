#include "base/options.h"
#include "aggregate/aggregate.h"

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
	};

	return program_main(&program, argc, argv, aggregate_run);
}
