#include "report/exhibit_html.h"

#include "model/ratio.h"
#include "report/display_width.h"
#include "report/html.h"

/* Shades of a column kind EXHIBIT_SHADED: 0 is the lightest. */
enum { SHADES = 6 };

static bool is_number(const struct exhibit *e, size_t column)
{
	return e->columns[column].kind != EXHIBIT_TEXT;
}

static bool is_short_text(const char *text)
{
	enum { SHORT = 12 };

	return !text || display_width(slice_of(text)) <= SHORT;
}

/* Whether all that stands in a column is so short that a line break would only hurt. */
static bool is_short(const struct exhibit *e, size_t column, enum html_languages languages)
{
	for (size_t r = 0; r < exhibit_rows(e); r++) {
		struct bilingual cell = exhibit_cell(e, r, column);
		if (languages == HTML_SPOKEN ? !is_short_text(bilingual_text(cell))
		                             : !is_short_text(cell.zh) || !is_short_text(cell.en))
			return false;
	}
	return true;
}

static const char *class_of(const struct exhibit *e, size_t column, enum html_languages languages)
{
	return is_number(e, column) ? "n" : is_short(e, column, languages) ? "short" : "long";
}

/* The column that names its row: the first text. */
static size_t heading_column(const struct exhibit *e)
{
	for (size_t i = 0; i < e->column_count; i++)
		if (!is_number(e, i))
			return i;
	return 0;
}

static void add_unit(struct text *t, const struct unit *unit, enum html_languages languages)
{
	if (!unit)
		return;
	text_adds(t, " <span class=\"unit\">");
	html_add_words(t, (struct bilingual){unit->name, unit->name_en}, languages);
	text_adds(t, "</span>");
}

static void add_head(struct text *t, const struct exhibit *e, enum html_languages languages)
{
	text_adds(t, "<thead><tr>");
	for (size_t c = 0; c < e->column_count; c++) {
		text_addf(t, "<th scope=\"col\" data-id=\"%s\" class=\"%s\">", e->columns[c].id,
		          class_of(e, c, languages));
		html_add_words(t, e->columns[c].title, languages);
		add_unit(t, e->columns[c].unit, languages);
		text_adds(t, "</th>");
	}
	text_adds(t, "</tr></thead>\n");
}

/* Smallest and largest of the shaded cells; false if there are none. */
static bool shaded_range(const struct exhibit *e, struct ratio *least, struct ratio *most)
{
	bool any = false;

	for (size_t i = 0; i < e->cell_count; i++) {
		struct ratio value;
		if (e->columns[i % e->column_count].kind != EXHIBIT_SHADED || !e->cells[i].zh ||
		    !decimal_parse(slice_of(e->cells[i].zh), &value))
			continue;
		if (!any || ratio_compare(value, *least) < 0)
			*least = value;
		if (!any || ratio_compare(value, *most) > 0)
			*most = value;
		any = true;
	}
	return any;
}

static int shade_of(const char *text, struct ratio least, struct ratio most)
{
	struct ratio value, above, range;
	int shade = 0;

	if (!text || !decimal_parse(slice_of(text), &value) ||
	    !ratio_subtract(value, least, &above) || !ratio_subtract(most, least, &range))
		return -1;
	while (shade + 1 < SHADES &&
	       ratio_compare((struct ratio){above.numerator * SHADES, above.denominator},
	                     (struct ratio){range.numerator * (shade + 1), range.denominator}) > 0)
		shade++;
	return shade;
}

/* How cells are written. */
struct style {
	enum html_languages languages;
	size_t heading;  /* column */
	bool any_shaded; /* else there is no range */
	struct ratio least, most;
};

static void add_class(struct text *t, const struct exhibit *e, size_t column, struct bilingual cell,
                      const struct style *style)
{
	int shade = -1;

	if (!is_number(e, column))
		return;
	if (style->any_shaded && e->columns[column].kind == EXHIBIT_SHADED)
		shade = shade_of(cell.zh, style->least, style->most);
	if (shade >= 0)
		text_addf(t, " class=\"n s%d\"", shade);
	else
		text_adds(t, " class=\"n\"");
}

static void add_row(struct text *t, const struct exhibit *e, size_t row, const struct style *style)
{
	text_adds(t, row == e->marked  ? "<tr class=\"own\">"
	             : row == e->total ? "<tr class=\"total\">"
	                               : "<tr>");
	for (size_t c = 0; c < e->column_count; c++) {
		struct bilingual cell = exhibit_cell(e, row, c);
		text_adds(t, c == style->heading ? "<th scope=\"row\"" : "<td");
		add_class(t, e, c, cell, style);
		text_addc(t, '>');
		if (cell.zh || cell.en)
			html_add_words(t, cell, style->languages);
		else
			text_adds(t, "–");
		text_adds(t, c == style->heading ? "</th>" : "</td>");
	}
	text_adds(t, "</tr>\n");
}

void exhibit_add_html(struct text *t, const struct exhibit *e, enum html_languages languages)
{
	struct style style = {.languages = languages, .heading = heading_column(e)};

	style.any_shaded = shaded_range(e, &style.least, &style.most);
	text_addf(t, "<div class=\"scroll\" tabindex=\"0\"><table id=\"table-%s\">\n<caption>",
	          e->setting->id);
	html_add_words(t, e->title, languages);
	if (e->scope.zh) {
		text_adds(t, " <span class=\"scope\">");
		html_add_words(t, e->scope, languages);
		text_adds(t, "</span>");
	}
	text_adds(t, "</caption>\n");
	add_head(t, e, languages);
	text_adds(t, "<tbody>\n");
	for (size_t r = 0; r < exhibit_rows(e); r++)
		add_row(t, e, r, &style);
	text_adds(t, "</tbody></table></div>\n");
}
