/*
 * The forms of a chain: as its stages say; in shards, with stages for each shard and the levels
 * of a tree for those of groups; and by period.
 */
#ifndef RUN_FORM_H
#define RUN_FORM_H

#include "run/chain.h"

/* "sharded" and "by_period", as pipeline.json names them. */
extern const char *const form_names[FORMS];

bool form_has(const struct stage *stage, enum form form);

/* The stage as it is in that form. */
struct stage form_stage(const struct stage *stage, enum form form);

/*
 * Leaves one form of a chain that has been read. Without shards and by_period it is the one
 * that the configuration asks for. RD_USAGE if the chain does not have it, or both are asked for.
 */
int form_apply(struct chain *chain, uint64_t shards, bool by_period, struct err *err);

#endif
