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
 * What CSV means is libcsv's decision (strict): a record that is not plain (csv_scan.h) is
 * parsed by libcsv, a plain one is split here, with the same result. Blank lines are
 * skipped, blanks around unquoted fields are trimmed.
 *
 * A record that libcsv refuses comes out too, with `problem` set and no fields: reading
 * goes on after its first line, so a stray quote costs one row, not the rest of the file.
 *
 * Several threads can read one file, block by block: csv_blocks.h.
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
	size_t kept, at, count, capacity; /* up to `at` it was read, up to `kept` it may go */
	bool ended;
	uint64_t next_line;
	/* what csv_scan found from buffer + scanned on */
	uint32_t *ends;
	size_t next_end, end_count, scanned;
	bool irregular; /* then comes a record that is not plain */
	/* a record that is not plain */
	void *parser;      /* struct csv_parser, once needed */
	bool complete;     /* it has seen the end of the record */
	struct text owned; /* fields as libcsv hands them out, end to end */
	/* a record that repeats the one before */
	struct csv_repeat *repeat; /* see csv_expect; NULL: none is looked for */
	bool learned;              /* it knows the record before */
	unsigned pause, waiting;   /* records to read without looking, once that was in vain */
	/* the block that it reads, if it reads one */
	const struct csv_block *block; /* see csv_blocks.h */
	size_t next_refusal;
	/* the record */
	struct slice *fields;
	size_t field_count, field_capacity;
	bool repeats;  /* see csv_expect */
	uint64_t line; /* of its first line, 1-based */
	enum csv_problem problem;
	struct slice raw; /* its first line as it stands, without the line end */
	bool cut;         /* the file ended before a line end */
};

int csv_open(struct csv_reader *r, const char *path, const struct csv_options *options,
             struct err *err);

/* The same for an input that is open. It is taken over, also on error. */
int csv_open_input(struct csv_reader *r, struct input *in, const struct csv_options *options,
                   struct err *err);

/*
 * In these columns, rising, most records are likely to differ from the one before, and in the
 * others not. A record of which that is true has `repeats` set; those of its fields that are
 * not named here are the same as they were, and stand in memory where they stood before.
 */
void csv_expect(struct csv_reader *r, const uint16_t *varying, size_t count);

/* 1: a record, 0: the end, -1: RD_INPUT. */
int csv_next(struct csv_reader *r, struct err *err);

/* Also of a reader that is all zero. */
void csv_close(struct csv_reader *r);

/* What is wrong, in words. */
const char *csv_problem_text(enum csv_problem problem);

#endif
