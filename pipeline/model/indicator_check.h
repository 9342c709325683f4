/*
 * Whether an indicator, as configured, makes sense: what its type needs is there, what its
 * type does not look at is not, and its unit is one of what it counts.
 */
#ifndef MODEL_INDICATOR_CHECK_H
#define MODEL_INDICATOR_CHECK_H

#include "model/indicator.h"

/* RD_CONFIG at the place of the indicator in its file. */
int indicator_check(const struct indicator *indicator, const struct returns *returns,
                    const struct json_place *at, struct err *err);

#endif
