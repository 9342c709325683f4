/*
 * The store's journal: one line of JSON for each arrival, appended and never changed. It
 * tells what came last from each address, and which vintages ever came from where.
 */
#ifndef FETCH_JOURNAL_H
#define FETCH_JOURNAL_H

#include "fetch/store.h"

/*
 * Reads it all. A last line that a crash tore is cut off; any other line that is not ours
 * is RD_INPUT.
 */
int journal_load(struct store *store, struct err *err);

/* Takes an entry up in memory, and returns it as it is to be written; until the next one. */
const struct store_entry *journal_remember(struct store *store, const struct store_entry *entry);

/* Appends a line for each, durably; all or none. RD_OUTPUT. From any thread. */
int journal_write(const struct store *store, const struct store_entry *entries, size_t count,
                  struct err *err);

#endif
