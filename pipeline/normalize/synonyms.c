#include "normalize/synonyms.h"

#include <stdlib.h>

#include "base/fold.h"
#include "io/path.h"
#include "model/unit.h"

/* --- Headers ------------------------------------------------------------------------------- */

/* Words in a header that say which of several figures of one name it is. Folded keys. */
static const char *const last_year_words[] = {
        "上年同期累计", "去年同期累计", "上年同期数", "上年同期", "去年同期",
        "上年累计",     "上年",         "去年",       "同期数",   "previousyear",
        "lastyear",     "prioryear",    "yearbefore", "_ly"};
static const char *const this_year_words[] = {
        "1-本月累计", "1-本月", "1—本月", "自年初累计", "年初至今",    "本年累计", "本年度", "本年",
        "本期",       "今年",   "累计",   "其中:",      "currentyear", "thisyear", "合计"};
static const char *const growth_words[] = {"增速",   "增长",   "同比", "增幅",
                                           "growth", "change", "cagr", "±"};
static const char *const share_words[] = {"比重",  "占比",  "强度",   "比例",         "intensity",
                                          "share", "ratio", "margin", "profitability"};

/* Units behind a name without brackets. */
static const struct {
	const char *ending, *unit;
} endings[] = {
        {"_yi_yuan", "亿元"},
        {"_wan_yuan", "万元"},
        {"_qian_yuan", "千元"},
        {"_yuan", "元"},
        {"_pct", "%"},
        {"_percent", "%"},
        {"_eur_million", "EUR million"},
        {"_usd_million", "USD million"},
        {"_eur", "EUR"},
        {"_usd", "USD"},
        {"亿元", "亿元"},
        {"万元", "万元"},
        {"千元", "千元"},
        {"百万元", "百万元"},
};

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static bool cut_word(struct text *key, const char *word)
{
	size_t n = strlen(word);
	char *at = key->n ? memmem(key->p, key->n, word, n) : NULL;

	/* A name of its own ("合计") is no qualifier. */
	if (!at || key->n == n)
		return false;
	memmove(at, at + n, key->n - n - (size_t)(at - key->p));
	text_truncate(key, key->n - n);
	return true;
}

static bool cut_words(struct text *key, const char *const *words, size_t count)
{
	bool any = false;

	for (size_t i = 0; i < count; i++)
		while (cut_word(key, words[i]))
			any = true;
	return any;
}

static bool has_word(const struct text *key, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (key->n && memmem(key->p, key->n, words[i], strlen(words[i])))
			return true;
	return false;
}

/* Takes "(万元)" off the end, where it is a unit. */
static void cut_unit(struct text *key, struct slice header, struct header_look *look)
{
	const char *open = memrchr(header.p, '(', header.n);

	if (open && header.n && header.p[header.n - 1] == ')') {
		struct slice inner = {open + 1, (size_t)(header.p + header.n - 1 - (open + 1))};
		look->unit = unit_find(inner);
		look->unit_in_brackets = look->unit != NULL;
	}
	if (look->unit && memrchr(key->p, '(', key->n))
		text_truncate(key, (size_t)((char *)memrchr(key->p, '(', key->n) - key->p));
	if (!look->unit && key->n && memmem(key->p, key->n, "us_millions", 11))
		look->unit = unit_find(slice_of("USD million"));
	for (size_t i = 0; i < COUNT_OF(endings) && !look->unit; i++) {
		size_t n = strlen(endings[i].ending);
		if (key->n <= n || !slice_ends(text_slice(key), endings[i].ending))
			continue;
		look->unit = unit_find(slice_of(endings[i].unit));
		text_truncate(key, key->n - n);
	}
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Takes a year ("2020", "2019/20") out. */
static bool cut_year(struct text *key)
{
	for (size_t i = 0; i + 4 <= key->n; i++) {
		size_t n = 4;
		const char *p = key->p + i;
		if ((i && is_digit(p[-1])) ||
		    (memcmp(p, "19", 2) != 0 && memcmp(p, "20", 2) != 0) || !is_digit(p[2]) ||
		    !is_digit(p[3]) || (i + 4 < key->n && is_digit(p[4])))
			continue;
		if (i + 7 <= key->n && p[4] == '/' && is_digit(p[5]) && is_digit(p[6]))
			n = 7;
		memmove(key->p + i, p + n, key->n - i - n);
		text_truncate(key, key->n - n);
		return true;
	}
	return false;
}

static void cut_character(struct text *key, char c)
{
	size_t kept = 0;

	for (size_t i = 0; i < key->n; i++)
		if (key->p[i] != c)
			key->p[kept++] = key->p[i];
	if (key->n)
		text_truncate(key, kept);
}

struct header_look header_look(struct slice header, struct arena *arena)
{
	struct header_look look = {.unit = NULL};
	struct text key = TEXT_INIT;

	fold_key(header, &key);
	if (key.n)
		cut_unit(&key, header, &look);
	look.last_year = cut_words(&key, last_year_words, COUNT_OF(last_year_words));
	look.this_year = cut_words(&key, this_year_words, COUNT_OF(this_year_words));
	look.growth = has_word(&key, growth_words, COUNT_OF(growth_words));
	look.share = has_word(&key, share_words, COUNT_OF(share_words));
	look.has_year = key.n && cut_year(&key);
	while (key.n && strchr("/_-:,.()", key.p[key.n - 1]))
		text_truncate(&key, key.n - 1);
	while (key.n && strchr("/_-:,.()", key.p[0])) {
		memmove(key.p, key.p + 1, key.n - 1);
		text_truncate(&key, key.n - 1);
	}
	cut_character(&key, '_');
	cut_character(&key, '/'); /* "高新技术产业增加值/增速": one word in two rows */
	look.key = arena_copy(arena, text_slice(&key));
	text_release(&key);
	return look;
}

/* --- What is known -------------------------------------------------------------------------- */

/* The columns of every configuration, and their common names. */
static const struct {
	enum role role;
	const char *name;
	const char *const *synonyms;
} fixed[] = {
        {ROLE_ENTERPRISE, "enterprise",
         (const char *const[]){"统一社会信用代码",
                               "社会信用代码",
                               "信用代码",
                               "统一信用代码",
                               "组织机构代码",
                               "企业代码",
                               "企业编号",
                               "单位代码",
                               "法人单位代码",
                               "uscc",
                               "enterprise id",
                               "enterprise code",
                               "company id",
                               "company",
                               "company name",
                               "firm",
                               "enterprise",
                               "cik",
                               "lei",
                               "credit code",
                               "name",
                               "unified social credit code",
                               NULL}},
        {ROLE_REGION, "region",
         (const char *const[]){"行政区划代码",
                               "行政区划",
                               "地区代码",
                               "区划代码",
                               "地区",
                               "区域",
                               "区县",
                               "县区",
                               "县市区",
                               "县(市、区)",
                               "县（市、区）",
                               "市县",
                               "所在地",
                               "所属地区",
                               "所在县区",
                               "省份",
                               "省市",
                               "地市",
                               "城市",
                               "市",
                               "区",
                               "县",
                               "省",
                               "单位所在地",
                               "region",
                               "region code",
                               "country",
                               "state",
                               "province",
                               "city",
                               "county",
                               "geo",
                               "geopolitical entity",
                               "ref_area",
                               "reference area",
                               "location",
                               "state_full_path",
                               NULL}},
        {ROLE_INDUSTRY, "industry",
         (const char *const[]){"行业代码", "行业", "行业类别", "行业名称", "行业分类",
                               "国民经济行业", "所属行业", "industry", "industry code", "sector",
                               "industrial sector", "nace", "nace_r2", "naics", "isic", "activity",
                               "sectperf", "industry-icb3 sector name", NULL}},
        {ROLE_PERIOD, "period", (const char *const[]){"报告期",      "报告期别",
                                                      "时期",        "期别",
                                                      "所属期",      "统计期",
                                                      "报表期",      "月份",
                                                      "年月",        "日期",
                                                      "年度",        "时间",
                                                      "period",      "reporting period",
                                                      "date",        "time",
                                                      "time_period", "month",
                                                      "quarter",     "obs_time",
                                                      NULL}},
        {ROLE_YEAR, "year",
         (const char *const[]){"年份", "年", "会计年度", "year", "fiscal year", "fy", NULL}},
        {ROLE_UNIT, "unit",
         (const char *const[]){"单位", "计量单位", "金额单位", "货币单位", "unit", "units",
                               "unit of measure", "unit_measure", "currency unit", NULL}},
        {ROLE_STATUS, "status",
         (const char *const[]){"标志", "状态", "数据标志", "obs_status", "obs_flag", "flag",
                               "flags", "status", "observation status", NULL}},
        {ROLE_VALUE, "value",
         (const char *const[]){"数值", "数量", "指标值", "金额", "值", "obs_value", "value",
                               "amount", "val", NULL}},
        {ROLE_WHICH, "indicator",
         (const char *const[]){"指标", "指标名称", "项目", "指标代码", "事项", "科目", "indicator",
                               "measure", "item", "variable", "concept", "subject", "*1", NULL}},
};

static const char *const name_of_enterprise[] = {
        "单位名称", "企业名称",     "单位详细名称", "公司名称",        "企业",       "名称",
        "name",     "company name", "company",      "enterprise name", "entityname", NULL};

static uint32_t add_target(struct synonyms *s, enum role role, size_t index, const char *name)
{
	VEC_GROW(s->targets, s->target_count, s->target_capacity);
	s->targets[s->target_count] = (struct meaning){role, index, name};
	return (uint32_t)s->target_count++;
}

static void add(struct synonyms *s, uint32_t target, const char *text)
{
	if (!text || !*text)
		return;
	VEC_GROW(s->items, s->count, s->capacity);
	s->items[s->count].target = target;
	s->items[s->count++].look = header_look(slice_of(text), &s->arena);
}

static void add_all(struct synonyms *s, uint32_t target, const char *const *texts)
{
	for (; *texts; texts++)
		add(s, target, *texts);
}

static void add_named(struct synonyms *s, enum role role, size_t index, const char *id,
                      const struct bilingual *name)
{
	uint32_t target = add_target(s, role, index, id);

	add(s, target, id);
	add(s, target, name->zh);
	add(s, target, name->en);
	if (role == ROLE_ATTRIBUTE && strcmp(id, "name") == 0)
		add_all(s, target, name_of_enterprise);
}

static void add_configured(struct synonyms *s, const struct configuration *c)
{
	const struct returns *r = &c->returns;

	for (size_t i = 0; i < r->attribute_count; i++)
		add_named(s, ROLE_ATTRIBUTE, i, r->attributes[i].id, &r->attributes[i].name);
	for (size_t i = 0; i < r->class_count; i++)
		add_named(s, ROLE_CLASS, i, r->classes[i].id, &r->classes[i].name);
	for (size_t i = 0; i < r->measure_count; i++)
		add_named(s, ROLE_MEASURE, i, r->measures[i].id, &r->measures[i].name);
	for (size_t i = 0; i < c->indicators.count; i++)
		if (c->indicators.items[i].type == INDICATOR_IMPORTED)
			add_named(s, ROLE_FIGURE, i, c->indicators.items[i].id,
			          &c->indicators.items[i].name);
}

/* --- synonyms.json --------------------------------------------------------------------------- */

static int add_texts(struct synonyms *s, const struct json_place *at, const char *name,
                     const json_t *list, struct err *err)
{
	struct json_place member = json_member(at, name);
	const json_t *text;
	bool known = false;
	size_t i;

	if (!json_is_array(list))
		return json_wrong(&member, err, "%s", T("must be a list of texts", "应为文本列表"));
	for (uint32_t target = 0; target < s->target_count; target++) {
		if (strcmp(s->targets[target].name, name) != 0)
			continue;
		known = true;
		json_array_foreach(list, i, text)
		{
			if (!json_is_string(text))
				return json_wrong(&member, err, "%s",
				                  T("must be a list of texts", "应为文本列表"));
			add(s, target, json_string_value(text));
		}
	}
	return known ? 0
	             : json_wrong(&member, err,
	                          T("no column, measure or indicator is called '%s'",
	                            "没有名为 '%s' 的列、指标量或指标"),
	                          name);
}

static int read_file(struct synonyms *s, const char *path, struct err *err)
{
	struct json_place top = {path, "", &s->arena};
	json_t *root = json_load_path(path, RD_CONFIG, err);
	int result = root ? 0 : -1;
	const char *name;
	json_t *list;

	json_object_foreach(root, name, list)
	{
		if (name[0] != '_')
			result = add_texts(s, &top, name, list, err);
		if (result < 0)
			break;
	}
	json_decref(root);
	return result;
}

int synonyms_load(struct synonyms *s, const struct configuration *c, struct err *err)
{
	char *path = configuration_path(c, "synonyms.json");
	int result = 0;

	*s = (struct synonyms){0};
	for (size_t i = 0; i < COUNT_OF(fixed); i++)
		add_all(s, add_target(s, fixed[i].role, 0, fixed[i].name), fixed[i].synonyms);
	add_configured(s, c);
	if (path_exists(path))
		result = read_file(s, path, err);
	free(path);
	if (result < 0)
		synonyms_release(s);
	return result;
}

void synonyms_release(struct synonyms *s)
{
	free(s->targets);
	free(s->items);
	arena_release(&s->arena);
	*s = (struct synonyms){0};
}

/* --- Scores ---------------------------------------------------------------------------------- */

static bool is_ascii(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] & 0x80)
			return false;
	return true;
}

static unsigned score(const struct header_look *header, const struct header_look *synonym)
{
	struct slice h = header->key, s = synonym->key;

	if (h.n == 0 || s.n == 0 || header->growth != synonym->growth ||
	    header->share != synonym->share)
		return 0;
	if (slice_eq(h, s))
		return 100;
	/* "研发费用" is short for "研发费用（公布）". */
	if (h.n >= (is_ascii(h) ? 5u : 6u) && memmem(s.p, s.n, h.p, h.n))
		return (unsigned)(10 + 60 * h.n / s.n);
	/* A short word may stand in many a header that means something else. */
	if (s.n < (is_ascii(s) ? 4u : 6u) || !memmem(h.p, h.n, s.p, s.n))
		return 0;
	return (unsigned)(20 + 60 * s.n / h.n);
}

unsigned synonyms_score(const struct synonyms *s, size_t target, const struct header_look *look)
{
	unsigned best = 0;

	for (size_t i = 0; i < s->count; i++) {
		unsigned n = s->items[i].target == target ? score(look, &s->items[i].look) : 0;
		best = n > best ? n : best;
	}
	return best;
}
