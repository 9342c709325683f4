/*
 * Checksums that a publisher puts beside a file: "name.csv.sha256", "SHA256SUMS".
 */
#ifndef FETCH_PUBLISHED_SUM_H
#define FETCH_PUBLISHED_SUM_H

#include "io/checksum.h"
#include "base/slice.h"

/*
 * The SHA-256 of `name` in such a text: a bare sum, lines of "sum  name" as sha256sum writes
 * them, or "SHA256 (name) = sum". -1 if it is not in there.
 */
int published_sum_find(struct slice text, const char *name, char hex[SHA256_HEX + 1]);

#endif
