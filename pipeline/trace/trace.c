#include "trace/trace.h"

#include <stdlib.h>

#include "model/stage.h"
#include "trace/account.h"
#include "trace/trace_table.h"

struct stage {
	const struct program *program;
	const struct trace_options *options;
	struct configuration config;
	struct run_files files;
	struct published figure;
	struct evidence evidence;
	struct events events;
	struct raw_files raw;
	struct err *err;
};

static const char *output_of(const struct stage *s)
{
	return s->program->output ? s->program->output : "-";
}

static int gather(struct stage *s)
{
	if (run_files_need_panel(&s->files, s->options, s->err) < 0)
		return -1;
	evidence_init(&s->evidence, &s->figure);
	for (size_t i = 0; i < s->files.panels.count; i++)
		if (evidence_read(&s->evidence, s->files.panels.items[i], s->err) < 0)
			return -1;
	return evidence_finish(&s->evidence, s->err);
}

static int write_account(struct stage *s)
{
	struct account account = {
	        .figure = &s->figure,
	        .evidence = s->evidence.figure ? &s->evidence : NULL,
	        .events = s->events.figure ? &s->events : NULL,
	        .raw = &s->raw,
	        .top = s->options->top,
	        .bytes = s->options->bytes,
	};
	struct text t = TEXT_INIT;
	int result = account_add(&t, &account, s->err);

	if (result == 0)
		result = output_whole(output_of(s), text_slice(&t), s->err);
	text_release(&t);
	return result;
}

static int disagrees(const struct stage *s, wide numerator, wide denominator)
{
	const struct slice *published = s->figure.row.cells;
	struct text t = TEXT_INIT;

	text_add_i128(&t, numerator);
	text_adds(&t, " ÷ ");
	text_add_i128(&t, denominator);
	err_set(s->err, RD_INPUT,
	        T("summed again it is %s, published is %.*s ÷ %.*s",
	          "重新求和得到 %s，公布的是 %.*s ÷ %.*s"),
	        t.p, SLICE_FMT(published[OBS_NUMERATOR]), SLICE_FMT(published[OBS_DENOMINATOR]));
	/* The sums may be the same where the enterprises are not. */
	if (numerator == s->figure.exact.numerator && denominator == s->figure.exact.denominator)
		err_set(s->err, RD_INPUT,
		        T("counted again, the population is %lld and %lld are left out; published "
		          "are %.*s and %.*s",
		          "重新计数，总体 %lld 家、未计入 %lld 家；公布的是 %.*s 家和 %.*s 家"),
		        (long long)s->evidence.n, (long long)s->evidence.left_out,
		        SLICE_FMT(published[OBS_N]), SLICE_FMT(published[OBS_LEFT_OUT]));
	text_release(&t);
	return err_hint(s->err,
	                T("give the files and the configuration that the figure was made with",
	                  "请使用产生该数的文件和配置"));
}

static int check(const struct stage *s)
{
	const struct evidence *e = &s->evidence;
	const struct events *events = &s->events;

	if (e->figure && !evidence_agrees(e))
		return disagrees(s, e->exact.numerator, e->exact.denominator);
	if (events->figure && !events_agree(events))
		return disagrees(s, events->sum, s->figure.exact.denominator);
	return 0;
}

static int explain(struct stage *s)
{
	bool computed = indicator_from_cells(s->figure.key.indicator);
	bool summed = s->figure.key.indicator->ledger && s->files.observations.count;

	if (s->options->bytes && !s->files.raw) {
		err_set(s->err, RD_USAGE, T("no raw files are at hand", "没有原始文件"));
		return err_hint(s->err,
		                T("name their directory with --raw", "请用 --raw 指定目录"));
	}
	if (s->options->csv && !computed)
		return err_set(s->err, RD_USAGE,
		               T("'%s' is not computed from enterprises: there is no table of them",
		                 "'%s' 不是由企业数据计算的，没有企业明细表"),
		               s->figure.key.indicator->id);
	if ((computed && gather(s) < 0) ||
	    (summed && events_read(&s->events, &s->figure, &s->files, s->err) < 0))
		return -1;
	if (s->options->csv ? trace_table_write(output_of(s), &s->evidence,
	                                        s->options->bytes ? &s->raw : NULL, s->err) < 0
	                    : write_account(s) < 0)
		return -1;
	return check(s);
}

static int run(struct stage *s)
{
	if (configuration_load(&s->config, CONFIG_FIGURES, s->err) < 0 ||
	    published_ask(&s->figure, &s->config, s->program, s->options, s->err) < 0 ||
	    run_files_find(&s->files, s->options, &s->figure, s->err) < 0 ||
	    published_find(&s->figure, s->files.indicators, s->err) < 0 ||
	    raw_files_init(&s->raw, &s->config, &s->files, s->err) < 0)
		return -1;
	return explain(s);
}

int trace_run(const struct program *program, const struct trace_options *options, struct err *err)
{
	struct stage s = {.program = program, .options = options, .err = err};
	char *of_run = program->config ? NULL : run_configuration(options);
	int result = configuration_open(&s.config, of_run ? of_run : program->config, err);

	free(of_run);
	if (result == 0)
		result = run(&s);
	raw_files_release(&s.raw);
	evidence_release(&s.evidence);
	events_release(&s.events);
	published_release(&s.figure);
	run_files_release(&s.files);
	configuration_release(&s.config);
	return result;
}
