/*
 * What a run and a dry run need before they can plan: the chain, its programs, the
 * configuration, the quality thresholds, and which stages are asked for.
 */
#ifndef RUN_SETUP_H
#define RUN_SETUP_H

#include "run/quality.h"
#include "run/run.h"

struct setup {
	struct chain chain;
	struct settings settings;
	struct program_file *programs;
	struct quality quality;
	size_t first, last; /* stages */
};

/* RD_CONFIG, or RD_USAGE for a stage that is not in the chain. setup_release in any case. */
int setup_load(struct setup *setup, const struct run_options *options, struct err *err);
void setup_release(struct setup *setup);

/* The engine that was asked for, for one run. */
struct executor *setup_engine(const struct setup *setup, const struct run_options *options,
                              const char *run, const char *id);

/* What was read to plan: the chain and the configuration of its stages. */
void setup_add_sightings(const struct setup *setup, struct sightings *seen);

/* Whether the run ends before the last stage, so that there is nothing whole to publish. */
bool setup_is_partial(const struct setup *setup);

/* Where steps find things, from a run's directory. */
struct plan_place setup_place(const struct run_options *options, const char *run);

#endif
