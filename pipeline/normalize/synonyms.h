/*
 * What a header may mean: the columns that a mapping can have, and the texts by which each
 * is known. A column is known by its id and its names in the configuration, by the common
 * names of its kind in Chinese and English, and by those that synonyms.json in the
 * configuration adds:
 *
 *	{"rd_expense": ["研究开发费", "R&D spending"], "region": ["辖区"]}
 *
 * Only suggestions use them; a mapping itself names headers outright.
 */
#ifndef NORMALIZE_SYNONYMS_H
#define NORMALIZE_SYNONYMS_H

#include "model/configuration.h"

enum role {
	ROLE_ENTERPRISE,
	ROLE_REGION,
	ROLE_INDUSTRY,
	ROLE_PERIOD,
	ROLE_YEAR,
	ROLE_UNIT,
	ROLE_STATUS,
	ROLE_VALUE,
	ROLE_WHICH,
	ROLE_ATTRIBUTE, /* index: of the attribute */
	ROLE_CLASS,     /* index: of the class */
	ROLE_MEASURE,   /* index: of the measure */
	ROLE_FIGURE,    /* index: of the indicator */
};

struct meaning {
	enum role role;
	size_t index;
	const char *name; /* "rd_expense": its key in a mapping */
};

/* What a header says beside the name of its column. */
struct header_look {
	struct slice key;        /* the name alone, folded; in the caller's arena */
	bool last_year;          /* "上年同期" */
	bool growth, share;      /* a rate of change, a share of another */
	bool this_year;          /* "本年累计": beside last year's */
	const struct unit *unit; /* NULL: none is stated */
	bool unit_in_brackets;   /* "(万元)" at its end */
	bool has_year;           /* "R&D 2020" */
};

struct synonym {
	struct header_look look;
	uint32_t target;
};

struct synonyms {
	struct meaning *targets;
	size_t target_count, target_capacity;
	struct synonym *items;
	size_t count, capacity;
	struct arena arena;
};

/* RD_CONFIG if synonyms.json is wrong; it need not be there. */
int synonyms_load(struct synonyms *s, const struct configuration *c, struct err *err);
void synonyms_release(struct synonyms *s);

struct header_look header_look(struct slice header, struct arena *arena);

/* How well the header names the target: 0 not at all, 100 exactly. */
unsigned synonyms_score(const struct synonyms *s, size_t target, const struct header_look *look);

#endif
