/*
 * The chain's sharded form: stages for each shard, and the levels of a tree for those of groups.
 */
#ifndef RUN_SHARDING_H
#define RUN_SHARDING_H

#include "run/chain.h"

/*
 * Leaves one of the two forms of a chain that has been read, by chain->shards. RD_USAGE if
 * there cannot be so many, or the chain has no stage for shards.
 */
int sharding_apply(struct chain *chain, struct err *err);

#endif
