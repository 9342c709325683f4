/*
 * How many columns a text takes on a terminal: 2 for an East Asian wide or fullwidth
 * character (Unicode UAX #11), 0 for a combining one, else 1. No locale is needed.
 */
#ifndef REPORT_DISPLAY_WIDTH_H
#define REPORT_DISPLAY_WIDTH_H

#include "base/slice.h"

size_t display_width(struct slice utf8);

#endif
