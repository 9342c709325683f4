/*
 * What is written for a region: one row of a table for each document. Which of them are
 * wanted is said in report.json.
 */
#ifndef REPORT_DOCUMENTS_H
#define REPORT_DOCUMENTS_H

#include "report/page.h"

/* What documents are made from. */
struct document_source {
	const struct dossier *dossier;
	const struct assets *assets;
	const struct page_list *pages;
	const struct exhibit *exhibit; /* of a document for each */
};

struct document {
	const char *name; /* of the file; "*" in it: one for each exhibit, whose id stands there */
	const char *format;
	enum lang lang; /* of a document in one language */
	int (*add)(struct text *t, const struct document_source *source, struct err *err);
};

/* The i-th, NULL after the last. */
const struct document *document_at(size_t i);

/* NULL with RD_CONFIG and the names that there are. */
const struct document *document_find(const char *name, struct err *err);

/* Adds it in its language, which need not be the one that complaints are made in. */
int document_add(struct text *t, const struct document *d, const struct document_source *source,
                 struct err *err);

#endif
