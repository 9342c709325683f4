#include "base/options.h"
#include "fetch/fetch.h"

static struct fetch_options fetch;

static int run(const struct program *program, struct err *err)
{
	return fetch_run(program, &fetch, err);
}

int main(int argc, char **argv)
{
	const struct option_spec options[] = {
	        {'s', "source", "NAME", OPTION_LIST, &fetch.sources,
	         "fetch this source only; may be repeated", "只取该数据源，可重复"},
	        {0, "store", "DIR", OPTION_TEXT, &fetch.store,
	         "keep what comes in this store, and ask only for what changed",
	         "把取到的内容存入该仓库，之后只取有变化的内容"},
	        {'p', "period", "PERIOD", OPTION_TEXT, &fetch.period,
	         "what {year}, {month} … in addresses stand for (default: last month)",
	         "地址中 {year}、{month} 等所指的时期（默认上个月）"},
	        {0, "since", "PERIOD", OPTION_TEXT, &fetch.since, "all periods from this one on",
	         "从该时期起的所有时期"},
	        {0, "seen", "FILE", OPTION_TEXT, &fetch.seen,
	         "list there what was looked at, so that changes can be told without fetching",
	         "把查看过的文件列入该文件，供不再获取即可判断有无变化"},
	        {'f', "force", NULL, OPTION_FLAG, &fetch.force,
	         "read local files that look unchanged, too, and compare every byte",
	         "看似未变的本地文件也重新读取，逐字节比较"},
	        {0, "offline", NULL, OPTION_FLAG, &fetch.offline,
	         "ask nobody: take what the store has", "不访问网络，只用仓库中已有的内容"},
	        {'n', "dry-run", NULL, OPTION_FLAG, &fetch.dry_run,
	         "say what would be asked, and stop", "只列出将要请求的内容"},
	};
	struct program program = {
	        .name = "rd-fetch",
	        .arguments = "",
	        .summary_en =
	                "Brings in the raw files of the configured sources, exactly as received.",
	        .summary_zh = "按配置取回各数据源的原始文件，内容一字不改。",
	        OPTIONS(options),
	};

	return program_main(&program, argc, argv, run);
}
