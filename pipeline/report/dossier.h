/*
 * Everything that is shown of one region: the subject and its exhibits, made once and then
 * written in every format. Exhibits with nothing in them are left out, and in the public
 * edition those that are internal.
 */
#ifndef REPORT_DOSSIER_H
#define REPORT_DOSSIER_H

#include "report/exhibits.h"

struct dossier {
	struct subject subject;
	struct exhibit *exhibits; /* in the order of the settings */
	size_t count;
};

/* About the region that the publication was last turned to. */
void dossier_init(struct dossier *d, const struct publication *p);
void dossier_release(struct dossier *d);

/* NULL if there is none of that id, or nothing in it. */
const struct exhibit *dossier_find(const struct dossier *d, struct slice id);

#endif
