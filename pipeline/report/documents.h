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
	struct slice template;         /* "bulletin" of bulletin.zh.txt */
	const struct exhibit *exhibit; /* of a document for each */
};

enum document_star { STAR_NONE, STAR_TEMPLATE, STAR_EXHIBIT };

struct document {
	const char *name; /* of the file */
	enum document_star
	        star; /* what "*" in it stands for: whose template, or each exhibit's id */
	const char *format;
	enum lang lang; /* of a document in one language */
	int (*add)(struct text *t, const struct document_source *source, struct err *err);
};

/*
 * Of a name in report.json; *template becomes what is in the place of the star there. NULL with
 * RD_CONFIG and the nearest name.
 */
const struct document *document_find(const char *name, struct slice *template, struct err *err);

/* Adds it in its language, which need not be the one that complaints are made in. */
int document_add(struct text *t, const struct document *d, const struct document_source *source,
                 struct err *err);

#endif
