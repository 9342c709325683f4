/*
 * One fact: a return after checking, from a row and to facts.csv.
 *
 * Facts are packed to be sorted; an unpacked one points into key and packed bytes, and has its
 * codes and attributes as one text that is only to be written. Of values that are not stated
 * nothing is known, not even that they are 0.
 */
#ifndef NORMALIZE_FACT_H
#define NORMALIZE_FACT_H

#include "normalize/values.h"

struct fact {
	struct slice enterprise, region, industry;
	period period;
	enum basis basis;
	struct slice classes[MOST_CLASSES];
	struct slice attributes[MOST_ATTRIBUTES];
	int64_t values[MOST_MEASURES][2]; /* now, and last year as reported */
	bool stated[MOST_MEASURES][2];
	/* Once packed: region, industry, classes and attributes, as facts.csv has them. */
	struct slice rendered;
	uint32_t origin; /* number of the raw file */
	uint64_t line;
	/* of a row that states one value: the lower counts, see fact_writer.h */
	uint32_t preference;
};

/* Reads the row; what is wrong with it is in row->problems. */
void fact_read(struct row *row, struct fact *fact);

/*
 * Adds the fact's key, by which facts are sorted as by the texts of enterprise, period and
 * basis: the enterprise, a NUL, and two bytes for the rest. With the key, everything else.
 */
void fact_pack(const struct fact *fact, const struct returns *returns, struct text *key,
               struct text *packed);
void fact_unpack(struct slice key, struct slice packed, const struct returns *returns,
                 struct fact *fact);

/* origins: what the raw files are called, by their numbers. */
void fact_write(const struct fact *fact, const struct returns *returns, const struct slice *origins,
                struct table_writer *w);

/* Whether one amount is so many times the other that its unit may be another. */
bool fact_unit_slipped(int64_t a, int64_t b);

#endif
