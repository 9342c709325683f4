/*
 * What is known of an enterprise before a period, for the panel of the next period, which is
 * made apart: of its facts so far only those that later ones are compared with. There are
 * about as many as enterprises, however long history is.
 */
#ifndef PANEL_KNOWN_H
#define PANEL_KNOWN_H

#include "panel/history.h"

/*
 * Puts those of the enterprise's facts, in order, codes followed: of every basis the last
 * return, and of the year's cumulative ones each that is the last to state some amount.
 */
void known_put(struct history *h, struct table_writer *w);

#endif
