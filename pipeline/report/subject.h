/*
 * The region that a report is about, and what can be asked about it and those it is
 * compared with.
 *
 *	subject_init(&s, &publication);        // about the region last turned to
 *	const struct figure *f = subject_figure(&s, s.region, indicator, s.publication->period);
 *	subject_release(&s);
 */
#ifndef REPORT_SUBJECT_H
#define REPORT_SUBJECT_H

#include "report/publication.h"

struct region_list {
	uint32_t *items; /* nodes, in the order of their codes */
	size_t count, capacity;
};

struct subject {
	const struct publication *publication;
	uint32_t region;
	uint32_t parent;             /* CODE_NONE for the root */
	uint32_t common;             /* parent of the peers: the region's own, or the region */
	struct region_list peers;    /* itself and its siblings; its children if it has none */
	struct region_list children; /* empty where they are the peers */
};

void subject_init(struct subject *s, const struct publication *p);
void subject_release(struct subject *s);

/*
 * Of a region as a whole; NULL unless it has a value. One that is not made public is known to
 * nobody: its value is WITHHELD, `known` is false.
 */
const struct figure *subject_figure(const struct subject *s, uint32_t region,
                                    const struct indicator *indicator, period at);

/* The same on another basis than the settings'. */
const struct figure *subject_figure_on(const struct subject *s, uint32_t region,
                                       const struct indicator *indicator, period at,
                                       enum basis basis);

/* Of a part of a region, at the period. */
const struct figure *subject_part(const struct subject *s, struct place region,
                                  struct place industry, struct slice group,
                                  const struct indicator *indicator);

/*
 * All of the region or of its parent, parts as far as an exhibit shows them, in the order of
 * the input; *count of them.
 */
const struct figure *subject_figures(const struct subject *s, uint32_t region, size_t *count);

/* A field of the region's row in the rankings; empty if it is not ranked, or all alone. */
struct slice subject_place(const struct subject *s, uint32_t region,
                           const struct indicator *indicator, size_t column);

/* The region's own rows of a table at the period, and its children's. */
const struct records *subject_records(const struct subject *s, const struct table *table);

const struct code_node *subject_node(const struct subject *s, uint32_t region);

/* The settings' indicators and names, in short. */
static inline const struct settings *subject_settings(const struct subject *s)
{
	return &s->publication->settings;
}

#endif
