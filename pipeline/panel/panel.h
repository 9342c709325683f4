/*
 * rd-panel: facts of all sources and months to one panel.
 *
 * One fact per enterprise, period and basis remains. Of several the later file on the
 * command line wins, then the later line; each loser goes to superseded.csv with what
 * replaced it. Codes of regions and industries are followed to their last successors, so
 * that history reads by today's codes. Last year's value from the enterprise's own return
 * (_ly_panel), last year's region and industry where they differ, and whether next year's
 * return follows are neighbours in the same enterprise and joined on the way.
 */
#ifndef PANEL_PANEL_H
#define PANEL_PANEL_H

#include "base/options.h"

/*
 * Reads the facts files of the program's arguments, writes panel.csv, superseded.csv and
 * datapackage.json to its output. RD_INPUT, RD_CONFIG, RD_OUTPUT.
 *
 * The facts may be those of one shard, "3/16" (NULL: of all enterprises); then, with a
 * register, the arguments must include the periods.csv of every split, since silence is
 * measured against the periods of all.
 *
 * With `only`, "2024-05", the panel of that period is made apart from all others, so that a new
 * month costs that month: the arguments are the facts of the period, known.csv as the
 * period before left it (known.h), and panel.csv of the same period a year before; a
 * missing one says that there is none. The rows are those that the panel of all facts has at that
 * period, but for next_year, which is not known; and whoever left since a year before
 * has a row that says so (PRESENCE_LEFT).
 */
int panel_run(const struct program *program, const char *shard, const char *only, struct err *err);

#endif
