/*
 * What is wrong with rows: gathered while a row is read, then written to rejects.csv (the
 * row is refused) or warnings.csv (it is kept), and counted.
 *
 *	problems_clear(&problems);
 *	problems_add(&problems, REJECT_ID_CHECK, column, value);
 *	...
 *	reject_log_row(&log, origin, line, &problems);
 *
 * With a single output file, such as -o -, both go to stderr as messages, the first few of
 * each kind; the summary says how many there were.
 */
#ifndef NORMALIZE_REJECT_LOG_H
#define NORMALIZE_REJECT_LOG_H

#include "io/package.h"
#include "model/reject_code.h"

enum { MOST_PROBLEMS = 128 };

struct problem {
	enum reject_code code;
	struct slice column, value; /* as the file has them */
	const char *detail;         /* in no language, behind the message; or NULL */
};

struct problems {
	struct problem items[MOST_PROBLEMS];
	size_t count;
	bool rejected; /* one of them is no mere warning */
};

void problems_clear(struct problems *p);
void problems_add(struct problems *p, enum reject_code code, struct slice column,
                  struct slice value);

/* "too few or too many fields: 3 ≠ 14", of a row as a whole: its column is empty. */
void problems_add_detail(struct problems *p, enum reject_code code, struct slice column,
                         struct slice value, const char *detail);

struct reject_log {
	struct table_writer rejects, warnings;
	uint64_t most_said; /* problems of a kind that are said on stderr */
	uint64_t rows_rejected;
	uint64_t counts[REJECT_COUNT]; /* of problems */
	struct text value;
};

int reject_log_open(struct reject_log *log, const struct package *package, struct err *err);

/* Writes what is wrong with one row. Of a row that is refused its warnings go with it. */
void reject_log_row(struct reject_log *log, struct slice origin, uint64_t line,
                    const struct problems *problems);

/* What is wrong with rows, kept until it is their turn. */
struct reject_notes {
	struct reject_note *items;
	size_t count, capacity;
	struct arena arena;
};

/* Copies the values; origin and the columns' names must stay until the notes are written. */
void reject_notes_add(struct reject_notes *notes, struct slice origin, uint64_t line,
                      const struct problems *problems);

/* Writes them, as reject_log_row does, and forgets them; log NULL: only that. */
void reject_notes_write(struct reject_notes *notes, struct reject_log *log);
void reject_notes_release(struct reject_notes *notes);

/* Puts both files in their places and into the package. */
int reject_log_commit(struct reject_log *log, struct package *package, struct err *err);

/* "rejected: id.check 2, …" and "warned: …", as notes. */
void reject_log_summary(const struct reject_log *log);
void reject_log_close(struct reject_log *log);

#endif
