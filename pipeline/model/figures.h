/*
 * Figures: rows of observations.csv and indicators.csv in memory, with their exact values.
 *
 *	struct figures f;
 *	figures_init(&f, &config);
 *	if (figures_load(&f, path, &err) < 0) ...
 *	const struct figure *it = figures_find(&f, &key);
 *	figures_release(&f);
 *
 * The exact value of every figure is numerator ÷ denominator × 10^shift of its indicator,
 * whether it was computed or imported.
 *
 * A ledger (see indicator.h) comes in as events, each with its month; the stage that sums
 * them asks for them with keeps_events. Their denominators are the scale of the indicator.
 */
#ifndef MODEL_FIGURES_H
#define MODEL_FIGURES_H

#include "io/package.h"
#include "model/figure_key.h"

struct figure {
	struct figure_key key;
	struct slice value; /* as published; empty if missing */
	struct slice unit, status, origin;
	struct slice n, left_out; /* as they stand in the file */
	bool known;               /* it has a value, and so an exact one */
	bool sample;
	struct ratio exact;
};

struct figures {
	const struct configuration *config;
	/* Which rows to keep; NULL: all. The others are read and checked, and forgotten. */
	bool (*wants)(const struct figures *f, const struct figure_key *key);
	uint64_t read; /* rows read, kept or not */
	struct figure *items;
	size_t count, capacity;
	uint32_t *slots; /* hash table of items; NULL while they stand in ascending order */
	size_t slot_count;
	struct figure_key_reader keys;
	bool keeps_events;     /* set it to have the rows of ledgers kept apart … */
	struct figure *events; /* … here: there may be several of one key */
	size_t event_count, event_capacity;
	struct arena arena;
};

/* config needs CONFIG_INDICATORS, CONFIG_REGIONS and CONFIG_INDUSTRIES. */
void figures_init(struct figures *f, const struct configuration *config);
void figures_release(struct figures *f);

/* Whether the key means a whole region: all industries and classes, nothing unallocated. */
bool figure_is_whole(const struct figures *f, const struct figure_key *key);

/* Adds the rows of a reader that is open on observations or indicators; RD_INPUT. */
int figures_read(struct figures *f, struct table_reader *r, struct err *err);

/*
 * Reads the row that the reader stands on without adding it: its texts live as long as the
 * row. 1: it is wanted, 0: it is not, -1: RD_INPUT.
 */
int figures_look(struct figures *f, const struct table_reader *r, struct figure *figure,
                 struct err *err);

/* What to say of a row whose key another row has; returns -1. */
int figures_stand_twice(const struct table_reader *r, struct err *err);

/* Adds the row that the reader stands on; RD_INPUT. */
int figures_read_row(struct figures *f, const struct table_reader *r, struct err *err);

/* Opens, reads, notes the file as an input of the package, and closes. */
int figures_load(struct figures *f, const char *path, struct package *package, struct err *err);

/*
 * Adds one figure, whose texts must outlive f (arena_copy into f->arena); false if there is
 * one of the same key already. Pointers to figures are invalid afterwards.
 */
bool figures_add(struct figures *f, const struct figure *figure);

/* NULL if there is none. */
const struct figure *figures_find(const struct figures *f, const struct figure_key *key);

void figures_sort(struct figures *f);

/* The exact value of an imported decimal in a unit, as a ratio of the indicator's form. */
bool figure_exact(const struct indicator *indicator, const struct unit *unit, struct slice value,
                  struct ratio *exact);

#endif
