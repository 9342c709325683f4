/*
 * OUTPUT/seal: what the published run rests on, down to the files outside that were fetched,
 * and what it consists of, each file with a mark that can be compared without reading it
 * (io/sighting.h). While all of that holds, a run would find nothing new, and need not look
 * any closer: thirty thousand raw files are looked at in a tenth of a second.
 *
 *	seal_key(&setup, &options, key);
 *	if (seal_load(&seal, output) && seal_holds(&seal, output, key, &changed)) ...
 *	seal_release(&seal);
 *	...
 *	seal_write(output, key, record, &seen, standing, &err);
 *
 * It is only ever a shortcut. A seal that is missing, damaged, or about another run than the
 * published one makes a run go the long way, which compares checksums.
 */
#ifndef RUN_SEAL_H
#define RUN_SEAL_H

#include "io/checksum.h"
#include "io/sighting.h"
#include "run/setup.h"

struct seal {
	char *content;
	size_t size;
	struct slice run, key;     /* the run's id; see seal_key */
	struct slice outside, own; /* sightings; those of its own files start from its directory */
	struct slice metrics;      /* what the metrics say of it while it stays published */
};

/* Of everything but files: the call, the time if it is injected, and the chain's programs. */
void seal_key(const struct setup *setup, const struct run_options *options,
              char key[SHA256_HEX + 1]);

/* False if there is none. To be released either way. */
bool seal_load(struct seal *seal, const char *output);
void seal_release(struct seal *seal);

/* Whether a run would find nothing new. If not, *changed says what did not hold. */
bool seal_holds(const struct seal *seal, const char *output, const char *key,
                struct slice *changed);

/*
 * After a run that published, or found nothing new. record: run.json of the published run;
 * seen: all that it rests on; standing: see metrics_standing. RD_OUTPUT.
 */
int seal_write(const char *output, const char *key, const json_t *record,
               const struct sightings *seen, struct slice standing, struct err *err);

#endif
