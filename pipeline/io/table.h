/*
 * The files between stages: UTF-8 CSV with a header, columns in a fixed order. One reader
 * and one writer for all of them.
 *
 * A struct table says which columns a file has; its Table Schema (Frictionless) is made
 * from it. Files between stages are ours, so anything wrong in one is an error of the file
 * (RD_INPUT), not of a row.
 *
 *	struct table_writer w;
 *	table_create(&w, path, &table, &err);
 *	table_put_text(&w, "331024"); table_put_i128(&w, 1); ... table_end_row(&w);
 *	table_commit(&w, &err);
 *	table_close(&w);
 *
 * From one stage to the next, through a pipe, rows may also come in short (short_rows.h): a
 * writer makes them where its path ends in ".rows", "-.rows" being stdout, a reader knows them
 * when it sees them.
 */
#ifndef IO_TABLE_H
#define IO_TABLE_H

#include <jansson.h>

#include "io/csv_reader.h"
#include "io/json_file.h"
#include "io/output.h"
#include "io/short_rows.h"

enum column_type { COLUMN_TEXT, COLUMN_INTEGER, COLUMN_DECIMAL };

struct column {
	const char *name;
	enum column_type type;
	struct bilingual title;
};

struct table {
	const char *name; /* "cells": the file is cells.csv */
	struct bilingual title;
	const struct column *columns;
	size_t count;
};

/* Index of a column by name; -1 if there is none. */
int table_column(const struct table *table, const char *name);

/* The Table Schema; a new reference. */
json_t *table_schema(const struct table *table);

struct table_reader {
	struct csv_reader csv;
	struct short_reader *brief; /* of rows in short, which stand in csv.fields; NULL: of CSV */
	const struct table *table;
	uint64_t rows;
};

/*
 * Opens a file that must be one of the candidates, told apart by their headers, with all
 * columns in order, and by the file's name where two have the same: else it is the first.
 * r->table is the one found. RD_INPUT with the first column that differs.
 */
int table_open(struct table_reader *r, const char *path, const struct table *const *candidates,
               size_t count, struct err *err);

/* 1: a row in table_field, 0: the end, -1: RD_INPUT with the line. */
int table_next(struct table_reader *r, struct err *err);

static inline struct slice table_field(const struct table_reader *r, size_t column)
{
	return r->csv.fields[column];
}

/* Whether the value is known, without looking at it, to be that of the row before. */
static inline bool table_repeats(const struct table_reader *r, size_t column)
{
	return r->brief && !r->brief->fresh && !r->brief->differs[column];
}

/*
 * A reader that stands on a row kept from elsewhere, for functions that take one; neither to
 * be advanced nor to be closed.
 */
struct table_reader table_on_row(const struct table *table, const char *path, uint64_t line,
                                 struct slice *fields);

/* An error at the row just read; returns -1. */
int table_wrong(const struct table_reader *r, size_t column, struct err *err, const char *message);
void table_reader_close(struct table_reader *r);

struct table_writer {
	struct output out;
	const struct table *table;
	struct short_writer *brief; /* rows in short; NULL: as CSV */
	bool discards;              /* nobody asked for this table */
	size_t column;
	uint64_t rows;
};

/* path NULL: rows are counted and thrown away. */
int table_create(struct table_writer *w, const char *path, const struct table *table,
                 struct err *err);

/*
 * A writer for a part of a table, in a thread of its own: its rows stay in memory until
 * table_append moves them behind those of the whole table.
 */
void table_gather(struct table_writer *w, const struct table *table);

/* Before the first row of a part: it is written in the form of the whole. */
void table_follow(struct table_writer *part, const struct table_writer *whole);
void table_append(struct table_writer *w, struct table_writer *part);

/* A row's values in the order of the columns. An empty slice is a missing value. */
void table_put(struct table_writer *w, struct slice value);
void table_put_text(struct table_writer *w, const char *value);

/* Some values of a row; those that stand side by side as a reader found them go in one piece. */
void table_put_all(struct table_writer *w, const struct slice *values, size_t n);
void table_put_u64(struct table_writer *w, uint64_t value);
void table_put_i128(struct table_writer *w, __int128 value);
void table_put_missing(struct table_writer *w);

/*
 * What many rows have in common is made once: table_render adds a value to a text as it is
 * written, behind a comma unless it is the first; table_put_rendered puts such a text, of
 * so many columns.
 */
void table_render(struct text *t, struct slice value);
void table_put_rendered(struct table_writer *w, struct slice text, size_t columns);
void table_end_row(struct table_writer *w);
int table_commit(struct table_writer *w, struct err *err);
void table_close(struct table_writer *w);

#endif
