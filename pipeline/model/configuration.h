/*
 * The configuration directory: where it is, and the parts of it that most stages need.
 *
 *	struct configuration c;
 *	if (configuration_open(&c, program.config, &err) < 0 ||
 *	    configuration_load(&c, CONFIG_REGIONS | CONFIG_RETURNS, &err) < 0) ...
 *	configuration_release(&c);
 */
#ifndef MODEL_CONFIGURATION_H
#define MODEL_CONFIGURATION_H

#include "model/code_tree.h"
#include "model/indicator.h"
#include "model/returns.h"

enum {
	CONFIG_REGIONS = 1,
	CONFIG_INDUSTRIES = 2,
	CONFIG_RETURNS = 4,
	CONFIG_INDICATORS = 8, /* and with them the returns */
	CONFIG_ALL = 15,
};

struct configuration {
	char *directory;
	unsigned loaded;
	struct code_tree regions, industries;
	struct returns returns;
	struct indicators indicators;
};

/*
 * The directory given, else $RDSTAT_CONFIG, ./config, /etc/rdstat, the one installed beside
 * the running program. A directory counts if it holds returns.json. RD_CONFIG if there is
 * none.
 */
int configuration_open(struct configuration *c, const char *given, struct err *err);

/* Loads the parts named that are not loaded yet. */
int configuration_load(struct configuration *c, unsigned parts, struct err *err);

/* Path of a file in it, to be freed. */
char *configuration_path(const struct configuration *c, const char *name);

void configuration_release(struct configuration *c);

#endif
