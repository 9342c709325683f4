/*
 * Exhibits of how the figures came to be: rows in and out of every stage, what was refused
 * and why, methods, and the files behind it all with their checksums.
 */
#include "io/path.h"
#include "model/reject_code.h"
#include "report/exhibits.h"
#include "report/phrases.h"

/* --- What a reader sees of a path ----------------------------------------------------------- */

/* Not of the run: it tells where things lie on the machine. */
static bool is_outside(const char *path)
{
	return path[0] == '/' || strncmp(path, "..", 2) == 0;
}

/* Bytes of the directory that holds all files from outside. */
static size_t common_directory(const struct lineage *l)
{
	const char *first = NULL;
	size_t n = 0;

	for (size_t i = 0; i < l->file_count; i++) {
		const char *path = l->files[i].path;
		size_t same = 0;
		if (!is_outside(path))
			continue;
		while (path[same] && (!first || (same < n && path[same] == first[same])))
			same++;
		while (same && path[same - 1] != '/')
			same--;
		first = path;
		n = same;
	}
	return n;
}

static void put_path(struct exhibit *e, const struct lineage *l, const char *path)
{
	size_t common = common_directory(l);

	if (!is_outside(path))
		exhibit_put_slice(e, slice_of(path));
	else if (common && strlen(path) > common)
		exhibit_put_slice(e, slice_of(path + common));
	else
		exhibit_put_slice(e, slice_of(path_name(path)));
}

/* --- Rows in and out ------------------------------------------------------------------------- */

static const struct {
	const char *id;
	struct bilingual title;
} counts[] = {
        {"read", {"读入", "read"}},
        {"written", {"写出", "written"}},
        {"rejected", {"拒绝", "rejected"}},
        {"skipped", {"跳过", "skipped"}},
        {"superseded", {"被替换", "superseded"}},
        {"silent", {"应报未报", "silent"}},
        {"late", {"迟报", "late"}},
};

enum { COUNTS = sizeof(counts) / sizeof(counts[0]) };

static void put_u64(struct exhibit *e, uint64_t value)
{
	struct text t = TEXT_INIT;

	text_add_u64(&t, value);
	exhibit_put_slice(e, text_slice(&t));
	text_release(&t);
}

static const struct lineage_count *count_of(const struct lineage_step *step, const char *name)
{
	const struct lineage_count *count = step->counts;

	while (count && strcmp(count->name, name) != 0)
		count = count->next;
	return count;
}

static void put_step(struct exhibit *e, const struct lineage *l, const struct lineage_step *step)
{
	if (!count_of(step, "read"))
		return;
	put_path(e, l, step->directory);
	exhibit_put_slice(e, slice_of(step->stage));
	for (size_t k = 0; k < COUNTS; k++) {
		const struct lineage_count *c = count_of(step, counts[k].id);
		if (c)
			put_u64(e, c->count);
		else
			exhibit_put_missing(e);
	}
}

void exhibit_make_quality(struct exhibit *e, const struct subject *s)
{
	const struct lineage *l = &s->publication->lineage;

	exhibit_column(e, "step", EXHIBIT_TEXT, (struct bilingual){"环节", "step"}, NULL);
	exhibit_column(e, "program", EXHIBIT_TEXT, (struct bilingual){"程序", "program"}, NULL);
	for (size_t k = 0; k < COUNTS; k++)
		exhibit_column(e, counts[k].id, EXHIBIT_NUMBER, counts[k].title, NULL);
	for (size_t i = 0; i < l->step_count; i++)
		put_step(e, l, &l->steps[i]);
}

/* --- What was refused or looked at --------------------------------------------------------- */

/* Reasons that are no reject codes. */
static const struct {
	const char *id;
	struct bilingual text;
} reasons[] = {
        {"revision", {"后报数据修订先报数据", "a later return revised it"}},
        {"duplicate", {"重复填报", "the same return twice"}},
        {"successor", {"行政区划或行业代码变更", "a retired code was followed"}},
        {"moved", {"企业迁移或改行业", "the enterprise moved"}},
};

struct reason {
	const struct tally *tally;
	const struct returns *returns;
};

static void add_reason(struct text *t, const void *context)
{
	const struct reason *reason = context;
	const struct tally *tally = reason->tally;
	int measure = returns_measure(reason->returns, tally->value);

	if (measure >= 0) {
		text_adds(t, bilingual_text(reason->returns->measures[measure].name));
		return;
	}
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (slice_is(tally->value, reasons[i].id)) {
			text_adds(t, bilingual_text(reasons[i].text));
			return;
		}
	for (int i = 0; i < REJECT_COUNT; i++)
		if (slice_is(tally->value, reject_code_name((enum reject_code)i))) {
			text_adds(t, reject_code_text((enum reject_code)i));
			return;
		}
	text_add_slice(t, tally->value);
}

void exhibit_make_rejects(struct exhibit *e, const struct subject *s)
{
	const struct publication *p = s->publication;

	exhibit_column(e, "list", EXHIBIT_TEXT, (struct bilingual){"清单", "list"}, NULL);
	exhibit_column(e, "reason", EXHIBIT_TEXT, (struct bilingual){"原因", "reason"}, NULL);
	exhibit_column(e, "code", EXHIBIT_TEXT, (struct bilingual){"代码", "code"}, NULL);
	exhibit_column(e, "count", EXHIBIT_NUMBER, (struct bilingual){"数量", "count"}, NULL);
	for (size_t i = 0; i < p->tally_count; i++) {
		const struct tally *tally = &p->tallies[i];
		const struct reason reason = {tally, &p->config.returns};
		exhibit_put(e, tally->table->title);
		exhibit_put(e, in_both(&e->arena, add_reason, &reason));
		exhibit_put_slice(e, tally->value);
		put_u64(e, tally->count);
	}
}

/* --- Methods --------------------------------------------------------------------------------- */

struct method {
	const struct indicator *indicator;
	const struct returns *returns;
};

static const char *measure_name(const struct method *m, const char *id)
{
	int measure = id ? returns_measure(m->returns, slice_of(id)) : -1;

	return measure < 0 ? "" : bilingual_text(m->returns->measures[measure].name);
}

static void add_growth(struct text *t, const struct method *m)
{
	static const struct bilingual bases[] = {
	        [BASE_REPORTED] = {"以同一报表所填上年同期为基数",
	                           "base: last year by the same returns"},
	        [BASE_MATCHED] = {"同一批企业两年报表相比",
	                          "base: the same enterprises' returns of last year"},
	        [BASE_TOTAL] = {"两年全部企业相比", "base: all enterprises of last year"},
	};

	text_addf(t, T("growth of Σ %s; %s", "Σ%s同比；%s"), measure_name(m, m->indicator->measure),
	          bilingual_text(bases[m->indicator->base]));
}

static void add_formula(struct text *t, const void *context)
{
	const struct method *m = context;
	const struct indicator *i = m->indicator;
	const char *measure = measure_name(m, i->measure), *per = measure_name(m, i->per);

	switch (i->type) {
	case INDICATOR_TOTAL:
		text_addf(t, "Σ%s", measure);
		break;
	case INDICATOR_COUNT:
		text_adds(t,
		          T("number of enterprises that meet the condition", "符合条件的企业数"));
		break;
	case INDICATOR_SHARE:
		text_adds(t, T("enterprises that meet the condition ÷ all in scope",
		               "符合条件的企业数 ÷ 范围内全部企业数"));
		break;
	case INDICATOR_RATIO:
		text_addf(t, T("Σ %s ÷ Σ %s, %s", "Σ%s ÷ Σ%s，%s"), measure, per,
		          i->all ? T("all enterprises", "全部企业")
		                 : T("enterprises that state both", "两项均填报的企业"));
		break;
	case INDICATOR_AVERAGE:
		text_addf(t, T("Σ %s ÷ enterprises that state it", "Σ%s ÷ 填报企业数"), measure);
		break;
	case INDICATOR_GROWTH:
		add_growth(t, m);
		break;
	case INDICATOR_CONTRIBUTION:
		text_addf(
		        t,
		        T("increase of %s ÷ last year's Σ of the whole", "%s增量 ÷ 整体上年同期Σ"),
		        measure);
		break;
	case INDICATOR_STRUCTURE:
		text_addf(t, T("Σ %s ÷ the same of the level above", "Σ%s ÷ 上一级Σ"), measure);
		break;
	case INDICATOR_CONCENTRATION:
		text_addf(t, T("Σ %s of the %u largest ÷ Σ", "%s最大 %u 家之和 ÷ Σ"), measure,
		          (unsigned)i->top);
		break;
	case INDICATOR_HHI:
		text_addf(t, T("Σ of squared shares of %s × 10000", "%s份额平方和 × 10000"),
		          measure);
		break;
	default:
		text_adds(t, T("as published by its source", "取自公布数"));
	}
}

static void add_rounding(struct text *t, const void *context)
{
	const struct indicator *i = context;

	text_addf(t, T("%u decimals, %s", "%u 位小数，%s"), (unsigned)i->decimals,
	          i->rounding == ROUND_HALF_EVEN
	                  ? T("half to even (GB/T 8170)", "四舍六入五成双（GB/T 8170）")
	                  : T("half up", "四舍五入"));
}

static bool is_shown(const struct settings *settings, const struct indicator *indicator)
{
	for (size_t i = 0; i < settings->headline_ids.count; i++)
		if (settings->headline[i] == indicator)
			return true;
	for (size_t i = 0; i < settings->exhibit_count; i++)
		for (size_t k = 0; k < settings->exhibits[i].indicator_ids.count; k++)
			if (settings->exhibits[i].indicators[k] == indicator)
				return true;
	return false;
}

void exhibit_make_methods(struct exhibit *e, const struct subject *s)
{
	const struct configuration *config = &s->publication->config;

	exhibit_set_scope(e, s->region);
	exhibit_column(e, "indicator", EXHIBIT_TEXT, (struct bilingual){"指标", "indicator"}, NULL);
	exhibit_column(e, "formula", EXHIBIT_TEXT, (struct bilingual){"算法", "formula"}, NULL);
	exhibit_column(e, "unit", EXHIBIT_TEXT, (struct bilingual){"单位", "unit"}, NULL);
	exhibit_column(e, "rounding", EXHIBIT_TEXT, (struct bilingual){"修约", "rounding"}, NULL);
	exhibit_column(e, "n", EXHIBIT_NUMBER, (struct bilingual){"计入企业", "enterprises in it"},
	               NULL);
	exhibit_column(e, "left_out", EXHIBIT_NUMBER, (struct bilingual){"未计入企业", "left out"},
	               NULL);
	for (size_t i = 0; i < config->indicators.count; i++) {
		const struct method m = {&config->indicators.items[i], &config->returns};
		const struct figure *f =
		        subject_figure(s, s->region, m.indicator, s->publication->period);
		if (!is_shown(subject_settings(s), m.indicator))
			continue;
		exhibit_put(e, m.indicator->name);
		exhibit_put(e, in_both(&e->arena, add_formula, &m));
		exhibit_put(
		        e, (struct bilingual){m.indicator->unit->name, m.indicator->unit->name_en});
		exhibit_put(e, in_both(&e->arena, add_rounding, m.indicator));
		exhibit_put_slice(e, f ? f->n : (struct slice){"", 0});
		exhibit_put_slice(e, f ? f->left_out : (struct slice){"", 0});
	}
}

/* --- Files behind it ------------------------------------------------------------------------- */

void exhibit_make_provenance(struct exhibit *e, const struct subject *s)
{
	const struct lineage *lineage = &s->publication->lineage;

	exhibit_column(e, "stage", EXHIBIT_TEXT, (struct bilingual){"读取环节", "read by"}, NULL);
	exhibit_column(e, "path", EXHIBIT_TEXT, (struct bilingual){"文件", "file"}, NULL);
	exhibit_column(e, "bytes", EXHIBIT_NUMBER, (struct bilingual){"字节数", "bytes"}, NULL);
	exhibit_column(e, "sha256", EXHIBIT_TEXT, (struct bilingual){"SHA-256", "SHA-256"}, NULL);
	for (size_t i = 0; i < lineage->file_count; i++) {
		exhibit_put_slice(e, slice_of(lineage->files[i].stage));
		put_path(e, lineage, lineage->files[i].path);
		put_u64(e, lineage->files[i].bytes);
		exhibit_put_slice(e, slice_of(lineage->files[i].sha256));
	}
}
