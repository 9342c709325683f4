#include "report/bulletin.h"

#include <stdlib.h>

#include "base/nearest.h"
#include "io/input.h"
#include "report/exhibit_html.h"
#include "report/html.h"
#include "report/passage.h"
#include "report/vocabulary.h"

enum { LARGEST_TEMPLATE = 1 << 20, MOST_PASSAGES = 64 };

/* A name that the template defined, and what it came to. */
struct defined {
	struct slice name;
	struct text text;
	size_t rows;
};

struct bulletin {
	const struct dossier *dossier;
	enum bulletin_format format;
	struct text *out;
	struct defined defined[MOST_PASSAGES];
	size_t defined_count;
	bool in_list;
};

/* --- Names ----------------------------------------------------------------------------------- */

static enum answer look_up_defined(const struct defined *d, bool wants_count, struct text *text)
{
	if (wants_count) {
		text_add_u64(text, d->rows);
		return ANSWER_GIVEN;
	}
	text_add_slice(text, d->rows ? text_slice(&d->text) : d->name);
	return d->rows ? ANSWER_GIVEN : ANSWER_MISSING;
}

static enum answer look_up(void *context, struct slice name, struct text *text)
{
	static const char count[] = ".count";
	struct bulletin *b = context;
	bool wants_count = slice_ends(name, count);
	struct slice stem = {name.p, name.n - (wants_count ? strlen(count) : 0)};

	for (size_t i = 0; i < b->defined_count; i++)
		if (slice_eq(stem, b->defined[i].name))
			return look_up_defined(&b->defined[i], wants_count, text);
	return vocabulary_look_up(&b->dossier->subject, name, text);
}

/* An exhibit that the settings do not list is a mistake; one with nothing in it is not. */
static int check_exhibit(const struct bulletin *b, struct slice id, struct err *err)
{
	const struct settings *s = subject_settings(&b->dossier->subject);
	const char **ids;
	const char *near;
	char *word;

	for (size_t i = 0; i < s->exhibit_count; i++)
		if (slice_is(id, s->exhibits[i].id))
			return 0;
	ids = xcalloc(s->exhibit_count + 1, sizeof(*ids));
	for (size_t i = 0; i < s->exhibit_count; i++)
		ids[i] = s->exhibits[i].id;
	word = xstrndup(id.p, id.n);
	near = nearest_word(word, ids, s->exhibit_count);
	err_set(err, RD_CONFIG,
	        T("report.json lists no exhibit '%s'", "report.json 中没有图表 '%s'"), word);
	if (near)
		err_hint(err, T("did you mean '%s'?", "是否想写 '%s'？"), near);
	free(word);
	free(ids);
	return -1;
}

static int define(void *context, struct slice definition, struct err *err)
{
	struct bulletin *b = context;
	struct defined *d = &b->defined[b->defined_count];
	struct passage passage;

	if (b->defined_count == MOST_PASSAGES)
		return err_set(err, RD_CONFIG, T("too many definitions", "定义过多"));
	if (passage_parse(&passage, definition, err) < 0 ||
	    check_exhibit(b, passage.exhibit, err) < 0)
		return -1;
	*d = (struct defined){.name = passage.name};
	b->defined_count++;
	return passage_add(&d->text, &passage, b->dossier, &d->rows, err);
}

/* --- Formats --------------------------------------------------------------------------------- */

static void start_line(struct text *t)
{
	if (t->n && t->p[t->n - 1] != '\n')
		text_addc(t, '\n');
}

static void put_text(struct bulletin *b, enum block_kind kind, struct slice text)
{
	start_line(b->out);
	if (b->out->n && kind != BLOCK_ITEM)
		text_addc(b->out, '\n');
	if (kind == BLOCK_ITEM)
		text_adds(b->out, T("- ", "　　· "));
	text_add_slice(b->out, text);
	text_addc(b->out, '\n');
}

/* What Markdown would take for its own. */
static void add_escaped(struct text *t, struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (strchr("\\`*_[]<>|#", s.p[i]))
			text_addc(t, '\\');
		text_addc(t, s.p[i]);
	}
}

static void put_markdown(struct bulletin *b, enum block_kind kind, struct slice text)
{
	static const char *const marks[] = {
	        [BLOCK_TITLE] = "# ", [BLOCK_HEADING] = "## ", [BLOCK_ITEM] = "- "};

	start_line(b->out);
	if (b->out->n && !(kind == BLOCK_ITEM && b->in_list))
		text_addc(b->out, '\n');
	b->in_list = kind == BLOCK_ITEM;
	if (kind < BLOCK_PARAGRAPH)
		text_adds(b->out, marks[kind]);
	add_escaped(b->out, text);
	text_addc(b->out, '\n');
}

static void end_list(struct bulletin *b)
{
	if (b->in_list)
		text_adds(b->out, "</ul>\n");
	b->in_list = false;
}

static void put_html(struct bulletin *b, enum block_kind kind, struct slice text)
{
	static const char *const tags[] = {[BLOCK_TITLE] = "h2",
	                                   [BLOCK_HEADING] = "h3",
	                                   [BLOCK_ITEM] = "li",
	                                   [BLOCK_PARAGRAPH] = "p"};

	if (kind != BLOCK_ITEM)
		end_list(b);
	else if (!b->in_list)
		text_adds(b->out, "<ul>\n");
	b->in_list = kind == BLOCK_ITEM;
	text_addf(b->out, "<%s>", tags[kind]);
	html_add(b->out, text);
	text_addf(b->out, "</%s>\n", tags[kind]);
}

static void put_table(struct bulletin *b, const struct exhibit *e)
{
	switch (b->format) {
	case BULLETIN_TEXT:
		start_line(b->out);
		text_addc(b->out, '\n');
		exhibit_add_text(b->out, e);
		break;
	case BULLETIN_MARKDOWN:
		start_line(b->out);
		text_addc(b->out, '\n');
		exhibit_add_markdown(b->out, e);
		break;
	case BULLETIN_HTML:
		end_list(b);
		exhibit_add_html(b->out, e, HTML_SPOKEN);
		if (e->withheld)
			text_addf(b->out, "<p class=\"note\">%s</p>\n",
			          bilingual_text(withheld_note));
		break;
	case BULLETIN_PAGE:
		break;
	}
}

static int put(void *context, enum block_kind kind, struct slice text, struct err *err)
{
	static void (*const puts[])(struct bulletin *, enum block_kind, struct slice) = {
	        [BULLETIN_TEXT] = put_text,
	        [BULLETIN_MARKDOWN] = put_markdown,
	        [BULLETIN_HTML] = put_html,
	        [BULLETIN_PAGE] = put_html,
	};
	struct bulletin *b = context;
	const struct exhibit *e;

	if (kind == BLOCK_TITLE && b->format == BULLETIN_PAGE)
		return 0;
	if (kind != BLOCK_TABLE) {
		puts[b->format](b, kind, text);
		return 0;
	}
	if (check_exhibit(b, text, err) < 0)
		return -1;
	e = dossier_find(b->dossier, text);
	if (e)
		put_table(b, e);
	return 0;
}

/* --- The whole ------------------------------------------------------------------------------ */

static int expand(struct bulletin *b, const char *path, struct err *err)
{
	const struct template_source source = {look_up, define, put, b};
	size_t n;
	char *content = input_whole(path, LARGEST_TEMPLATE, &n, RD_CONFIG, err);
	int result = -1;

	if (content)
		result = template_expand((struct slice){content, n}, path, &source, err);
	if (b->format == BULLETIN_HTML || b->format == BULLETIN_PAGE)
		end_list(b);
	for (size_t i = 0; i < b->defined_count; i++)
		text_release(&b->defined[i].text);
	b->defined_count = 0;
	free(content);
	return result;
}

/*
 * A mistake is told in the language of who runs the program, which need not be the document's:
 * names mean the same in both, so the same mistake is met again.
 */
static int expand_or_tell(struct bulletin *b, const char *path, struct err *err)
{
	enum lang document = lang_current();
	struct err in_document = ERR_INIT;

	if (expand(b, path, &in_document) == 0)
		return 0;
	lang_switch(lang_of_messages());
	if (expand(b, path, err) == 0)
		*err = in_document;
	lang_switch(document);
	return -1;
}

static char *path_of(const struct configuration *config, struct slice template)
{
	char *name = xasprintf("bulletin/%.*s.%s.md", SLICE_FMT(template), T("en", "zh"));
	char *path = configuration_path(config, name);

	free(name);
	return path;
}

int bulletin_add(struct text *t, const struct dossier *d, struct slice template,
                 enum bulletin_format format, struct err *err)
{
	struct bulletin b = {.dossier = d, .format = format, .out = t};
	const struct publication *p = d->subject.publication;
	char *path = path_of(&p->config, template);
	int result;

	/* In HTML it is the document around it that is marked. */
	if (p->sample && (format == BULLETIN_TEXT || format == BULLETIN_MARKDOWN))
		text_addf(t, "%s\n", sample_mark());
	result = expand_or_tell(&b, path, err);
	free(path);
	return result;
}
