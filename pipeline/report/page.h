/*
 * The report on a region as one HTML page, and the index of several of them.
 */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "report/assets.h"
#include "report/dossier.h"

/* The regions that have pages. */
struct page_list {
	const uint32_t *regions; /* nodes, in the order of their codes */
	size_t count;
};

/* Adds the whole document. RD_CONFIG for a mistake in a template. */
int page_add(struct text *t, const struct dossier *d, const struct assets *assets,
             const struct page_list *pages, struct err *err);

/* Adds a region's row to those of the index. */
void page_add_index_row(struct text *rows, const struct dossier *d);
int page_add_index(struct text *t, const struct publication *p, const struct assets *assets,
                   const struct text *rows, struct err *err);

#endif
