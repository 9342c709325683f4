#include "base/options.h"
#include "rank/rank.h"

static struct rank_options options;

static int run(const struct program *program, struct err *err)
{
	return rank_run(program, &options, err);
}

int main(int argc, char **argv)
{
	const struct option_spec specs[] = {
	        {0, "dense", NULL, OPTION_FLAG, &options.dense,
	         "rank 1, 2, 3, 3, 4 instead of 1, 2, 3, 3, 5",
	         "按 1、2、3、3、4 排名（默认 1、2、3、3、5）"},
	        {0, "published", NULL, OPTION_FLAG, &options.published,
	         "rank on values as published, not on exact ones",
	         "按公布值（舍入后）排名，而不按精确值"},
	        {0, "period", "PERIOD", OPTION_TEXT, &options.period,
	         "rank one period apart, compared with rankings.csv and earlier.csv of the period "
	         "before and rankings.csv of a year before",
	         "单独排一个报告期，并与上期的 rankings.csv 和 earlier.csv、上年同期的 rankings.csv 比较"},
	};
	struct program program = {
	        .name = "rd-rank",
	        .arguments = "INDICATORS.csv...",
	        .summary_en = "Ranks regions within their parent by every ranked indicator.",
	        .summary_zh = "按每个参与排名的指标，给出各地区在上级地区内的名次。",
	        OPTIONS(specs),
	        .least_files = 1,
	        .most_files = ANY_NUMBER,
	};

	return program_main(&program, argc, argv, run);
}
