/*
 * The checksum of a file as the stage that wrote it stated it, in the datapackage.json
 * beside it: reading a gigabyte takes less time than hashing it.
 */
#ifndef IO_CITATION_H
#define IO_CITATION_H

#include <stdbool.h>
#include <sys/stat.h>

#include "io/checksum.h"

/*
 * False unless datapackage.json was written after the file and lists it with as many bytes
 * as it has now.
 */
bool citation_find(const char *path, const struct stat *file, char sha256[SHA256_HEX + 1]);

#endif
