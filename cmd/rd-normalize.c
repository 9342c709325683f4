#include "base/options.h"
#include "normalize/normalize.h"

int main(int argc, char **argv)
{
	const char *source = NULL;
	const struct option_spec options[] = {
	        {'s', "source", "NAME", OPTION_TEXT, &source,
	         "source whose mapping, mappings/NAME.json, describes the files",
	         "数据源名称，按 mappings/NAME.json 的映射读取"},
	};
	struct program program = {
	        .name = "rd-normalize",
	        .arguments = "--source NAME FILE...",
	        .summary_en = "turn raw files into facts or observations",
	        .summary_zh = "把原始文件转换为事实表或观测值",
	        OPTIONS(options),
	        .least_files = 1,
	        .most_files = ANY_NUMBER,
	};
	struct err err = ERR_INIT;
	int result = RD_DONE;

	if (options_parse(&program, argc, argv, &err) < 0) {
		result = err_report(&err);
	} else if (!program.finished) {
		if (!source) {
			err_set(&err, RD_USAGE, T("no source is named", "没有指定数据源"));
			err_hint(&err, T("give --source NAME; its mapping is mappings/NAME.json",
			                 "请给出 --source NAME；映射为 mappings/NAME.json"));
			result = err_report(&err);
		} else if (normalize(&program, source, &err) < 0) {
			result = err_report(&err);
		}
	}
	program_release(&program);
	return result;
}
