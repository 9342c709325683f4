/*
 * The first sheet, which leads to the others, and the last, which says how to read them.
 */
#include "report/workbook_parts.h"

#include "base/version.h"
#include "report/phrases.h"

enum { MONTHS_A_YEAR = 12 };

static void put_heads(const struct book *book, lxw_worksheet *sheet, int row)
{
	const char *const heads[] = {T("indicator", "指标"),
	                             T("value", "数值"),
	                             T("unit", "单位"),
	                             T("place", "位次"),
	                             T("of", "参与排名"),
	                             T("place before", "上期位次"),
	                             T("same period last year", "上年同期")};

	for (int i = 0; i < (int)(sizeof(heads) / sizeof(heads[0])); i++)
		sheet_text(sheet, row, i, heads[i],
		           book->looks[i == 0 || i == 2 ? LOOK_HEAD : LOOK_HEAD_NUMBER]);
}

static void put_slice(const struct book *book, lxw_worksheet *sheet, int row, int column,
                      struct slice value)
{
	struct text t = TEXT_INIT;

	text_add_slice(&t, value);
	if (t.n)
		sheet_number(sheet, row, column, t.p, book->numbers[ROW_PLAIN][decimals_of(t.p)]);
	else
		sheet_text(sheet, row, column, "", book->texts[ROW_PLAIN]);
	text_release(&t);
}

static void put_figure(const struct book *book, lxw_worksheet *sheet, int row, int column,
                       const struct figure *f)
{
	put_slice(book, sheet, row, column, f ? f->value : (struct slice){"", 0});
}

static int put_headline(const struct book *book, lxw_worksheet *sheet, int row)
{
	const struct subject *s = &book->dossier->subject;
	const struct settings *settings = subject_settings(s);
	period now = s->publication->period;

	put_heads(book, sheet, row++);
	for (size_t i = 0; i < settings->headline_ids.count; i++, row++) {
		const struct indicator *it = settings->headline[i];
		sheet_text(sheet, row, 0, bilingual_text(it->name), book->texts[ROW_PLAIN]);
		put_figure(book, sheet, row, 1, subject_figure(s, s->region, it, now));
		sheet_text(sheet, row, 2, unit_label(it->unit), book->texts[ROW_PLAIN]);
		put_slice(book, sheet, row, 3, subject_place(s, s->region, it, RANKING_RANK));
		put_slice(book, sheet, row, 4, subject_place(s, s->region, it, RANKING_OF));
		put_slice(book, sheet, row, 5, subject_place(s, s->region, it, RANKING_BEFORE));
		put_figure(book, sheet, row, 6,
		           subject_figure(s, s->region, it, now - MONTHS_A_YEAR));
	}
	return row;
}

static void put_contents(const struct book *book, lxw_worksheet *sheet, int row)
{
	const struct dossier *d = book->dossier;

	sheet_text(sheet, row++, 0, T("Contents", "目录"), book->looks[LOOK_HEADING]);
	for (size_t i = 0; i < d->count; i++, row++)
		sheet_link(sheet, row, 0, book->names[i].text, bilingual_text(d->exhibits[i].title),
		           book);
	sheet_link(sheet, row, 0, book->names[d->count].text, T("Notes", "说明"), book);
}

static int put_marks(const struct book *book, lxw_worksheet *sheet, int row)
{
	const struct publication *p = book->dossier->subject.publication;

	if (p->sample)
		sheet_text(sheet, row++, 0, sample_mark(), book->looks[LOOK_MARK]);
	if (p->internal)
		sheet_text(sheet, row++, 0, bilingual_text(internal_mark), book->looks[LOOK_MARK]);
	return row;
}

void workbook_add_cover(struct book *book)
{
	const struct subject *s = &book->dossier->subject;
	const struct publication *p = s->publication;
	lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, T("Cover", "封面"));
	struct text when = TEXT_INIT;
	int row = 3;

	add_period_in_year(&when, p->period, p->settings.basis);
	worksheet_set_column(sheet, 0, 0, 44, NULL);
	worksheet_set_column(sheet, 1, 6, 12, NULL);
	worksheet_gridlines(sheet, LXW_HIDE_ALL_GRIDLINES);
	worksheet_set_paper(sheet, 9); /* A4 */
	worksheet_fit_to_pages(sheet, 1, 0);
	sheet_text(sheet, 0, 0, bilingual_text(p->settings.title), book->looks[LOOK_SCOPE]);
	sheet_text(sheet, 1, 0, code_tree_name(&p->config.regions, s->region, false),
	           book->looks[LOOK_TITLE]);
	sheet_text(sheet, 2, 0, when.p, book->looks[LOOK_SCOPE]);
	row = put_marks(book, sheet, row);
	row = put_headline(book, sheet, row + 1);
	put_contents(book, sheet, row + 1);
	text_release(&when);
}

void workbook_add_notes(struct book *book)
{
	const struct dossier *d = book->dossier;
	const struct publication *p = d->subject.publication;
	lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, book->names[d->count].text);
	const char *const notes[] = {
	        bilingual_text(p->settings.source),
	        bilingual_text(p->internal ? internal_edition : public_edition),
	        T("Numbers are the figures as published, already rounded; the unit stands in the "
	          "head of the column.",
	          "数字为公布值，已修约；单位见列标题。"),
	        T("An empty cell is a missing figure, which is not zero.",
	          "空白单元格表示缺数，不等于零。"),
	        bilingual_text(withheld_note),
	        T("Places count from the largest value; regions without a figure are not ranked.",
	          "位次按数值由大到小排列，缺数地区不参与排名。"),
	        T("Percentage points are not percent.", "百分点不同于百分比。"),
	        T("The sheet on methods gives every formula and rounding; that on provenance every "
	          "file with its SHA-256.",
	          "各指标算法与修约规则见“算法”表，所用文件及其 SHA-256 见“来源”表。"),
	};
	int row = 2;

	worksheet_set_column(sheet, 0, 0, 100, NULL);
	worksheet_gridlines(sheet, LXW_HIDE_ALL_GRIDLINES);
	sheet_text(sheet, 0, 0, T("Notes", "说明"), book->looks[LOOK_TITLE]);
	for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++)
		sheet_text(sheet, row++, 0, notes[i], book->texts[ROW_PLAIN]);
	sheet_text(sheet, row + 1, 0, "rdstat " RDSTAT_VERSION, book->looks[LOOK_NOTE]);
}
