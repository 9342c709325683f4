/*
 * Figures and rows of some regions in memory, as far as they may be shown.
 *
 *	struct shelf shelf = {0};
 *	shelf_take(&shelf, &publication, region, LOT_COMPARED, &err);
 *	shelf_release(&shelf);
 */
#ifndef REPORT_SHELF_H
#define REPORT_SHELF_H

#include "model/figures.h"
#include "report/intake.h"
#include "report/records.h"

enum { MOST_TABLES = 32 };

struct publication;

struct shelf_range;

struct shelf {
	struct figures figures;
	struct records records[MOST_TABLES]; /* in the order of tables_at; figures are apart */
	struct hash_map rankings;            /* region and indicator to a row of table_rankings */
	struct shelf_range *ranges;          /* of figures, by region */
	size_t range_count, range_capacity;
};

/* Adds a lot of a region; the publication is settled. RD_INPUT for a wrong row, RD_OUTPUT. */
int shelf_take(struct shelf *shelf, struct publication *p, uint32_t region, enum lot lot,
               struct err *err);
void shelf_release(struct shelf *shelf);

const struct records *shelf_records(const struct shelf *shelf, const struct table *table);

/* Those of one region, parts and all, in the order they came; *count of them. */
const struct figure *shelf_figures(const struct shelf *shelf, uint32_t region, size_t *count);

/* The region's row of table_rankings by an indicator; HASH_MAP_NONE. */
uint32_t shelf_ranking(const struct shelf *shelf, uint32_t region, size_t indicator);

#endif
