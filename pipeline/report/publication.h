/*
 * All that one call of rd-report publishes from: configuration, settings, the inputs in
 * memory, and the period that they are shown at.
 *
 * Inputs are told apart by their headers. A file that was not given is an empty table, and
 * what would be made from it is left out.
 */
#ifndef REPORT_PUBLICATION_H
#define REPORT_PUBLICATION_H

#include "model/figures.h"
#include "report/records.h"
#include "report/settings.h"

enum { MOST_TABLES = 32 };

struct publication {
	struct configuration config;
	struct settings settings;
	struct figures figures;
	struct records records[MOST_TABLES]; /* by the order of tables_at, figures left out */
	struct hash_map ranking_rows;        /* by region, indicator, period and basis */
	period period;
	bool sample; /* something in it is sample data, so all of it is marked */
};

int publication_open(struct publication *p, const char *config, struct err *err);
void publication_release(struct publication *p);

/* Reads a file, whichever it is, and notes it as an input of the package. RD_INPUT. */
int publication_read(struct publication *p, const char *path, struct package *package,
                     struct err *err);

/* Rows of a fixed table (tables.h), none if no such file was given. */
const struct records *publication_records(const struct publication *p, const struct table *table);

/*
 * Fixes the period, the latest with a figure on the settings' basis if `wanted` is NULL.
 * RD_USAGE if wanted is no period, RD_INPUT if there is no figure at all.
 */
int publication_choose_period(struct publication *p, const char *wanted, struct err *err);

/* A region as the publication shows it. */
struct subject {
	const struct publication *publication;
	uint32_t region;
	uint32_t parent; /* CODE_NONE for the root */
};

struct subject subject_of(const struct publication *p, uint32_t region);

/* Whether there is any figure of it at the period. */
bool subject_exists(const struct subject *s);

/* The figure of a region as a whole at a period of the basis; NULL if there is none. */
const struct figure *publication_figure(const struct publication *p, uint32_t region,
                                        const struct indicator *indicator, period at);

/* Row of table_rankings at the period, or SIZE_MAX. A region that is alone has no place. */
size_t publication_place(const struct publication *p, uint32_t region,
                         const struct indicator *indicator, period at);

/* Line that marks sample data, in the current language. */
const char *sample_mark(void);

#endif
