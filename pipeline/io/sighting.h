/*
 * What files look like from outside: size, times, inode. While that is the same, so are their
 * bytes, and nobody has to read them to know (git's index rests on the same).
 *
 *	struct sightings seen;
 *	sightings_begin(&seen);
 *	sightings_add(&seen, "/d/a.csv");            // adds a line "MARK /d/a.csv"
 *	... read "/d/a.csv" ...
 *	if (sightings_hold(text_slice(&seen.list), AT_FDCWD, &changed)) ...   // it is as it was
 *	sightings_release(&seen);
 *
 * A file that changed after the beginning, or so shortly before that its times may not tell
 * a second change from the first, gets a mark that never holds; so does what cannot be told
 * from outside. A file that is not there holds as long as it is not there. A directory's
 * mark changes when an entry comes, goes or is renamed; its line ends with a slash, and files
 * in it that follow are listed by their names alone.
 */
#ifndef IO_SIGHTING_H
#define IO_SIGHTING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct sightings {
	struct text list;
	struct text directory; /* of the last line, with its slash */
	int64_t begun; /* nanoseconds since 1970, by the clock that files have their times from */
};

void sightings_begin(struct sightings *seen);
void sightings_release(struct sightings *seen);

/* The mark of an open file; false if a change may not show in it. To be called before it is read. */
enum { SIGHTING_MARK = 32 };
bool sightings_mark(const struct sightings *seen, int fd, char mark[SIGHTING_MARK]);

/* To be called before the file, or directory, is read. */
void sightings_add(struct sightings *seen, const char *path);

/*
 * The same for a file that nobody but the program writes: it may be as new as it likes, and
 * links to it may come and go. A relative path starts from `directory`, a descriptor.
 */
void sightings_add_own(struct sightings *seen, int directory, const char *path);

/* Something outside of the file system: never holds. */
void sightings_add_never(struct sightings *seen, const char *what);

/* Holds before that time, in seconds since 1970 (base/clock.h). */
void sightings_add_until(struct sightings *seen, int64_t time);

/*
 * Whether everything on a list is as it was. Relative paths start from `directory`, a
 * descriptor. If not, *changed is the first path that is not (a part of the list).
 */
bool sightings_hold(struct slice list, int directory, struct slice *changed);

#endif
