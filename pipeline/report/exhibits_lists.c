/*
 * Exhibits that show the rows of another stage's table: targets, zero-reporters, revisions.
 */
#include "report/exhibits.h"
#include "report/phrases.h"

/* A word of a file, for people. */
struct word {
	const char *id;
	struct bilingual text;
};

static const struct word verdicts[] = {
        {"attained", {"已完成", "attained"}},
        {"ahead", {"快于时间进度", "ahead of the year"}},
        {"on_schedule", {"与时间进度一致", "on schedule"}},
        {"behind", {"慢于时间进度", "behind the year"}},
        {"missed", {"未完成", "missed"}},
        {"no_data", {"暂无数据", "no data"}},
};

static const struct word states[] = {
        {"zero", {"零申报", "zero"}},
        {"missing", {"未填报", "missing"}},
        {"cleared", {"本期已清零", "cleared"}},
};

#define PUT_WORD(e, words, id) put_word(e, words, sizeof(words) / sizeof((words)[0]), id)

static void put_word(struct exhibit *e, const struct word *words, size_t count, struct slice id)
{
	for (size_t i = 0; i < count; i++)
		if (slice_is(id, words[i].id)) {
			exhibit_put(e, words[i].text);
			return;
		}
	exhibit_put_slice(e, id);
}

/* A field of a row by the name of its column; empty if the table has no such column. */
static struct slice field(const struct records *records, size_t row, const char *name)
{
	int column = table_column(records->table, name);

	return column < 0 ? (struct slice){"", 0} : records_field(records, row, (size_t)column);
}

static bool is_own(const struct subject *s, const struct records *records, size_t row)
{
	return slice_eq(field(records, row, "region"), subject_node(s, s->region)->code);
}

/* --- Targets -------------------------------------------------------------------------------- */

static void targets_columns(struct exhibit *e)
{
	const struct unit *percent = unit_find(slice_of("%"));

	exhibit_column(e, "target", EXHIBIT_TEXT, (struct bilingual){"目标", "target"}, NULL);
	exhibit_column(e, "wanted", EXHIBIT_NUMBER, (struct bilingual){"目标值", "wanted"}, NULL);
	exhibit_column(e, "achieved", EXHIBIT_NUMBER, (struct bilingual){"完成值", "achieved"},
	               NULL);
	exhibit_column(e, "unit", EXHIBIT_TEXT, (struct bilingual){"单位", "unit"}, NULL);
	exhibit_column(e, "progress", EXHIBIT_NUMBER,
	               (struct bilingual){"完成率", "share attained"}, percent);
	exhibit_column(e, "elapsed", EXHIBIT_NUMBER, (struct bilingual){"时间进度", "year elapsed"},
	               percent);
	exhibit_column(e, "remaining", EXHIBIT_NUMBER, (struct bilingual){"尚差", "missing"}, NULL);
	exhibit_column(e, "pace", EXHIBIT_NUMBER,
	               (struct bilingual){"月均需完成", "needed a month"}, NULL);
	exhibit_column(e, "missing_unit", EXHIBIT_TEXT,
	               (struct bilingual){"尚差单位", "unit of what is missing"}, NULL);
	exhibit_column(e, "verdict", EXHIBIT_TEXT, (struct bilingual){"评价", "verdict"}, NULL);
}

static void put_unit(struct exhibit *e, const struct unit *unit)
{
	exhibit_put(e, unit ? (struct bilingual){unit->name, unit->name_en}
	                    : (struct bilingual){NULL, NULL});
}

/* Its name, or what stands there if the configuration has no such indicator (NULL then). */
static const struct indicator *put_indicator(struct exhibit *e, const struct subject *s,
                                             const struct records *rows, size_t i)
{
	struct slice id = field(rows, i, "indicator");
	const struct indicator *indicator = indicators_find(&s->publication->config.indicators, id);

	if (indicator)
		exhibit_put(e, indicator->name);
	else
		exhibit_put_slice(e, id);
	return indicator;
}

/* Growth in per cent is missed by an amount or a number, a level in per cent by points. */
static const struct unit *unit_of_missing(const struct records *rows, size_t i,
                                          const struct indicator *indicator,
                                          const struct unit *unit)
{
	if (indicator && slice_is(field(rows, i, "kind"), "growth"))
		return indicator->unit;
	return unit && strcmp(unit->name, "%") == 0 ? unit_find(slice_of("百分点")) : unit;
}

static void put_target(struct exhibit *e, const struct subject *s, const struct records *rows,
                       size_t i)
{
	const struct indicator *indicator = put_indicator(e, s, rows, i);
	const struct unit *unit = unit_find(field(rows, i, "unit"));

	exhibit_put_slice(e, field(rows, i, "target"));
	exhibit_put_slice(e, field(rows, i, "achieved"));
	put_unit(e, unit);
	exhibit_put_slice(e, field(rows, i, "progress"));
	exhibit_put_slice(e, field(rows, i, "elapsed"));
	exhibit_put_slice(e, field(rows, i, "remaining"));
	exhibit_put_slice(e, field(rows, i, "pace_needed"));
	put_unit(e, unit_of_missing(rows, i, indicator, unit));
	PUT_WORD(e, verdicts, field(rows, i, "verdict"));
}

void exhibit_make_targets(struct exhibit *e, const struct subject *s)
{
	const struct records *rows = subject_records(s, &table_attainment);

	exhibit_set_scope(e, s->region);
	targets_columns(e);
	for (size_t i = 0; i < rows->count; i++)
		if (is_own(s, rows, i))
			put_target(e, s, rows, i);
}

/* --- Zero-reporters ------------------------------------------------------------------------- */

static void zero_columns(struct exhibit *e, const struct unit *unit)
{
	exhibit_column(e, "name", EXHIBIT_TEXT, (struct bilingual){"企业名称", "name"}, NULL);
	exhibit_column(e, "enterprise", EXHIBIT_TEXT, (struct bilingual){"企业代码", "id"}, NULL);
	exhibit_column(e, "region", EXHIBIT_TEXT, (struct bilingual){"地区", "region"}, NULL);
	exhibit_column(e, "industry", EXHIBIT_TEXT, (struct bilingual){"行业", "industry"}, NULL);
	exhibit_column(e, "state", EXHIBIT_TEXT, (struct bilingual){"状态", "state"}, NULL);
	exhibit_column(e, "newly", EXHIBIT_TEXT, (struct bilingual){"本期新出现", "new"}, NULL);
	exhibit_column(e, "months", EXHIBIT_NUMBER,
	               (struct bilingual){"连续为零月数", "months at zero"}, NULL);
	exhibit_column(e, "size", EXHIBIT_NUMBER, (struct bilingual){"营业收入", "revenue"}, unit);
	exhibit_column(e, "amount_ly", EXHIBIT_NUMBER,
	               (struct bilingual){"上年同期研发费用", "R&D last year"}, unit);
	exhibit_column(e, "peer_intensity", EXHIBIT_NUMBER,
	               (struct bilingual){"同行业强度", "intensity of its industry"},
	               unit_find(slice_of("%")));
	exhibit_column(e, "would_spend", EXHIBIT_NUMBER,
	               (struct bilingual){"按同行业强度应投入", "R&D at that intensity"}, unit);
}

static void put_node(struct exhibit *e, const struct code_tree *tree, struct slice code)
{
	uint32_t node = code_tree_find(tree, code);

	if (node == CODE_NONE)
		exhibit_put_slice(e, code);
	else
		exhibit_put(e, node_name(tree, node));
}

static void put_amount(struct exhibit *e, struct slice amount, const struct unit *unit)
{
	struct text t = TEXT_INIT;
	wide value;

	if (unit && wide_parse(amount, &value))
		add_in_unit(&t, (struct ratio){value, 1}, 0, unit, ROUND_HALF_UP);
	exhibit_put_slice(e, text_slice(&t));
	text_release(&t);
}

static void put_zero(struct exhibit *e, const struct subject *s, const struct records *rows,
                     size_t i, const struct unit *unit)
{
	const struct configuration *config = &s->publication->config;

	exhibit_put_slice(e, field(rows, i, "name"));
	exhibit_put_slice(e, field(rows, i, "enterprise"));
	put_node(e, &config->regions, field(rows, i, "region"));
	put_node(e, &config->industries, field(rows, i, "industry"));
	PUT_WORD(e, states, field(rows, i, "state"));
	if (slice_is(field(rows, i, "newly"), "1"))
		exhibit_put(e, (struct bilingual){"是", "yes"});
	else
		exhibit_put_missing(e);
	exhibit_put_slice(e, field(rows, i, "months"));
	put_amount(e, field(rows, i, "size"), unit);
	put_amount(e, field(rows, i, "amount_ly"), unit);
	exhibit_put_slice(e, field(rows, i, "peer_intensity"));
	put_amount(e, field(rows, i, "would_spend"), unit);
}

void exhibit_make_zero(struct exhibit *e, const struct subject *s)
{
	const struct records *rows = subject_records(s, &table_zero);
	const struct unit *unit = currency_unit(s);

	exhibit_set_scope(e, s->region);
	zero_columns(e, unit);
	for (size_t i = 0; i < rows->count; i++)
		put_zero(e, s, rows, i, unit);
}

/* --- Revisions ------------------------------------------------------------------------------ */

static const struct word changes[] = {
        {"changed", {"修订", "changed"}},
        {"appeared", {"新增", "appeared"}},
        {"vanished", {"撤销", "vanished"}},
        {"flag", {"状态变动", "status"}},
        {"exact", {"仅精确值变动", "exact value only"}},
};

static void revisions_columns(struct exhibit *e)
{
	exhibit_column(e, "indicator", EXHIBIT_TEXT, (struct bilingual){"指标", "indicator"}, NULL);
	exhibit_column(e, "what", EXHIBIT_TEXT, (struct bilingual){"对象", "of"}, NULL);
	exhibit_column(e, "period", EXHIBIT_TEXT, (struct bilingual){"报告期", "period"}, NULL);
	exhibit_column(e, "basis", EXHIBIT_TEXT, (struct bilingual){"口径", "basis"}, NULL);
	exhibit_column(e, "before", EXHIBIT_NUMBER, (struct bilingual){"修订前", "before"}, NULL);
	exhibit_column(e, "after", EXHIBIT_NUMBER, (struct bilingual){"修订后", "after"}, NULL);
	exhibit_column(e, "change", EXHIBIT_NUMBER, (struct bilingual){"变动", "change"}, NULL);
	exhibit_column(e, "unit", EXHIBIT_TEXT, (struct bilingual){"单位", "unit"}, NULL);
	exhibit_column(e, "status", EXHIBIT_TEXT, (struct bilingual){"类型", "kind"}, NULL);
	exhibit_column(e, "rows", EXHIBIT_NUMBER, (struct bilingual){"涉及行数", "rows behind it"},
	               NULL);
}

static void put_revision(struct exhibit *e, const struct subject *s, const struct records *rows,
                         size_t i)
{
	static const struct word kinds[] = {{"value", {"数值", "value"}},
	                                    {"rank", {"名次", "place"}}};
	static const struct word bases[] = {{"ytd", {"累计", "year to date"}},
	                                    {"month", {"当月", "month"}},
	                                    {"year", {"全年", "year"}}};
	put_indicator(e, s, rows, i);
	PUT_WORD(e, kinds, field(rows, i, "what"));
	exhibit_put_slice(e, field(rows, i, "period"));
	PUT_WORD(e, bases, field(rows, i, "basis"));
	exhibit_put_slice(e, field(rows, i, "before"));
	exhibit_put_slice(e, field(rows, i, "after"));
	exhibit_put_slice(e, field(rows, i, "change"));
	put_unit(e, unit_find(field(rows, i, "unit")));
	PUT_WORD(e, changes, field(rows, i, "status"));
	exhibit_put_slice(e, field(rows, i, "rows"));
}

/* A figure of a new period was not there to be revised. */
static bool is_revision(const struct records *rows, size_t i)
{
	return !slice_is(field(rows, i, "status"), "appeared");
}

/* Of the region as a whole: a part may be withheld, and that the last vintage showed it is past. */
static bool is_whole(const struct subject *s, const struct records *rows, size_t i)
{
	const struct code_tree *industries = &s->publication->config.industries;

	return is_own(s, rows, i) && slice_is(field(rows, i, "class"), "total") &&
	       slice_eq(field(rows, i, "industry"), industries->nodes[industries->root].code);
}

static void add_of_so_many(struct text *t, const void *count)
{
	text_addf(t,
	          T("The first of %llu revisions; all are in revisions.csv.",
	            "共修订 %llu 项，此处列出前若干项，全部见 revisions.csv。"),
	          (unsigned long long)*(const uint64_t *)count);
}

void exhibit_make_revisions(struct exhibit *e, const struct subject *s)
{
	const struct records *rows = subject_records(s, &table_revisions);
	uint64_t most = e->setting->most ? e->setting->most : UINT64_MAX, count = 0;

	exhibit_set_scope(e, s->region);
	revisions_columns(e);
	for (size_t i = 0; i < rows->count; i++)
		if (is_revision(rows, i) && is_whole(s, rows, i) && count++ < most)
			put_revision(e, s, rows, i);
	if (count > most)
		e->note = in_both(&e->arena, add_of_so_many, &count);
}
