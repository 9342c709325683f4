#include "aggregate/cell_plan.h"
#include "base/log.h"
#include "base/options.h"
#include "fetch/source.h"
#include "io/output.h"
#include "io/path.h"
#include "model/indicator_list.h"
#include "model/table_check.h"
#include "model/targets.h"
#include "normalize/mapping_list.h"
#include "normalize/normalize.h"
#include "normalize/suggest.h"
#include "normalize/synonyms.h"
#include "panel/panel_config.h"
#include "report/report.h"
#include "run/chain.h"
#include "run/quality.h"

#include <stdlib.h>

/* A loader and its release as one check. */
#define CHECK(what, load, release)                                                                 \
	static int check_##what(struct configuration *c, struct err *err)                          \
	{                                                                                          \
		struct what loaded = {0};                                                          \
		if (load < 0)                                                                      \
			return -1;                                                                 \
		release(&loaded);                                                                  \
		return 0;                                                                          \
	}
CHECK(cell_plan, cell_plan_load(&loaded, c, err), cell_plan_release)
CHECK(synonyms, synonyms_load(&loaded, c, err), synonyms_release)
CHECK(targets, targets_load(&loaded, c, err), targets_release)
CHECK(chain, chain_load(&loaded, c->directory, 0, false, err), chain_release)

static int check_panel_config(struct configuration *c, struct err *err)
{
	struct panel_config panel;

	if (panel_config_load(&panel, c, err) < 0)
		return -1;
	for (size_t i = 0; i < panel.priority.count; i++) {
		char *path = mapping_path(c, panel.priority.items[i]);
		if (!path_exists(path))
			log_warning(T("'%s': priority: no mapping is of source '%s'",
			              "'%s'：priority：没有数据源 '%s' 的映射"),
			            "panel.json", panel.priority.items[i]);
		free(path);
	}
	panel_config_release(&panel);
	return 0;
}

static int check_sources(struct configuration *c, struct err *err)
{
	struct sources sources;

	if (sources_load(&sources, c->directory, err) < 0)
		return -1;
	for (size_t i = 0; i < sources.count; i++) {
		char *path = mapping_path(c, sources.items[i].name);
		if (!path_exists(path))
			log_warning(
			        T("'%s': source '%s' is fetched, but not normalized: there is no '%s'",
			          "'%s'：数据源 '%s' 会被获取，但没有 '%s'，不会转换"),
			        "sources.json", sources.items[i].name, path);
		free(path);
	}
	sources_release(&sources);
	return 0;
}

static int check_quality(struct configuration *c, struct err *err)
{
	return quality_file_check(c->directory, err);
}

static int check_report(struct configuration *c, struct err *err)
{
	return report_check(c->directory, err);
}

/* Every file of a configuration. What a check builds upon stands before it. */
static const struct check {
	const char *file;
	unsigned part;  /* loaded for those that follow; 0: checked by `run` */
	unsigned needs; /* parts that must have been right */
	int (*run)(struct configuration *c, struct err *err);
} checks[] = {
        {"regions.csv", CONFIG_REGIONS, 0, NULL},
        {"industries.csv", CONFIG_INDUSTRIES, 0, NULL},
        {"returns.json", CONFIG_RETURNS, 0, NULL},
        {"indicators.json", CONFIG_INDICATORS, CONFIG_RETURNS, NULL},
        {"synonyms.json", 0, CONFIG_RETURNS | CONFIG_INDICATORS, check_synonyms},
        {"panel.json", 0, CONFIG_RETURNS, check_panel_config},
        {"cells.json", 0, CONFIG_INDUSTRIES | CONFIG_RETURNS, check_cell_plan},
        {"targets.csv", 0, CONFIG_REGIONS | CONFIG_INDICATORS, check_targets},
        {"sources.json", 0, 0, check_sources},
        {"pipeline.json", 0, 0, check_chain},
        {"quality.json", 0, 0, check_quality},
        {"report.json", 0, CONFIG_REGIONS | CONFIG_INDUSTRIES | CONFIG_INDICATORS, check_report},
};

/* The lower of two exit codes, 0 apart: several kinds of problems may be found. */
static int lower(int a, int b)
{
	return a == RD_DONE || (b != RD_DONE && b < a) ? b : a;
}

static int check_file(struct configuration *c, const struct check *check)
{
	char *path = configuration_path(c, check->file);
	struct err err = ERR_INIT;
	int result = 0;

	if ((check->part || path_exists(path)) && (c->loaded & check->needs) == check->needs)
		result = check->part ? configuration_load(c, check->part, &err)
		                     : check->run(c, &err);
	free(path);
	return result < 0 ? err_report(&err) : RD_DONE;
}

static int check_mappings(const struct configuration *c, size_t *count)
{
	struct mapping_list list;
	int worst = RD_DONE;

	mapping_list_read(&list, c);
	for (size_t i = 0; i < list.count; i++) {
		struct err err = ERR_INIT;
		struct mapping m;
		if (mapping_load(&m, c, list.sources[i], &err) < 0)
			worst = lower(worst, err_report(&err));
		else
			mapping_release(&m);
	}
	*count = list.count;
	mapping_list_release(&list);
	return worst;
}

static int check_configuration(struct configuration *c)
{
	int worst = RD_DONE;
	size_t mappings = 0;

	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
		worst = lower(worst, check_file(c, &checks[i]));
	if ((c->loaded & CONFIG_ALL) == CONFIG_ALL)
		worst = lower(worst, check_mappings(c, &mappings));
	if (worst == RD_DONE)
		log_note(
		        T("'%s' is in order: %zu regions, %zu industries, %zu indicators, %zu mappings",
		          "'%s' 没有问题：%zu 个地区、%zu 个行业、%zu 个指标、%zu 个映射"),
		        c->directory, c->regions.count, c->industries.count, c->indicators.count,
		        mappings);
	return worst;
}

static int print_indicators(struct configuration *c, struct err *err)
{
	struct text list = TEXT_INIT;
	int result = configuration_load(c, CONFIG_INDICATORS, err);

	if (result == 0) {
		indicator_list_add(&list, c);
		result = output_whole("-", text_slice(&list), err);
	}
	text_release(&list);
	return result;
}

static int check_tables(struct configuration *c, const struct option_list *files, struct err *err)
{
	int result = configuration_load(c, CONFIG_ALL, err);

	for (size_t i = 0; i < files->count && result == 0; i++)
		result = table_check(c, files->items[i], err);
	return result;
}

/* What the command line asks for. */
struct request {
	bool indicators, suggest;
	const char *source, *table;
};

/* Raw files are held against their mapping, or looked at to draft one; tables of ours against
 * their schema. */
static int look_at_files(const struct program *program, const struct request *request,
                         struct configuration *c, struct err *err)
{
	if (request->source)
		return normalize_check(program, request->source, err);
	if (!request->suggest)
		return check_tables(c, &program->files, err);
	if (program->files.count == 1)
		return suggest_run(program, request->table, err);
	err_set(err, RD_USAGE, T("a draft is made from one file", "草稿只根据一个文件生成"));
	return err_hint(err, T("give the file with most columns", "请给出列最全的文件"));
}

int main(int argc, char **argv)
{
	struct request request = {0};
	const struct option_spec options[] = {
	        {'s', "source", "NAME", OPTION_TEXT, &request.source,
	         "check raw files against mappings/NAME.json",
	         "按 mappings/NAME.json 检查原始文件"},
	        {0, "suggest", NULL, OPTION_FLAG, &request.suggest,
	         "print a draft of a mapping for FILE", "为文件起草映射并打印"},
	        {'t', "table", "TEXT", OPTION_TEXT, &request.table,
	         "with --suggest: the sheet or table whose name has TEXT",
	         "与 --suggest 同用：名称含该文字的工作表或表格"},
	        {0, "indicators", NULL, OPTION_FLAG, &request.indicators,
	         "print the configured indicators and their formulas as a table",
	         "以表格打印已配置的指标及其公式"},
	};
	struct program program = {
	        .name = "rd-check",
	        .arguments = "[FILE...]",
	        .summary_en =
	                "Says what is wrong with a configuration, or with files; drafts mappings.",
	        .summary_zh = "检查配置或文件有什么问题；为新文件起草映射。",
	        OPTIONS(options),
	        .most_files = ANY_NUMBER,
	};
	struct configuration configuration = {0};
	struct err err = ERR_INIT;
	int result = options_parse(&program, argc, argv, &err);
	int worst = RD_DONE;

	if (result == 0 && !program.finished)
		result = configuration_open(&configuration, program.config, &err);
	if (result < 0 || program.finished)
		goto out;
	if (request.indicators)
		result = print_indicators(&configuration, &err);
	else if (program.files.count || request.suggest || request.source)
		result = look_at_files(&program, &request, &configuration, &err);
	else
		worst = check_configuration(&configuration);
out:
	configuration_release(&configuration);
	program_release(&program);
	return result < 0 ? err_report(&err) : worst;
}
