/*
 * How many revised rows lie behind a figure: rows that came into its cell or left it, and
 * rows in it that differ in a column which its formula looks at. Where the denominator is
 * taken from the cell above, the rows of that cell count too.
 *
 *	causes_init(&causes, &config);
 *	for each figure: causes_expect(&causes, group, industry);
 *	for each revised row: causes_add(&causes, row);
 *	known = causes_count(&causes, &key, &rows);
 *	causes_release(&causes);
 *
 * Rows are counted up both trees as they come, so asking takes no time.
 */
#ifndef REVISE_CAUSES_H
#define REVISE_CAUSES_H

#include "model/figures.h"
#include "revise/panel_comparison.h"

/* Which columns of the panel an indicator looks at. */
struct interest {
	uint64_t columns[COLUMN_WORDS];
	bool looks_back; /* at enterprises that are gone: at rows of the year before, too */
};

/* A group of classes that has figures, and the industries it has them for. */
struct cause_group {
	struct slice name;
	bool *industries; /* by node */
};

struct causes {
	const struct configuration *config;
	struct interest *interests; /* by indicator */
	struct hash_map by_group;
	struct cause_group *groups;
	size_t group_count, group_capacity;
	struct hash_map by_cell;
	uint32_t **counts; /* by cell: for each indicator two, see causes.c */
	size_t cell_count, cell_capacity;
	struct arena arena;
};

void causes_init(struct causes *causes, const struct configuration *config);
void causes_release(struct causes *causes);

/* That there are figures of this group for this industry; all before the first row. */
void causes_expect(struct causes *causes, struct slice group, struct place industry);

void causes_add(struct causes *causes, const struct revised_row *row);

/* False if the figure is not computed from cells, or lacks the cell above. */
bool causes_count(const struct causes *causes, const struct figure_key *key, uint32_t *rows);

#endif
