/*
 * The netrc file: "machine HOST login USER password SECRET", and "default".
 */
#ifndef FETCH_NETRC_H
#define FETCH_NETRC_H

#include "base/err.h"

/*
 * User and password for the host, each to be freed. RD_FETCH if the file cannot be read or
 * has no entry for it.
 */
int netrc_find(const char *path, const char *host, char **user, char **password, struct err *err);

#endif
