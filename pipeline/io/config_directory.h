/*
 * Where the configuration lies. One rule for all programs: what --config names, else the
 * first that exists of $RDSTAT_CONFIG, ./config, /etc/rdstat and the configuration
 * installed with the programs (../share/rdstat/config from their directory; ../../config
 * for programs still in the source tree's build/bin).
 */
#ifndef IO_CONFIG_DIRECTORY_H
#define IO_CONFIG_DIRECTORY_H

#include "base/err.h"

/*
 * The directory, to be freed; `given` may be NULL. NULL with RD_CONFIG if there is none, or
 * if what was named by the user is no directory: a wrong name never falls through to
 * another configuration.
 */
char *config_directory(const char *given, struct err *err);

#endif
