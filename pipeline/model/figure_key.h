/*
 * What a figure is of: region, industry, classes, period and basis, and the indicator.
 *
 * Rows of cells, observations and indicators begin with the same columns and mostly stand
 * in order, so that most of a row's key is that of the row before it: a reader of keys
 * looks up only what has changed.
 *
 *	struct figure_key_reader keys;
 *	figure_key_reader_init(&keys, &config);
 *	while ((got = table_next(&r, &err)) > 0)
 *		if (figure_key_read_cell(&keys, &r, &err) < 0) ...    // keys.key
 *	figure_key_reader_release(&keys);
 */
#ifndef MODEL_FIGURE_KEY_H
#define MODEL_FIGURE_KEY_H

#include "model/configuration.h"
#include "model/place.h"
#include "model/tables.h"

struct figure_key {
	struct place region, industry;
	struct slice group; /* of classes: "total", "size=L" */
	period period;
	enum basis basis;
	const struct indicator *indicator;
};

/* Region, industry, group, period, basis, then the order of the indicators' configuration. */
int figure_key_compare(const struct figure_key *a, const struct figure_key *b);

/* Whether the key means a whole region: all industries and classes, nothing unallocated. */
bool figure_key_is_whole(const struct configuration *config, const struct figure_key *key);

struct figure_key_reader {
	const struct configuration *config;
	struct figure_key key;        /* without an indicator, unless asked for */
	struct text texts[OBS_VALUE]; /* what it was read from */
	struct text cell;             /* the same from region to basis, in one piece */
	bool started;
	struct slice *groups; /* all that were met; keys point at them */
	size_t group_count, group_capacity;
	struct arena arena;
};

/* config needs CONFIG_INDICATORS, CONFIG_REGIONS and CONFIG_INDUSTRIES. */
void figure_key_reader_init(struct figure_key_reader *k, const struct configuration *config);

/* The groups of all keys that were read go with it. */
void figure_key_reader_release(struct figure_key_reader *k);

/* Region to basis of the row that the reader stands on; RD_INPUT. */
int figure_key_read_cell(struct figure_key_reader *k, const struct table_reader *r,
                         struct err *err);

/* The same, and the indicator. */
int figure_key_read_figure(struct figure_key_reader *k, const struct table_reader *r,
                           struct err *err);

#endif
