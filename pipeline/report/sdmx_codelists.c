/*
 * The lists of codes that data/indicators.csv refers to, as tables and for the structure message.
 */
#include <stdlib.h>

#include "report/sdmx.h"

/* --- Lists of codes -------------------------------------------------------------------------- */

static const struct column code_columns[] = {
        {"id", COLUMN_TEXT, {"代码", "code"}},
        {"parent", COLUMN_TEXT, {"上级", "parent"}},
        {"name_zh", COLUMN_TEXT, {"中文名称", "name in Chinese"}},
        {"name_en", COLUMN_TEXT, {"英文名称", "name in English"}},
};

/* Where codes go: a list as a table, and as a member of the structure message. */
struct listing {
	const struct publication *publication;
	const struct code_use *use;
	struct table_writer *writer;
	json_t *codes;
};

static void add_code(struct listing *l, const char *id, const char *parent, struct bilingual name)
{
	json_t *code = json_pack("{s:s, s:{s:s, s:s}}", "id", id, "names", "zh", name.zh, "en",
	                         name.en && name.en[0] ? name.en : name.zh);

	if (parent)
		json_object_set_new(code, "parent", json_string(parent));
	json_array_append_new(l->codes, code);
	table_put_text(l->writer, id);
	table_put_text(l->writer, parent ? parent : "");
	table_put_text(l->writer, name.zh);
	table_put_text(l->writer, name.en && name.en[0] ? name.en : name.zh);
	table_end_row(l->writer);
}

static void list_unallocated(struct listing *l, const struct code_node *node)
{
	char *id = xasprintf("%.*s_X", SLICE_FMT(node->code));
	char *parent = xasprintf("%.*s", SLICE_FMT(node->code));
	char *zh = xasprintf("%s（未分到下级）", node->name.zh);
	char *en = xasprintf("%s, not allocated", node->name.en[0] ? node->name.en : node->name.zh);

	add_code(l, id, parent, (struct bilingual){zh, en});
	free(id);
	free(parent);
	free(zh);
	free(en);
}

/* A parent is named where it is in the list too. */
static void list_tree(struct listing *l, const struct code_tree *tree, const unsigned char *use)
{
	for (size_t i = 0; i < tree->count; i++) {
		const struct code_node *node = &tree->nodes[i];
		uint32_t up = node->parent;
		char *id = xasprintf("%.*s", SLICE_FMT(node->code));
		char *parent = up != CODE_NONE && use[up]
		                       ? xasprintf("%.*s", SLICE_FMT(tree->nodes[up].code))
		                       : NULL;
		if (use[i])
			add_code(l, id, parent, node->name);
		if (use[i] & 2)
			list_unallocated(l, node);
		free(id);
		free(parent);
	}
}

static void list_regions(struct listing *l)
{
	list_tree(l, &l->publication->config.regions, l->use->regions);
}

static void list_activities(struct listing *l)
{
	list_tree(l, &l->publication->config.industries, l->use->industries);
}

static void list_indicators(struct listing *l)
{
	const struct indicators *all = &l->publication->config.indicators;

	for (size_t i = 0; i < all->count; i++)
		add_code(l, all->items[i].id, NULL, all->items[i].name);
}

static void list_class(struct listing *l, const struct class_column *column, const char *value,
                       struct bilingual name)
{
	char *group = xasprintf("%s=%s", column->id, value);
	char *zh = xasprintf("%s：%s", column->name.zh, name.zh);
	char *en = xasprintf("%s: %s", column->name.en, name.en);
	struct text id = TEXT_INIT;

	sdmx_add_class(&id, slice_of(group));
	add_code(l, id.p, "_T", (struct bilingual){zh, en});
	text_release(&id);
	free(group);
	free(zh);
	free(en);
}

static void list_classes(struct listing *l)
{
	const struct returns *returns = &l->publication->config.returns;

	add_code(l, "_T", NULL, (struct bilingual){"全部企业", "all enterprises"});
	for (size_t i = 0; i < returns->class_count; i++) {
		const struct class_column *column = &returns->classes[i];
		for (size_t k = 0; k < column->value_count; k++)
			list_class(l, column, column->values[k].id, column->values[k].name);
		list_class(l, column, "", (struct bilingual){"未列入", "none of them"});
	}
}

/* Several units of one currency are one unit with different multipliers. */
static void list_units(struct listing *l)
{
	for (size_t i = 0; unit_at(i); i++) {
		const struct unit *unit = unit_at(i);
		if (!unit->currency || unit->exponent == 2)
			add_code(l, sdmx_unit(unit), NULL,
			         (struct bilingual){unit->name, unit->name_en});
	}
}

struct plain_code {
	const char *id;
	struct bilingual name;
};

static void list_plain(struct listing *l, const struct plain_code *codes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		add_code(l, codes[i].id, NULL, codes[i].name);
}

#define LIST_PLAIN(l, codes) list_plain(l, codes, sizeof(codes) / sizeof((codes)[0]))

static void list_frequencies(struct listing *l)
{
	static const struct plain_code codes[] = {{"A", {"年", "annual"}},
	                                          {"M", {"月", "monthly"}}};
	LIST_PLAIN(l, codes);
}

static void list_bases(struct listing *l)
{
	static const struct plain_code codes[] = {{"ytd", {"累计", "year to date"}},
	                                          {"month", {"当月", "month"}},
	                                          {"year", {"全年", "year"}}};
	LIST_PLAIN(l, codes);
}

/* SDMX cross-domain code list CL_OBS_STATUS 2.2, those that occur. */
static void list_statuses(struct listing *l)
{
	static const struct plain_code codes[] = {
	        {"A", {"正常", "normal value"}},
	        {"B", {"口径中断", "time series break"}},
	        {"D", {"定义不同", "definition differs"}},
	        {"E", {"估计", "estimated value"}},
	        {"F", {"预测", "forecast value"}},
	        {"G", {"试验性数据", "experimental value"}},
	        {"H", {"缺失：节假日", "missing value; holiday or weekend"}},
	        {"I", {"插补", "imputed value"}},
	        {"J", {"法定豁免", "derogation"}},
	        {"K", {"计入其他类", "data included in another category"}},
	        {"L", {"缺失：未采集", "missing value; data exist but were not collected"}},
	        {"M", {"缺失：不可能存在", "missing value; data cannot exist"}},
	        {"N", {"不显著", "not significant"}},
	        {"O", {"缺失", "missing value"}},
	        {"P", {"初步数据", "provisional value"}},
	        {"Q", {"缺失：不予公布", "missing value; suppressed"}},
	        {"S", {"罢工等特殊情况", "strike and other special events"}},
	        {"U", {"可靠性低", "low reliability"}},
	        {"V", {"未核实", "unvalidated value"}},
	        {"W", {"含其他类", "includes data from another category"}},
	};
	LIST_PLAIN(l, codes);
}

static void list_confidentiality(struct listing *l)
{
	static const struct plain_code codes[] = {{"C", {"不予公布", "confidential"}},
	                                          {"F", {"可公布", "free"}}};
	LIST_PLAIN(l, codes);
}

static void (*const listers[CODELISTS])(struct listing *l) = {
        [CL_FREQ] = list_frequencies,
        [CL_REF_AREA] = list_regions,
        [CL_INDICATOR] = list_indicators,
        [CL_ACTIVITY] = list_activities,
        [CL_CLASS] = list_classes,
        [CL_BASIS] = list_bases,
        [CL_UNIT_MEASURE] = list_units,
        [CL_OBS_STATUS] = list_statuses,
        [CL_CONF_STATUS] = list_confidentiality,
};

const struct sdmx_codelist sdmx_codelists[CODELISTS] = {
        [CL_FREQ] = {"CL_FREQ", "data/codelists/freq", {"频率", "Frequency"}},
        [CL_REF_AREA] = {"CL_REF_AREA", "data/codelists/ref_area", {"地区", "Regions"}},
        [CL_INDICATOR] = {"CL_INDICATOR", "data/codelists/indicator", {"指标", "Indicators"}},
        [CL_ACTIVITY] = {"CL_ACTIVITY", "data/codelists/activity", {"行业", "Industries"}},
        [CL_CLASS] = {"CL_CLASS", "data/codelists/class", {"企业分类", "Classes of enterprises"}},
        [CL_BASIS] = {"CL_BASIS", "data/codelists/basis", {"口径", "Basis"}},
        [CL_UNIT_MEASURE] = {"CL_UNIT_MEASURE", "data/codelists/unit_measure", {"单位", "Units"}},
        [CL_OBS_STATUS] = {"CL_OBS_STATUS",
                           "data/codelists/obs_status",
                           {"状态", "Observation status"}},
        [CL_CONF_STATUS] = {"CL_CONF_STATUS",
                            "data/codelists/conf_status",
                            {"保密状态", "Confidentiality"}},
};

json_t *sdmx_write_codelist(enum codelist which, const struct publication *p,
                            const struct code_use *use, struct package *package, struct err *err)
{
	const struct sdmx_codelist *row = &sdmx_codelists[which];
	const struct table table = {row->table, row->name, code_columns,
	                            sizeof(code_columns) / sizeof(code_columns[0])};
	struct table_writer w;
	struct listing listing = {p, use, &w, json_array()};
	int result = package_create_table(package, &w, &table, err);

	if (result < 0)
		goto out;
	listers[which](&listing);
	result = package_commit_table(package, &w, err);
	if (result == 0)
		json_object_set_new(package_last_schema(package), "primaryKey", json_string("id"));
	table_close(&w);
out:
	if (result == 0)
		return listing.codes;
	json_decref(listing.codes);
	return NULL;
}
