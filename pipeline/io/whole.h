/*
 * What is put together from parts tells of itself as if it had been made at once: the stage that
 * made the parts, what they were made from before it was split, and their counts added up. So the
 * number of parts shows nowhere in a result.
 *
 *	if (whole_of_parts(&package, paths, count)) ...
 *
 * It follows the datapackage.json beside each part, and the one beside what a part was made from
 * where rd-shard split it. False, with the package as it was, if one of them is not there or
 * they are of different stages.
 */
#ifndef IO_WHOLE_H
#define IO_WHOLE_H

#include "io/package.h"

bool whole_of_parts(struct package *p, const char *const *parts, size_t count);

/* The same, of which the file `input`, not read here, is known to be the whole of their inputs. */
bool whole_of_parts_from(struct package *p, const char *const *parts, size_t count,
                         const char *input);

/* Only the counts of the parts, added up. */
bool whole_counts(struct package *p, const char *const *parts, size_t count);

#endif
