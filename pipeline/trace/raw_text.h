/*
 * Raw files and records as a person at a terminal reads them.
 */
#ifndef TRACE_RAW_TEXT_H
#define TRACE_RAW_TEXT_H

#include "trace/evidence.h"
#include "trace/raw_files.h"

/*
 * The record that a panel row was read from: "@OFFSET+BYTES" and what stands there. RD_INPUT
 * if the raw file cannot be read.
 */
int raw_text_add_row(struct text *t, struct raw_files *files, const struct source_row *row,
                     struct slice id, struct err *err);

/* What is looked for in a raw file. */
struct mention {
	struct slice origin;
	const struct code_node *region;
	struct slice value;
	period period;
};

/*
 * An imported figure has no line in the files between. The lines of its raw file that hold
 * the value and the region, by code or by name, and the period if that stands on lines at
 * all, are where it can have come from. RD_INPUT if the raw file cannot be read.
 */
int raw_text_add_mentions(struct text *t, struct raw_files *files, const struct mention *mention,
                          struct err *err);

/* Each raw file with how many rows came from it, and how itself came. */
void raw_text_add_files(struct text *t, const struct raw_files *files, const struct evidence *e);

#endif
