/*
 * The enterprises behind a figure as a table, for other programs.
 */
#ifndef TRACE_TRACE_TABLE_H
#define TRACE_TRACE_TABLE_H

#include "trace/evidence.h"
#include "trace/raw_files.h"

/*
 * Writes one row a return: what an enterprise adds stands with the row itself, the other
 * returns it was made from follow. With raw files, offset and bytes of each record too.
 * RD_INPUT or RD_OUTPUT.
 */
int trace_table_write(const char *path, const struct evidence *e, struct raw_files *raw,
                      struct err *err);

#endif
