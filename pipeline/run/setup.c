#include "run/setup.h"

#include <stdlib.h>
#include <string.h>

/* Relative to a run's directory. */
#define STORE "../../store"
#define SETTINGS "config"

static int find_stage(const struct chain *chain, const char *name, size_t *stage, struct err *err)
{
	int found = name ? chain_find(chain, name, err) : 0;

	if (found < 0)
		return -1;
	if (name)
		*stage = (size_t)found;
	return 0;
}

static int choose_stages(struct setup *setup, const struct run_options *o, struct err *err)
{
	const char *from = o->only ? o->only : o->from, *to = o->only ? o->only : o->to;

	setup->first = 0;
	setup->last = setup->chain.count - 1;
	if (find_stage(&setup->chain, from, &setup->first, err) < 0 ||
	    find_stage(&setup->chain, to, &setup->last, err) < 0)
		return -1;
	if (o->only && (o->from || o->to))
		return err_set(err, RD_USAGE,
		               T("'--only' does not go with '--from' and '--to'",
		                 "'--only' 不能与 '--from'、'--to' 同用"));
	if (setup->first > setup->last)
		return err_set(err, RD_USAGE, T("'%s' comes after '%s'", "'%s' 在 '%s' 之后"), from,
		               to);
	return 0;
}

static int choose_engine(struct setup *setup, const struct run_options *o, struct err *err)
{
	if (!o->engine)
		return 0;
	if (strcmp(o->engine, "local") != 0 && strcmp(o->engine, "slurm") != 0)
		return err_set(err, RD_USAGE,
		               T("'--engine' takes local or slurm, not '%s'",
		                 "'--engine' 只能是 local 或 slurm，而不是 '%s'"),
		               o->engine);
	setup->chain.engine = o->engine;
	return 0;
}

struct executor *setup_engine(const struct setup *setup, const struct run_options *options,
                              const char *run, const char *id)
{
	struct executor *local = executor_local(options->jobs ? options->jobs : setup->chain.jobs);

	return strcmp(setup->chain.engine, "slurm") == 0
	               ? executor_slurm(&setup->chain.slurm, run, id, local)
	               : local;
}

int setup_load(struct setup *setup, const struct run_options *options, struct err *err)
{
	*setup = (struct setup){0};
	settings_init(&setup->settings, options->config);
	if (chain_load(&setup->chain, options->config, options->shards, options->by_period, err) <
	            0 ||
	    choose_engine(setup, options, err) < 0 || choose_stages(setup, options, err) < 0 ||
	    quality_load(&setup->quality, &setup->settings, err) < 0)
		return -1;
	setup->programs = programs_find(&setup->chain, err);
	return setup->programs ? 0 : -1;
}

void setup_release(struct setup *setup)
{
	programs_free(setup->programs, setup->chain.count);
	quality_release(&setup->quality);
	settings_release(&setup->settings);
	chain_release(&setup->chain);
}

void setup_add_sightings(const struct setup *setup, struct sightings *seen)
{
	sightings_add(seen, setup->chain.file);
	settings_add_sightings(&setup->settings, seen);
}

bool setup_is_partial(const struct setup *setup)
{
	return setup->last + 1 < setup->chain.count;
}

struct plan_place setup_place(const struct run_options *options, const char *run)
{
	return (struct plan_place){
	        .run = run,
	        .config = SETTINGS,
	        .original_config = options->config,
	        .store = STORE,
	        .period = options->period,
	        .force = options->force,
	        .sightings = !options->dry_run,
	};
}
