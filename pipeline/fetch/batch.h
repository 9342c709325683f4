/*
 * What the store keeps becomes durable in batches, by a thread: while the disk works on one, the
 * next is filled. First the bytes are synced, then they get their names in the store, then their
 * lines in the journal, then their names elsewhere.
 *
 *	batches = batches_new(store);             // before anything is written
 *	batches_make_room(batches, &err);         // waits, if the disk is far behind
 *	batches_keep(batches, &partial); ...
 *	batches_flush_some(batches, &err);        // now and then
 *	batches_flush(batches, &err);             // all of it is durable
 *	batches_free(batches);                    // once the store's threads have ended
 */
#ifndef FETCH_BATCH_H
#define FETCH_BATCH_H

#include "fetch/store.h"

struct batches;

struct batches *batches_new(const struct store *store);

/* NULL is fine. What was not flushed is forgotten. */
void batches_free(struct batches *batches);

/* A whole partial, which is taken over, is to be an object, unless the store has it already. */
void batches_keep(struct batches *batches, struct partial *partial);

/* The object is to be at that path as well, which is taken over. */
void batches_place(struct batches *batches, const char *sha256, char *path);

/* A line for the journal; its texts must last. */
void batches_note(struct batches *batches, const struct store_entry *entry);

/* Before one is kept: if too many are open already, waits for the disk. As batches_flush. */
int batches_make_room(struct batches *batches, struct err *err);

/* RD_OUTPUT; after it nothing can be flushed any more. */
int batches_flush(struct batches *batches, struct err *err);

/* Begins to, if there is much or it has waited for a while. RD_OUTPUT of what was begun earlier. */
int batches_flush_some(struct batches *batches, struct err *err);

#endif
