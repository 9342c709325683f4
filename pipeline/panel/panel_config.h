/*
 * config/panel.json: how returns become a panel.
 */
#ifndef PANEL_PANEL_CONFIG_H
#define PANEL_PANEL_CONFIG_H

#include "model/configuration.h"

struct panel_config {
	struct json_texts priority;    /* sources, from the highest to the lowest */
	bool months;                   /* take months out of cumulative figures */
	const char *register_file;     /* enterprises in scope; NULL: all that return are */
	const char *scope_class;       /* or a column of the returns says so: its class … */
	const char *scope_value;       /* … and the value that means in scope */
	int scope_column, scope_index; /* of the two above; -1 if there are none */
	struct arena arena;
};

int panel_config_load(struct panel_config *p, const struct configuration *config, struct err *err);
void panel_config_release(struct panel_config *p);

/* Rank of the source of an origin ("source/file"): 0 if it is not named. */
unsigned panel_config_priority(const struct panel_config *p, struct slice origin);

#endif
