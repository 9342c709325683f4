/*
 * rd-shard: facts of a source to the shards of its enterprises, and what was made of the
 * shards back to one; facts or figures to their periods.
 *
 * Splitting keeps the order of rows, so that each facts-NNNN.csv is sorted as facts.csv is;
 * periods.csv lists the periods that there are in any of them. Merging takes the panels and
 * the tables beside them, each sorted by enterprise, and puts the enterprises in order again:
 * the same bytes as if there had been no shards.
 */
#ifndef SHARD_SHARD_H
#define SHARD_SHARD_H

#include "base/options.h"

/* Reads facts files; writes facts-NNNN.csv and periods.csv. RD_USAGE, RD_INPUT, RD_OUTPUT. */
int shard_split(const struct program *program, uint64_t shards, struct err *err);

/*
 * Reads facts files, or figures (observations and indicators), and writes facts-2024-05.csv or
 * indicators-2024-05.csv for each period that occurs, its rows in the order in which they came.
 */
int shard_by_period(const struct program *program, struct err *err);

/* Reads the tables of rd-panel, told apart by their headers, and writes one of each. */
int shard_merge(const struct program *program, struct err *err);

#endif
