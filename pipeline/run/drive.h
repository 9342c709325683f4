/*
 * Drives a plan to its end: takes from earlier runs what they made already, hands the rest to
 * the engine, and records what comes back.
 *
 *	struct drive drive = {.plan = &plan, .engine = engine, .record = &record, ...};
 *	if (drive_to_end(&drive, &err) < 0)
 *		drive_stop(&drive);
 *
 * Apart from steps that always run, nothing is written into the run's directory before the
 * first step that has to: a run that finds nothing to do leaves nothing but its record. Files
 * that were taken are linked while steps run, but for those that the next of them reads.
 */
#ifndef RUN_DRIVE_H
#define RUN_DRIVE_H

#include "run/quality.h"
#include "run/record.h"
#include "run/reuse.h"

struct drive {
	struct plan *plan;
	struct executor *engine;
	struct record *record;
	struct reuse *reuse;
	const struct quality *quality;
	size_t first;           /* stages before it are taken as the published run has them */
	bool force;             /* run what could be taken */
	bool resume;            /* this run is reuse->last, going on with what it fetched */
	struct sightings *seen; /* gets what the steps that always run looked at */
	/* how it goes */
	bool laid_out;      /* the run's directory has the configuration, and gets taken files */
	size_t to_lay_out;  /* so many steps that were taken are not there yet */
	size_t failed;      /* steps */
	struct err failure; /* of the first of them */
};

/* -1 with the error of the first step that failed, or with what else went wrong. */
int drive_to_end(struct drive *drive, struct err *err);

/* Stops what is still running, and records how that ended. */
void drive_stop(struct drive *drive);

/* Puts everything taken, and the configuration, into the run's directory. RD_OUTPUT. */
int drive_lay_out(struct drive *drive, struct err *err);

/* Removes everything from the run's directory but run.json. */
void drive_clear(struct drive *drive);

/* Whether the published run has all of it already. */
bool drive_found_nothing_new(const struct drive *drive);

#endif
