/*
 * Sorted figures to observations.csv. Of the same figure in several files the last file's counts,
 * and is warned of if it is another. Two values in one file are both kept, with a warning: as a rule
 * a column that tells them apart is not mapped, and no stage takes them. Of a ledger all stay, as
 * they are events to be summed.
 *
 *	struct figure_writer w;
 *	figure_writer_init(&w, &indicators);
 *	figure_writer_put(&w, key, packed);      // as observation_add packs them
 *	figure_writer_flush(&w);
 *	table_append(&observations, &w.table);
 *	reject_notes_write(&w.notes, &log);
 *	figure_writer_release(&w);
 *
 * Rows and warnings are gathered: regions may be written by several threads, with a writer each.
 */
#ifndef NORMALIZE_FIGURE_WRITER_H
#define NORMALIZE_FIGURE_WRITER_H

#include "model/indicator.h"
#include "normalize/reject_log.h"

struct figure_writer {
	struct table_writer table; /* gathers */
	struct reject_notes notes;
	const struct indicators *indicators;
	struct text key, packed; /* of the figure that waits; no key: none does */
	struct arena names;      /* of origins and indicators, for the notes */
};

void figure_writer_init(struct figure_writer *w, const struct indicators *indicators);

/* Takes the next figure in their order. */
void figure_writer_put(struct figure_writer *w, struct slice key, struct slice packed);

/* Between regions: writes the figure that waits, if one does. */
void figure_writer_flush(struct figure_writer *w);
void figure_writer_release(struct figure_writer *w);

#endif
