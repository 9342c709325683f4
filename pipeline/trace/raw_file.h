/*
 * A raw file as it was received, and the records in it: which bytes a panel row was read
 * from.
 *
 *	struct raw_file f;
 *	if (raw_file_open(&f, "raw", origin, NULL, &err) < 0) ...
 *	for (n = 0; raw_file_record(&f, line, id, n, &record); n++)
 *		use(record.offset, record.bytes, record.text);
 *	raw_file_close(&f);
 *
 * A record starts on its line. In delimited text it goes on to the first line end that is
 * not in quotes. In JSON it is the object in a list that starts on that line and names the
 * enterprise; one line may hold several. Everything is counted after unpacking gzip.
 */
#ifndef TRACE_RAW_FILE_H
#define TRACE_RAW_FILE_H

#include "base/text.h"
#include "io/input.h"

/* Where each line begins, and where the last one ends. */
struct line_index {
	uint64_t *starts;
	size_t count, capacity;
	uint64_t end; /* of the last line, without its line end */
};

struct raw_file {
	struct slice origin; /* the caller's */
	char *path;
	char *encoding;             /* that it was read in */
	struct text text;           /* as UTF-8 */
	struct line_index lines;    /* of the text */
	struct line_index in_bytes; /* of the file */
	uint64_t bytes;             /* of the file */
	unsigned newline;           /* bytes of a line end */
	bool unit_is_newline;       /* while lines are counted */
	bool binary;                /* a container such as a spreadsheet: it has no lines */
	char sha256[SHA256_HEX + 1];
};

struct raw_record {
	bool located; /* offset and bytes are known: not for a part of a line that was converted */
	uint64_t offset, bytes; /* in the file, without the last line end */
	struct slice text;
	bool names_it; /* the id stands in it */
};

/* origin is SOURCE/FILE below the directory. encoding NULL: find out. RD_INPUT. */
int raw_file_open(struct raw_file *f, const char *directory, struct slice origin,
                  const char *encoding, struct err *err);
void raw_file_close(struct raw_file *f);

/* The n-th (from 0) record of the enterprise that starts on the line; false if there is none. */
bool raw_file_record(const struct raw_file *f, uint64_t line, struct slice id, unsigned n,
                     struct raw_record *record);

/* The next line after *line that holds a name and a number; false after the last. */
bool raw_file_mention(const struct raw_file *f, uint64_t *line, struct slice name,
                      struct slice number, struct raw_record *record);

#endif
