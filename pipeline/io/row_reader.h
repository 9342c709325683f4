/*
 * Raw tables of any form, read in one way: rows of text cells.
 *
 *	struct row_reader r;
 *	if (row_reader_open(&r, path, &format, &err) < 0) ...
 *	while ((got = row_reader_next(&r, &err)) > 0)
 *		use(r.cells, r.count, r.line);
 *	package_input(&p, r.in);
 *	row_reader_close(&r);
 *
 * Cells are slices into the reader's memory, valid until the next call. In forms with
 * headers (CSV, spreadsheets, HTML tables) the header is a row like any other; whoever
 * reads finds it. JSON records have members instead: the format lists those that are
 * wanted, and they come out as the cells of each row, in that order.
 *
 * Everything wrong with the file as a whole is RD_INPUT. What is wrong with one row comes
 * out as a row with `problem` set.
 */
#ifndef IO_ROW_READER_H
#define IO_ROW_READER_H

#include "base/text.h"
#include "io/input.h"

enum row_form {
	ROW_FORM_CSV,
	ROW_FORM_XLSX,
	ROW_FORM_XLS,
	ROW_FORM_HTML,
	ROW_FORM_JSON,
	ROW_FORM_JSON_LINES,
	ROW_FORMS,
};

/* "csv", "xlsx", "json-lines" …: how configuration writes the forms. */
extern const char *const row_form_names[ROW_FORMS];

/* Whether rows are records with members, not rows under headers. */
bool row_form_has_members(enum row_form form);

struct row_format {
	enum row_form form;
	const char *encoding; /* NULL: find out, see encoding.h */
	/* spreadsheets and HTML */
	const char *table;     /* part of the sheet's name, or of the table's heading, where "{_}"
	                          stands for anything; or NULL */
	uint64_t table_number; /* 1-based; 0: by `table`, or the first */
	/* CSV */
	char delimiter;          /* 0 is a comma */
	char packed;             /* between several keys in the first column; 0: there is one */
	uint64_t longest_record; /* bytes; 0 is the reader's own limit */
	/* JSON */
	const char *records;        /* JSON Pointer to the list of records; "" or NULL: the top */
	const char *const *members; /* names, or JSON Pointers into a record */
	size_t member_count;
};

enum row_problem {
	ROW_FINE,
	ROW_QUOTE,        /* quotes are wrong */
	ROW_TOO_LONG,     /* longer than the longest record */
	ROW_NOT_A_RECORD, /* a JSON value that is no object */
	ROW_NUMBER_RANGE, /* a JSON number that no reader can hold */
};

enum cell_kind {
	CELL_TEXT,
	CELL_ABSENT,   /* the record has no such member; the cell is empty */
	CELL_COMPOUND, /* a list or an object where a value is expected; the cell is empty */
	CELL_INEXACT,  /* a number with more digits than its form holds exactly */
};

struct row_reader {
	const struct row_form_reader *form;
	enum row_form found; /* what the file really is */
	void *state;
	const struct input *in; /* for its bytes and checksum */
	/* the row */
	const struct slice *cells;
	const unsigned char *kinds; /* enum cell_kind of each cell; NULL: all are text */
	size_t count;
	uint64_t line; /* 1-based, where the row starts */
	enum row_problem problem;
	struct slice raw;       /* the row as it stands, where that is cheap to say */
	bool cut;               /* the file ends in it */
	bool ragged;            /* rows may be shorter than the header: empty cells are left out */
	const char *table_name; /* of the sheet, or the heading of the table; NULL if none */
};

/*
 * A spreadsheet is read as what it is, whatever the format says: many an .xls is a web page
 * or tab-separated text.
 */
int row_reader_open(struct row_reader *r, const char *path, const struct row_format *format,
                    struct err *err);

/* 1: a row, 0: the end, -1: RD_INPUT. */
int row_reader_next(struct row_reader *r, struct err *err);
void row_reader_close(struct row_reader *r);

/*
 * A value that stands once in the file, outside its records: at a JSON Pointer, such as
 * "/unit". Asked after the first row was read. False if it is not there (yet): such values
 * must precede the records.
 */
bool row_reader_constant(struct row_reader *r, const char *pointer, struct text *value);

/*
 * Rows of some forms can be read by several threads. One cuts the stream into blocks, under a
 * lock, and each reads those that it got, with a reader of its own:
 *
 *	struct row_reader own = {0};
 *	void *block = NULL;
 *	while ((got = row_reader_take(&r, &block, &err)) > 0) {
 *		row_reader_open_block(&own, &r, block);
 *		while (row_reader_next(&own, &err) > 0) ...
 *	}
 *	row_reader_close(&own);
 *	row_reader_free_block(&r, block);
 */
bool row_reader_splits(const struct row_reader *r);

/* Some whole rows. 1: there are, 0: the end, -1: RD_INPUT. A block is used again. */
int row_reader_take(struct row_reader *r, void **block, struct err *err);
void row_reader_open_block(struct row_reader *own, const struct row_reader *r, const void *block);
void row_reader_free_block(const struct row_reader *r, void *block);

/* Names of the members of the first record, for messages; NULL where rows have headers. */
const char *row_reader_members(const struct row_reader *r);

/*
 * Index of the table or sheet that the format asks for, by its number or by what its name
 * contains; RD_INPUT with the names that are there if it is none, or more than one.
 */
int row_table_choose(const struct row_format *format, const char *const *names, size_t count,
                     const char *path, struct err *err);

/* Whether a cell holds nothing but digits, signs and separators. */
bool row_text_is_number(struct slice text);

/* One form; see csv_rows.c for the shortest. */
struct row_form_reader {
	/* Takes the input over. On error the caller closes, if a state was set. */
	int (*open)(struct row_reader *r, struct input *in, const struct row_format *format,
	            struct err *err);
	int (*next)(struct row_reader *r, struct err *err);
	void (*close)(struct row_reader *r);
	bool (*constant)(struct row_reader *r, const char *pointer, struct text *value);
	const char *(*members)(const struct row_reader *r);
	/* NULL: its rows are read by one thread */
	int (*take)(struct row_reader *r, void **block, struct err *err);
	void (*open_block)(struct row_reader *own, const struct row_reader *r, const void *block);
	void (*free_block)(void *block);
};

extern const struct row_form_reader csv_rows, xlsx_rows, xls_rows, html_rows, json_rows;

#endif
