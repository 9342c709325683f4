#include "report/report.h"

#include <stdlib.h>

#include "base/log.h"
#include "io/path.h"
#include "report/bulletin.h"
#include "report/exhibits.h"

struct stage {
	struct publication publication;
	struct package package;
	uint32_t *regions;
	size_t count, capacity;
	struct err *err;
};

static int write_bulletin(struct stage *s, const struct subject *subject, struct text *t)
{
	return bulletin_add_text(t, subject, s->err);
}

static int write_rankings(struct stage *s, const struct subject *subject, struct text *t)
{
	struct exhibit e;

	(void)s;
	exhibit_rankings(&e, subject);
	if (s->publication.sample)
		text_addf(t, "%s\n\n", sample_mark());
	if (exhibit_rows(&e))
		exhibit_add_text(t, &e);
	else
		text_addf(t, "%s\n", T("There is nothing to rank.", "没有可排名的数据。"));
	exhibit_release(&e);
	return 0;
}

/* What is written for a region. To add a document, add a row. */
static const struct document {
	const char *name; /* of the package's resource and, in a directory, of the file */
	const char *format;
	enum lang lang;
	int (*write)(struct stage *s, const struct subject *subject, struct text *t);
} documents[] = {
        {"bulletin.zh.txt", "txt", LANG_ZH, write_bulletin},
        {"bulletin.en.txt", "txt", LANG_EN, write_bulletin},
        {"rankings.zh.txt", "txt", LANG_ZH, write_rankings},
        {"rankings.en.txt", "txt", LANG_EN, write_rankings},
};

/* --- Which regions ------------------------------------------------------------------------- */

static bool wants(struct stage *s, uint32_t region)
{
	struct subject subject = subject_of(&s->publication, region);

	if (!subject_exists(&subject))
		return false;
	VEC_GROW(s->regions, s->count, s->capacity);
	s->regions[s->count++] = region;
	return true;
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
		if (!wants(s, region)) {
			err_set(s->err, RD_INPUT,
			        T("no figure of '%s' for this period", "本期没有 '%s' 的数字"),
			        codes->items[i]);
			return err_hint(s->err, T("choose another period with --period",
			                          "请用 --period 选择其他报告期"));
		}
	}
	return 0;
}

static int choose_configured(struct stage *s)
{
	const struct settings *settings = &s->publication.settings;

	for (size_t i = 0; i < settings->region_codes.count; i++)
		if (!wants(s, settings->regions[i]))
			log_warning(T("no figure of '%s', which report.json publishes",
			              "report.json 要发布的 '%s' 没有数字"),
			            settings->region_codes.items[i]);
	if (s->count)
		return 0;
	err_set(s->err, RD_INPUT,
	        T("none of the published regions has a figure", "要发布的地区都没有数字"));
	return err_hint(s->err, T("name others with --region, or in report.json",
	                          "请用 --region 或在 report.json 中指定其他地区"));
}

/* --- Writing ------------------------------------------------------------------------------- */

/* `name` is the file's in the report's directory, and the resource's in its package. */
static int write_file(struct stage *s, const char *name, const char *format, struct slice content)
{
	char *path = package_file_path(&s->package, name);
	struct output out;
	int result = output_open(&out, path, s->err);

	if (result == 0) {
		output_write_slice(&out, content);
		result = output_commit(&out, s->err);
		if (result == 0)
			package_file(&s->package, name, format, &out);
		output_release(&out);
	}
	free(path);
	return result;
}

/* In the language of the document, which is not the one that complaints are made in. */
static int fill(struct stage *s, const struct document *d, const struct subject *subject,
                struct text *t)
{
	enum lang spoken = lang_current();
	int result;

	lang_set(d->lang);
	result = d->write(s, subject, t);
	lang_set(spoken);
	return result;
}

/* The directory of a region, and a slash; "" if there is only one region. */
static char *prefix_of(const struct stage *s, const struct subject *subject)
{
	struct slice code = s->publication.config.regions.nodes[subject->region].code;

	return s->count > 1 ? xasprintf("%.*s/", SLICE_FMT(code)) : xstrdup("");
}

static int make_directory(struct stage *s, const char *name)
{
	char *path = package_file_path(&s->package, name);
	int result = path_make_directories(path, s->err);

	free(path);
	return result;
}

static int write_documents(struct stage *s, const struct subject *subject)
{
	char *prefix = prefix_of(s, subject);
	int result = make_directory(s, prefix);

	for (size_t i = 0; result == 0 && i < sizeof(documents) / sizeof(documents[0]); i++) {
		const struct document *d = &documents[i];
		char *name = xasprintf("%s%s", prefix, d->name);
		struct text t = TEXT_INIT;
		result = fill(s, d, subject, &t);
		if (result == 0)
			result = write_file(s, name, d->format, text_slice(&t));
		text_release(&t);
		free(name);
	}
	free(prefix);
	return result;
}

/* With -o - or -o FILE: the bulletins alone, in the language spoken. */
static int write_bulletins(struct stage *s)
{
	struct text t = TEXT_INIT;
	int result = 0;

	for (size_t i = 0; i < s->count && result == 0; i++) {
		struct subject subject = subject_of(&s->publication, s->regions[i]);
		if (i)
			text_addc(&t, '\n');
		result = bulletin_add_text(&t, &subject, s->err);
	}
	if (result == 0)
		result = output_whole(s->package.file, text_slice(&t), s->err);
	text_release(&t);
	return result;
}

static int write_all(struct stage *s)
{
	if (!s->package.directory)
		return write_bulletins(s);
	for (size_t i = 0; i < s->count; i++) {
		struct subject subject = subject_of(&s->publication, s->regions[i]);
		if (write_documents(s, &subject) < 0)
			return -1;
	}
	package_count(&s->package, "regions", s->count);
	return package_write(&s->package, s->err);
}

static int run(struct stage *s, const struct program *program, const struct report_options *options)
{
	for (size_t i = 0; i < program->files.count; i++)
		if (publication_read(&s->publication, program->files.items[i], &s->package,
		                     s->err) < 0)
			return -1;
	if (publication_choose_period(&s->publication, options->period, s->err) < 0)
		return -1;
	if (options->regions.count ? choose_named(s, &options->regions) < 0
	                           : choose_configured(s) < 0)
		return -1;
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
	publication_release(&s.publication);
	return result;
}
