#include "base/options.h"
#include "normalize/normalize.h"

static const char *source, *part;
static uint64_t memory;

static int run(const struct program *program, struct err *err)
{
	return normalize_run(program, source, part, memory, err);
}

int main(int argc, char **argv)
{
	const struct option_spec options[] = {
	        {'s', "source", "NAME", OPTION_TEXT, &source,
	         "source whose mapping, mappings/NAME.json, describes the files",
	         "数据源名称，按 mappings/NAME.json 的映射读取"},
	        {0, "part", "K/N", OPTION_TEXT, &part,
	         "read part K of N of the files, by their bytes",
	         "读取各文件按字节所分 N 段中的第 K 段"},
	        {'m', "memory", "SIZE", OPTION_NUMBER, &memory,
	         "sort in so many bytes (64M), the rest on disk; k, M and G may follow",
	         "排序所用内存（64M），其余放到磁盘；可带 k、M、G"},
	};
	struct program program = {
	        .name = "rd-normalize",
	        .arguments = "FILE...",
	        .summary_en = "Turns the raw files of a source into facts or observations.",
	        .summary_zh = "把数据源的原始文件转换为事实表或观测值。",
	        OPTIONS(options),
	        .least_files = 1,
	        .most_files = ANY_NUMBER,
	};

	memory = normalize_memory();
	return program_main(&program, argc, argv, run);
}
