/*
 * A mapping held against one file: which cell, or which constant, each of its sources is.
 *
 *	struct binding b;
 *	if (binding_open(&b, &mapping, &reader, path, &err) < 0) ...
 *	... rows: binding_first_row(&b, &reader, &err), binding_value(&b, source, &reader, &kind)
 *	if (binding_finish(&b, &reader, &err) < 0) ...
 *	binding_release(&b);
 *
 * In forms with headers the header is looked for: the first rows in which every header is
 * found that the mapping names and does not call optional. The rows above it, and itself,
 * are the title.
 */
#ifndef NORMALIZE_BINDING_H
#define NORMALIZE_BINDING_H

#include "normalize/header.h"
#include "normalize/mapping.h"

struct bound {
	bool found;
	bool constant;
	size_t cell, alternatives;     /* first cell, and how many to try in turn */
	struct slice text;             /* of a constant */
	struct pattern_match captured; /* what its header, title or file name states */
	struct slice name;             /* the header as the file writes it */
};

struct binding {
	const struct mapping *mapping;
	const char *path;
	struct bound *bound;        /* by slot */
	struct bound *wide;         /* columns that are rows of their own */
	size_t wide_count, wide_at; /* wide_at: the one being read */
	struct slice *title;
	size_t title_count, title_capacity;
	struct header header;
	size_t width;   /* fields of a row; 0: any number */
	bool first_row; /* constants of the document are still to be found */
	bool *seen;     /* by slot: some record had the member */
	struct arena arena;
};

/*
 * Reads up to and with the header. RD_INPUT for an empty file, or if a header is not
 * found: with the mapping's path and the headers that are there.
 */
int binding_open(struct binding *b, const struct mapping *m, struct row_reader *r, const char *path,
                 struct err *err);

/* To be called at each row: what stands once in a document is known at the first. */
int binding_first_row(struct binding *b, struct row_reader *r, struct err *err);

/* What a source is in this file, or in the wide column being read. */
const struct bound *binding_of(const struct binding *b, const struct value_source *source);

/*
 * The cell's text in this row, where it is one cell of a row of texts, as most are; *text is
 * that of the row's own, if it is there. False: ask binding_value.
 */
static inline bool binding_cell(const struct binding *b, const struct value_source *source,
                                const struct row_reader *r, struct slice *text)
{
	const struct bound *bound = &b->bound[source->slot];

	if (bound->alternatives != 1 || source->kind == FROM_WIDE || r->kinds ||
	    bound->cell >= r->count)
		return false;
	*text = r->cells[bound->cell];
	return true;
}

/* The cell's text in this row, or the constant; *kind is its enum cell_kind. */
struct slice binding_value(const struct binding *b, const struct value_source *source,
                           const struct row_reader *r, enum cell_kind *kind);

/* Whether the row is (part of) the header printed once more. */
bool binding_is_header(const struct binding *b, const struct row_reader *r);

/* After the last row: RD_INPUT if no JSON record had a member that the mapping needs. */
int binding_finish(const struct binding *b, const struct row_reader *r, struct err *err);
void binding_release(struct binding *b);

#endif
