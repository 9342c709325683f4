#include "base/options.h"
#include "shard/shard.h"

static struct {
	uint64_t split;
	bool by_period, merge;
} o;

static const struct option_spec options[] = {
        {0, "split", "N", OPTION_NUMBER, &o.split, "facts into N shards, by enterprise",
         "把 facts 按企业分为 N 片"},
        {0, "by-period", NULL, OPTION_FLAG, &o.by_period,
         "facts, or figures, into a file for each period", "把 facts 或指标值按时期分为多个文件"},
        {0, "merge", NULL, OPTION_FLAG, &o.merge, "panels of shards, and the tables beside them",
         "合并各片的面板及附表"},
};

static int run(const struct program *program, struct err *err)
{
	if (!!o.split + o.by_period + o.merge != 1)
		return err_set(err, RD_USAGE,
		               T("give one of '--split', '--by-period' and '--merge'",
		                 "请给出 '--split'、'--by-period'、'--merge' 之一"));
	if (o.by_period)
		return shard_by_period(program, err);
	return o.merge ? shard_merge(program, err) : shard_split(program, o.split, err);
}

int main(int argc, char **argv)
{
	struct program program = {
	        .name = "rd-shard",
	        .arguments = "FILE...",
	        .summary_en =
	                "Splits facts into shards of enterprises, and merges what was made of "
	                "them; splits facts or figures by period.",
	        .summary_zh =
	                "把 facts 按企业分片，并合并各片的结果；把 facts 或指标值按时期拆分。",
	        .least_files = 1,
	        .most_files = ANY_NUMBER,
	        OPTIONS(options),
	};

	return program_main(&program, argc, argv, run);
}
