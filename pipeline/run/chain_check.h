/*
 * What a chain that has been read must be to be run, in each of its forms.
 */
#ifndef RUN_CHAIN_CHECK_H
#define RUN_CHAIN_CHECK_H

#include "run/chain.h"

/* at: the whole file. RD_CONFIG with the place of the first mistake. */
int chain_check(const struct json_place *at, const struct chain *chain, struct err *err);

#endif
