/*
 * The figure that is asked for, as it was published, and for a figure that was derived from
 * other figures, those.
 *
 *	struct published p;
 *	if (published_ask(&p, &config, &program, &options, &err) == 0 &&
 *	    published_find(&p, path, &err) == 0) ...
 *	published_release(&p);
 */
#ifndef TRACE_PUBLISHED_H
#define TRACE_PUBLISHED_H

#include "model/figures.h"
#include "trace/trace.h"

/* A row of indicators.csv. */
struct published_row {
	struct slice cells[OBS_COLUMNS];
};

struct published {
	const struct configuration *config;
	struct figure_key key;
	struct slice wanted[OBS_VALUE]; /* the key as the file writes it */
	struct published_row row;
	bool stated;        /* it has a numerator */
	struct ratio exact; /* the denominator is 0 where there is none */
	bool has_base;      /* there is a cell that the denominator is taken from … */
	struct place base_region, base_industry; /* … and this is it */
	struct published_row *inputs;
	size_t input_count, input_capacity;
	struct arena arena;
};

/*
 * What the command line asks for: region by code or by name, indicator, period. RD_USAGE
 * for what is not in the configuration. published_release is due in any case.
 */
int published_ask(struct published *p, const struct configuration *config,
                  const struct program *program, const struct trace_options *options,
                  struct err *err);

/* Finds it in indicators.csv; RD_INPUT if it is not there, or the file is broken. */
int published_find(struct published *p, const char *path, struct err *err);

void published_release(struct published *p);

#endif
