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

/* Takes an entry up in memory; its line is written by journal_write. */
void journal_add(struct store *store, const struct store_entry *entry);

/* Appends what was added, durably. RD_OUTPUT. */
int journal_write(struct store *store, struct err *err);

#endif
