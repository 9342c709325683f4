/*
 * rd-fetch: brings the raw files in, unchanged, and records where and when they came from.
 *
 * Everything that comes goes into a content-addressed store first, and is placed under raw/
 * once it is durable there; but where the output directory holds a result already, once all
 * sources are through. fetch.json is written last. Without a store of the user's the output
 * directory holds one of its own, which goes when all went well, and from which the next run
 * resumes when not.
 */
#ifndef FETCH_FETCH_H
#define FETCH_FETCH_H

#include "base/options.h"

struct fetch_options {
	struct option_list sources; /* names; all if there are none */
	const char *store;          /* directory, NULL for none */
	const char *period;         /* "2024-05"; NULL: last month */
	const char *since;          /* first of several periods; NULL: only `period` */
	const char *seen;           /* file to list what the outcome rests on; NULL for none */
	bool offline;               /* only what the store has */
	bool force;                 /* read local files that look unchanged, too */
	bool dry_run;               /* say what would be asked, and ask nothing */
};

/*
 * 0 if every source came; else -1 with RD_FETCH if one failed, RD_NOT_PUBLISHED if none did
 * but one is not there yet (the record is written in both cases), RD_CONFIG, RD_USAGE,
 * RD_OUTPUT, RD_LOCKED, RD_STOPPED.
 */
int fetch_run(const struct program *program, const struct fetch_options *options, struct err *err);

#endif
