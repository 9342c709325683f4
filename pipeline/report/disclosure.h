/*
 * Statistical disclosure control: which figures the public edition must not show, because
 * they would tell what a single enterprise reported.
 *
 *	disclosure_init(&d, &config, least);              // 0: nothing is withheld
 *	disclosure_note(&d, &key, n);                     // every figure that may be shown
 *	disclosure_settle(&d);
 *	if (disclosure_withholds(&d, &key)) ...
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
	const struct configuration *config;
	uint64_t least;
	struct disclosed_cell *cells; /* those that are withheld, once settled */
	size_t count, capacity;
	uint32_t *slots; /* hash table of what is withheld: index + 1 */
	size_t slot_count;
	struct hash_map classes; /* "total", "size=L", and "size=" for what that is a part of */
	uint32_t *stems;         /* by class: which it is a part of; 0: of nothing */
	size_t stem_capacity;
};

/* config needs CONFIG_INDICATORS, CONFIG_REGIONS and CONFIG_INDUSTRIES. */
void disclosure_init(struct disclosure *d, const struct configuration *config, uint64_t least);
void disclosure_release(struct disclosure *d);

/* Whether figures of it are looked at by themselves, however many enterprises are in the cell. */
bool disclosure_looks_at(const struct indicator *indicator);

/* n: enterprises in the figure's population; 0 if none stand behind it. */
void disclosure_note(struct disclosure *d, const struct figure_key *key, uint32_t n);

/* Forgets parts of regions at other times than this one, before it settles. */
void disclosure_keep_parts_at(struct disclosure *d, period at, enum basis basis);

void disclosure_settle(struct disclosure *d);

/* Whether a figure that was noted must not be shown. */
bool disclosure_withholds(const struct disclosure *d, const struct figure_key *key);

/* Whether anything is withheld of a region as a whole, at a time. */
bool disclosure_touches(const struct disclosure *d, const struct figure_key *key);

#endif
