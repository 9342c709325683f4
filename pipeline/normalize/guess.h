/*
 * What a surveyed file seems to hold: where its header is, and what each column means. All
 * of it is a suggestion for a person to look at (draft.h writes it down as a mapping).
 *
 *	struct guess g;
 *	guess_make(&g, &survey, &configuration, &synonyms);
 *	guess_release(&g);
 */
#ifndef NORMALIZE_GUESS_H
#define NORMALIZE_GUESS_H

#include "normalize/column_profile.h"
#include "normalize/header.h"
#include "normalize/name_index.h"
#include "normalize/survey.h"
#include "normalize/synonyms.h"

struct guessed_column {
	struct slice name;  /* its header, all rows of it joined */
	const char *header; /* what the mapping calls it; NULL: by position */
	struct header_look look;
	struct column_profile profile; /* of the rows of data */
	/* what it is */
	const struct meaning *target; /* NULL: not recognised */
	bool wide;                    /* one of many columns for as many periods */
	bool above;                   /* names what is above the region */
};

struct guess {
	const struct survey *survey;
	const struct configuration *configuration;
	const struct synonyms *synonyms;
	size_t header_at, header_rows; /* rows of the survey; header_rows 0: there is none */
	struct header header;
	size_t data_at, data_end; /* rows of the survey */
	const char *until;        /* pattern of the first row behind the table; NULL */
	struct guessed_column *columns;
	size_t column_count;
	const char *enterprise;              /* pointer to the one of a whole document; NULL */
	bool facts;                          /* returns of enterprises, not figures of regions */
	const struct period_form *wide_form; /* of the headers of wide columns; NULL */
	const char *wide_notes[MOST_FORMS];  /* what follows the form in some: "*", "({_})" */
	struct name_index regions, industries;
	struct arena arena;
};

void guess_make(struct guess *g, const struct survey *s, const struct configuration *c,
                const struct synonyms *synonyms);
void guess_release(struct guess *g);

/* Where the header is and where the data: see guess_header.c. */
void guess_header(struct guess *g);

/* The column with a role; NULL if none has it. */
struct guessed_column *guess_find(const struct guess *g, enum role role);

/* The cell of a row of data, empty where the row is shorter. */
struct slice guess_cell(const struct guess *g, size_t row, size_t column);

/* Where a document states its enterprise once for all records; NULL if it does not. */
const char *guess_enterprise_constant(struct guess *g);

/* The value of a class that a text means; NULL if it means none. */
const char *guess_class_value(const struct class_column *class, struct slice text);

/* Whether the row holds totals or the like: "合计". */
bool guess_is_total(struct slice text);

#endif
