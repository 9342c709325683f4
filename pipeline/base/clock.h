/*
 * The time, injected: SOURCE_DATE_EPOCH stands in for the present where it is set, so that
 * the same inputs give the same bytes at any time.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/* Seconds since 1970, UTC. */
int64_t clock_now(void);

/* SOURCE_DATE_EPOCH where it is set, else `otherwise`: for dates that inputs must explain. */
int64_t clock_injected(int64_t otherwise);

enum { CLOCK_TEXT = 32 };

/* "2024-05-01T02:00:03Z" */
void clock_text(int64_t time, char text[CLOCK_TEXT]);

/* Back from clock_text; -1 if the text is not of that form. */
int64_t clock_parse(const char *text);

/* Milliseconds of a clock that never goes back and is never injected: for durations. */
uint64_t clock_milliseconds(void);

#endif
