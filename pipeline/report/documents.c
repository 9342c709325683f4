#include "report/documents.h"

#include <stdlib.h>

#include "base/nearest.h"
#include "report/bulletin.h"
#include "report/html.h"
#include "report/phrases.h"
#include "report/workbook.h"

static int add_text(struct text *t, const struct document_source *source, struct err *err)
{
	return bulletin_add(t, source->dossier, source->template, BULLETIN_TEXT, err);
}

static int add_markdown(struct text *t, const struct document_source *source, struct err *err)
{
	return bulletin_add(t, source->dossier, source->template, BULLETIN_MARKDOWN, err);
}

static int add_html(struct text *t, const struct document_source *source, struct err *err)
{
	const struct publication *p = source->dossier->subject.publication;
	const struct assets *a = source->assets;
	int result;

	text_addf(t,
	          "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
	          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	          "style-src '%s'\">\n<title>",
	          T("en", "zh"), a->style_policy);
	html_adds(t, code_tree_name(&p->config.regions, source->dossier->subject.region, false));
	text_addc(t, ' ');
	html_adds(t, bilingual_text(p->settings.title));
	text_adds(t, "</title>\n<style>");
	text_add_slice(t, text_slice(&a->style));
	text_adds(t, "</style>\n</head>\n<body>\n<div class=\"page bulletin\">\n");
	if (p->sample)
		text_addf(t, "<p class=\"mark sample\">%s</p>\n", sample_mark());
	result = bulletin_add(t, source->dossier, source->template, BULLETIN_HTML, err);
	text_addf(t, "<p class=\"source\">%s", T("Source: ", "来源："));
	html_adds(t, bilingual_text(p->settings.source));
	text_adds(t, T("; ", "；"));
	html_adds(t, bilingual_text(p->internal ? internal_edition : public_edition));
	text_adds(t, "</p>\n");
	text_adds(t, "</div>\n</body>\n</html>\n");
	return result;
}

static int add_page(struct text *t, const struct document_source *source, struct err *err)
{
	return page_add(t, source->dossier, source->assets, source->pages, err);
}

static int add_workbook(struct text *t, const struct document_source *source, struct err *err)
{
	return workbook_add(t, source->dossier, err);
}

static int add_csv(struct text *t, const struct document_source *source, struct err *err)
{
	(void)err;
	exhibit_add_csv(t, source->exhibit);
	return 0;
}

static const struct document documents[] = {
        {"*.zh.txt", STAR_TEMPLATE, "txt", LANG_ZH, add_text},
        {"*.en.txt", STAR_TEMPLATE, "txt", LANG_EN, add_text},
        {"*.zh.md", STAR_TEMPLATE, "md", LANG_ZH, add_markdown},
        {"*.en.md", STAR_TEMPLATE, "md", LANG_EN, add_markdown},
        {"*.zh.html", STAR_TEMPLATE, "html", LANG_ZH, add_html},
        {"*.en.html", STAR_TEMPLATE, "html", LANG_EN, add_html},
        {"report.html", STAR_NONE, "html", LANG_ZH, add_page},
        {"tables/*.zh.csv", STAR_EXHIBIT, "csv", LANG_ZH, add_csv},
        {"tables/*.en.csv", STAR_EXHIBIT, "csv", LANG_EN, add_csv},
        {"report.xlsx", STAR_NONE, "xlsx", LANG_ZH, add_workbook},
        {"report.en.xlsx", STAR_NONE, "xlsx", LANG_EN, add_workbook},
};

enum { DOCUMENTS = sizeof(documents) / sizeof(documents[0]) };

/* The name up to its first dot; empty unless it can be a template's. */
static struct slice stem_of(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_");

	return (struct slice){name, name[n] == '.' ? n : 0};
}

static bool is_called(const struct document *d, const char *name, struct slice stem)
{
	if (d->star != STAR_TEMPLATE)
		return strcmp(name, d->name) == 0;
	return stem.n && strcmp(name + stem.n, d->name + 1) == 0;
}

static void unknown(const char *name, struct slice stem, struct err *err)
{
	char *names[DOCUMENTS];
	const char *near;

	for (size_t i = 0; i < DOCUMENTS; i++)
		names[i] = documents[i].star == STAR_TEMPLATE && stem.n
		                   ? xasprintf("%.*s%s", SLICE_FMT(stem), documents[i].name + 1)
		                   : xstrdup(documents[i].name);
	near = nearest_word(name, (const char *const *)names, DOCUMENTS);
	err_set(err, RD_CONFIG, T("report.json: no document '%s'", "report.json：没有文档 '%s'"),
	        name);
	if (near)
		err_hint(err, T("did you mean '%s'?", "是否想写 '%s'？"), near);
	for (size_t i = 0; i < DOCUMENTS; i++)
		free(names[i]);
}

const struct document *document_find(const char *name, struct slice *template, struct err *err)
{
	*template = stem_of(name);
	for (size_t i = 0; i < DOCUMENTS; i++)
		if (is_called(&documents[i], name, *template))
			return &documents[i];
	unknown(name, *template, err);
	return NULL;
}

int document_add(struct text *t, const struct document *d, const struct document_source *source,
                 struct err *err)
{
	enum lang spoken = lang_switch(d->lang);
	int result = d->add(t, source, err);

	lang_switch(spoken);
	return result;
}
