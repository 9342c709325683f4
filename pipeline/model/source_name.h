/*
 * Names of sources: [a-z0-9-]+ or [a-z0-9-]+/[a-z0-9-]+. What begins with "sample/" is
 * sample data, and the name alone marks it: whatever is computed from such a source carries
 * the name in its origin.
 */
#ifndef MODEL_SOURCE_NAME_H
#define MODEL_SOURCE_NAME_H

#include "base/slice.h"

bool source_name_valid(struct slice name);

/* True of a source's name and of any origin that starts with one. */
bool source_name_is_sample(struct slice name);

#endif
