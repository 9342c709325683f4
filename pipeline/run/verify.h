/*
 * Holds the files of a run to the checksums in its run.json.
 */
#ifndef RUN_VERIFY_H
#define RUN_VERIFY_H

#include "base/err.h"

/*
 * id NULL: the published run. Names on stderr every file that is gone or changed; RD_INPUT if
 * there is one, RD_USAGE if there is no such run.
 */
int verify_run(const char *output, const char *id, struct err *err);

#endif
