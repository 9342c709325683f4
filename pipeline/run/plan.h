/*
 * The plan: the chain's stages as steps, each one program call with its inputs.
 *
 *	struct plan plan;
 *	plan_init(&plan, &chain, &settings, programs, &place);
 *	while ((stage = plan_next_stage(&plan)) >= 0) {
 *		plan_expand(&plan, stage, &err);          // its steps: plan.stages[stage]
 *		while ((got = plan_next_step(&plan, stage, &step, &err)) > 0) {
 *			... execute it, tell its state and outputs ...
 *			plan_step_has_ended(&plan, step);
 *		}
 *	}
 *	plan_release(&plan);
 *
 * A stage can be expanded once it is known which steps it has, for which all stages that it reads
 * from must have ended; an eager plan does not wait for those that are split as it is itself,
 * so that what is done for one period need not wait for another. A step can begin, and its inputs
 * and call are known, once all steps that it takes files from have ended. Paths are relative to
 * the run's directory, where every step runs, so that what the steps record is the same in every
 * run.
 *
 * Everything in it belongs to the plan's arena, except what each step's comments say.
 */
#ifndef RUN_PLAN_H
#define RUN_PLAN_H

#include "model/fetch_record.h"
#include "run/chain.h"
#include "run/execute.h"
#include "run/programs.h"
#include "run/settings.h"

enum step_state {
	STEP_READY,   /* to be executed */
	STEP_SKIPPED, /* none of its inputs is there */
	STEP_TAKEN,   /* its outputs come from an earlier run */
	STEP_RAN,
	STEP_FAILED,
};

struct step {
	size_t number; /* its index in the plan */
	size_t stage;
	const char *name;       /* "02-normalize/sample/city": also its directory in the run */
	const char *source;     /* of a stage for each source; else NULL */
	const char *part;       /* "2/8" of the source; NULL: all of it */
	size_t shard;           /* number of the shard or group, from 1; 0: none */
	const char *shard_text; /* "0003"; NULL: none */
	const char *period;     /* "2024-05" of a stage for each period; else NULL */
	const char *latest;     /* what {latest} stands for; NULL: nothing */
	const char *seen;       /* "01-fetch.seen", if it always runs; else NULL */
	struct call call;
	size_t argc;
	struct file_list config, inputs, outputs;
	char key[SHA256_HEX + 1]; /* of all that its outputs depend on */
	enum step_state state;
	const char *why;      /* why it runs, or why not: for --explain */
	const char *from;     /* of a taken step: the run that holds its outputs */
	bool laid_out;        /* of a taken step: they are in this run too */
	json_t *record;       /* what run.json says of it; owned */
	size_t waits;         /* for so many steps that have not ended */
	struct step **behind; /* those that wait for it */
	size_t behind_count, behind_capacity;
};

enum stage_state { STAGE_WAITING, STAGE_EXPANDED, STAGE_ENDED };

struct plan_stage {
	enum stage_state state;
	size_t first, count; /* its steps */
	struct step **next; /* those that can begin; of those not yet begun the first comes first */
	size_t can_begin, begun, ended; /* how many; begun: plan_next_step has given them */
};

/* Where things are, for the steps: relative to the run's directory, but for the original. */
struct plan_place {
	const char *run;             /* the run's directory, to look for files */
	const char *config;          /* "config" */
	const char *original_config; /* absolute */
	const char *store;
	const char *period; /* NULL: all */
	bool force;         /* what {force} stands for */
	bool sightings;     /* whether steps are to list what they looked at outside */
};

struct plan {
	struct arena arena;
	const struct chain *chain;
	struct settings *settings;
	const struct program_file *programs;
	struct plan_place place;
	size_t last; /* the stage after which to stop */
	bool eager;  /* false: all steps of a stage can begin at once, which suits a cluster */
	struct plan_stage *stages;
	struct step **steps;
	size_t count, capacity;
	struct fetch_record sources; /* empty until the stage that lists them has ended */
	const char *sources_directory;
	char shards[24]; /* how many, as a word; "0": the chain is not sharded */
};

void plan_init(struct plan *plan, const struct chain *chain, struct settings *settings,
               const struct program_file *programs, const struct plan_place *place);
void plan_release(struct plan *plan);

/* A stage that can be expanded now; -1 if there is none. */
int plan_next_stage(const struct plan *plan);

/* Makes its steps. */
void plan_expand(struct plan *plan, size_t stage);

/*
 * 1: the next step of a stage that has been expanded, with its inputs, configuration and call.
 * 0: there is none, or not before others have ended. RD_CONFIG if a configuration file cannot be
 * read.
 */
int plan_next_step(struct plan *plan, size_t stage, struct step **step, struct err *err);

/* Its state and outputs are what they will be: those that waited for it need not any more. */
void plan_step_has_ended(struct plan *plan, const struct step *step);

/* Whether all steps of a stage that has been expanded have been given and have ended. */
bool plan_stage_has_ended(const struct plan *plan, size_t stage);

/*
 * Ends a stage that has been expanded, all of whose steps have ended; reads the list of
 * sources if it leaves one. RD_INPUT.
 */
int plan_end_stage(struct plan *plan, size_t stage, struct err *err);

/* A word as a shell takes it, and a call as a line for a shell in the run's directory. */
void plan_add_word(struct text *line, const char *word);
void plan_command_line(const struct step *step, struct text *line);

#endif
