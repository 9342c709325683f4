#include "report/report.h"

#include <stdlib.h>

#include "base/log.h"
#include "io/path.h"
#include "report/bulletin.h"
#include "report/data.h"
#include "report/documents.h"
#include "report/phrases.h"

struct stage {
	struct publication publication;
	struct package package;
	struct assets assets;
	uint32_t *regions; /* that are reported on, in the order of their codes */
	size_t count, capacity;
	struct text index; /* rows of the index */
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

static int write_one(struct stage *s, const char *prefix, const struct document *d,
                     const struct document_source *source)
{
	const char *star = strchr(d->name, '*');
	char *name = star ? xasprintf("%s%.*s%s%s", prefix, (int)(star - d->name), d->name,
	                              source->exhibit->setting->id, star + 1)
	                  : xasprintf("%s%s", prefix, d->name);
	struct text t = TEXT_INIT;
	int result = document_add(&t, d, source, s->err);

	if (result == 0)
		result = package_whole_file(&s->package, name, d->format, text_slice(&t), s->err);
	text_release(&t);
	free(name);
	return result;
}

/* One file for each exhibit, in a directory of their own. */
static int write_each(struct stage *s, const char *prefix, const struct document *d,
                      const struct document_source *source)
{
	char *directory = xasprintf("%s%s", prefix, d->name);
	char *slash = strrchr(directory, '/');
	int result = 0;

	if (slash) {
		*slash = '\0';
		result = make_directory(s, directory);
	}
	for (size_t i = 0; i < source->dossier->count && result == 0; i++) {
		struct document_source one = *source;
		one.exhibit = &source->dossier->exhibits[i];
		result = write_one(s, prefix, d, &one);
	}
	free(directory);
	return result;
}

static int write_document(struct stage *s, const char *prefix, const char *document_name,
                          const struct document_source *source)
{
	const struct document *d = document_find(document_name, s->err);

	if (!d)
		return -1;
	return strchr(d->name, '*') ? write_each(s, prefix, d, source)
	                            : write_one(s, prefix, d, source);
}

/* In a directory of the region's own, unless there is only one region. */
static int write_region(struct stage *s, const struct dossier *d)
{
	const struct json_texts *names = &s->publication.settings.document_names;
	const struct page_list pages = {s->regions, s->count};
	const struct document_source source = {d, &s->assets, &pages, NULL};
	struct slice code = subject_node(&d->subject, d->subject.region)->code;
	char *prefix = s->count > 1 ? xasprintf("%.*s/", SLICE_FMT(code)) : xstrdup("");
	int result = make_directory(s, prefix);

	for (size_t i = 0; i < names->count && result == 0; i++)
		result = write_document(s, prefix, names->items[i], &source);
	page_add_index_row(&s->index, d);
	free(prefix);
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

/* With -o - or -o FILE: the bulletins alone, in the language spoken. */
static int add_bulletin(struct stage *s, const struct dossier *d, struct text *t)
{
	if (t->n)
		text_addc(t, '\n');
	return bulletin_add(t, d, BULLETIN_TEXT, s->err);
}

static int write_regions(struct stage *s, struct text *bulletins)
{
	for (size_t i = 0; i < s->count; i++) {
		struct dossier d;
		int result;
		if (publication_turn_to(&s->publication, s->regions[i], s->err) < 0)
			return -1;
		dossier_init(&d, &s->publication);
		result = bulletins ? add_bulletin(s, &d, bulletins) : write_region(s, &d);
		dossier_release(&d);
		if (result < 0)
			return -1;
		log_progress(T("regions", "地区"), i + 1, s->count);
	}
	log_progress_end();
	return 0;
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

static int write_all(struct stage *s)
{
	struct text bulletins = TEXT_INIT;
	int result;

	if (!s->package.directory) {
		result = write_regions(s, &bulletins);
		if (result == 0)
			result = output_whole(s->package.file, text_slice(&bulletins), s->err);
		text_release(&bulletins);
		return result;
	}
	if (assets_load(&s->assets, &s->publication.config, &s->publication.settings, s->count > 1,
	                s->err) < 0)
		return -1;
	result = write_regions(s, NULL);
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

	p->internal = options->internal;
	if (set_period(s, options->period) < 0 || choose_regions(s, &options->regions) < 0)
		return -1;
	for (size_t i = 0; i < program->files.count; i++)
		if (publication_read(p, program->files.items[i], &s->package, s->err) < 0)
			return -1;
	if (publication_choose_period(p, s->err) < 0 ||
	    drop_absent(s, options->regions.count > 0) < 0 || publication_settle(p, s->err) < 0)
		return -1;
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

	if (publication_open(&s.publication, program->config, err) < 0)
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
