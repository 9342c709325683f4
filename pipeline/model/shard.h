/*
 * Shards: all returns of an enterprise are in one of N parts, by a hash of its id that is the
 * same in every run and on every machine.
 *
 *	struct shard part;
 *	if (shard_parse("0003/16", &part)) ... shard_holds(part, enterprise)
 */
#ifndef MODEL_SHARD_H
#define MODEL_SHARD_H

#include <stdbool.h>

#include "base/slice.h"

enum { MOST_SHARDS = 9999 };

struct shard {
	unsigned number, of; /* from 1; of 0: everything */
};

bool shard_parse(const char *text, struct shard *shard);

/* The number of the shard of an enterprise, from 1. */
unsigned shard_of(struct slice enterprise, unsigned shards);

static inline bool shard_holds(struct shard shard, struct slice enterprise)
{
	return !shard.of || shard_of(enterprise, shard.of) == shard.number;
}

#endif
