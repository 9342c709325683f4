/*
 * What most stages begin with: the configuration and its parts, and the package that their
 * results go to.
 *
 *	if (stage_begin(&config, &package, program, CONFIG_RETURNS, "panel", err) < 0)
 *		return -1;
 *	...
 *	stage_end(&config, &package);
 */
#ifndef MODEL_STAGE_H
#define MODEL_STAGE_H

#include "io/package.h"
#include "model/configuration.h"

/* What stages read that work on figures or on rows of the panel. */
enum { CONFIG_FIGURES = CONFIG_REGIONS | CONFIG_INDUSTRIES | CONFIG_RETURNS | CONFIG_INDICATORS };

/* On error everything is released again. RD_CONFIG, RD_USAGE, RD_OUTPUT. */
int stage_begin(struct configuration *config, struct package *package,
                const struct program *program, unsigned parts, const char *main_table,
                struct err *err);
void stage_end(struct configuration *config, struct package *package);

#endif
