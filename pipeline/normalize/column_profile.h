/*
 * What the values of a column look like, counted: how many are numbers and in which form,
 * periods, units, names and codes of regions. From it follows what the column may mean.
 */
#ifndef NORMALIZE_COLUMN_PROFILE_H
#define NORMALIZE_COLUMN_PROFILE_H

#include "base/text.h"
#include "normalize/cell_look.h"
#include "normalize/name_index.h"

enum { MOST_FORMS = 4 };

/* All zero before the first value. */
struct column_profile {
	size_t stated, numbers, periods, usccs;
	size_t region_codes, region_names, industry_codes, industry_names;
	size_t region_ambiguous;        /* of the names of regions */
	size_t region_depths;           /* levels below the top, added up over the other names */
	size_t ids;                     /* of the form of an id, valid or not */
	size_t units, months, in_lists; /* 万元; 1 to 12; "['1,234', 'e']" */
	bool decimal_comma, decimal_point, unsure_comma, unsure_point; /* see number_look */
	bool blank, percent;
	const struct period_form *forms[MOST_FORMS]; /* of its periods, all NULL behind the last */
	struct text flags;                           /* letters behind numbers */
};

/* Counts a value, which is not empty. */
void profile_add(struct column_profile *p, const struct name_index *regions,
                 const struct name_index *industries, struct slice text);
void profile_release(struct column_profile *p);

/*
 * How far below the top the regions lie that it names, on average, in tenths of a level; 0:
 * it names none. Names that several regions share count only where there are no others, and
 * as the lowest.
 */
size_t profile_region_depth(const struct column_profile *p);

/* Whether most of what is stated, 60 % or more, is the n that were counted. */
bool profile_is_mostly(const struct column_profile *p, size_t n);

#endif
