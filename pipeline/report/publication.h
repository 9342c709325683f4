/*
 * All that one call of rd-report publishes from: configuration, settings, and the inputs.
 *
 *	publication_open(&p, program->config, internal, &err);
 *	publication_read(&p, path, package, &err);        // every input, told apart by header
 *	publication_choose_period(&p, &err);
 *	publication_turn_to(&p, region, &err);            // then ask about it: subject.h
 *	publication_release(&p);
 *
 * Inputs are read once and put aside by region (spool.h). In memory are the region turned
 * to, its children, and the family that it is compared with: its parent and siblings. A file that was not given is an empty table, and what would be made from it is left out.
 */
#ifndef REPORT_PUBLICATION_H
#define REPORT_PUBLICATION_H

#include "model/figures.h"
#include "report/disclosure.h"
#include "report/lineage.h"
#include "report/settings.h"
#include "report/shelf.h"
#include "report/spool.h"

/* How often something is named in a column of a table: rejects by their code. */
struct tally {
	const struct table *table;
	struct slice value;
	uint64_t count;
};

/* Whose rows are put aside: all of a region, or what another region is compared with. */
enum want { WANT_NOTHING, WANT_COMPARED, WANT_ALL };

struct families; /* family.h */

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
	bool *touched;         /* by region: something of a child is withheld */
	struct families *families;
	/* The region last turned to. Of itself too, `own` has only what is in neither family. */
	uint32_t own_of; /* CODE_NONE before the first turn */
	struct shelf own;
	const struct shelf *family;   /* it is a child of; NULL for the root */
	const struct shelf *children; /* whose parent it is; NULL if it has none, unless the root */
	struct tally *tallies;
	size_t tally_count, tally_capacity;
	struct disclosure disclosure;
	struct lineage lineage;
	struct arena arena;
};

int publication_open(struct publication *p, const char *config, bool internal, struct err *err);
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
 * and before the first turn.
 */
void publication_settle(struct publication *p);

/* What the report says of a region as a whole, by an indicator. */
struct figure_key publication_key(const struct publication *p, uint32_t region,
                                  const struct indicator *indicator);

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

/* Line that marks sample data, in the current language. */
const char *sample_mark(void);

#endif
