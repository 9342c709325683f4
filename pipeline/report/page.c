#include "report/page.h"

#include "base/version.h"
#include "report/bulletin.h"
#include "report/exhibit_html.h"
#include "report/html.h"
#include "report/phrases.h"
#include "report/tiles.h"

/* What a hole of page.html is filled from. */
struct page {
	const struct publication *publication;
	const struct dossier *dossier; /* NULL: the index */
	const struct assets *assets;
	const struct page_list *pages;
	const struct text *rows; /* of the index */
	const char *up;          /* way from the page to what lies beside all pages */
	struct arena arena;
	struct err *err;
};

static const struct code_tree *regions_of(const struct page *p)
{
	return &p->publication->config.regions;
}

static void add_both(struct text *t, struct page *p,
                     void (*add)(struct text *t, const void *context), const void *context)
{
	html_add_both(t, in_both(&p->arena, add, context));
}

/* --- Head ------------------------------------------------------------------------------------ */

static int add_policy(struct text *t, struct page *p)
{
	const struct assets *a = p->assets;

	text_adds(t, "default-src 'none'; base-uri 'none'; form-action 'none'; ");
	if (a->beside)
		text_adds(t, "script-src 'self' file:; style-src 'self' file:");
	else
		text_addf(t, "script-src '%s'; style-src '%s'", a->script_policy, a->style_policy);
	return 0;
}

static int add_version(struct text *t, struct page *p)
{
	(void)p;
	text_adds(t, RDSTAT_VERSION);
	return 0;
}

static int add_style(struct text *t, struct page *p)
{
	if (p->assets->beside) {
		text_addf(t, "<link rel=\"stylesheet\" href=\"%sassets/report.css\">", p->up);
		return 0;
	}
	text_adds(t, "<style>");
	text_add_slice(t, text_slice(&p->assets->style));
	text_adds(t, "</style>");
	return 0;
}

static int add_scripts(struct text *t, struct page *p)
{
	if (p->assets->beside) {
		text_addf(t, "<script src=\"%sassets/report.js\"></script>", p->up);
		return 0;
	}
	text_add_slice(t, text_slice(&p->assets->charts));
	text_adds(t, "<script>");
	text_add_slice(t, text_slice(&p->assets->script));
	text_adds(t, "</script>");
	return 0;
}

static void add_heading_text(struct text *t, const void *context)
{
	const struct page *p = context;

	if (p->dossier)
		text_adds(t, code_tree_name(regions_of(p), p->dossier->subject.region, false));
	else
		text_adds(t, T("Reports by region", "各地区报告"));
}

static void add_period_text(struct text *t, const void *context)
{
	const struct publication *p = context;

	add_period_in_year(t, p->period, p->settings.basis);
}

static int add_title(struct text *t, struct page *p)
{
	enum lang spoken = lang_switch(LANG_ZH);
	struct text title = TEXT_INIT;

	if (p->dossier)
		add_heading_text(&title, p);
	text_adds(&title, bilingual_text(p->publication->settings.title));
	text_addc(&title, ' ');
	add_period_text(&title, p->publication);
	lang_switch(spoken);
	html_add(t, text_slice(&title));
	text_release(&title);
	return 0;
}

/* --- Body ------------------------------------------------------------------------------------ */

static void add_sample_mark(struct text *t, const void *context)
{
	(void)context;
	text_adds(t, sample_mark());
}

static int add_marks(struct text *t, struct page *p)
{
	if (p->publication->sample) {
		text_adds(t, "<p class=\"mark sample\">");
		add_both(t, p, add_sample_mark, NULL);
		text_adds(t, "</p>\n");
	}
	if (p->publication->internal) {
		text_adds(t, "<p class=\"mark internal\">");
		html_add_both(t, internal_mark);
		text_adds(t, "</p>\n");
	}
	return 0;
}

static int add_series(struct text *t, struct page *p)
{
	html_add_both(t, p->publication->settings.title);
	return 0;
}

static int add_heading(struct text *t, struct page *p)
{
	add_both(t, p, add_heading_text, p);
	return 0;
}

static int add_period(struct text *t, struct page *p)
{
	add_both(t, p, add_period_text, p->publication);
	return 0;
}

static void add_link(struct text *t, const struct page *p, uint32_t region)
{
	struct slice code = regions_of(p)->nodes[region].code;
	bool here = p->dossier && region == p->dossier->subject.region;

	text_addf(t, "<li%s><a href=\"%s%.*s/report.html\"%s>", here ? " class=\"here\"" : "",
	          p->up, SLICE_FMT(code), here ? " aria-current=\"page\"" : "");
	html_add_both(t, node_name(regions_of(p), region));
	text_adds(t, "</a></li>");
}

static bool is_near(const struct page *p, uint32_t region)
{
	const struct subject *s = &p->dossier->subject;
	uint32_t parent = regions_of(p)->nodes[region].parent;

	return region == s->region || region == s->parent || parent == s->region ||
	       (s->parent != CODE_NONE && parent == s->parent);
}

/* The way to the index, the parent, siblings and children that have pages. */
static int add_navigation(struct text *t, struct page *p)
{
	if (!p->dossier || p->pages->count < 2)
		return 0;
	text_adds(t, "<nav><ul>");
	text_addf(t, "<li><a href=\"%sindex.html\">", p->up);
	html_add_both(t, (struct bilingual){"目录", "Index"});
	text_adds(t, "</a></li>");
	for (size_t i = 0; i < p->pages->count; i++)
		if (is_near(p, p->pages->regions[i]))
			add_link(t, p, p->pages->regions[i]);
	text_adds(t, "</ul></nav>");
	return 0;
}

static int add_bulletin(struct text *t, struct page *p)
{
	static const char *const names[] = {[LANG_ZH] = "zh", [LANG_EN] = "en"};
	enum lang spoken = lang_current();
	int result = 0;

	text_adds(t, "<section class=\"bulletin\" id=\"bulletin\">\n<h2>");
	html_add_both(t, (struct bilingual){"本期概要", "Summary"});
	text_adds(t, "</h2>\n");
	for (int lang = LANG_EN; lang <= LANG_ZH && result == 0; lang++) {
		text_addf(t, "<div lang=\"%s\">\n", names[lang]);
		lang_switch((enum lang)lang);
		result = bulletin_add(t, p->dossier, BULLETIN_TEMPLATE, BULLETIN_PAGE, p->err);
		lang_switch(spoken);
		text_adds(t, "</div>\n");
	}
	text_adds(t, "</section>\n");
	return result;
}

static void add_source(struct text *t, const struct exhibit *e)
{
	text_adds(t, "<p class=\"source\">");
	html_add_both(t, (struct bilingual){"来源：", "Source: "});
	html_add_both(t, e->setting->source);
	text_adds(t, "</p>\n");
}

static void add_note(struct text *t, struct bilingual note)
{
	text_adds(t, "<p class=\"note\">");
	html_add_both(t, note);
	text_adds(t, "</p>\n");
}

static void add_exhibit(struct text *t, const struct exhibit *e)
{
	const struct exhibit_setting *s = e->setting;

	text_addf(t, "<section class=\"exhibit %s%s%s\" id=\"exhibit-%s\">\n<h2>", s->kind_id,
	          s->narrow ? " narrow" : "", s->kind == KIND_ZERO ? " list" : "", s->id);
	html_add_both(t, e->title);
	text_adds(t, "</h2>\n");
	if (e->scope.zh) {
		text_adds(t, "<p class=\"scope\">");
		html_add_both(t, e->scope);
		text_adds(t, "</p>\n");
	}
	if (s->chart)
		text_addf(t,
		          "<div class=\"chart\" data-chart=\"%s\" data-table=\"table-%s\"></div>\n",
		          s->chart, s->id);
	text_adds(t, "<div class=\"tools\"></div>\n<div class=\"data\">");
	exhibit_add_html(t, e, HTML_BOTH);
	text_adds(t, "</div>\n");
	if (s->chart && s->chart_note.zh)
		add_note(t, s->chart_note);
	if (e->note.zh)
		add_note(t, e->note);
	if (e->withheld)
		add_note(t, withheld_note);
	add_source(t, e);
	text_adds(t, "</section>\n");
}

static void add_index_table(struct text *t, const struct page *p)
{
	const struct settings *s = &p->publication->settings;

	text_adds(t, "<section class=\"index\"><div class=\"scroll\"><table><thead><tr>"
	             "<th scope=\"col\">");
	html_add_both(t, (struct bilingual){"地区", "region"});
	text_adds(t, "</th>");
	for (size_t i = 0; i < s->headline_ids.count; i++) {
		const struct unit *unit = s->headline[i]->unit;
		text_adds(t, "<th scope=\"col\" class=\"n\">");
		html_add_both(t, s->headline[i]->name);
		text_adds(t, " <span class=\"unit\">");
		html_add_both(t, (struct bilingual){unit->name, unit->name_en});
		text_adds(t, "</span></th>");
	}
	text_adds(t, "</tr></thead>\n<tbody>\n");
	text_add_slice(t, text_slice(p->rows));
	text_adds(t, "</tbody></table></div></section>\n");
}

static int add_content(struct text *t, struct page *p)
{
	if (!p->dossier) {
		add_index_table(t, p);
		return 0;
	}
	tiles_add(t, &p->dossier->subject);
	if (add_bulletin(t, p) < 0)
		return -1;
	for (size_t i = 0; i < p->dossier->count; i++)
		add_exhibit(t, &p->dossier->exhibits[i]);
	return 0;
}

static int add_footer(struct text *t, struct page *p)
{
	text_adds(t, "<p>");
	html_add_both(t, p->publication->settings.source);
	text_adds(t, "</p>\n<p>");
	html_add_both(t, p->publication->internal ? internal_edition : public_edition);
	text_addf(t, " · rdstat %s</p>\n", RDSTAT_VERSION);
	return 0;
}

/* --- Filling the template ---------------------------------------------------------------- */

static const struct {
	const char *name;
	int (*add)(struct text *t, struct page *p);
} holes[] = {
        {"policy", add_policy},         {"version", add_version}, {"title", add_title},
        {"style", add_style},           {"marks", add_marks},     {"series", add_series},
        {"heading", add_heading},       {"period", add_period},   {"content", add_content},
        {"navigation", add_navigation}, {"footer", add_footer},   {"scripts", add_scripts},
};

static int unknown_hole(const struct page *p, struct slice name)
{
	struct text known = TEXT_INIT;

	for (size_t i = 0; i < sizeof(holes) / sizeof(holes[0]); i++)
		text_addf(&known, "%s%s", i ? ", " : "", holes[i].name);
	err_set(p->err, RD_CONFIG, T("page.html asks for '%.*s'", "page.html 要求 '%.*s'"),
	        SLICE_FMT(name));
	err_hint(p->err, T("one of: %s", "可用：%s"), known.p);
	text_release(&known);
	return -1;
}

static int fill_hole(struct text *t, struct page *p, struct slice name)
{
	for (size_t i = 0; i < sizeof(holes) / sizeof(holes[0]); i++)
		if (slice_is(name, holes[i].name))
			return holes[i].add(t, p);
	return unknown_hole(p, name);
}

static int fill(struct text *t, struct page *p)
{
	struct slice rest = text_slice(&p->assets->page);

	for (;;) {
		const char *open = memmem(rest.p, rest.n, "{{", 2);
		const char *end =
		        open ? memmem(open, (size_t)(rest.p + rest.n - open), "}}", 2) : NULL;
		if (!end)
			break;
		text_add(t, rest.p, (size_t)(open - rest.p));
		if (fill_hole(t, p, (struct slice){open + 2, (size_t)(end - open - 2)}) < 0)
			return -1;
		rest = (struct slice){end + 2, (size_t)(rest.p + rest.n - end - 2)};
	}
	text_add_slice(t, rest);
	return 0;
}

int page_add(struct text *t, const struct dossier *d, const struct assets *assets,
             const struct page_list *pages, struct err *err)
{
	struct page p = {.publication = d->subject.publication,
	                 .dossier = d,
	                 .assets = assets,
	                 .pages = pages,
	                 .up = assets->beside ? "../" : "",
	                 .err = err};
	int result = fill(t, &p);

	arena_release(&p.arena);
	return result;
}

/* --- Index ------------------------------------------------------------------------------- */

void page_add_index_row(struct text *rows, const struct dossier *d)
{
	const struct subject *s = &d->subject;
	const struct publication *p = s->publication;
	struct slice code = subject_node(s, s->region)->code;

	text_addf(rows, "<tr><th scope=\"row\" class=\"level%u\"><a href=\"%.*s/report.html\">",
	          subject_node(s, s->region)->depth, SLICE_FMT(code));
	html_add_both(rows, node_name(&p->config.regions, s->region));
	text_adds(rows, "</a></th>");
	for (size_t i = 0; i < p->settings.headline_ids.count; i++) {
		const struct figure *f =
		        subject_figure(s, s->region, p->settings.headline[i], p->period);
		text_adds(rows, "<td class=\"n\">");
		html_add(rows, f ? f->value : slice_of("–"));
		text_adds(rows, "</td>");
	}
	text_adds(rows, "</tr>\n");
}

int page_add_index(struct text *t, const struct publication *p, const struct assets *assets,
                   const struct text *rows, struct err *err)
{
	struct page page = {.publication = p, .assets = assets, .rows = rows, .up = "", .err = err};
	int result = fill(t, &page);

	arena_release(&page.arena);
	return result;
}
