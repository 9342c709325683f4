/*
 * The chain as config/pipeline.json tells it: which programs run, on what, and what they
 * leave behind.
 *
 *	struct chain chain;
 *	if (chain_load(&chain, config, shards, by_period, &err) < 0) ...
 *	chain_release(&chain);
 *
 * Texts belong to the chain. Errors are RD_CONFIG and name file and path.
 *
 * Placeholders in "arguments", each a whole argument or part of one:
 *	{config}           the run's copy of the configuration
 *	{original_config}  the configuration itself, for addresses relative to it
 *	{store}            the raw store, shared by all runs
 *	{out}              the step's own directory
 *	{source}           the source's name, in a stage with "for_each": "source"
 *	{part}             "2/8" of a source with more than "part_bytes" of raw files; the
 *	                   argument is left out where a source is one step
 *	{shard}            the shard's number, "0003", in a stage with "for_each": "shard",
 *	                   and in its inputs; an output is one for each shard
 *	{shards}           how many shards there are
 *	{inputs}           all inputs, one argument each
 *	{period}           the period, "2024-05" or "2024", in a stage with "for_each": "period";
 *	                   else --period, and the argument is left out without one
 *	{latest}           the latest period of the files that the stage's "latest" means; the
 *	                   argument is left out if there are none
 *	{force}            "--force" if the run has it; the argument is left out without it
 *	{seen}             where a program of a stage that always runs lists what it looked at, as
 *	                   io/sighting.h has it, so that the next run can tell that nothing changed
 *
 * Inputs are "STAGE/FILE". A stage with "for_each": "period" has a step for each period for
 * which there is a file of an input with {period} ("facts-{period}.csv"), or a step of an input's
 * stage that is for each period itself, which then gives what it left for the same period. Such
 * a stage's files of other periods are "STAGE/{before}/FILE", of the period before this one among
 * those of the reading stage (years go by years, months by months), and "STAGE/{year_before}/FILE".
 * A stage that reads from itself in this way goes in turn: a step begins when the one before has
 * ended.
 *
 * A chain has up to three forms, of which chain_load leaves one (form.h): as its stages say, in
 * shards of enterprises, and by period. Stages that are "only_sharded" or "only_by_period" are
 * there in that form only, and what is another in it stands under "sharded" and "by_period".
 */
#ifndef RUN_CHAIN_H
#define RUN_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "io/json_file.h"
#include "run/execute.h"

/* What a step is for. */
enum for_each { FOR_ALL, FOR_SOURCE, FOR_SHARD, FOR_GROUP, FOR_PERIOD };

enum form { FORM_WHOLE, FORM_SHARDED, FORM_BY_PERIOD, FORMS };

/* What of a stage is another in a form of the chain. */
struct variation {
	const char *program;                          /* NULL: it is the same */
	struct json_texts arguments, inputs, outputs; /* items NULL: they are the same */
	enum for_each for_each;                       /* FOR_ALL: it is the same */
};

struct stage {
	const char *name;    /* "02-normalize": also its directory in the run */
	const char *program; /* found beside rd-run, then on PATH */
	struct json_texts arguments;
	enum for_each for_each;
	const char *needs; /* "mappings/{source}.json": sources without that file have no step */
	struct json_texts config; /* the configuration files that it reads, as glob patterns */
	struct json_texts
	        inputs; /* "STAGE/FILE" of earlier stages, "STAGE/{files}" for raw files */
	struct json_texts outputs; /* files that it must leave; "a|b" is at least one of them */
	const char *sources;       /* the output that lists the sources and their files */
	bool always;               /* what it reads lies outside, so it is never reused */
	uint64_t timeout;          /* seconds; 0: that of the chain */
	uint64_t part_bytes;       /* raw files of a source for one step; 0: any number */
	const char *latest;        /* "STAGE/FILE" with {period}; NULL: not asked for */
	bool only[FORMS];          /* the forms that it is in; none is set: all */
	struct variation variations[FORMS];
	uint64_t fan_in; /* of a group; 0: not a group */
	size_t steps;    /* of a stage for each shard or group */
	bool in_turn;    /* it reads what it left for the period before */
	struct resources resources;
};

struct chain {
	struct arena arena;
	char *file; /* pipeline.json, as named in errors */
	struct stage *stages;
	size_t count;
	uint64_t step_timeout; /* seconds; 0: none */
	uint64_t timeout;      /* seconds for all of it; 0: none */
	uint64_t jobs;         /* steps at a time; 0: one for each processor */
	enum form form;
	uint64_t shards; /* 0: the chain is not sharded */
	bool by_period;
	uint64_t keep_runs; /* runs kept, beside the published one; 0: all */
	uint64_t keep_days; /* age up to which runs are kept; 0: any */
	const char *engine; /* "local" or "slurm" */
	struct slurm_settings slurm;
	struct {
		const char *start, *success, *failure;
	} ping;              /* addresses, or NULL */
	const char *metrics; /* file, relative to the output directory unless absolute */
};

/*
 * shards 0, by_period false: what the configuration says. RD_USAGE if there cannot be so many
 * shards, or the chain does not have that form.
 */
int chain_load(struct chain *chain, const char *config, uint64_t shards, bool by_period,
               struct err *err);
void chain_release(struct chain *chain);

/* Index by whole name ("02-normalize") or without its number ("normalize"); -1 with RD_USAGE. */
int chain_find(const struct chain *chain, const char *name, struct err *err);

/* Index of the stage that an input pattern begins with; *file is what follows it. */
size_t chain_input_stage(const struct chain *chain, const char *pattern, const char **file);

/* The input pattern for the raw files of a source. */
#define RAW_FILES "{files}"

/* In inputs and outputs: the period; in inputs, the step of another period. */
#define PERIOD "{period}"
#define BEFORE "{before}/"
#define YEAR_BEFORE "{year_before}/"

#endif
