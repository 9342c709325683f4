/*
 * The tables that rd-panel writes: the panel, and beside it what was noted on the way.
 *
 * A thread gathers its part of each in memory, and these parts are appended in order.
 */
#ifndef PANEL_PANEL_TABLES_H
#define PANEL_PANEL_TABLES_H

#include "io/package.h"
#include "model/returns.h"

enum panel_table {
	PANEL_ROWS,
	PANEL_SUPERSEDED,
	PANEL_MOVES,
	PANEL_DIFFERENCES,
	PANEL_FALLS,
	PANEL_KNOWN, /* only where each period's panel is made apart */
	PANEL_TABLES,
};

struct panel_tables {
	struct table_writer at[PANEL_TABLES];
};

/* Opens those that the package wants. t, all zero before, is to be closed also on error. */
int panel_tables_create(struct panel_tables *t, const struct package *package,
                        const struct returns *returns, bool apart, struct err *err);

/* A part of each that the whole keeps, in memory. */
void panel_tables_gather(struct panel_tables *part, const struct panel_tables *whole);
void panel_tables_append(struct panel_tables *whole, struct panel_tables *part);

int panel_tables_commit(struct panel_tables *t, struct package *package, struct err *err);
void panel_tables_close(struct panel_tables *t);

#endif
