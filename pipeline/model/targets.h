/*
 * Targets for the year, from config/targets.csv: what a region has undertaken to reach.
 *
 *	struct targets targets;
 *	if (targets_load(&targets, &config, &err) < 0) ...
 *	targets_release(&targets);
 *
 * One target a row: region, indicator, year, kind, target, unit, note, origin. Kinds:
 *
 *	level    the indicator stands at the target or better when the year ends
 *	total    an amount accumulates to the target over the year
 *	count    the same for things that are counted
 *	growth   the indicator exceeds last year's same period by the target, in %
 *
 * The unit is stated and must be that in which the indicator is published; for growth, %.
 * The note is for people. The origin says who set the target and, as in all files, starts
 * with "sample/" where it is made up.
 */
#ifndef MODEL_TARGETS_H
#define MODEL_TARGETS_H

#include "model/configuration.h"

enum target_kind { TARGET_LEVEL, TARGET_TOTAL, TARGET_COUNT, TARGET_GROWTH, TARGET_KINDS };

extern const char *const target_kind_names[TARGET_KINDS];

struct target {
	uint32_t region;
	const struct indicator *indicator;
	int year;
	enum target_kind kind;
	struct slice value; /* as it was written */
	const struct unit *unit;
	struct ratio exact; /* in the form of the indicator's figures; growth: a fraction of one */
	struct slice note, origin;
};

struct targets {
	struct target *items; /* in the order of the file */
	size_t count, capacity;
	struct hash_map by_key;
	struct arena arena;
};

/*
 * config needs CONFIG_INDICATORS and CONFIG_REGIONS. RD_CONFIG with line and column for
 * anything that is not known, and for a target that stands twice.
 */
int targets_load(struct targets *targets, const struct configuration *config, struct err *err);
void targets_release(struct targets *targets);

#endif
