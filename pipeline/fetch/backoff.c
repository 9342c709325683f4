#include "fetch/backoff.h"

int64_t backoff_pause(const struct retry *retry, uint64_t tries, uint64_t random)
{
	uint64_t step = retry->wait_ms;

	for (uint64_t i = 1; i < tries && step < retry->most_wait_ms; i++)
		step *= 2;
	if (step > retry->most_wait_ms)
		step = retry->most_wait_ms;
	return (int64_t)(step - step / 2 + random % (step / 2 + 1));
}
