/*
 * Regions that are compared with each other: a parent with its children. All pages of the
 * children need the same one, and so does the parent's: it is taken into memory once, and
 * threads share it.
 *
 *	struct families *families = families_new();
 *	const struct shelf *family = families_borrow(families, &publication, parent, &err);
 *	families_return(families, family);
 *	families_free(families);
 */
#ifndef REPORT_FAMILY_H
#define REPORT_FAMILY_H

#include "report/publication.h"

struct families *families_new(void);
void families_free(struct families *families);

/* NULL with RD_INPUT or RD_OUTPUT. p is the caller's own view. */
const struct shelf *families_borrow(struct families *families, struct publication *p,
                                    uint32_t parent, struct err *err);

/* NULL is fine. */
void families_return(struct families *families, const struct shelf *family);

#endif
