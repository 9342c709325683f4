#include "model/stage.h"

int stage_begin(struct configuration *config, struct package *package,
                const struct program *program, unsigned parts, const char *main_table,
                struct err *err)
{
	if (configuration_open(config, program->config, err) < 0)
		return -1;
	if (configuration_load(config, parts, err) == 0 &&
	    package_init(package, program, main_table, err) == 0)
		return 0;
	configuration_release(config);
	return -1;
}

void stage_end(struct configuration *config, struct package *package)
{
	package_release(package);
	configuration_release(config);
}
