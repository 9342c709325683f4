/*
 * SDMX: the codes that stand in data/indicators.csv, the lists of them, and the structure
 * message (SDMX-JSON 2.0) that describes the data flow.
 */
#ifndef REPORT_SDMX_H
#define REPORT_SDMX_H

#include "report/publication.h"

#define SDMX_AGENCY "RDSTAT"
#define SDMX_FLOW "RD_INDICATORS"
#define SDMX_VERSION "1.0.0"

enum codelist {
	CL_FREQ,
	CL_REF_AREA,
	CL_INDICATOR,
	CL_ACTIVITY,
	CL_CLASS,
	CL_BASIS,
	CL_UNIT_MEASURE,
	CL_OBS_STATUS,
	CL_CONF_STATUS,
	CODELISTS,
};

/* Which codes the data use: lists hold these alone. */
struct code_use {
	unsigned char *regions, *industries; /* by node: bit 0 itself, bit 1 what is unallocated */
};

/* What a list is called in the structure message, and the table that holds its codes. */
struct sdmx_codelist {
	const char *id, *table;
	struct bilingual name;
};

extern const struct sdmx_codelist sdmx_codelists[CODELISTS];

/* Writes a list as a table; a new reference to its codes, NULL with RD_OUTPUT. */
json_t *sdmx_write_codelist(enum codelist which, const struct publication *p,
                            const struct code_use *use, struct package *package, struct err *err);

/* The table of SDMX-CSV: data/indicators. */
extern const struct table table_sdmx;

/* "size=L" as an identifier: "size_L"; "total" is "_T". */
void sdmx_add_class(struct text *t, struct slice group);

/* "CNY", "PC", "PP", "家" as an identifier. */
const char *sdmx_unit(const struct unit *unit);

/* The power of ten that values are in: 8 for 亿元. */
unsigned sdmx_multiplier(const struct unit *unit);

/* One row of the table: dimensions, value, attributes. */
void sdmx_put(struct table_writer *w, const struct publication *p, const struct figure *f);

/* Writes the code lists and the structure message. */
int sdmx_write_structure(const struct publication *p, const struct code_use *use,
                         struct package *package, struct err *err);

/* Adds the keys of the data to the last table of the package. */
void sdmx_add_keys(struct package *package);

#endif
