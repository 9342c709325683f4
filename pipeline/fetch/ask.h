/*
 * What is asked of a source: its address for each period that is wanted, or its one address
 * if that does not depend on the period.
 */
#ifndef FETCH_ASK_H
#define FETCH_ASK_H

#include "fetch/source.h"
#include "fetch/store.h"
#include "model/period.h"

struct ask {
	const char *period; /* "2024-05"; NULL if the source does not depend on it */
	const char *address;
	const char *post;
	const char *served_name; /* what the server calls it: the last part of the address */
	const char *prefix;      /* of raw names that would not tell periods apart, or "" */
	const char *raw_name;    /* with the prefix; not for a drop folder */
	const char *match;       /* of a drop folder */
};

struct asks {
	struct ask *items;
	size_t count;
};

/*
 * For the periods from `since` to `until`, in their order; what is the same for several
 * periods is asked once. A raw name that would not tell two periods apart gets the period
 * in front. Everything lives in the arena.
 */
void asks_make(struct asks *asks, const struct source *source, period since, period until,
               struct arena *arena);

/* The month before this one, by the clock: the newest that can be complete. */
period ask_last_month(void);

/* When the next month begins, and with it another answer: seconds since 1970. */
int64_t ask_end_of_month(void);

#endif
