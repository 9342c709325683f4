/*
 * Names that a template defines itself: rows of an exhibit, strung together.
 *
 *	@drivers industries top 3 by contribution join 、 : {industry}（{contribution}个百分点）
 *	@behind targets where verdict=慢于时间进度 join ； : {target}
 *
 * After that {drivers} is the rows, each written like what follows the colon, with the
 * exhibit's columns by their ids; {drivers.count} is how many rows there are. "top N by
 * COLUMN" takes the largest, "bottom N by COLUMN" the smallest, "first N" the first;
 * "where COLUMN=TEXT" those that say so. What has blanks in it stands in double quotes.
 * Without rows the name is missing.
 */
#ifndef REPORT_PASSAGE_H
#define REPORT_PASSAGE_H

#include "report/dossier.h"
#include "report/template.h"

struct passage {
	struct slice name, exhibit, join, item;
	struct slice by, where, equals; /* columns and a text; empty if not given */
	size_t most;                    /* 0: all */
	bool smallest;
};

/* RD_CONFIG. The slices point into the definition. */
int passage_parse(struct passage *p, struct slice definition, struct err *err);

/*
 * Adds its text; RD_CONFIG for a column that the exhibit does not have. *rows is how many
 * rows were left after "where".
 */
int passage_add(struct text *t, const struct passage *p, const struct dossier *d, size_t *rows,
                struct err *err);

#endif
