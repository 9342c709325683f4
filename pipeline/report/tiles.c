#include "report/tiles.h"

#include <stdlib.h>

#include "report/exhibit.h"
#include "report/html.h"
#include "report/phrases.h"

enum { MONTHS_A_YEAR = 12 };

/* "100 million CNY" does not stand well behind a number: in English it goes to the name. */
static const char *short_unit(const struct unit *unit)
{
	return unit->kind == UNIT_AMOUNT ? "" : unit->name_en;
}

static void add_value(struct text *t, const struct figure *f, const struct indicator *indicator)
{
	text_adds(t, "<span class=\"value\">");
	html_add(t, f ? f->value : slice_of("–"));
	text_adds(t, "<span class=\"unit\">");
	html_add_both(t, (struct bilingual){indicator->unit->name, short_unit(indicator->unit)});
	text_adds(t, "</span></span>");
}

static void add_name(struct text *t, const struct indicator *indicator)
{
	char *en = short_unit(indicator->unit)[0]
	                   ? xstrdup(indicator->name.en)
	                   : xasprintf("%s, %s", indicator->name.en, indicator->unit->name_en);

	text_adds(t, "<span class=\"name\">");
	html_add_both(t, (struct bilingual){indicator->name.zh, en});
	text_adds(t, "</span>");
	free(en);
}

struct movement {
	struct slice now, before;
};

static void add_in_words(struct text *t, const void *context)
{
	const struct movement *m = context;

	add_movement(t, m->now, m->before);
}

/* "▲1" for one place up, and in words for those who listen. */
static void add_arrow(struct text *t, struct slice now, struct slice before)
{
	const struct movement movement = {now, before};
	struct arena arena = ARENA_INIT;
	int64_t a, b;

	if (!integer_parse(now, &a) || !integer_parse(before, &b))
		return;
	if (a == b) {
		html_add_both(t, (struct bilingual){"持平", "the same"});
		return;
	}
	text_addf(t, "<span aria-hidden=\"true\">%s%d</span><span class=\"heard\">",
	          a < b ? "▲" : "▼", (int)(a < b ? b - a : a - b));
	html_add_both(t, in_both(&arena, add_in_words, &movement));
	text_adds(t, "</span>");
	arena_release(&arena);
}

static void add_place(struct text *t, const struct subject *s, const struct indicator *indicator)
{
	struct slice rank = subject_place(s, s->region, indicator, RANKING_RANK);
	struct slice of = subject_place(s, s->region, indicator, RANKING_OF);
	struct slice before = subject_place(s, s->region, indicator, RANKING_BEFORE);

	text_adds(t, "<span class=\"place\">");
	if (rank.n) {
		html_add_both(t, (struct bilingual){"第 ", "place "});
		text_addf(t, "<b>%.*s</b>", SLICE_FMT(rank));
		html_add_both(t, (struct bilingual){" 位，共 ", " of "});
		text_add_slice(t, of);
	}
	if (rank.n && before.n) {
		html_add_both(t, (struct bilingual){"，较上期", ", before: "});
		add_arrow(t, rank, before);
	}
	text_adds(t, "</span>");
}

static void add_last_year(struct text *t, const struct subject *s,
                          const struct indicator *indicator)
{
	const struct figure *f =
	        subject_figure(s, s->region, indicator, s->publication->period - MONTHS_A_YEAR);

	text_adds(t, "<span class=\"before\">");
	if (f) {
		html_add_both(t, (struct bilingual){"上年同期 ", "last year "});
		html_add(t, f->value);
	}
	text_adds(t, "</span>");
}

void tiles_add(struct text *t, const struct subject *s)
{
	const struct settings *settings = subject_settings(s);

	text_adds(t, "<ul class=\"tiles\">\n");
	for (size_t i = 0; i < settings->headline_ids.count; i++) {
		const struct indicator *indicator = settings->headline[i];
		text_adds(t, "<li>");
		add_name(t, indicator);
		add_value(t, subject_figure(s, s->region, indicator, s->publication->period),
		          indicator);
		add_place(t, s, indicator);
		add_last_year(t, s, indicator);
		text_adds(t, "</li>\n");
	}
	text_adds(t, "</ul>\n");
}
