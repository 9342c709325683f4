#include "report/report.h"

#include <stdlib.h>

#include "base/log.h"
#include "io/path.h"
#include "report/data.h"
#include "report/phrases.h"
#include "report/press.h"

struct stage {
	struct publication publication;
	struct package package;
	struct assets assets;
	uint32_t *regions; /* that are reported on, in the order of their codes */
	size_t count, capacity;
	struct text index; /* its rows, or the bulletins */
	struct err *err;
};

/* --- Which regions ------------------------------------------------------------------------- */

static void add_region(struct stage *s, uint32_t region)
{
	VEC_GROW(s->regions, s->count, s->capacity);
	s->regions[s->count++] = region;
	publication_want(&s->publication, region);
}

static int choose_named(struct stage *s, const struct option_list *codes)
{
	for (size_t i = 0; i < codes->count; i++) {
		uint32_t region =
		        code_tree_find(&s->publication.config.regions, slice_of(codes->items[i]));
		if (region == CODE_NONE) {
			err_set(s->err, RD_USAGE, T("no region '%s'", "没有地区 '%s'"),
			        codes->items[i]);
			return err_hint(s->err,
			                T("codes are those of regions.csv", "代码见 regions.csv"));
		}
		add_region(s, region);
	}
	return 0;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static int choose_regions(struct stage *s, const struct option_list *codes)
{
	const struct settings *settings = &s->publication.settings;
	size_t kept = 0;

	if (choose_named(s, codes) < 0)
		return -1;
	for (size_t i = 0; codes->count == 0 && i < settings->region_codes.count; i++)
		add_region(s, settings->regions[i]);
	if (s->count)
		qsort(s->regions, s->count, sizeof(*s->regions), by_number);
	for (size_t i = 0; i < s->count; i++)
		if (i == 0 || s->regions[i] != s->regions[kept - 1])
			s->regions[kept++] = s->regions[i];
	s->count = kept;
	return 0;
}

/* What was asked for by name must be there; what is configured may be late. */
static int drop_absent(struct stage *s, bool named)
{
	const struct code_node *nodes = s->publication.config.regions.nodes;
	size_t kept = 0;

	for (size_t i = 0; i < s->count; i++) {
		struct slice code = nodes[s->regions[i]].code;
		if (publication_has(&s->publication, s->regions[i])) {
			s->regions[kept++] = s->regions[i];
		} else if (named) {
			err_set(s->err, RD_INPUT,
			        T("no figure of '%.*s' for this period", "本期没有 '%.*s' 的数字"),
			        SLICE_FMT(code));
			return err_hint(s->err, T("choose another period with --period",
			                          "请用 --period 选择其他报告期"));
		} else {
			log_warning(T("no figure of '%.*s', which report.json publishes",
			              "report.json 要发布的 '%.*s' 没有数字"),
			            SLICE_FMT(code));
		}
	}
	s->count = kept;
	if (kept)
		return 0;
	err_set(s->err, RD_INPUT,
	        T("none of the published regions has a figure", "要发布的地区都没有数字"));
	return err_hint(s->err, T("name others with --region, or in report.json",
	                          "请用 --region 或在 report.json 中指定其他地区"));
}

/* --- Writing ------------------------------------------------------------------------------- */

static int make_directory(struct stage *s, const char *name)
{
	char *path = package_file_path(&s->package, name);
	int result = path_make_directories(path, s->err);

	free(path);
	return result;
}

/* What all pages share. */
static int write_common(struct stage *s)
{
	struct text t = TEXT_INIT;
	int result = 0;

	if (s->count > 1) {
		result = page_add_index(&t, &s->publication, &s->assets, &s->index, s->err);
		if (result == 0 && (make_directory(s, "assets") < 0 ||
		                    package_whole_file(&s->package, "index.html", "html",
		                                       text_slice(&t), s->err) < 0 ||
		                    package_whole_file(&s->package, "assets/report.css", "css",
		                                       text_slice(&s->assets.style), s->err) < 0 ||
		                    package_whole_file(&s->package, "assets/report.js", "js",
		                                       text_slice(&s->assets.script), s->err) < 0))
			result = -1;
	}
	text_release(&t);
	return result;
}

static int write_regions(struct stage *s, const struct assets *assets)
{
	struct press press = {.publication = &s->publication,
	                      .package = &s->package,
	                      .assets = assets,
	                      .pages = {s->regions, s->count},
	                      .index = &s->index};

	return press_run(&press, s->err);
}

static void describe(struct stage *s)
{
	const struct publication *p = &s->publication;
	struct text t = TEXT_INIT;

	package_about(&s->package, "title", p->settings.title.en);
	package_about(&s->package, "title_zh", p->settings.title.zh);
	text_addf(&t, "%s; %s, ", p->settings.source.en,
	          p->internal ? internal_edition.en : public_edition.en);
	period_add(&t, p->period, p->settings.basis);
	text_addf(&t, " (%s)%s", basis_name(p->settings.basis), p->sample ? "; sample data" : "");
	package_about(&s->package, "description", t.p);
	text_release(&t);
}

/* With -o - or -o FILE: the bulletins alone, in the language spoken. */
static int write_bulletins(struct stage *s)
{
	if (write_regions(s, NULL) < 0)
		return -1;
	return output_whole(s->package.file, text_slice(&s->index), s->err);
}

static int write_all(struct stage *s)
{
	int result;

	if (!s->package.directory)
		return write_bulletins(s);
	if (assets_load(&s->assets, &s->publication.config, &s->publication.settings, s->count > 1,
	                s->err) < 0)
		return -1;
	result = write_regions(s, &s->assets);
	if (result == 0)
		result = write_common(s);
	assets_release(&s->assets);
	if (result == 0 && s->publication.settings.data)
		result = data_write(&s->publication, &s->package, s->err);
	if (result < 0)
		return -1;
	package_count(&s->package, "regions", s->count);
	describe(s);
	return package_write(&s->package, s->err);
}

static int set_period(struct stage *s, const char *wanted)
{
	struct publication *p = &s->publication;

	if (!wanted)
		return 0;
	p->period = period_parse(slice_of(wanted));
	if (p->period != PERIOD_NONE)
		return 0;
	err_set(s->err, RD_USAGE, T("'%s' is no period", "'%s' 不是报告期"), wanted);
	return err_hint(s->err, T("write it like 2024-05", "请写成 2024-05 的形式"));
}

static int run(struct stage *s, const struct program *program, const struct report_options *options)
{
	struct publication *p = &s->publication;

	if (set_period(s, options->period) < 0 || choose_regions(s, &options->regions) < 0)
		return -1;
	for (size_t i = 0; i < program->files.count; i++)
		if (publication_read(p, program->files.items[i], &s->package, s->err) < 0)
			return -1;
	if (publication_choose_period(p, s->err) < 0 ||
	    drop_absent(s, options->regions.count > 0) < 0)
		return -1;
	publication_settle(p);
	lineage_follow(&p->lineage, s->package.inputs, program->name);
	if (write_all(s) < 0)
		return -1;
	log_note(T("%zu regions reported on", "已生成 %zu 个地区的报告"), s->count);
	return 0;
}

int report_run(const struct program *program, const struct report_options *options, struct err *err)
{
	struct stage s = {.err = err};
	int result = -1;

	if (publication_open(&s.publication, program->config, options->internal, err) < 0)
		return -1;
	if (package_init(&s.package, program, "bulletin", err) == 0) {
		result = run(&s, program, options);
		package_release(&s.package);
	}
	free(s.regions);
	text_release(&s.index);
	publication_release(&s.publication);
	return result;
}
