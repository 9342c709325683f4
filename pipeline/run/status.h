/*
 * The last runs as a table.
 */
#ifndef RUN_STATUS_H
#define RUN_STATUS_H

#include "base/err.h"

/* Prints the `most` newest runs of an output directory on stdout, newest first. */
int status_print(const char *output, uint64_t most, struct err *err);

#endif
