/*
 * The stage: raw files of one source and its mapping to facts.csv or observations.csv,
 * rejects.csv and warnings.csv.
 *
 * A row with anything wrong in it is rejected whole, with every problem listed. A file that
 * cannot be trusted as a whole (missing, empty, cut, without the headers that the mapping
 * names) is RD_INPUT, and nothing is written. When more rows are rejected than the mapping
 * allows, rejects.csv and warnings.csv are written so that somebody can look, the rest is
 * not, and the error is RD_QUALITY.
 */
#ifndef NORMALIZE_NORMALIZE_H
#define NORMALIZE_NORMALIZE_H

#include "base/options.h"
#include "model/configuration.h"

/* Bytes that sorting may take, if nothing else is said: $RDSTAT_MEMORY, or 128 MB. */
uint64_t normalize_memory(void);

/*
 * program->files are read in the order given. part: "K/N" of them (part.h), or NULL. memory:
 * what sorting may take, in bytes. RD_USAGE without a source.
 */
int normalize_run(const struct program *program, const char *source, const char *part,
                  uint64_t memory, struct err *err);

/* The same without writing anything: every problem is said on stderr. */
int normalize_check(const struct program *program, const char *source, struct err *err);

/* What would become of one file under a mapping that is still a draft. */
int normalize_try(const struct configuration *c, struct slice draft, const char *path,
                  struct err *err);

#endif
