/*
 * The lines of delimited text, as a struct csv_reader holds them in its buffer: what the
 * parts of the reader share (csv_reader.c, csv_strict.c, csv_blocks.c). Lines end in LF,
 * CR LF or CR.
 */
#ifndef IO_CSV_LINES_H
#define IO_CSV_LINES_H

#include "io/csv_reader.h"

/* Bytes that a buffer has room for at first. */
enum { CSV_CHUNK = 256 * 1024 };

static inline bool csv_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Makes the unread part longer, moving it to the front or growing the buffer. -1: RD_INPUT. */
int csv_read_more(struct csv_reader *r, struct err *err);

/*
 * Brings a whole line into the buffer, up to LF. 1: its length is in *n, or more than the
 * longest record, 0: the end, -1: RD_INPUT.
 */
int csv_find_line(struct csv_reader *r, size_t *n, struct err *err);

/* A line that is too long is thrown away as it comes, up to its end. 1, or -1: RD_INPUT. */
int csv_skip_long_line(struct csv_reader *r, struct err *err);

/*
 * Length of the first line in p, its end included; 0 if it does not end in n bytes, which
 * are the last ones if at_end.
 */
size_t csv_line_length(const char *p, size_t n, bool at_end);

/* The bytes of a line without its end. */
size_t csv_without_end(const char *p, size_t n);

/* Length of the blank line at p, its end included; 0 if the line holds anything. */
size_t csv_blank_line(const struct csv_reader *r, const char *p, size_t n);

/* Makes the record one that has no fields, only a problem. */
void csv_refuse(struct csv_reader *r, enum csv_problem problem);

#endif
