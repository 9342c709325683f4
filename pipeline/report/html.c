#include "report/html.h"

static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void html_add(struct text *t, struct slice s)
{
	size_t plain = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		const char *as = entity(s.p[i]);
		if (!as && (c >= 0x20 || c == '\t' || c == '\n'))
			continue;
		text_add(t, s.p + plain, i - plain);
		text_adds(t, as ? as : "");
		plain = i + 1;
	}
	text_add(t, s.p + plain, s.n - plain);
}

void html_adds(struct text *t, const char *s)
{
	html_add(t, slice_of(s));
}

void html_add_both(struct text *t, struct bilingual b)
{
	if (!b.zh || !b.en || strcmp(b.zh, b.en) == 0) {
		html_adds(t, b.zh ? b.zh : b.en ? b.en : "");
		return;
	}
	text_adds(t, "<span lang=\"zh\">");
	html_adds(t, b.zh);
	text_adds(t, "</span><span lang=\"en\">");
	html_adds(t, b.en);
	text_adds(t, "</span>");
}

void html_add_words(struct text *t, struct bilingual b, enum html_languages languages)
{
	if (languages == HTML_BOTH)
		html_add_both(t, b);
	else
		html_adds(t, bilingual_text(b));
}
