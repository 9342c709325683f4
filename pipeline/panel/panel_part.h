/*
 * A part of the panel: some enterprises that follow each other, those of the register
 * included that returned nothing. Parts are made side by side, each by a maker of its own.
 */
#ifndef PANEL_PANEL_PART_H
#define PANEL_PANEL_PART_H

#include "model/shard.h"
#include "panel/history.h"
#include "panel/merge.h"
#include "panel/panel_tables.h"

struct panel_part {
	struct batch batch; /* the facts that it is made from */
	struct history history;
	struct panel_tables tables;
	struct slice *row; /* of the panel, being made; as long as the panel has columns */
	struct shard shard;
	size_t register_at; /* entries before it have been dealt with */
	uint64_t enterprises, derived, outside, left;
};

/* Makes the part of the batch. RD_INPUT for an unknown code. */
int panel_part_make(struct panel_part *p, struct err *err);

/* The silent enterprises behind the last one that returned anything; first: nobody did. */
int panel_part_make_last(struct panel_part *p, bool first, struct slice last, struct err *err);

void panel_part_release(struct panel_part *p);

#endif
