#include "base/options.h"
#include "target/target.h"

int main(int argc, char **argv)
{
	struct program program = {
	        .name = "rd-target",
	        .arguments = "INDICATORS.csv...",
	        .summary_en = "Says how far each region has come with its targets for the year.",
	        .summary_zh = "说明各地区年度目标的完成进度，以及每月还需完成多少。",
	        .least_files = 1,
	        .most_files = ANY_NUMBER,
	};

	return program_main(&program, argc, argv, target_run);
}
