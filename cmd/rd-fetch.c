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
