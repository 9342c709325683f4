/*
 * Statistical disclosure control: which figures the public edition must not show, because
 * they would tell what a single enterprise reported.
 *
 *	disclosure_init(&d, least);                       // 0: nothing is withheld
 *	disclosure_note(&d, &config, &key, n);            // every figure that may be shown
 *	disclosure_settle(&d, &config);
 *	if (disclosure_withholds(&d, &config, &key)) ...
 *	disclosure_release(&d);
 *
 * A cell (region × industry × class × period) with fewer than `least` enterprises is withheld,
 * as is a figure that fewer stand behind than in its cell, and the share of the n largest
 * where fewer than `least` are left over. Then, so that none of these comes out as a
 * difference, the smallest neighbour of a cell that would stand alone is withheld too: among
 * the parts of the same region, of the same industry, and of the same class, until what is
 * withheld among them is at least two parts with `least` enterprises together. What is withheld
 * of a whole is withheld of one of its parts at least. (Primary and complementary suppression:
 * Hundepool et al., Statistical Disclosure Control, 2012, chapter 4. No audit of all linear
 * combinations is made.)
 *
 * Figures that no enterprise stands behind (imported ones) and the plain number of
 * enterprises are always shown.
 */
#ifndef REPORT_DISCLOSURE_H
#define REPORT_DISCLOSURE_H

#include "model/figures.h"

/* What stands for a value that is not made public. */
#define WITHHELD "c"

struct disclosed_cell;

struct disclosure {
	uint64_t least;
	struct disclosed_cell *cells; /* sorted once settled */
	size_t count, capacity;
	struct hash_map groups; /* classes, and figures that are looked at by themselves */
	uint32_t *stems;        /* by group: what its members are parts of; 0: of nothing */
	size_t stem_capacity;
};

void disclosure_init(struct disclosure *d, uint64_t least);
void disclosure_release(struct disclosure *d);

/* n: enterprises in the figure's population, as the file says; empty if it says nothing. */
void disclosure_note(struct disclosure *d, const struct figure_key *key, struct slice n);

void disclosure_settle(struct disclosure *d, const struct configuration *config);

/* Whether a figure that was noted must not be shown. */
bool disclosure_withholds(const struct disclosure *d, const struct figure_key *key);

/* Whether anything is withheld of a region as a whole, at a time. */
bool disclosure_touches(const struct disclosure *d, const struct figure_key *key);

#endif
