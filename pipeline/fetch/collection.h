/*
 * What one source brought so far: the files that came, in order, and those that did not.
 */
#ifndef FETCH_COLLECTION_H
#define FETCH_COLLECTION_H

#include "base/hash_map.h"
#include "fetch/source.h"
#include "fetch/store.h"
#include "io/sighting.h"

struct collection {
	const struct source *source;
	struct store *store;
	struct arena *arena; /* of the record: everything in files and missing lives there */
	struct sightings *seen;
	bool compare; /* read local files that look as they did the last time, too */
	struct fetched_source result;
	size_t file_capacity, missing_capacity;
	struct hash_map paths; /* of the files, with their numbers */
};

void collection_init(struct collection *c, const struct source *source, struct store *store,
                     struct arena *arena, struct sightings *seen);

/* "raw/city/returns/2024-05.csv" for a file name, in the record's arena. */
const char *collection_path(const struct collection *c, struct slice name);

/* Whether the file at that address has that path already. */
bool collection_holds(const struct collection *c, const char *path, const char *address);

/*
 * A file that came. Texts are copied. What came before under the same name is not lost to it: the
 * same file is noted once, another one is missed.
 */
void collection_add(struct collection *c, const struct fetched_file *file);

/*
 * One that did not: FETCH_FAILED or FETCH_NOT_PUBLISHED. The worst state is the source's. What the
 * message has from outside may hold anything: no control characters come through.
 */
void collection_miss(struct collection *c, enum fetch_state state, const struct fetched_file *file,
                     const char *message);

/*
 * Settles the state: without anything missing, "unchanged" if the names and bytes are those
 * of the last time, else "new", which the store then remembers.
 */
void collection_finish(struct collection *c);

void collection_release(struct collection *c);

#endif
