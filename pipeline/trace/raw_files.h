/*
 * The raw files that a trace has come to, each opened once.
 */
#ifndef TRACE_RAW_FILES_H
#define TRACE_RAW_FILES_H

#include "model/configuration.h"
#include "model/fetch_record.h"
#include "trace/evidence.h"
#include "trace/raw_file.h"
#include "trace/run_files.h"

struct raw_files {
	const struct configuration *config;
	const struct run_files *run;
	struct fetch_record record; /* empty without fetch.json */
	bool recorded;
	struct raw_file **items;
	size_t count, capacity;
};

/* RD_INPUT if fetch.json is there and broken. */
int raw_files_init(struct raw_files *files, const struct configuration *config,
                   const struct run_files *run, struct err *err);
void raw_files_release(struct raw_files *files);

/*
 * The file of an origin, read in the encoding of its source's mapping. NULL with RD_INPUT if
 * it is not below the raw directory, or if it is not the one that was fetched.
 */
const struct raw_file *raw_files_open(struct raw_files *files, struct slice origin,
                                      struct err *err);

enum { MOST_RECORDS = 8 };

/*
 * The records that a panel row can have been read from, how many. There is more than one
 * where a line of JSON holds several of the enterprise and the period does not tell them
 * apart; none if the file has no such line.
 */
unsigned raw_file_records(const struct raw_file *f, const struct source_row *row, struct slice id,
                          struct raw_record records[MOST_RECORDS]);

/* Whether the record writes the period in one of the ways that are usual. */
bool raw_record_writes(const struct raw_record *record, period at);

/* How the file came, from fetch.json; NULL if that is not known. */
const struct fetched_file *raw_files_fetched(const struct raw_files *files, struct slice origin);

#endif
