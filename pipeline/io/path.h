/*
 * Paths and directories.
 */
#ifndef IO_PATH_H
#define IO_PATH_H

#include <stdbool.h>

#include "base/err.h"

/* "a/b" from "a" and "b"; to be freed. "b" alone if a is empty, or b is absolute. */
char *path_join(const char *directory, const char *name);

/* What follows the last slash. Points into path. */
const char *path_name(const char *path);

/* What precedes the last slash, "." if there is none; to be freed. */
char *path_directory(const char *path);

bool path_is_directory(const char *path);
bool path_exists(const char *path);

/* mkdir -p; -1 with RD_OUTPUT. */
int path_make_directories(const char *path, struct err *err);

/* fsync of the directory that holds path, so that a rename in it survives a power cut. */
int path_sync_directory(const char *path, struct err *err);

/* -1 with RD_OUTPUT and what errno says about writing there. */
int path_cannot_write(const char *path, struct err *err);

/* Where temporary files without a place of their own go: $TMPDIR, else /tmp. */
const char *temporary_directory(void);

/* The directory of the running program; to be freed, NULL if the system does not tell. */
char *path_of_program(void);

/*
 * A file that was built or installed with the program: in ../share/rdstat from its directory
 * where installed, in build/share where it was built. To be freed; NULL if there is none.
 */
char *path_of_asset(const char *name);

#endif
