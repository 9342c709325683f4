/*
 * One fact: a return after checking, from a row and to facts.csv.
 *
 * Facts are packed to be sorted; an unpacked one points into the packed bytes.
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
	struct slice origin;
	uint64_t line;
	uint32_t
	        preference; /* of a row that states one value: the lower counts, see fact_writer.h */
};

/* Reads the row; what is wrong with it is in row->problems. */
void fact_read(struct row *row, struct fact *fact);

/* What facts are sorted by: enterprise, period and basis, as their texts. */
void fact_key(const struct fact *fact, struct text *key);

void fact_pack(const struct fact *fact, const struct returns *returns, struct text *packed);
void fact_unpack(struct slice packed, const struct returns *returns, struct fact *fact);
void fact_write(const struct fact *fact, const struct returns *returns, struct table_writer *w);

/* Whether one amount is so many times the other that its unit may be another. */
bool fact_unit_slipped(int64_t a, int64_t b);

#endif
