/*
 * Records by the book: as libcsv parses them, strictly. The part of csv_reader.h for those
 * that are not plain (csv_scan.h).
 */
#ifndef IO_CSV_STRICT_H
#define IO_CSV_STRICT_H

#include "io/csv_reader.h"

/*
 * The next record, whatever it looks like. Blank lines before it are passed over; of one that
 * libcsv refuses, or that is longer than the longest, only the first line is taken, and
 * `problem` is set. 1: a record, 0: the end, -1: RD_INPUT.
 */
int csv_strict_next(struct csv_reader *r, struct err *err);

/* The parser, and the fields it has handed out. */
void csv_strict_release(struct csv_reader *r);

#endif
