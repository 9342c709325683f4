/*
 * config/sources.json: where the raw files come from.
 *
 * A source is either one address (http, https, file, or a path relative to the
 * configuration directory) or a drop folder with a pattern of names.
 *
 *	struct sources sources;
 *	if (sources_load(&sources, "config", &err) < 0) ...
 *	sources_release(&sources);
 *
 * Everything a source points to lives in the arena of the list. A mistake in the file is
 * RD_CONFIG and names its place, such as "sources[2].address".
 */
#ifndef FETCH_SOURCE_H
#define FETCH_SOURCE_H

#include "base/arena.h"
#include "base/err.h"

struct source {
	const char *name;
	const char *address; /* as configured; NULL for a drop folder */
	const char *folder;  /* as configured; NULL for an address */
	const char *match;   /* shell pattern of the names wanted in the folder */
	const char *file;    /* the raw file's name, or NULL: from the address */
};

struct sources {
	const char *directory; /* the configuration's */
	struct source *items;
	size_t count;
	struct arena arena;
};

int sources_load(struct sources *sources, const char *directory, struct err *err);

/* The source of that name; NULL with RD_USAGE and the nearest name. */
const struct source *sources_find(const struct sources *sources, const char *name, struct err *err);

void sources_release(struct sources *sources);

#endif
