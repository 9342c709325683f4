/*
 * rd-aggregate: a panel to cells, or cells of several parts to the cells of the whole.
 *
 * Rows are added to leaf cells first (one look-up a row, whatever the depth of the trees);
 * leaf cells are then added up both trees and into the groups that config/cells.json asks
 * for. Inputs that are cells already are added as they are, so any split of the panel,
 * aggregated in parts and merged in any order, gives the same bytes as the whole.
 */
#ifndef AGGREGATE_AGGREGATE_H
#define AGGREGATE_AGGREGATE_H

#include "base/options.h"

/*
 * Reads panel.csv and cells.csv files, writes cells.csv and datapackage.json. With `merge` the
 * cells are parts of one whole: the latter tells of that (io/whole.h), and a panel among
 * the files is the one they were made from, not read again.
 */
int aggregate_run(const struct program *program, bool merge, struct err *err);

#endif
