/*
 * Paged JSON: what the next page is, and whether the pages so far fit together. Each page
 * stays as it came; here it is only read.
 *
 *	struct pages pages;
 *	pages_init(&pages, source);
 *	address = pages_first(&pages, asked);
 *	... fetch it ...
 *	if (pages_take(&pages, path, address, link, &next, &why) < 0) ...
 *	// next is NULL after the last page
 *	pages_release(&pages);
 */
#ifndef FETCH_PAGING_H
#define FETCH_PAGING_H

#include "base/hash_map.h"
#include "fetch/source.h"

struct pages {
	const struct source *source;
	uint64_t count, items;
	int64_t total, last;                 /* as declared: items, pages; -1 not yet */
	json_t *same;                        /* what may not change, as it is on the first page */
	struct hash_map contents, addresses; /* seen, with the number of the page */
};

void pages_init(struct pages *pages, const struct source *source);
void pages_release(struct pages *pages);

/* The address of the first page; to be freed. */
char *pages_first(const struct pages *pages, const char *address);

/*
 * Reads a page that came. *next is the address of the next one, to be freed, or NULL. `link`
 * is what the Link header names as next, or NULL. -1 with the reason in `why` if the page is
 * not what it should be: not JSON, without its items, a repetition, one of another version,
 * or the last one and the declared total is not reached.
 */
int pages_take(struct pages *pages, const char *path, const char *address, const char *link,
               char **next, struct text *why);

/* The target of rel="next" in a Link header (RFC 8288), to be freed; NULL if there is none. */
char *paging_link_next(const char *header);

#endif
