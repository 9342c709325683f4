/*
 * The figures for other systems, under data/ in the report's directory: all of whole regions,
 * and of their parts those of the reported period.
 *
 *	indicators.csv   SDMX-CSV 2.0 (structure.json says what its columns and codes mean)
 *	indicators.json  the same for those who take no SDMX, with the names of the codes
 *	rankings.csv, attainment.csv    places and targets at the reported period
 *	codelists/...    the codes with names in both languages
 *
 * Withheld figures have the status Q and no value. Memory follows one region.
 */
#ifndef REPORT_DATA_H
#define REPORT_DATA_H

#include "report/publication.h"

int data_write(struct publication *p, struct package *package, struct err *err);

#endif
