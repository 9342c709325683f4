#include "model/shard.h"

#include <stdlib.h>

#include "base/hash_map.h"

static bool parse_number(const char *text, char end, const char **after, unsigned *number)
{
	unsigned n = 0;
	const char *at = text;

	for (; *at >= '0' && *at <= '9' && n <= MOST_SHARDS; at++)
		n = n * 10 + (unsigned)(*at - '0');
	*after = at + 1;
	*number = n;
	return at != text && *at == end && n >= 1 && n <= MOST_SHARDS;
}

bool shard_parse(const char *text, struct shard *shard)
{
	return parse_number(text, '/', &text, &shard->number) &&
	       parse_number(text, '\0', &text, &shard->of) && shard->number <= shard->of;
}

/* The upper half of a product spreads by all bits of the hash, which a remainder need not. */
unsigned shard_of(struct slice enterprise, unsigned shards)
{
	uint64_t hash = hash_bytes(enterprise.p, enterprise.n);

	return 1 + (unsigned)(((hash >> 32) * shards) >> 32);
}
