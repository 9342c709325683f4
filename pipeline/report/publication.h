/*
 * All that one call of rd-report publishes from: configuration, settings, and the inputs.
 *
 *	publication_open(&p, program->config, &err);
 *	publication_read(&p, path, package, &err);        // every input, told apart by header
 *	publication_choose_period(&p, &err);
 *	publication_turn_to(&p, region, &err);            // then ask about it: subject.h
 *	publication_release(&p);
 *
 * Inputs are read once and put aside by region (spool.h). In memory are the region turned
 * to with its children, and the family that it is compared with: its parent and siblings.
 * A file that was not given is an empty table, and what would be made from it is left out.
 */
#ifndef REPORT_PUBLICATION_H
#define REPORT_PUBLICATION_H

#include "model/figures.h"
#include "report/disclosure.h"
#include "report/lineage.h"
#include "report/records.h"
#include "report/settings.h"
#include "report/spool.h"

enum { MOST_TABLES = 32 };

/* Figures and rows of some regions. */
struct shelf {
	struct figures figures;
	struct records records[MOST_TABLES]; /* in the order of tables_at; figures are apart */
	struct hash_map rankings;            /* region and indicator to a row of table_rankings */
};

/* How often something is named in a column of a table: rejects by their code. */
struct tally {
	const struct table *table;
	struct slice value;
	uint64_t count;
};

/* Whose rows are put aside: all of a region, or what another region is compared with. */
enum want { WANT_NOTHING, WANT_COMPARED, WANT_ALL };

/* How much of a region is taken into memory. */
enum taken {
	TAKEN_WHOLE,     /* all that is shown of it */
	TAKEN_COMPARED,  /* what others are compared with */
	TAKEN_PUBLISHED, /* the whole at all times, and its parts now if it has a report */
};

struct publication {
	struct configuration config;
	struct settings settings;
	period period;
	bool internal;  /* tables of enterprises may be shown */
	bool sample;    /* something in it is sample data, so all of it is marked */
	char **sources; /* paths of the inputs */
	size_t source_count, source_capacity;
	struct spool spool;
	period *latest;        /* by region: of its figures on the settings' basis */
	unsigned char *wanted; /* by region: enum want */
	struct shelf family, own;
	uint32_t family_of, own_of; /* whose they are; CODE_NONE before the first turn */
	struct tally *tallies;
	size_t tally_count, tally_capacity;
	struct disclosure disclosure;
	struct lineage lineage;
	struct arena arena;
};

int publication_open(struct publication *p, const char *config, struct err *err);
void publication_release(struct publication *p);

/* Regions that will be turned to; to be said before anything is read. */
void publication_want(struct publication *p, uint32_t region);

/* Reads a file, whichever it is, and notes it as an input of the package. RD_INPUT. */
int publication_read(struct publication *p, const char *path, struct package *package,
                     struct err *err);

/*
 * Unless the period is set already: the latest with a figure on the settings' basis.
 * RD_INPUT if there is no figure at all.
 */
int publication_choose_period(struct publication *p, struct err *err);

/*
 * Finds out what must not be shown, unless the edition is internal; once the period is chosen
 * and before the first turn. RD_OUTPUT if the temporary file fails.
 */
int publication_settle(struct publication *p, struct err *err);

/* Whether a region has a figure at the period. */
bool publication_has(const struct publication *p, uint32_t region);

/* RD_INPUT for a row that is wrong, RD_OUTPUT if the temporary file fails. */
int publication_turn_to(struct publication *p, uint32_t region, struct err *err);

/*
 * The same publication for another thread, to be turned to regions of its own: it shares what
 * is settled, which lives on.
 */
void publication_view(struct publication *view, struct publication *p);
void publication_view_release(struct publication *view);

/* Adds what may be shown of a region to a shelf, which starts as zeroes. RD_INPUT, RD_OUTPUT. */
int publication_take(struct publication *p, struct shelf *shelf, uint32_t region, enum taken taken,
                     struct err *err);
void shelf_release(struct shelf *shelf);
const struct records *shelf_records(const struct shelf *shelf, const struct table *table);

/* Line that marks sample data, in the current language. */
const char *sample_mark(void);

#endif
