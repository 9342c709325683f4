/*
 * What a stage leaves behind: where its tables go, and the datapackage.json beside them
 * (Frictionless Data Package) with every file's bytes, sha256, row count and Table Schema
 * and, under "rdstat", the stage, version, arguments, inputs and counts.
 *
 *	struct package p;
 *	package_init(&p, &program, "cells", &err);      // -o DIR, -o FILE.csv or -o -
 *	package_create_table(&p, &writer, &table, &err);
 *	...
 *	package_input(&p, &reader.csv.in.in);
 *	package_commit_table(&p, &writer, &err);
 *	package_count(&p, "read", n);
 *	package_reconcile(&p, &err, "read", "written", "rejected", NULL);
 *	package_write(&p, &err);
 *	package_release(&p);
 *
 * With -o FILE or -o - only the main table is written and there is no datapackage.json.
 */
#ifndef IO_PACKAGE_H
#define IO_PACKAGE_H

#include "base/options.h"
#include "io/input.h"
#include "io/table.h"

struct package {
	const char *stage;
	const char *main_table;
	char *directory;  /* NULL if only the main table is wanted */
	const char *file; /* where the main table goes then */
	int argc;
	char **argv;
	json_t *inputs, *counts, *about;
	json_t *last;          /* the resource noted last */
	struct text resources; /* those before it, as they are written: there may be many */
	bool has_other_files;  /* not every resource is a table */
	int filesystem;      /* of the directory, from sync.h; -1: each file is synced by itself */
	struct output *held; /* whole files that wait for the disk together */
	size_t held_count;
	char *other_stage;       /* NULL: it tells of itself */
	json_t *other_arguments; /* as stage and call then */
};

/* RD_USAGE without -o, RD_OUTPUT if the directory cannot be made. */
int package_init(struct package *p, const struct program *program, const char *main_table,
                 struct err *err);

/* A package that nothing is written of: to see what would be. */
void package_discard(struct package *p);

/* Where a table goes, to be freed; NULL if it is not wanted. */
char *package_path(const struct package *p, const char *table);

/* Where a file that is no table goes ("bulletin.txt"); NULL if it is not wanted. */
char *package_file_path(const struct package *p, const char *name);

/* A file that was read to its end. */
void package_input(struct package *p, const struct input *in);

/* A table that was committed. */
void package_table(struct package *p, const struct table_writer *w);

/* Creates a table where it goes; one that is not wanted is thrown away. As table_create. */
int package_create_table(const struct package *p, struct table_writer *w, const struct table *table,
                         struct err *err);

/* Commits a table, and adds it. As table_commit. */
int package_commit_table(struct package *p, struct table_writer *w, struct err *err);

/* A file that is no table, after its commit. */
void package_file(struct package *p, const char *name, const char *format,
                  const struct output *out);

/*
 * A whole small file that is no table, written and noted. It comes to its place with others, at
 * package_write at the latest; RD_OUTPUT, perhaps of an earlier one.
 */
int package_whole_file(struct package *p, const char *name, const char *format,
                       struct slice content, struct err *err);

/* The Table Schema of the table noted last, to add keys to. */
json_t *package_last_schema(struct package *p);

/* What the package says of itself: title, description, created. */
void package_about(struct package *p, const char *key, const char *text);

/*
 * Where the stage may put temporary files: the directory of its results, or, where they go
 * to standard output, $TMPDIR or /var/tmp. To be freed.
 */
char *package_scratch(const struct package *p);

void package_count(struct package *p, const char *name, uint64_t n);

/*
 * RD_INTERNAL unless count `whole` is the sum of the counts named after it, up to NULL:
 * no row may go missing.
 */
int package_reconcile(const struct package *p, struct err *err, const char *whole, ...);

/* Another stage, its call and its inputs are told instead of what this program did (whole.h). */
void package_stand_for(struct package *p, const char *stage, json_t *words, json_t *inputs);

int package_write(struct package *p, struct err *err);
void package_release(struct package *p);

#endif
