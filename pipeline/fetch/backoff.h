/*
 * The pause before another try, where the server does not say how long: it doubles with each
 * try, up to a longest one, and a part of it is left to chance, so that not everybody who was
 * turned away comes back at once ("equal jitter").
 */
#ifndef FETCH_BACKOFF_H
#define FETCH_BACKOFF_H

#include "fetch/source.h"

/*
 * Milliseconds to wait after so many tries (1 or more), from half of the step to all of it;
 * `random` is any number, evenly distributed.
 */
int64_t backoff_pause(const struct retry *retry, uint64_t tries, uint64_t random);

#endif
