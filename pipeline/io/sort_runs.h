/*
 * Sorted records that do not fit memory: runs in one temporary file, read back from any key on.
 *
 * The file has no name from the moment it exists, so nothing is left of it however the
 * program ends. A run is a list of blocks; in a block a record states how many bytes of its
 * key and of its payload are those of the record before, and the rest. Sorted returns of
 * one enterprise repeat most of each other: this takes a fraction of the memory they had.
 */
#ifndef IO_SORT_RUNS_H
#define IO_SORT_RUNS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"
#include "io/sort_order.h"

struct run_file {
	int fd; /* -1: not open */
	const char *directory;
	uint64_t end;
	int failed; /* errno of the first failure to write */
};

/* RD_OUTPUT if no file can be made in the directory. */
int run_file_open(struct run_file *f, const char *directory, struct err *err);
void run_file_close(struct run_file *f);

struct run_block {
	uint64_t at;
	size_t size;
	struct slice first; /* key */
};

struct sorted_run {
	struct run_block *blocks;
	size_t count, capacity;
	struct arena keys;
};

/* Adds entries in order; several threads may write a run each. Failures are in f->failed. */
void run_write(struct sorted_run *run, struct run_file *f, const struct sort_entry *entries,
               size_t count);
void run_release(struct sorted_run *run);

/* RD_OUTPUT if something failed. */
int run_file_check(const struct run_file *f, struct err *err);

struct run_reader {
	const struct sorted_run *run;
	const struct run_file *file;
	size_t next; /* block */
	char *block;
	size_t capacity;
	const char *at, *end;
	struct text key, payload; /* the record */
};

/* Before the first record whose key is not below `from`; call run_reader_next then. */
void run_reader_open(struct run_reader *r, const struct sorted_run *run,
                     const struct run_file *file, struct slice from);

/* 1: a record, 0: the end, -1: RD_OUTPUT. */
int run_reader_next(struct run_reader *r, struct err *err);
void run_reader_close(struct run_reader *r);

#endif
