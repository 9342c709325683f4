/*
 * Figures made from imported observations: growth of a published level, growth of a sum
 * from the published growths of its parts, how many regions are above a threshold, and
 * what a region has that none of its children has (unallocated).
 */
#ifndef RATIO_DERIVED_H
#define RATIO_DERIVED_H

#include "model/figures.h"

/* Adds all that can be derived; RD_INPUT if a figure is too large. */
int derive_figures(struct figures *f, struct err *err);

#endif
