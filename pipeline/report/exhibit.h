/*
 * An exhibit: one titled table of a report, in both languages, ready to be shown on a
 * terminal, on a page or in a workbook. A chart, where there is one, is drawn from it.
 *
 *	struct exhibit e;
 *	exhibit_init(&e, &setting);
 *	exhibit_column(&e, "region", EXHIBIT_TEXT, (struct bilingual){"地区", "region"}, NULL);
 *	exhibit_column(&e, "value", EXHIBIT_NUMBER, indicator->name, indicator->unit);
 *	exhibit_put(&e, name); exhibit_put_slice(&e, value); ...
 *	exhibit_release(&e);
 *
 * Cells are put row by row, in the order of the columns. Texts are copied.
 */
#ifndef REPORT_EXHIBIT_H
#define REPORT_EXHIBIT_H

#include "base/arena.h"
#include "model/unit.h"
#include "report/disclosure.h"
#include "report/settings.h"

enum exhibit_cell { EXHIBIT_TEXT, EXHIBIT_NUMBER, EXHIBIT_SHADED /* a number, by its size */ };

struct exhibit_column {
	const char *id; /* what charts call it */
	enum exhibit_cell kind;
	struct bilingual title;
	const struct unit *unit; /* NULL if it has none */
};

struct exhibit {
	const struct exhibit_setting *setting;
	struct bilingual title;
	struct bilingual scope; /* "台州市，2024年1-5月" */
	struct bilingual note;
	uint32_t common; /* region that it is about, which others may show too; CODE_NONE */
	period first;    /* of several */
	struct exhibit_column *columns;
	size_t column_count, column_capacity;
	struct bilingual *cells; /* both NULL: missing */
	size_t cell_count, cell_capacity;
	size_t marked; /* the row that the report is about; SIZE_MAX if there is none */
	size_t total;  /* the row of the whole that the others are parts of, or SIZE_MAX */
	bool withheld; /* something in it is not made public */
	struct arena arena;
};

/* Explains WITHHELD. */
extern const struct bilingual withheld_note;

void exhibit_init(struct exhibit *e, const struct exhibit_setting *setting);
void exhibit_release(struct exhibit *e);

/* id and title are not copied. */
void exhibit_column(struct exhibit *e, const char *id, enum exhibit_cell kind,
                    struct bilingual title, const struct unit *unit);

void exhibit_put(struct exhibit *e, struct bilingual value);

/* The same in both languages; an empty one is missing. */
void exhibit_put_slice(struct exhibit *e, struct slice value);
void exhibit_put_missing(struct exhibit *e);
void exhibit_put_withheld(struct exhibit *e);

/* The row that was just filled is the one that the report is about. */
void exhibit_mark_row(struct exhibit *e);

static inline size_t exhibit_rows(const struct exhibit *e)
{
	return e->column_count ? e->cell_count / e->column_count : 0;
}

static inline struct bilingual exhibit_cell(const struct exhibit *e, size_t row, size_t column)
{
	return e->cells[row * e->column_count + column];
}

/* A text of both languages, made by asking `add` once in each. Lives in the arena. */
struct bilingual in_both(struct arena *arena, void (*add)(struct text *t, const void *context),
                         const void *context);

/* As an aligned table for a terminal, in the current language. */
void exhibit_add_text(struct text *t, const struct exhibit *e);

/*
 * As CSV for a spreadsheet, in the current language: with a BOM, lines that end in CR LF, heads
 * that no two columns share, and texts that start like a formula behind an apostrophe.
 */
void exhibit_add_csv(struct text *t, const struct exhibit *e);

/* As a table in Markdown, in the current language. */
void exhibit_add_markdown(struct text *t, const struct exhibit *e);

#endif
