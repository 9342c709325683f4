/*
 * A first look at a file of which nothing is known: its form, encoding and delimiter, the
 * table in it that holds most numbers, and its first rows as texts.
 *
 *	struct survey s;
 *	if (survey_file(&s, path, NULL, &err) < 0) ...
 *	... s.format, s.rows
 *	survey_release(&s);
 *
 * Of JSON the list of records with most objects is found; its rows are the records, under
 * a first row of their members.
 */
#ifndef NORMALIZE_SURVEY_H
#define NORMALIZE_SURVEY_H

#include "base/arena.h"
#include "io/json_file.h"
#include "io/row_reader.h"

enum { SURVEY_ROWS = 400, SURVEY_COLUMNS = 2000, SURVEY_CELL = 400, SURVEY_TABLES = 64 };

struct survey_row {
	struct slice *cells; /* folded */
	size_t count, most;
	uint64_t line;
};

/* A value of a JSON document that stands before its records. */
struct survey_constant {
	const char *pointer;
	struct slice value;
};

struct survey {
	const char *path, *file_name;
	struct row_format format;
	const char *table_name; /* of the sheet, or the heading of the table; NULL */
	const char **tables;    /* names of all that are there */
	size_t table_count;
	bool marked_up;   /* cells hold HTML entities or tags */
	bool with_broken; /* some rows cannot be split */
	struct survey_row *rows;
	size_t row_count, row_capacity;
	struct survey_constant *constants;
	size_t constant_count, constant_capacity;
	struct arena arena;
};

/* `table`: part of the name of the table or sheet to look at; NULL for the largest. */
int survey_file(struct survey *s, const char *path, const char *table, struct err *err);
void survey_release(struct survey *s);

/* The records of a JSON document; see survey_json.c. */
int survey_json(struct survey *s, struct err *err);

/* Adds a row of at most `width` texts. */
struct survey_row *survey_add_row(struct survey *s, size_t width, uint64_t line);
void survey_add_cell(struct survey *s, struct survey_row *row, struct slice text);

#endif
