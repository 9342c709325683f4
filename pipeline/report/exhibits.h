/*
 * The exhibits that report.json lists, each made from what is known of a region by the
 * function of its kind. One that has nothing to show has no rows.
 */
#ifndef REPORT_EXHIBITS_H
#define REPORT_EXHIBITS_H

#include "report/exhibit.h"
#include "report/subject.h"

/* Fills in a fresh exhibit; to be released by the caller. */
void exhibit_make(struct exhibit *e, const struct exhibit_setting *setting,
                  const struct subject *s);

/* The functions of the kinds; e is initialised with its setting. */
typedef void exhibit_maker(struct exhibit *e, const struct subject *s);

exhibit_maker exhibit_make_rankings, exhibit_make_places, exhibit_make_regions, exhibit_make_trend,
        exhibit_make_industries, exhibit_make_heat, exhibit_make_classes, exhibit_make_parts,
        exhibit_make_targets, exhibit_make_zero, exhibit_make_quality, exhibit_make_rejects,
        exhibit_make_revisions, exhibit_make_methods, exhibit_make_provenance;

/* --- What the makers share ------------------------------------------------------------------- */

/* Regions that the exhibit compares; NULL if there are none. */
const struct region_list *exhibit_regions(const struct exhibit *e, const struct subject *s);

/* The region that it is about; others may have this same exhibit. */
void exhibit_set_scope(struct exhibit *e, uint32_t region);

/* Value of a figure; missing if it is NULL, withheld if it is not for the public. */
void exhibit_put_figure(struct exhibit *e, const struct subject *s, const struct figure *f);
void exhibit_put_region(struct exhibit *e, const struct subject *s, uint32_t region);

/* A column for each indicator of the setting, called v1, v2 and so on. */
void exhibit_indicator_columns(struct exhibit *e);

#endif
