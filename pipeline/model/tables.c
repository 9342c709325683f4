#include "model/tables.h"

static const struct column observation_columns[OBS_COLUMNS] = {
        {"region", COLUMN_TEXT, {"地区", "region"}},
        {"industry", COLUMN_TEXT, {"行业", "industry"}},
        {"class", COLUMN_TEXT, {"分类", "class"}},
        {"period", COLUMN_TEXT, {"报告期", "period"}},
        {"basis", COLUMN_TEXT, {"口径", "basis"}},
        {"indicator", COLUMN_TEXT, {"指标", "indicator"}},
        {"value", COLUMN_DECIMAL, {"数值", "value"}},
        {"unit", COLUMN_TEXT, {"单位", "unit"}},
        {"status", COLUMN_TEXT, {"状态（SDMX CL_OBS_STATUS）", "status (SDMX CL_OBS_STATUS)"}},
        {"n", COLUMN_INTEGER, {"企业数", "enterprises in the population"}},
        {"left_out", COLUMN_INTEGER, {"未计入企业数", "enterprises left out of it"}},
        {"numerator", COLUMN_INTEGER, {"分子", "numerator"}},
        {"denominator", COLUMN_INTEGER, {"分母", "denominator"}},
        {"origin", COLUMN_TEXT, {"来源", "origin"}},
};

static const struct column reject_columns[] = {
        {"origin", COLUMN_TEXT, {"来源文件", "raw file"}},
        {"line", COLUMN_INTEGER, {"行号", "line or record in it"}},
        {"column", COLUMN_TEXT, {"列", "column"}},
        {"code", COLUMN_TEXT, {"原因代码", "reason code"}},
        {"value", COLUMN_TEXT, {"原值", "value as it stood"}},
        {"message", COLUMN_TEXT, {"说明", "message"}},
};

static const struct column ranking_columns[RANKING_COLUMNS] = {
        {"parent", COLUMN_TEXT, {"上级地区", "parent region"}},
        {"level", COLUMN_TEXT, {"层级", "level of the regions ranked"}},
        {"period", COLUMN_TEXT, {"报告期", "period"}},
        {"basis", COLUMN_TEXT, {"口径", "basis"}},
        {"indicator", COLUMN_TEXT, {"指标", "indicator"}},
        {"region", COLUMN_TEXT, {"地区", "region"}},
        {"value", COLUMN_DECIMAL, {"数值", "value as published"}},
        {"rank", COLUMN_INTEGER, {"排名", "rank"}},
        {"of", COLUMN_INTEGER, {"参与排名数", "regions ranked"}},
        {"tied", COLUMN_INTEGER, {"并列数", "regions that share the rank, itself not counted"}},
        {"rank_before", COLUMN_INTEGER, {"上期排名", "rank in the period before"}},
        {"rank_last_year", COLUMN_INTEGER, {"上年同期排名", "rank in last year's same period"}},
        {"next_region", COLUMN_TEXT, {"前一名地区", "region one place ahead"}},
        {"gap", COLUMN_DECIMAL, {"与前一名差距", "distance to it, in the indicator's unit"}},
        {"gap_amount",
         COLUMN_INTEGER,
         {"追上所需增量（分子单位）", "what the numerator lacks to reach it"}},
        {"lead", COLUMN_DECIMAL, {"领先后一名", "distance to the region one place behind"}},
        {"stable",
         COLUMN_INTEGER,
         {"名次在公布精度下是否不变", "1 if the place survives rounding as published"}},
        {"origin", COLUMN_TEXT, {"来源", "origin"}},
};

static const struct column attainment_columns[ATTAINMENT_COLUMNS] = {
        {"region", COLUMN_TEXT, {"地区", "region"}},
        {"indicator", COLUMN_TEXT, {"指标", "indicator"}},
        {"year", COLUMN_TEXT, {"年份", "year"}},
        {"kind", COLUMN_TEXT, {"目标类型", "level, total, count or growth"}},
        {"target", COLUMN_DECIMAL, {"目标值", "target"}},
        {"unit", COLUMN_TEXT, {"单位", "unit of target and achieved"}},
        {"period", COLUMN_TEXT, {"报告期", "latest period of the year at hand"}},
        {"basis", COLUMN_TEXT, {"口径", "basis"}},
        {"value", COLUMN_DECIMAL, {"指标值", "value of the indicator, in its unit"}},
        {"base", COLUMN_DECIMAL, {"上年同期值", "last year's same period, for growth"}},
        {"achieved", COLUMN_DECIMAL, {"完成值", "what is compared with the target"}},
        {"progress", COLUMN_DECIMAL, {"完成率（%）", "share of the target, in %"}},
        {"elapsed", COLUMN_DECIMAL, {"时间进度（%）", "share of the year gone, in %"}},
        {"expected", COLUMN_DECIMAL, {"按时间进度应完成", "value at a linear pace"}},
        {"needed", COLUMN_DECIMAL, {"达标所需指标值", "value at which the target is attained"}},
        {"remaining", COLUMN_DECIMAL, {"尚差", "what is missing, in the indicator's unit"}},
        {"pace_needed", COLUMN_DECIMAL, {"月均需完成", "needed each month that is left"}},
        {"verdict", COLUMN_TEXT, {"结论", "verdict"}},
        {"note", COLUMN_TEXT, {"说明", "note"}},
        {"origin", COLUMN_TEXT, {"来源", "origin"}},
};

static const struct column revision_columns[] = {
        {"what", COLUMN_TEXT, {"修订对象", "value or rank"}},
        {"region", COLUMN_TEXT, {"地区", "region"}},
        {"industry", COLUMN_TEXT, {"行业", "industry"}},
        {"class", COLUMN_TEXT, {"分类", "class"}},
        {"period", COLUMN_TEXT, {"报告期", "period"}},
        {"basis", COLUMN_TEXT, {"口径", "basis"}},
        {"indicator", COLUMN_TEXT, {"指标", "indicator"}},
        {"unit", COLUMN_TEXT, {"单位", "unit"}},
        {"before", COLUMN_DECIMAL, {"修订前", "as published before"}},
        {"after", COLUMN_DECIMAL, {"修订后", "as published after"}},
        {"change", COLUMN_DECIMAL, {"变动", "after less before"}},
        {"status", COLUMN_TEXT, {"类型", "changed, appeared, vanished, flag or exact"}},
        {"rows", COLUMN_INTEGER, {"涉及面板行数", "rows of the panel that it is due to"}},
        {"origin", COLUMN_TEXT, {"来源", "origin"}},
};

static const struct column revised_row_columns[] = {
        {"enterprise", COLUMN_TEXT, {"企业", "enterprise"}},
        {"period", COLUMN_TEXT, {"报告期", "period"}},
        {"basis", COLUMN_TEXT, {"口径", "basis"}},
        {"region", COLUMN_TEXT, {"地区", "region"}},
        {"status", COLUMN_TEXT, {"类型", "changed, appeared or vanished"}},
        {"column", COLUMN_TEXT, {"列", "column of the panel"}},
        {"before", COLUMN_TEXT, {"修订前", "value before"}},
        {"after", COLUMN_TEXT, {"修订后", "value after"}},
        {"change", COLUMN_INTEGER, {"变动", "after less before"}},
        {"origin_before", COLUMN_TEXT, {"修订前来源文件", "raw file before"}},
        {"line_before", COLUMN_INTEGER, {"修订前行号", "its line or record"}},
        {"origin_after", COLUMN_TEXT, {"修订后来源文件", "raw file after"}},
        {"line_after", COLUMN_INTEGER, {"修订后行号", "its line or record"}},
};

static const struct column trace_columns[] = {
        {"enterprise", COLUMN_TEXT, {"企业", "enterprise"}},
        {"name", COLUMN_TEXT, {"企业名称", "name"}},
        {"region", COLUMN_TEXT, {"地区", "region"}},
        {"industry", COLUMN_TEXT, {"行业", "industry"}},
        {"standing", COLUMN_TEXT, {"与上年相比", "standing compared with last year"}},
        {"numerator", COLUMN_INTEGER, {"计入分子", "what it adds to the numerator"}},
        {"denominator", COLUMN_INTEGER, {"计入分母", "what it adds to the denominator"}},
        {"period", COLUMN_TEXT, {"报告期", "period of the return"}},
        {"basis", COLUMN_TEXT, {"口径", "basis of the return"}},
        {"origin", COLUMN_TEXT, {"来源文件", "raw file"}},
        {"line", COLUMN_INTEGER, {"来源行号", "line or record in it"}},
        {"offset", COLUMN_INTEGER, {"字节位置", "first byte of the record in the raw file"}},
        {"bytes", COLUMN_INTEGER, {"字节数", "bytes of the record"}},
        {"raw", COLUMN_TEXT, {"原始记录", "the record as it stands"}},
};

static const struct column superseded_columns[] = {
        {"enterprise", COLUMN_TEXT, {"企业", "enterprise"}},
        {"period", COLUMN_TEXT, {"报告期", "period"}},
        {"basis", COLUMN_TEXT, {"口径", "basis"}},
        {"origin", COLUMN_TEXT, {"被替换行的来源文件", "raw file of the row that gave way"}},
        {"line", COLUMN_INTEGER, {"被替换行的行号", "its line or record"}},
        {"reason", COLUMN_TEXT, {"原因", "reason: duplicate or revision"}},
        {"by_origin", COLUMN_TEXT, {"替换它的来源文件", "raw file of the row that replaced it"}},
        {"by_line", COLUMN_INTEGER, {"替换它的行号", "its line or record"}},
};

static const struct column move_columns[] = {
        {"enterprise", COLUMN_TEXT, {"企业", "enterprise"}},
        {"period", COLUMN_TEXT, {"报告期", "period"}},
        {"basis", COLUMN_TEXT, {"口径", "basis"}},
        {"tree", COLUMN_TEXT, {"地区或行业", "region or industry"}},
        {"from", COLUMN_TEXT, {"原代码", "code before"}},
        {"to", COLUMN_TEXT, {"新代码", "code now"}},
        {"reason",
         COLUMN_TEXT,
         {"原因：代码变更或企业迁移", "reason: successor of a retired code, or moved"}},
        {"origin", COLUMN_TEXT, {"来源文件", "raw file"}},
        {"line", COLUMN_INTEGER, {"来源行号", "line or record in it"}},
};

static const struct column difference_columns[] = {
        {"enterprise", COLUMN_TEXT, {"企业", "enterprise"}},
        {"period", COLUMN_TEXT, {"报告期", "period"}},
        {"basis", COLUMN_TEXT, {"口径", "basis"}},
        {"measure", COLUMN_TEXT, {"指标量", "measure"}},
        {"reported", COLUMN_INTEGER, {"本年报表所填上年同期", "last year as reported now"}},
        {"panel", COLUMN_INTEGER, {"上年报表", "as reported last year"}},
        {"difference", COLUMN_INTEGER, {"差额", "reported less panel"}},
        {"origin", COLUMN_TEXT, {"来源文件", "raw file"}},
        {"line", COLUMN_INTEGER, {"来源行号", "line or record in it"}},
};

static const struct column fall_columns[] = {
        {"enterprise", COLUMN_TEXT, {"企业", "enterprise"}},
        {"period", COLUMN_TEXT, {"报告期", "period"}},
        {"measure", COLUMN_TEXT, {"指标量", "measure"}},
        {"before", COLUMN_INTEGER, {"上期累计", "cumulative value in the period before"}},
        {"value", COLUMN_INTEGER, {"本期累计", "cumulative value"}},
        {"origin", COLUMN_TEXT, {"来源文件", "raw file"}},
        {"line", COLUMN_INTEGER, {"来源行号", "line or record in it"}},
};

static const struct column period_columns[] = {
        {"period", COLUMN_TEXT, {"报告期", "period"}},
        {"basis", COLUMN_TEXT, {"口径", "basis"}},
};

static const struct column zero_columns[] = {
        {"region", COLUMN_TEXT, {"地区", "region"}},
        {"enterprise", COLUMN_TEXT, {"企业", "enterprise"}},
        {"name", COLUMN_TEXT, {"企业名称", "name"}},
        {"industry", COLUMN_TEXT, {"行业", "industry"}},
        {"period", COLUMN_TEXT, {"报告期", "period"}},
        {"basis", COLUMN_TEXT, {"口径", "basis"}},
        {"state",
         COLUMN_TEXT,
         {"状态：零、缺报、已清零", "zero, missing, or cleared: positive again"}},
        {"newly", COLUMN_INTEGER, {"是否本期新出现", "1 if it was not so in the return before"}},
        {"months", COLUMN_INTEGER, {"连续为零月数", "months at zero without a break"}},
        {"size", COLUMN_INTEGER, {"营业收入（分）", "revenue"}},
        {"amount", COLUMN_INTEGER, {"研发费用（分）", "R&D expense"}},
        {"amount_ly", COLUMN_INTEGER, {"上年同期研发费用（分）", "R&D expense last year"}},
        {"peers", COLUMN_TEXT, {"可比行业", "industry that it is compared with"}},
        {"peer_intensity", COLUMN_DECIMAL, {"可比行业强度（%）", "intensity of that industry, %"}},
        {"would_spend",
         COLUMN_INTEGER,
         {"按可比行业强度应投入（分）", "R&D expense at that intensity"}},
        {"origin", COLUMN_TEXT, {"来源文件", "raw file"}},
        {"line", COLUMN_INTEGER, {"来源行号", "line or record in it"}},
};

static const struct column zero_run_columns[] = {
        {"enterprise", COLUMN_TEXT, {"企业", "enterprise"}},
        {"period", COLUMN_TEXT, {"最近一期", "period of the latest return"}},
        {"zero", COLUMN_INTEGER, {"该期是否为零", "1 if it was zero or missing"}},
        {"months", COLUMN_INTEGER, {"连续为零月数", "months at zero without a break"}},
};

#define TABLE(variable, file, columns_of, zh, en)                                                  \
	const struct table variable = {                                                            \
	        file, {zh, en}, columns_of, sizeof(columns_of) / sizeof((columns_of)[0])}

TABLE(table_observations, "observations", observation_columns, "地区观测值",
      "figures that are already regional");
TABLE(table_indicators, "indicators", observation_columns, "指标", "indicators");
TABLE(table_rejects, "rejects", reject_columns, "被拒绝的行", "rows that were refused");
TABLE(table_warnings, "warnings", reject_columns, "需留意的行", "rows that were kept and look odd");
TABLE(table_rankings, "rankings", ranking_columns, "排名", "rankings");
TABLE(table_attainment, "attainment", attainment_columns, "年度目标进度",
      "progress toward the targets for the year");
TABLE(table_revisions, "revisions", revision_columns, "修订的公布数",
      "published figures that were revised");
TABLE(table_revised_rows, "revised_rows", revised_row_columns, "修订的面板行",
      "rows of the panel that were revised");
TABLE(table_trace, "trace", trace_columns, "一个数背后的企业", "the enterprises behind a figure");
TABLE(table_superseded, "superseded", superseded_columns, "被替换的报表",
      "returns that gave way to another");
TABLE(table_moves, "moves", move_columns, "地区与行业变动", "moves between regions and industries");
TABLE(table_differences, "differences", difference_columns, "上年同期两种口径的差异",
      "where last year differs between the two returns");
TABLE(table_falls, "falls", fall_columns, "累计值下降", "cumulative figures that fell");
TABLE(table_periods, "periods", period_columns, "报告期", "periods that there are returns of");
TABLE(table_zero, "zero", zero_columns, "零申报企业", "zero-reporters");
TABLE(table_zero_run, "zero_run", zero_run_columns, "零申报持续情况",
      "how long enterprises have been at zero");
TABLE(table_earlier, "earlier", ranking_columns, "本期未做的排名，取最近一期",
      "rankings that a period does not have, as last made");

const struct table *tables_at(size_t i)
{
	static const struct table *const all[] = {
	        &table_observations, &table_indicators,   &table_rejects,    &table_warnings,
	        &table_rankings,     &table_attainment,   &table_superseded, &table_zero,
	        &table_moves,        &table_differences,  &table_falls,      &table_trace,
	        &table_revisions,    &table_revised_rows,
	};

	return i < sizeof(all) / sizeof(all[0]) ? all[i] : NULL;
}

bool status_is_known(struct slice status)
{
	return status.n == 1 && strchr("ABDEFGHIJKLMNOPQSUVW", status.p[0]) != NULL;
}
