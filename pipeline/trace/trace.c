#include "trace/trace.h"

#include "trace/account.h"
#include "trace/trace_table.h"

struct stage {
	const struct program *program;
	const struct trace_options *options;
	struct configuration config;
	struct run_files files;
	struct published figure;
	struct evidence evidence;
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
	for (size_t i = 0; i < s->files.panel_count; i++)
		if (evidence_read(&s->evidence, s->files.panels[i], s->err) < 0)
			return -1;
	return evidence_finish(&s->evidence, s->err);
}

static int write_account(struct stage *s, bool computed)
{
	struct account account = {
	        .figure = &s->figure,
	        .evidence = computed ? &s->evidence : NULL,
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

static int disagrees(const struct stage *s)
{
	struct text t = TEXT_INIT;

	text_add_i128(&t, s->evidence.exact.numerator);
	text_adds(&t, " ÷ ");
	text_add_i128(&t, s->evidence.exact.denominator);
	err_set(s->err, RD_INPUT,
	        T("the panel gives %s (%lld enterprises), published is %.*s ÷ %.*s (%.*s)",
	          "面板得到 %s（%lld 家），公布的是 %.*s ÷ %.*s（%.*s 家）"),
	        t.p, (long long)s->evidence.n, SLICE_FMT(s->figure.row.cells[OBS_NUMERATOR]),
	        SLICE_FMT(s->figure.row.cells[OBS_DENOMINATOR]),
	        SLICE_FMT(s->figure.row.cells[OBS_N]));
	text_release(&t);
	return err_hint(s->err,
	                T("give the panel and the configuration that the figure was made with",
	                  "请使用产生该数的面板和配置"));
}

static int explain(struct stage *s)
{
	bool computed = indicator_from_cells(s->figure.key.indicator);

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
	if (computed && gather(s) < 0)
		return -1;
	if (s->options->csv ? trace_table_write(output_of(s), &s->evidence,
	                                        s->options->bytes ? &s->raw : NULL, s->err) < 0
	                    : write_account(s, computed) < 0)
		return -1;
	return computed && !evidence_agrees(&s->evidence) ? disagrees(s) : 0;
}

static int run(struct stage *s)
{
	if (configuration_load(&s->config, CONFIG_INDICATORS | CONFIG_REGIONS | CONFIG_INDUSTRIES,
	                       s->err) < 0 ||
	    published_ask(&s->figure, &s->config, s->program, s->options, s->err) < 0 ||
	    run_files_find(&s->files, s->options, s->err) < 0 ||
	    published_find(&s->figure, s->files.indicators, s->err) < 0 ||
	    raw_files_init(&s->raw, &s->config, &s->files, s->err) < 0)
		return -1;
	return explain(s);
}

int trace_run(const struct program *program, const struct trace_options *options, struct err *err)
{
	struct stage s = {.program = program, .options = options, .err = err};
	int result = configuration_open(&s.config, program->config, err);

	if (result == 0)
		result = run(&s);
	raw_files_release(&s.raw);
	evidence_release(&s.evidence);
	published_release(&s.figure);
	run_files_release(&s.files);
	configuration_release(&s.config);
	return result;
}
