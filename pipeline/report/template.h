/*
 * Texts with holes, written by people who do not program: config/bulletin/.
 *
 *	// a remark                     not printed
 *	R&D was {rd_expense} in {period}, {rd_intensity}% of revenue
 *	?rd_intensity.rank , place {rd_intensity.rank}      only if the figure is there
 *	!rd_intensity.rank , not ranked                     only if it is not
 *	| rankings                      a table
 *	@drivers industries ...         defines a name, see passage.h
 *
 * Lines that follow each other are one paragraph, joined by a blank where both sides are
 * Latin; an empty line ends it; "# " and "## " start a heading, "- " an item. "{{" is a brace.
 *
 * What a name stands for is the caller's. A figure that is missing is said so in its place;
 * a name that means nothing is RD_CONFIG with file, line and column.
 */
#ifndef REPORT_TEMPLATE_H
#define REPORT_TEMPLATE_H

#include "base/err.h"
#include "base/text.h"

enum answer {
	ANSWER_GIVEN,   /* its text was added */
	ANSWER_MISSING, /* what is missing, in words, was added */
	ANSWER_UNKNOWN, /* the name nearest to it was added, or nothing */
};

enum block_kind { BLOCK_TITLE, BLOCK_HEADING, BLOCK_ITEM, BLOCK_PARAGRAPH, BLOCK_TABLE };

/*
 * What a template is filled from, and where its text goes. `define` and `put` return -1 with
 * an error; its place is added here.
 */
struct template_source {
	enum answer (*look_up)(void *context, struct slice name, struct text *text);
	int (*define)(void *context, struct slice definition, struct err *err);
	/* Every block in turn, its holes filled; of a table, its name. */
	int (*put)(void *context, enum block_kind kind, struct slice text, struct err *err);
	void *context;
};

/* `name` is the template's, for messages. */
int template_expand(struct slice template, const char *name, const struct template_source *source,
                    struct err *err);

/* One line alone, without marks and conditions: the items of a list. */
int template_fill(struct slice line, const struct template_source *source, struct text *out,
                  struct err *err);

#endif
