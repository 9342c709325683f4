/*
 * The configured indicators as a table in Markdown, for docs/indicators.md: ids, names in
 * both languages, units, rounding and formulas as the programs have them.
 */
#ifndef MODEL_INDICATOR_LIST_H
#define MODEL_INDICATOR_LIST_H

#include "model/configuration.h"

/* config needs CONFIG_INDICATORS. The same whatever the current language. */
void indicator_list_add(struct text *t, const struct configuration *config);

#endif
