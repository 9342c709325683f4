/*
 * Where fields and records end in delimited text, found 64 bytes at a time.
 *
 *	struct csv_scan scan = csv_scan(p, n, ',', ends);
 *	// p[ends[0]], p[ends[1]], ... are delimiters and line feeds; p[scan.plain] starts
 *	// the first record that is not plain, or not whole.
 *
 * It knows plain records only: fields are separated by the delimiter, records end in LF or
 * CR LF, and a quote stands nowhere but around a whole field that has neither quotes nor
 * line ends in it. Of such text every reading of CSV is the same. Everything else is left
 * to whoever parses by the book; csv_reader.h gives it to libcsv.
 */
#ifndef IO_CSV_SCAN_H
#define IO_CSV_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct csv_scan {
	size_t plain;   /* bytes of whole plain records that p begins with */
	size_t ends;    /* ends in them, if these are asked for */
	uint64_t lines; /* line feeds in them: as many as records and blank lines */
	bool irregular; /* a record follows that is not plain; otherwise one that is not whole */
};

/* p starts a record; n < 2^32. `ends` has room for n + 8, or is NULL. */
struct csv_scan csv_scan(const char *p, size_t n, char delimiter, uint32_t *ends);

/* The same without vector instructions, as other machines run it; for the tests. */
struct csv_scan csv_scan_portable(const char *p, size_t n, char delimiter, uint32_t *ends);

#endif
