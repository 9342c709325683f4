/*
 * run.json: what a run did, rewritten as it goes, so that it tells the truth even of a run
 * that was killed.
 *
 *	struct record record;
 *	record_open(&record, directory, id, argc, argv);
 *	record_set(&record, "period", json_string("2024-05"));
 *	record_step(&plan, step, &outcome);
 *	record_save(&record, &plan, &err);
 */
#ifndef RUN_RECORD_H
#define RUN_RECORD_H

#include "run/plan.h"

/* How a run stands or ended: the texts in run.json. */
#define RUN_STATES(X)                                                                              \
	X(RUNNING, "running")                                                                      \
	X(PUBLISHED, "published")                                                                  \
	X(UNCHANGED, "unchanged")                                                                  \
	X(PARTIAL, "partial")                                                                      \
	X(WAITING, "waiting")                                                                      \
	X(FAILED, "failed")                                                                        \
	X(STOPPED, "stopped")

enum run_state {
#define RUN_STATE_ENUM(name, text) RUN_##name,
	RUN_STATES(RUN_STATE_ENUM)
#undef RUN_STATE_ENUM
};

struct record {
	char *path;
	json_t *root;
	uint64_t started;       /* clock_milliseconds */
	uint64_t saved, saving; /* when, and how long that took */
	bool brief;             /* only the steps that ran: the rest stands in the published run */
};

void record_open(struct record *record, const char *directory, const char *id, int argc,
                 char **argv);

/* Takes the reference. */
void record_set(struct record *record, const char *key, json_t *value);

/* The call, what it depends on and how it came out (NULL: it was not executed). */
void record_step(const struct plan *plan, struct step *step, const struct outcome *outcome);

/* Sets state and duration, and, for an error, its code, message and hint. */
void record_state(struct record *record, enum run_state state, const struct err *err);

/* Whether a run.json is of a run that ended well. */
bool record_went_well(const json_t *root);

/* The end of what a program said, as text that JSON can hold; a new reference. */
json_t *record_tail(const struct text *said);

/* "ran", "taken", ... as run.json has it. */
const char *record_step_state(const struct step *step);

/* Writes run.json with the steps as they stand; plan NULL: there are none yet. RD_OUTPUT. */
int record_save(struct record *record, const struct plan *plan, struct err *err);

/* The same, but at most once a second. */
int record_save_sometimes(struct record *record, const struct plan *plan, struct err *err);

#endif
