/*
 * What is published, from config/report.json: regions, basis, and the figures to lead with.
 */
#ifndef REPORT_SETTINGS_H
#define REPORT_SETTINGS_H

#include "model/configuration.h"

struct settings {
	struct json_texts region_codes, headline_ids;
	const char *basis_id, *ranking_id;
	/* what these stand for */
	uint32_t *regions; /* nodes, region_codes.count of them */
	const struct indicator **headline;
	const struct indicator *ranking; /* the table of places is by this one */
	enum basis basis;
	struct arena arena;
};

/*
 * Needs CONFIG_REGIONS and CONFIG_INDICATORS. RD_CONFIG for what is not in them; nothing to
 * release then.
 */
int settings_load(struct settings *settings, const struct configuration *config, struct err *err);
void settings_release(struct settings *settings);

#endif
