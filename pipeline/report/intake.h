/*
 * The tags of rows that a publication puts aside, so that they are chosen without being
 * read again: table, period, basis, and for figures the indicator and whether they are of a
 * part of the region (an industry, a class, what is unallocated). And the lots that they are
 * put in, by what they are needed for.
 */
#ifndef REPORT_INTAKE_H
#define REPORT_INTAKE_H

#include "model/period.h"

/* A row may be in one of the first two lots of its region, and in the third besides. */
enum lot {
	LOT_COMPARED, /* what other regions are compared with */
	LOT_OWN,      /* the rest of what is shown of the region itself */
	LOT_DATA,     /* all that goes to other systems */
	LOTS,
};

static inline uint32_t lot_of(uint32_t region, enum lot lot)
{
	return region * LOTS + (uint32_t)lot;
}

/* 5 bits table, 1 figure, 1 part, 2 basis, 12 period (months since 1900), 11 indicator. */
enum {
	TAG_FIGURE = 5,
	TAG_PART,
	TAG_BASIS,
	TAG_PERIOD = TAG_BASIS + 2,
	TAG_INDICATOR = TAG_PERIOD + 12,
	TAG_NO_PERIOD = 0xFFF,
	TAG_MOST_INDICATORS = 1 << (32 - TAG_INDICATOR),
	TAG_EPOCH = 1900 * 12,
};

static inline uint32_t tag_of(size_t table, period at, enum basis basis)
{
	uint32_t months = at == PERIOD_NONE ? TAG_NO_PERIOD : (uint32_t)(at - TAG_EPOCH);

	return (uint32_t)table | (uint32_t)basis << TAG_BASIS | months << TAG_PERIOD;
}

static inline size_t tag_table(uint32_t tag)
{
	return tag & 0x1F;
}

static inline bool tag_is_figure(uint32_t tag)
{
	return tag >> TAG_FIGURE & 1;
}

static inline bool tag_is_part(uint32_t tag)
{
	return tag >> TAG_PART & 1;
}

static inline enum basis tag_basis(uint32_t tag)
{
	return (enum basis)(tag >> TAG_BASIS & 3);
}

static inline period tag_period(uint32_t tag)
{
	uint32_t months = tag >> TAG_PERIOD & 0xFFF;

	return months == TAG_NO_PERIOD ? PERIOD_NONE : (period)(months + TAG_EPOCH);
}

static inline size_t tag_indicator(uint32_t tag)
{
	return tag >> TAG_INDICATOR;
}

#endif
