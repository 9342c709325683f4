/*
 * An exhibit: one titled table of a report, in both languages, ready to be shown on a
 * terminal, on a page or in a workbook.
 *
 *	struct exhibit e;
 *	exhibit_init(&e, "rankings");
 *	exhibit_column(&e, "region", EXHIBIT_TEXT, (struct bilingual){"地区", "region"}, NULL);
 *	exhibit_put(&e, name); exhibit_put_slice(&e, value); ...
 *	exhibit_release(&e);
 *
 * Cells are put row by row, in the order of the columns. Texts are copied.
 */
#ifndef REPORT_EXHIBIT_H
#define REPORT_EXHIBIT_H

#include "base/arena.h"
#include "io/json_file.h"
#include "model/unit.h"

enum exhibit_kind { EXHIBIT_TEXT, EXHIBIT_NUMBER };

struct exhibit_column {
	const char *id;
	enum exhibit_kind kind;
	struct bilingual title;
	const struct unit *unit; /* NULL if it has none */
};

enum { EXHIBIT_MOST_COLUMNS = 32 };

struct exhibit {
	const char *id;
	struct bilingual title, note;
	struct exhibit_column columns[EXHIBIT_MOST_COLUMNS];
	size_t column_count;
	struct bilingual *cells; /* both NULL: missing */
	size_t cell_count, cell_capacity;
	size_t marked; /* the row that the report is about; SIZE_MAX if there is none */
	struct arena arena;
};

void exhibit_init(struct exhibit *e, const char *id);
void exhibit_release(struct exhibit *e);

void exhibit_column(struct exhibit *e, const char *id, enum exhibit_kind kind,
                    struct bilingual title, const struct unit *unit);

void exhibit_put(struct exhibit *e, struct bilingual value);

/* The same in both languages; an empty one is missing. */
void exhibit_put_slice(struct exhibit *e, struct slice value);

/* The row that was just filled is the one that the report is about. */
void exhibit_mark_row(struct exhibit *e);

static inline size_t exhibit_rows(const struct exhibit *e)
{
	return e->column_count ? e->cell_count / e->column_count : 0;
}

/* Cell's text in the current language; NULL if it is missing. */
const char *exhibit_cell(const struct exhibit *e, size_t row, size_t column);

/* A text of both languages, made by asking `add` once in each. Lives in the exhibit. */
struct bilingual exhibit_both(struct exhibit *e, void (*add)(struct text *t, const void *context),
                              const void *context);

/* As an aligned table for a terminal, in the current language. */
void exhibit_add_text(struct text *t, const struct exhibit *e);

#endif
