/*
 * What a step left behind: its files with their checksums, and its counts of rows.
 */
#ifndef RUN_OUTPUTS_H
#define RUN_OUTPUTS_H

#include "run/plan.h"

/*
 * Lists every file in the step's directory into step->outputs, sorted. A checksum that the
 * step wrote into its datapackage.json is believed if the size is right: the bytes were hashed
 * on their way out. Of the stage that lists the sources, only the files beside that list: the
 * raw files are many, and seldom new. RD_INPUT if a file cannot be read, RD_INTERNAL if one
 * that the chain promises is missing.
 */
int outputs_collect(const struct plan *plan, struct step *step, struct err *err);

/* The same of any step's directory in a run, with or without those below it, and no promises. */
int outputs_of_directory(const char *run, const char *name, bool deep, struct file_list *found,
                         struct err *err);

/* Adds the raw files of plan->sources to the step that fetched them. */
void outputs_add_raw_files(const struct plan *plan, struct step *step);

/* {"in", "out", "rejected"} and "version", as far as datapackage.json tells, into the record. */
void outputs_counts(const struct plan *plan, const struct step *step, json_t *record);

#endif
