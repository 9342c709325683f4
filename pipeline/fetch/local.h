/*
 * Sources on this machine: a path, a file:// address, and drop folders.
 */
#ifndef FETCH_LOCAL_H
#define FETCH_LOCAL_H

#include "fetch/ask.h"
#include "fetch/collection.h"

/*
 * Copies one file into the store; `address` is what the record calls it, free of this
 * machine's directories. A file that is not there is noted in the collection as `if_absent`
 * (FETCH_NOT_PUBLISHED or FETCH_FAILED); so is, as failed, one that cannot be read, is not
 * what was expected, or changes meanwhile. -1 with RD_OUTPUT if the store cannot take it.
 */
int local_file(struct collection *c, const char *path, const char *address, const struct ask *ask,
               enum fetch_state if_absent, struct err *err);

/*
 * All files of the folder whose names match, in byte order of the names. Whoever may put files
 * there is not trusted further: no link that leads out of the folder is followed.
 */
int local_folder(struct collection *c, const char *path, const struct ask *ask,
                 enum fetch_state if_absent, struct err *err);

#endif
