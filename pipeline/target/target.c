#include "target/target.h"

#include "base/log.h"
#include "model/panel_row.h"
#include "model/stage.h"
#include "target/attainment.h"

/* Decimals of percentages that no indicator defines: progress, elapsed, achieved growth. */
enum { PERCENT_DECIMALS = 1 };

struct stage {
	struct configuration config;
	struct package package;
	struct targets targets;
	struct figures figures;
	struct table_writer writer;
	uint64_t verdicts[VERDICTS];
	struct err *err;
};

static void put_percent(struct table_writer *w, struct maybe share, enum rounding rounding)
{
	struct text t = TEXT_INIT;
	wide rounded;

	if (share.known && ratio_round(share.exact, 2 + PERCENT_DECIMALS, rounding, &rounded))
		decimal_add(&t, rounded, PERCENT_DECIMALS);
	table_put(w, text_slice(&t));
	text_release(&t);
}

enum direction { UP, DOWN };

/* What has to be reached is not rounded to the nearest but to the side that is enough. */
static void put_toward(struct table_writer *w, struct maybe value, unsigned shift,
                       unsigned decimals, enum direction direction)
{
	wide sign = direction == DOWN ? -1 : 1;
	struct text t = TEXT_INIT;
	wide rounded;

	if (value.known &&
	    multiply_divide_up(sign * value.exact.numerator, power_of_ten(shift + decimals),
	                       value.exact.denominator, &rounded))
		decimal_add(&t, sign * rounded, decimals);
	table_put(w, text_slice(&t));
	text_release(&t);
}

static void put_expected(struct table_writer *w, const struct indicator *indicator,
                         struct maybe value, unsigned decimals)
{
	struct text t = TEXT_INIT;
	wide rounded;

	if (value.known && ratio_round(value.exact, indicator->formula.shift + decimals,
	                               indicator->rounding, &rounded))
		decimal_add(&t, rounded, decimals);
	table_put(w, text_slice(&t));
	text_release(&t);
}

static void put_target(struct stage *s, const struct target *target)
{
	struct table_writer *w = &s->writer;

	table_put(w, s->config.regions.nodes[target->region].code);
	table_put_text(w, target->indicator->id);
	table_put_u64(w, (uint64_t)target->year);
	table_put_text(w, target_kind_names[target->kind]);
	table_put(w, target->value);
	table_put_text(w, target->unit->name);
}

static void put_figure(struct stage *s, const struct attainment *a)
{
	struct table_writer *w = &s->writer;
	const struct figure *f = a->figure;
	struct text t = TEXT_INIT;

	if (f)
		period_add(&t, f->key.period, f->key.basis);
	table_put(w, text_slice(&t));
	table_put_text(w, f ? basis_name(f->key.basis) : "");
	table_put(w, f ? f->value : (struct slice){"", 0});
	table_put(w, a->base ? a->base->value : (struct slice){"", 0});
	text_release(&t);
}

static void put_progress(struct stage *s, const struct attainment *a)
{
	const struct indicator *indicator = a->target->indicator;
	unsigned shift = indicator->formula.shift, decimals = (unsigned)indicator->decimals;
	/* Half an enterprise a month is a pace, though not a number of enterprises. */
	unsigned finer = decimals ? decimals : 1;
	struct maybe elapsed = {a->figure != NULL, {a->month, 12}};
	struct table_writer *w = &s->writer;

	if (a->target->kind == TARGET_GROWTH)
		put_percent(w, a->achieved, indicator->rounding);
	else
		table_put(w, a->figure ? a->figure->value : (struct slice){"", 0});
	/* Rounded down: 100.0 says that the target is attained. */
	put_toward(w, a->progress, 2, PERCENT_DECIMALS, DOWN);
	put_percent(w, elapsed, indicator->rounding);
	put_expected(w, indicator, a->expected, finer);
	put_toward(w, a->needed, shift, decimals, indicator->less_is_better ? DOWN : UP);
	put_toward(w, a->remaining, shift, decimals, UP);
	put_toward(w, a->pace, shift, finer, UP);
}

static bool is_sample(const struct attainment *a)
{
	return slice_starts(a->target->origin, SAMPLE_PREFIX) || (a->figure && a->figure->sample) ||
	       (a->base && a->base->sample);
}

static int put_attainment(struct stage *s, const struct target *target)
{
	struct attainment a;

	if (!attainment_judge(&a, target, &s->figures))
		return err_set(s->err, RD_INPUT,
		               T("'%s' of '%.*s' is too large to be compared with its target",
		                 "'%s'（'%.*s'）过大，无法与目标比较"),
		               target->indicator->id,
		               SLICE_FMT(s->config.regions.nodes[target->region].code));
	s->verdicts[a.verdict]++;
	put_target(s, target);
	put_figure(s, &a);
	put_progress(s, &a);
	table_put_text(&s->writer, verdict_name(a.verdict));
	table_put(&s->writer, target->note);
	table_put_text(&s->writer, is_sample(&a) ? SAMPLE_PREFIX "indicators" : "indicators");
	table_end_row(&s->writer);
	return 0;
}

static int write_attainment(struct stage *s)
{
	int result = package_create_table(&s->package, &s->writer, &table_attainment, s->err);

	if (result < 0)
		return -1;
	for (size_t i = 0; i < s->targets.count && result == 0; i++)
		result = put_attainment(s, &s->targets.items[i]);
	if (result == 0)
		result = package_commit_table(&s->package, &s->writer, s->err);
	table_close(&s->writer);
	return result;
}

static int run(struct stage *s, const struct program *program)
{
	for (size_t i = 0; i < program->files.count; i++)
		if (figures_load(&s->figures, program->files.items[i], &s->package, s->err) < 0)
			return -1;
	if (write_attainment(s) < 0)
		return -1;
	package_count(&s->package, "read", s->figures.read);
	package_count(&s->package, "targets", s->targets.count);
	for (unsigned v = 0; v < VERDICTS; v++)
		package_count(&s->package, verdict_name((enum verdict)v), s->verdicts[v]);
	if (package_write(&s->package, s->err) < 0)
		return -1;
	log_note(
	        T("%zu targets: %llu attained, %llu on schedule or ahead, %llu behind, %llu missed, "
	          "%llu without data",
	          "%zu 个目标：已达到 %llu 个，按期或超前 %llu 个，落后 %llu 个，未完成 %llu 个，"
	          "无数据 %llu 个"),
	        s->targets.count, (unsigned long long)s->verdicts[VERDICT_ATTAINED],
	        (unsigned long long)s->verdicts[VERDICT_ON_SCHEDULE] + s->verdicts[VERDICT_AHEAD],
	        (unsigned long long)s->verdicts[VERDICT_BEHIND],
	        (unsigned long long)s->verdicts[VERDICT_MISSED],
	        (unsigned long long)s->verdicts[VERDICT_NO_DATA]);
	return 0;
}

int target_run(const struct program *program, struct err *err)
{
	struct stage s = {.err = err};
	int result = -1;

	if (stage_begin(&s.config, &s.package, program, CONFIG_FIGURES, "attainment", err) < 0)
		return -1;
	figures_init(&s.figures, &s.config);
	s.figures.wants = figure_is_whole;
	if (targets_load(&s.targets, &s.config, err) == 0)
		result = run(&s, program);
	figures_release(&s.figures);
	targets_release(&s.targets);
	stage_end(&s.config, &s.package);
	return result;
}
