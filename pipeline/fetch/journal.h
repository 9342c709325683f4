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

/* Takes an entry up in memory; its line is added to those for journal_write. */
void journal_add(struct store *store, const struct store_entry *entry, struct text *lines);

/* Appends lines, durably; all or none. RD_OUTPUT. From any thread. */
int journal_write(const struct store *store, struct slice lines, struct err *err);

#endif
