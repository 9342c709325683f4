/*
 * The zero-reporters: enterprises in scope whose R&D is zero or missing, for the visits to
 * their doors. Those of the latest period, by region, the largest revenue first.
 */
#ifndef RATIO_ZERO_H
#define RATIO_ZERO_H

#include "io/package.h"
#include "model/configuration.h"

struct zero_reporter;

struct zero_list {
	const struct configuration *config;
	unsigned measure, ordered_by;
	period latest;
	struct zero_reporter *items;
	size_t count, capacity;
	struct arena arena;
};

/* config needs CONFIG_INDICATORS, CONFIG_REGIONS, CONFIG_INDUSTRIES. */
void zero_list_init(struct zero_list *list, const struct configuration *config);
void zero_list_release(struct zero_list *list);

/* Takes in the rows of a reader that is open on panel.csv; RD_INPUT. */
int zero_list_read(struct zero_list *list, struct table_reader *r, struct err *err);

/* Writes zero.csv and notes it in the package. */
int zero_list_write(struct zero_list *list, struct package *package, struct err *err);

#endif
