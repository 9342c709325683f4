/*
 * A zip archive in memory, as spreadsheets are: its entries by name, unpacked in bounded
 * memory. Reading is libzip's.
 *
 * An entry that unpacks to hundreds of times its size beyond some megabytes is a trap, not
 * a spreadsheet, and RD_INPUT like every other damage.
 */
#ifndef IO_ZIP_FILE_H
#define IO_ZIP_FILE_H

#include <stdint.h>

#include "io/input.h"

struct zip_file {
	void *archive; /* zip_t */
	char *bytes;
	const char *path; /* for messages; not owned */
};

/* Reads the whole input, which stays the caller's. */
int zip_file_open(struct zip_file *z, struct input *in, struct err *err);
void zip_file_close(struct zip_file *z);

struct zip_entry {
	void *file; /* zip_file_t */
	const char *path;
	char name[128];
	uint64_t delivered, limit;
};

/* 1, 0 if there is no such entry, -1 with RD_INPUT. */
int zip_entry_open(struct zip_entry *e, struct zip_file *z, const char *name, struct err *err);

/* Up to n bytes; 0 at the end, -1 with RD_INPUT. */
ssize_t zip_entry_read(struct zip_entry *e, void *buffer, size_t n, struct err *err);
void zip_entry_close(struct zip_entry *e);

#endif
