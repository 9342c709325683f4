#include "base/clock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FORM "%Y-%m-%dT%H:%M:%SZ"

int64_t clock_injected(int64_t otherwise)
{
	const char *injected = getenv("SOURCE_DATE_EPOCH");
	char *end;
	long long seconds;

	if (injected && *injected) {
		errno = 0;
		seconds = strtoll(injected, &end, 10);
		if (!errno && !*end && seconds >= 0)
			return seconds;
	}
	return otherwise;
}

int64_t clock_now(void)
{
	return clock_injected(time(NULL));
}

void clock_text(int64_t time, char text[CLOCK_TEXT])
{
	time_t seconds = (time_t)time;
	struct tm tm;

	gmtime_r(&seconds, &tm);
	strftime(text, CLOCK_TEXT, FORM, &tm);
}

int64_t clock_parse(const char *text)
{
	struct tm tm = {0};
	const char *end = strptime(text, FORM, &tm);

	return end && !*end ? timegm(&tm) : -1;
}

uint64_t clock_milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}
