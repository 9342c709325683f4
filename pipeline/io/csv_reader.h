/*
 * The one reader of delimited text. Records come out as slices into its own memory, valid
 * until the next call.
 *
 *	struct csv_reader r;
 *	if (csv_open(&r, path, &options, &err) < 0) ...
 *	while ((got = csv_next(&r, &err)) > 0)
 *		use(r.fields, r.field_count, r.line);
 *	csv_close(&r);
 *
 * What CSV means is libcsv's decision (strict): a record that is not plainly simple, that
 * is, one with a quote or a lone carriage return in it, is parsed by libcsv; a simple one
 * is split here, with the same result. Blank lines are skipped, blanks around unquoted
 * fields are trimmed.
 *
 * A record that libcsv refuses comes out too, with `problem` set and no fields: reading
 * goes on after its first line, so a stray quote costs one row, not the rest of the file.
 */
#ifndef IO_CSV_READER_H
#define IO_CSV_READER_H

#include "base/text.h"
#include "io/encoding.h"

enum csv_problem {
	CSV_FINE,
	CSV_STRAY_QUOTE,    /* a quote where none may stand */
	CSV_UNCLOSED_QUOTE, /* no closing quote before the end, or before the longest record */
	CSV_TOO_LONG,       /* a line longer than the longest record */
};

struct csv_options {
	const char *encoding;  /* NULL: find out, see encoding.h */
	char delimiter;        /* 0 is a comma */
	size_t longest_record; /* bytes; 0 is 1 MiB */
};

struct csv_reader {
	struct text_input in;
	char delimiter;
	size_t longest_record;
	char *buffer;
	size_t at, count, capacity;
	bool ended;
	uint64_t next_line;
	void *parser;      /* struct csv_parser, once needed */
	bool complete;     /* it has seen the end of the record */
	struct text owned; /* fields as libcsv hands them out, end to end */
	/* the record */
	struct slice *fields;
	size_t field_count, field_capacity;
	uint64_t line; /* of its first line, 1-based */
	enum csv_problem problem;
	struct slice raw; /* its first line as it stands, without the line end */
	bool cut;         /* the file ended before a line end */
};

int csv_open(struct csv_reader *r, const char *path, const struct csv_options *options,
             struct err *err);

/* The same for an input that is open. It is taken over, also on error. */
int csv_take(struct csv_reader *r, struct input *in, const struct csv_options *options,
             struct err *err);

/* 1: a record, 0: the end, -1: RD_INPUT. */
int csv_next(struct csv_reader *r, struct err *err);

void csv_close(struct csv_reader *r);

/* What is wrong, in words. */
const char *csv_problem_text(enum csv_problem problem);

#endif
