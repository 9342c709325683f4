/*
 * rd-revise: two vintages compared. Which published figures changed, appeared or vanished,
 * by how much, and because of how many rows of the panel; and which rows these are.
 *
 * Writes revisions.csv, revised_rows.csv and datapackage.json.
 */
#ifndef REVISE_REVISE_H
#define REVISE_REVISE_H

#include "base/options.h"

struct revise_options {
	struct option_list before, after; /* runs of rd-run, or files */
	bool all;                         /* list figures too that are the same as published */
	bool if_any;                      /* what the earlier vintage lacks is not compared */
};

/* RD_USAGE if a side lacks what the other has, RD_INPUT for a wrong file. */
int revise_run(const struct program *program, const struct revise_options *options,
               struct err *err);

#endif
